#!/usr/bin/env bats
# Every example of the manual pages, of README.md and of examples/ is run here, as
# it stands there, on a small folder of pictures; but those of many machines in engines.bats.

load helper

# A user's home: the same pictures in Pictures, in photos and known to git.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	export HOME=$PWD GIT_CONFIG_GLOBAL=/dev/null
	picture photos/a.jpg 640x480 1
	picture 'photos/b c.jpg' 300x500 2
	picture $'photos/sub/new\nline \\.png' 400x300 3
	cp photos/a.jpg photos/sub/copy.jpg
	picture photos/sub/see-through.alpha.png 250x220 4
	echo 'not a picture' > photos/note.txt
	cp -r photos Pictures
	jpegs=(a.jpg 'b c.jpg' sub/copy.jpg)
	pngs=($'sub/new\nline \\.png' sub/see-through.alpha.png)
	pictures=("${jpegs[@]}" "${pngs[@]}")
}

# as_printed: an mdoc literal block as the terminal shows it, with its TABs.
as_printed() {
	{
		printf '.Dd January 1, 2026\n.Dt X 1\n.Os\n.Sh X\n.Bd -literal\n'
		cat
		echo .Ed
	} | mandoc -Tascii | sed 's/.\x08//g' | sed -e 1,3d -e 's/^     //' | head -n -2 |
		unexpand --first-only -t 8
}

# block PAGE N: the Nth block of the EXAMPLES of a manual page.
block() {
	awk -v n="$2" '
		/^\.Sh/ { examples = /EXAMPLES/ }
		/^\.Ed/ { on = 0 }
		on
		examples && /^\.Bd/ && ++block == n { on = 1 }' "$TOP/man/$1" | as_printed
}

# fence N: the Nth block of commands in README.md that is for a shell.
fence() {
	awk -v n="$1" '/^```$/ { on = 0 } on; /^```sh$/ && ++block == n { on = 1 }' "$TOP/README.md"
}

# example STATUS PAGE N, readme STATUS N: runs it as its reader would.
example() {
	block "$2" "$3" > "$BATS_TEST_TMPDIR.example"
	run_example "$1"
}

readme() {
	fence "$2" > "$BATS_TEST_TMPDIR.example"
	run_example "$1"
}

run_example() {
	[ -s "$BATS_TEST_TMPDIR.example" ]
	cat "$BATS_TEST_TMPDIR.example"
	try "$1" bash "$BATS_TEST_TMPDIR.example"
}

