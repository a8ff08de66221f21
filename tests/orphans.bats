#!/usr/bin/env bats
# tgsink --orphans: the thumbnails that no record names, and nothing else.

load helper

# A folder with the thumbnails of three pictures, and records of two of them.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	picture d/a.jpg 30x20 1
	picture d/b.jpg 30x20 2
	picture d/c.jpg 30x20 3
	tgwalk d | tgthumb > all.tg
	tgsink all.txt < all.tg
	tgthumb d/a.jpg d/c.jpg > some.tg
	orphan=thumbnails/$(sed -n 's/: .*b.jpg$//p' all.txt)
}

@test "what no record names is listed, and still there" {
	try 0 tgsink --orphans thumbnails < some.tg
	out_is "$orphan"
	err_is
	try 0 tgsink -0 --orphans=thumbnails/ < some.tg
	printf '%s\0' "$orphan" | cmp - "$OUT"
	try 0 tgsink --orphans "$PWD/thumbnails" list < some.tg
	silent
	is list "$PWD/$orphan"
	try 0 tgsink --orphans thumbnails list < all.tg
	[ -f list ]
	[ ! -s list ]
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 3 ]
}

@test "only regular files with a thumbnail's name are listed" {
	name=$(printf '%064d' 1)
	touch "thumbnails/$name.jpg" "thumbnails/$name.gif" "thumbnails/${name}0.png" "thumbnails/${name%1}.png" \
		"thumbnails/$name.png.bak" "thumbnails/${name/0/A}.png" "thumbnails/.tg-1.tmp" thumbnails/other
	mkdir "thumbnails/${name/0/a}.png"
	ln -s other "thumbnails/${name/0/b}.png"
	try 0 tgsink --orphans thumbnails < some.tg
	printf '%s\n' "thumbnails/$name.jpg" "$orphan" | sort > want
	cmp want "$OUT"
}

@test "a partial thumbnail is named, too, and that of a file that has failed meanwhile is not" {
	picture d/p.jpg 300x200 4
	truncate -s -1000 d/p.jpg
	tgthumb -q d/a.jpg d/c.jpg d/p.jpg > with.tg || [ $? -eq 1 ]
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 4 ]
	try 1 tgsink --orphans thumbnails < with.tg
	out_is "$orphan"
	: > d/p.jpg
	printf '\xff\xd8\xff' > d/a.jpg
	tgthumb -q d/a.jpg d/c.jpg d/p.jpg > with.tg || [ $? -eq 1 ]
	try 1 tgsink --orphans thumbnails < with.tg
	[ "$(wc -l < "$OUT")" -eq 3 ]
}

@test "the records of several streams count together" {
	tgthumb d/b.jpg > other.tg
	try 0 pipeline 'cat some.tg other.tg | tgsink --orphans thumbnails'
	out_is
}

@test "a stream that was cut lists nothing, wherever it was cut" {
	echo old > list
	size=$(stat -c %s some.tg)
	for ((i = 0; i < size; i += 7)); do
		head -c $i some.tg > cut
		try 3 tgsink --orphans thumbnails list < cut
		out_is
		[ "$(wc -l < "$ERR")" -eq 1 ]
	done
	try 3 tgsink --orphans thumbnails < cut
	out_is
	run ! grep 'what came' "$ERR"
	[ "$(cat list)" = old ]
	[ ! -e list.partial ]
}

@test "records of another folder are refused" {
	tgthumb -o elsewhere d/a.jpg > other.tg
	echo old > list
	try 2 tgsink --orphans thumbnails list < other.tg
	out_is
	err_is 'tgsink: thumbnails: no stream of the input has its thumbnails there'
	[ "$(cat list)" = old ]
	# The same folder by another name is not another one.
	ln -s thumbnails link
	try 0 tgsink --orphans link < some.tg
	out_is "link/${orphan#*/}"
}

@test "a thumbnail that is made while the records come is none" {
	mkfifo records
	tgsink --orphans thumbnails list < records &
	exec 7> records
	within asleep $!
	# The folder has been read when a record was; list is not there yet.
	head -zn 2 some.tg >&7
	within asleep $!
	touch "thumbnails/$(printf '%064d' 1).png"
	tail -zn +3 some.tg >&7
	exec 7>&-
	wait $!
	is list "$orphan"
}

@test "a folder that cannot be read, and a wrong use, are refused" {
	try 2 tgsink --orphans missing < some.tg
	err_is 'tgsink: missing: No such file or directory'
	try 2 tgsink --orphans all.tg < some.tg
	err_is 'tgsink: all.tg: Not a directory'
	try 2 tgsink --orphans '' < some.tg
	err_is 'tgsink: --orphans: the folder has no name'
	try 2 tgsink -f json --orphans thumbnails < some.tg
	err_is 'tgsink: --orphans: only the text format lists them'
	mv thumbnails $'two\nlines'
	try 2 tgsink --orphans $'two\nlines' < some.tg
	err_is 'tgsink: --orphans: a newline in the path, which takes -0'
	out_is
	try 2 bash -c 'mv two* thumbnails && tgsink --orphans thumbnails < some.tg > /dev/full'
}

@test "-r keeps the records meanwhile" {
	try 0 tgsink -r kept.tg --orphans thumbnails < some.tg
	out_is "$orphan"
	cmp some.tg kept.tg
}