# listed FILE FOLDER PICTURE...: FILE lists these pictures of FOLDER and no others, in
# any order, and their thumbnails are in ${thumbnails:-thumbnails}.
listed() {
	local file=$1 folder=$2 path escaped
	shift 2
	for path; do
		path=$(realpath -s "$folder")/$path
		escaped=${path//\\/\\\\}
		escaped=${escaped//$'\n'/\\n}
		[ "$escaped" = "$path" ] || printf '%s' "\\"
		printf 'NAME.png: %s\n' "$escaped"
	done | sort > "$BATS_TEST_TMPDIR.expected"
	sed -E 's/^(\\?)[0-9a-f]{64}\.png: /\1NAME.png: /' "$file" | sort |
		diff "$BATS_TEST_TMPDIR.expected" -
	names "$file" | while read -r name; do
		[ -f "${thumbnails:-thumbnails}/$name" ] || return 1
	done
}

# page FILE: it shows the pictures of photos, with thumbnails that are there.
page() {
	[ "$(grep -c '<img ' "$1")" -eq ${#pictures[@]} ]
	sed -n 's/.*<img .* src="\([^"]*\)".*/\1/p' "$1" | while read -r thumbnail; do
		[ -f "$thumbnail" ] || return 1
	done
}

# names FILE: the first column of a listing.
names() {
	sed -E 's/^\\?([0-9a-f]{64}\.png): .*/\1/' "$1"
}

repository() {
	type -P git > /dev/null || skip "git is not installed"
	git init -q .
	git add photos
}

# Pages.

@test "no example of a manual page or of README.md is left out here" {
	# run_here CALL: how many different examples the tests CALL.
	run_here() {
		grep -oE "^	$1 [0-9]+\$" "$BATS_TEST_FILENAME" | sort -u | wc -l
	}
	for page in "$TOP"/man/*; do
		blocks=$(awk '/^\.Sh/ { on = /EXAMPLES/ } on && /^\.(Bd|D1|Dl)/ { n++ } END { print n + 0 }' "$page")
		echo "${page##*/}: $blocks examples"
		[ "$blocks" -eq "$(run_here "example 0 ${page##*/}")" ]
	done
	[ "$(grep -c '^```sh$' "$TOP/README.md")" -eq "$(run_here 'readme 0')" ]
}

@test "the synopsis of a page is the usage of its tool" {
	for page in "$TOP"/man/*.1; do
		tool=$(basename "$page" .1)
		usage=$("$tool" --help | awk '
			sub(/^usage: /, "") { on = 1 }
			on && n && !/^ / { exit }
			on { $1 = $1; printf "%s%s", n++ ? " " : "", $0 }')
		synopsis=$(mandoc -Tascii -O width=200 "$page" | sed 's/.\x08//g' |
			awk '/^[A-Z]/ { on = /^SYNOPSIS/; next } on && NF { $1 = $1; printf "%s%s", n++ ? " " : "", $0 }')
		echo "$synopsis"
		[ "$usage" = "$synopsis" ]
	done
}

@test "a page names each option of its tool" {
	for page in "$TOP"/man/*.1; do
		tool=$(basename "$page" .1)
		page=$(mandoc -Tascii "$page" | sed 's/.\x08//g')
		for option in $("$tool" --help | grep -oE -e '--[a-z-]+'); do
			echo "$tool $option"
			grep -qE -e "^     (-.*, )?$option( |=|\$)" <<< "$page"
		done
	done
}

@test "a message under DIAGNOSTICS is one that the sources have" {
	# Of each the longest part between the capitals, which stand for something,
	# and colons. The system's own messages are in the comments of its headers.
	sed -n 's/^\.It "\(.*\)"$/\1/p' "$TOP"/man/*.1 | while read -r message; do
		part=$(sed -E 's/\b[A-Z]+(x[A-Z]+)?\b|: |\\\(aq/\n/g' <<< "$message" | awk '
			length > length(longest) { longest = $0 }
			END { print longest }')
		echo "$message: '$part'"
		grep -rqF -e "$part" "$TOP/lib" "$TOP/tools" /usr/include/asm-generic || return 1
	done
	[ "$(grep -c '^\.It "' "$TOP/man/tgsink.1")" -gt 5 ]
}

@test "tg(7): a folder" {
	example 0 tg.7 1
	silent
	listed out.txt Pictures "${pictures[@]}"
}

@test "tg(7): find" {
	example 0 tg.7 2
	silent
	listed out.txt . "${jpegs[@]/#/photos/}" "${jpegs[@]/#/Pictures/}"
}

@test "tg(7): git ls-files" {
	repository
	example 0 tg.7 3
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "tg(7): xargs" {
	example 0 tg.7 4
	silent
	listed out.txt Pictures "${pictures[@]}"
}

@test "tg(7): records kept" {
	example 0 tg.7 5
	silent
	[ -s records ]
	listed out.txt Pictures "${pictures[@]}"
}

@test "tg(7): every night" {
	mkdir gallery
	example 0 tg.7 6
	silent
	mv Pictures/a.jpg Pictures/z.jpg
	example 0 tg.7 6
	silent
	cd gallery
	listed out.txt ../Pictures "${pictures[@]/%a.jpg/z.jpg}"
	text lib.tg | grep -c '	reused	' | grep -qx 6
}

@test "tg(7): names that more than one picture has" {
	tgwalk photos | tgthumb | tgsink out.txt
	example 0 tg.7 7
	out_is "$(sed -n 's/: .*a.jpg$//p' out.txt)"
	err_is
}

@test "tg(7): lines" {
	example 0 tg.7 8
	out_is
	err_is "tgwalk: $PWD/Pictures/sub/new\\012line \\\\.png: a newline in the path, which -l does not write"
	rm Pictures/sub/new*
	example 0 tg.7 8
	silent
	listed out.txt Pictures "${jpegs[@]}" sub/see-through.alpha.png
	cp out.txt before
	rm -r Pictures/*
	example 0 tg.7 8
	silent
	[ ! -s out.txt ]
}

@test "tg(7): shares" {
	example 0 tg.7 9
	silent
	listed out.txt Pictures "${pictures[@]}"
	[ "$(echo part.*)" = 'part.0 part.1 part.2' ]
	mv out.txt parts.txt
	example 0 tg.7 1
	cmp parts.txt out.txt
}

@test "tgstream(5): the reader of records is examples/read-records" {
	diff <(block tgstream.5 1) "$TOP/examples/read-records"
	tgwalk photos | tgthumb > records
	exec < records
	example 0 tgstream.5 1
	[ "$(wc -l < "$OUT")" -eq 6 ]
}

@test "tgstream(5): the markers of a path stream" {
	example 0 tgstream.5 2
	out_is 2
	err_is
}

@test "tgstream(5): the paths that failed" {
	head -c 300 photos/a.jpg > $'photos/bro\tken.jpg'
	example 0 tgstream.5 3
	printf '%s\0' "$PWD/photos/"$'bro\tken.jpg' | cmp - "$OUT"
	err_is
}

@test "tgthumb(1): a box, a folder and four workers" {
	example 0 tgthumb.1 1
	silent
	thumbnails=small listed out.txt photos "${pictures[@]}"
	[ "$(size_of "small/$(sed -n 's/: .*a.jpg$//p' out.txt)")" = 320x240 ]
	[ ! -e thumbnails ]
}

@test "tgthumb(1): operands" {
	example 0 tgthumb.1 2
	err_is
	listed "$OUT" photos a.jpg 'b c.jpg'
}

@test "tgthumb(1): a list of lines" {
	example 0 tgthumb.1 3
	silent
	listed out.txt photos a.jpg 'b c.jpg'
}

@test "tgthumb(1): a list that may be empty" {
	repository
	example 0 tgthumb.1 4
	silent
	listed out.txt photos "${pngs[@]}"
	git rm -rq --cached photos
	example 0 tgthumb.1 4
	silent
	[ ! -s out.txt ]
}

@test "tgthumb(1): what is new" {
	example 0 tgthumb.1 5
	silent
	rm photos/a.jpg
	picture photos/d.jpg 100x100
	example 0 tgthumb.1 5
	silent
	listed out.txt photos d.jpg "${pictures[@]:1}"
	text lib.tg | grep -c '	reused	' | grep -qx 5
}

@test "tgthumb(1): a gallery on the web" {
	example 0 tgthumb.1 6
	silent
	grep -q ' srcset="' gallery/index.html
	grep -oE 'thumbnails/[0-9a-f]+\.jpg' gallery/index.html | sort -u > shown
	(cd gallery && printf '%s\n' thumbnails/*.jpg) | cmp - shown
}

@test "tgthumb(1): a share" {
	example 0 tgthumb.1 7
	[ "$(tr '\0' '\n' < part.0 | sed -n 1p | cut -f6,8)" = "$(printf '0/10\t6')" ]
}

@test "tgthumb(1): a thumbnail's name" {
	tgwalk photos | tgthumb | tgsink out.txt
	cp "thumbnails/$(sed -n 's/: .*a.jpg$//p' out.txt)" x.png
	command=$(mandoc -Tascii "$TOP/man/tgthumb.1" | sed 's/.\x08//g' | sed -n 's/^ *\(pngtopam x.png\)/\1/p')
	try 0 bash -c "$command"
	out_is "$(sed -n 's/.png: .*a.jpg$//p' out.txt)  -"
}

@test "tgsink(1): a listing and a summary" {
	example 0 tgsink.1 1
	out_is
	err_has '^tgsink: 5 thumbnails, 0 partial, 0 failed, 1 not pictures, [0-9]+\.[0-9] seconds$'
	listed out.txt photos "${pictures[@]}"
}

@test "tgsink(1): only a whole listing is gone on with" {
	example 0 tgsink.1 2
	out_is '5 out.txt'
	err_is
	head -c 300 photos/a.jpg > photos/broken.jpg
	example 0 tgsink.1 2
	out_is '5 out.txt'
	err_has '/photos/broken.jpg: truncated JPEG$'
	mkdir folder && rm out.txt && ln -s folder out.txt
	example 0 tgsink.1 2
	out_is
	err_has '^tgsink: out.txt: '
}

@test "tgsink(1): a loop over names and paths" {
	example 0 tgsink.1 3
	err_is
	[ "$(wc -l < "$OUT")" -eq 5 ]
	while read -r name path; do
		[ -f "thumbnails/$name" ]
		eval "[ -f $path ]"
	done < "$OUT"
}

@test "tgsink(1): a table" {
	example 0 tgsink.1 4
	err_is
	out_is "skipped|1|14" "thumbnail|5|$(cd photos && cat -- "${pictures[@]}" | wc -c)"
}

@test "tgsink(1): a run that was killed" {
	tgwalk photos | tgthumb | head -z -n 4 | tgsink -r lib.tg || [ $? -eq 3 ]
	example 0 tgsink.1 5
	err_has '^tgsink: 5 thumbnails, 0 partial, 0 failed, 1 not pictures, 3 reused, '
	listed out.txt photos "${pictures[@]}"
}

@test "tgsink(1): orphans" {
	tgwalk photos | tgthumb | tgsink out.txt
	a=$(sed -n 's/: .*a.jpg$//p' out.txt)
	rm photos/a.jpg photos/sub/copy.jpg
	example 0 tgsink.1 6
	silent
	[ ! -e "thumbnails/$a" ]
	listed out.txt photos "${pictures[1]}" "${pictures[@]:3}"
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 3 ]
	# And there are none.
	example 0 tgsink.1 6
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 3 ]
}

@test "tgsink(1): a page" {
	example 0 tgsink.1 7
	silent
	page index.html
}

@test "tgwalk(1): a folder" {
	example 0 tgwalk.1 1
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "tgwalk(1): an order by chance" {
	mv photos/a.jpg photos/a
	example 0 tgwalk.1 2
	silent
	listed out.txt photos "${pictures[@]:1}"
}

@test "tgwalk(1): what was changed since the last time" {
	touch -d 'next month' last
	touch -d 'next year' photos/a.jpg
	example 0 tgwalk.1 3
	silent
	listed new.txt photos a.jpg
	[ ! -e now ]
	[ last -nt photos/note.txt ]
	head -c 300 photos/a.jpg > photos/new.jpg
	example 0 tgwalk.1 3
	err_has '/photos/new.jpg: '
	listed new.txt photos a.jpg
	[ ! -e now ]
}

@test "tgwalk(1): how many bytes the files have" {
	cd photos
	example 0 tgwalk.1 4
	out_is "$(find . -type f -printf '%s\n' | awk '{ n += $1 } END { print n }')"
	err_is
}

# README.md.

@test "README: a folder" {
	readme 0 1
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "README: what find chooses, larger" {
	touch -d '8 days ago' photos/a.jpg
	readme 0 2
	silent
	thumbnails=large listed large.txt photos "${jpegs[@]:1}"
	[ "$(size_of "large/$(sed -n 's/: .*copy.jpg$//p' large.txt)")" = 640x480 ]
	find photos -exec touch -d '8 days ago' {} +
	readme 0 2
	silent
	[ ! -s large.txt ]
}

@test "README: operands, and one pipe" {
	readme 0 3
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "README: a page" {
	readme 0 4
	silent
	page index.html
}

@test "README: every night, or after a kill" {
	readme 0 5
	silent
	picture photos/d.jpg 100x100
	readme 0 5
	silent
	listed out.txt photos d.jpg "${pictures[@]}"
	text lib.tg | grep -c '	reused	' | grep -qx 6
}

# Scripts.

@test "from-find, and it may find nothing" {
	touch -d '8 days ago' photos/a.jpg
	try 0 "$TOP/examples/from-find" photos
	silent
	listed out.txt photos "${jpegs[@]:1}"
	find photos -exec touch -d '8 days ago' {} +
	try 0 "$TOP/examples/from-find" photos
	silent
	[ ! -s out.txt ]
}

@test "from-git" {
	repository
	cp photos/a.jpg photos/unknown.jpg
	try 0 "$TOP/examples/from-git"
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "from-git, and no repository" {
	echo old > out.txt
	GIT_CEILING_DIRECTORIES=${PWD%/*} try 3 "$TOP/examples/from-git"
	err_has '^fatal: not a git repository'
	err_has '^tgthumb: path stream was cut: it is empty'
	[ "$(cat out.txt)" = old ]
}

@test "from-fd" {
	type -P fdfind > /dev/null || type -P fd > /dev/null || skip "fd is not installed"
	try 0 "$TOP/examples/from-fd" photos
	silent
	listed out.txt photos "${pictures[@]}"
}

@test "with-xargs, each tgthumb with a stream of its own" {
	for ((i = 0; i < 50; i++)); do
		cp photos/a.jpg "photos/more-$i.jpg"
	done
	try 0 "$TOP/examples/with-xargs" photos
	silent
	listed out.txt photos "${pictures[@]}" more-{0..49}.jpg
}

@test "with-xargs, and one tgthumb that is killed" {
	mkdir bin
	printf '#!/bin/sh\nkill -9 $$\n' > bin/tgthumb
	chmod +x bin/tgthumb
	PATH=$PWD/bin:$PATH try 3 "$TOP/examples/with-xargs" photos
	[ ! -e out.txt ]
}

@test "Makefile: out.txt is made when something has changed, and only then" {
	remake() {
		make --no-print-directory -f "$TOP/examples/Makefile" "$@"
	}
	try 0 remake
	listed out.txt photos "${pictures[@]}"
	try 0 remake
	out_is "make: 'out.txt' is up to date."
	cp photos/a.jpg photos/sub/added.jpg
	try 0 remake
	listed out.txt photos "${pictures[@]}" sub/added.jpg
	rm photos/sub/added.jpg
	try 0 remake
	listed out.txt photos "${pictures[@]}"
	cp photos/a.jpg 'photos/b c.jpg'
	try 0 remake
	[ "$(names out.txt | sort -u | wc -l)" -eq 3 ]
	try 0 remake
	out_is "make: 'out.txt' is up to date."
}

@test "Makefile: what depends on out.txt is made again only if that has changed" {
	remake() {
		make --no-print-directory -f "$TOP/examples/Makefile" index.html
	}
	try 0 remake
	out_has '^tgwalk'
	out_has '^sed'
	[ "$(wc -l < index.html)" -eq 5 ]
	try 0 remake
	out_is "make: 'index.html' is up to date."
	# A file that is new but no picture, and one that is the same but for its time.
	echo text > photos/other.txt
	touch photos/a.jpg
	touch -d '1 hour ago' out.txt # and the page's time tells whether it is made
	touch -d '30 minutes ago' index.html
	try 0 remake
	out_has '^tgwalk'
	run ! grep '^sed' "$OUT"
	try 0 remake
	out_is "make: 'index.html' is up to date."
	cp photos/a.jpg photos/sub/added.jpg
	try 0 remake
	out_has '^sed'
	[ "$(wc -l < index.html)" -eq 6 ]
}

@test "Makefile: what is added during a run is found by the next" {
	mkdir bin
	printf '#!/bin/sh\n"%s" "$@"\ncp photos/a.jpg photos/later.jpg\n' "$(type -P tgwalk)" > bin/tgwalk
	chmod +x bin/tgwalk
	PATH=$PWD/bin:$PATH try 0 make -f "$TOP/examples/Makefile"
	listed out.txt photos "${pictures[@]}"
	try 0 make -f "$TOP/examples/Makefile"
	listed out.txt photos "${pictures[@]}" later.jpg
}

@test "Makefile: a broken picture is no obstacle, a cut stream is" {
	head -c 300 photos/a.jpg > photos/broken.jpg
	try 0 make -f "$TOP/examples/Makefile"
	listed out.txt photos "${pictures[@]}"
	cp out.txt before
	mkdir bin
	printf '#!/bin/sh\nkill -9 $$\n' > bin/tgwalk
	chmod +x bin/tgwalk
	touch photos/a.jpg
	PATH=$PWD/bin:$PATH try 2 make -f "$TOP/examples/Makefile"
	cmp before out.txt
}

@test "duplicates: pictures with equal thumbnails, whatever their paths" {
	cp photos/a.jpg $'photos/new\nline.jpg'
	cp 'photos/b c.jpg' 'photos/b: c.jpg'
	tgwalk photos | tgthumb | tgsink out.txt
	try 0 "$TOP/examples/duplicates"
	err_is '3 of 7'
	a=$(sed -n 's/: .*a.jpg$//p' out.txt)
	b=$(sed -n 's/: .*b c.jpg$//p' out.txt)
	out_is '' "$a: $PWD/photos/a.jpg" "\\$a: $PWD/photos/new\\nline.jpg" "$a: $PWD/photos/sub/copy.jpg" \
		'' "$b: $PWD/photos/b c.jpg" "$b: $PWD/photos/b: c.jpg"
}

@test "duplicates: none, and no listing" {
	tgthumb photos/*.jpg | tgsink out.txt
	try 0 "$TOP/examples/duplicates" out.txt
	out_is
	err_is '0 of 2'
	try 2 "$TOP/examples/duplicates" missing.txt
}

@test "into-sqlite: JSON becomes a table that can be asked" {
	head -c 300 photos/a.jpg > "photos/it's.jpg"
	cp photos/note.txt $'photos/\xff.jpg'
	try 1 pipeline 'tgwalk photos | tgthumb -q | tgsink -f json pictures.json'
	# Twice, since the table is made anew.
	for _ in 1 2; do
		try 0 "$TOP/examples/into-sqlite" pictures.db < pictures.json
		err_is
		out_is "failed	1	300" "skipped	2	28" "thumbnail	5	$(cd photos && cat -- "${pictures[@]}" | wc -c)" \
			"$PWD/photos/sub/	3	$(cat photos/sub/* | wc -c)" "$PWD/photos/	3	$(cat photos/*.jpg | wc -c | xargs expr -14 +)"
	done
	sqlite3 pictures.db 'select path from pictures where reason = "truncated"' > "$OUT"
	out_is "$PWD/photos/it's.jpg"
	sqlite3 pictures.db 'select path_base64 from pictures where path is null' | base64 -d > "$OUT"
	printf '%s' "$PWD/photos/"$'\xff.jpg' | cmp - "$OUT"
	[ "$(sqlite3 pictures.db 'select count(*) from pictures where width * source_height = height * source_width')" -ge 3 ]
	try 2 "$TOP/examples/into-sqlite" < pictures.json
}

@test "check-names: all of them, and one that is wrong" {
	tgwalk photos | tgthumb | tgsink out.txt
	try 0 "$TOP/examples/check-names"
	out_is '4 checked, 0 wrong'
	err_is
	mv "thumbnails/$(names out.txt | head -n 1)" thumbnails/wrong.png
	try 1 "$TOP/examples/check-names" thumbnails
	out_has "^thumbnails/wrong.png: its name should be $(names out.txt | head -n 1)\$"
	out_has '^4 checked, 1 wrong$'
	mkdir empty
	try 1 "$TOP/examples/check-names" empty
}

@test "check-names: thumbnails of the corpus" {
	need_corpus
	tgwalk "$CORPUS/photos" "$CORPUS/conformance" | tgthumb -q | tgsink out.txt || [ $? -eq 1 ]
	try 0 "$TOP/examples/check-names"
	out_is "$(names out.txt | sort -u | wc -l) checked, 0 wrong"
}

@test "read-records: each kind of record, and paths of all bytes" {
	odd=$'photos/a\tb\nc\\ \xff*.jpg'
	head -c $(($(stat -c %s photos/a.jpg) / 2)) photos/a.jpg > "$odd"
	tgthumb -q photos/a.jpg "$odd" photos/note.txt missing.jpg > records || [ $? -eq 1 ]
	try 1 "$TOP/examples/read-records" < records
	err_is
	[ "$(cut -d ' ' -f 1 "$OUT" | paste -sd '')" = tpsf ]
	sed -n 2p "$OUT" | { read -r _ name path; [ -f "thumbnails/$name" ] && eval "[ $path = \"\$PWD/\$odd\" ]"; }
}

@test "read-records: several streams, also mixed" {
	tgthumb photos/a.jpg > one
	tgthumb photos/note.txt 'photos/b c.jpg' > two
	cat one two > records
	try 0 "$TOP/examples/read-records" < records
	{ head -zn 1 one; head -zn 2 two; tail -zn +2 one; tail -zn +3 two; } > records
	try 0 "$TOP/examples/read-records" < records
	[ "$(wc -l < "$OUT")" -eq 3 ]
}

@test "read-records: a stream that was cut anywhere, and one whose counts are wrong" {
	tgthumb photos/a.jpg photos/note.txt > records
	size=$(stat -c %s records)
	for ((i = 0; i < size; i++)); do
		head -c $i records > part
		try 3 "$TOP/examples/read-records" < part
	done
	grep -avz '^s' records > less
	try 3 "$TOP/examples/read-records" < less
	sed -z 's/complete/incomplete/' records > incomplete
	try 3 "$TOP/examples/read-records" < incomplete
	sed -z 's/^b\t1/b\t2/' records > newer
	try 3 "$TOP/examples/read-records" < newer
	{ cat records; echo -n x; } > longer
	try 3 "$TOP/examples/read-records" < longer
}
