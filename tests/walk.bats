#!/usr/bin/env bats
# tgwalk: which files it finds, in which order, and what it says of the rest.

load helper

# stream PATH...: what tgwalk must write about these paths: one marker before, one behind.
stream() {
	printf '\0'
	[ $# -eq 0 ] || printf '%s\0' "$@"
	printf '\0'
}

# found PATH...: the last try wrote these paths between two markers, and not a word.
found() {
	stream "$@" > want
	cmp want "$OUT" && rm want && err_is && return
	text "$OUT"
	return 1
}

# tree FILE...: makes empty files, and the folders that they are in.
tree() {
	local file
	for file; do
		[[ $file != */* ]] || mkdir -p -- "${file%/*}"
		: > "$file"
	done
}

tag() {
	mkdir -p "$1"
	printf 'Signature: 8a477f597d28d172789f06886806bc55\n# a cache\n' > "$1/CACHEDIR.TAG"
}

# limited N COMMAND...: runs COMMAND where it can have N descriptors.
limited() {
	(
		exec 3>&- # bats' own
		ulimit -n "$1" && shift && "$@"
	)
}

@test "files are found in the folder it is in, between two markers" {
	tree a sub/b .hidden/.c
	try 0 tgwalk
	found "$PWD/.hidden/.c" "$PWD/a" "$PWD/sub/b"
}

@test "an empty folder is two markers" {
	mkdir empty
	try 0 tgwalk empty
	found
}

@test "with -0 there are no markers" {
	tree a
	mkdir empty
	for option in -0 --null; do
		try 0 tgwalk $option
		err_is
		printf '%s\0' "$PWD/a" | cmp - "$OUT"
		try 0 tgwalk $option empty
		silent
	done
}

@test "operands are walked one after the other, in the order given" {
	tree b/2 b/1 a/3 c
	try 0 tgwalk b c a b
	found "$PWD/b/1" "$PWD/b/2" "$PWD/c" "$PWD/a/3" "$PWD/b/1" "$PWD/b/2"
}

@test "paths are absolute, without empty and . parts; .. stays" {
	tree a/b/c
	try 0 tgwalk .//a/./b/
	found "$PWD/a/b/c"
	try 0 tgwalk "$PWD//a//"
	found "$PWD/a/b/c"
	cd a/b
	try 0 tgwalk ../b
	found "$PWD/../b/c"
}

@test "the root folder has one slash" {
	tgwalk -0qx /./ | head -c 100000 > "$OUT"
	[ -s "$OUT" ]
	run ! grep -zq '^//' "$OUT"
	run ! grep -zqv '^/' "$OUT"
}

@test "a folder's entries, files and folders alike, are in byte order" {
	tree z a b/x B/x b.txt b-1 b1 é '~' 1 10 2 b/y/z b/z
	try 0 tgwalk
	found "$PWD/1" "$PWD/10" "$PWD/2" "$PWD/B/x" "$PWD/a" "$PWD/b/x" "$PWD/b/y/z" "$PWD/b/z" \
		"$PWD/b-1" "$PWD/b.txt" "$PWD/b1" "$PWD/z" "$PWD/~" "$PWD/é"
}

@test "the order of many names is sort's" {
	mkdir many
	for i in {1..2000}; do
		echo "IMG_$((i * 7919 % 9973))_$((i % 7)).jpg"
		echo "IMG_2023-07-$((i % 31))_$((i * 31 % 1009))"
		echo "$((i * 7919 % 99991))"
	done | sort -u > names
	(cd many && xargs touch < ../names)
	try 0 tgwalk -0 many
	sed "s|^|$PWD/many/|" names | tr '\n' '\0' | cmp - "$OUT"
}

@test "what it finds is what find finds, and two walks agree" {
	tree a/b/c a/b/d/e 'a/f g' h
	ln -s ../h a/link
	ln -s nowhere a/dangling
	ln -s b a/folder
	mkfifo a/fifo
	try 0 tgwalk -0
	err_is
	cp "$OUT" "$BATS_TEST_TMPDIR.first"
	find "$PWD" \( -type f -o -type l -xtype f \) -print0 | sort -z > "$BATS_TEST_TMPDIR.find"
	sort -z "$OUT" | cmp - "$BATS_TEST_TMPDIR.find"
	try 0 tgwalk -0
	cmp "$OUT" "$BATS_TEST_TMPDIR.first"
	try 0 tgwalk -0L
	err_is
	find -L "$PWD" -type f -print0 | sort -z > "$BATS_TEST_TMPDIR.find"
	sort -z "$OUT" | cmp - "$BATS_TEST_TMPDIR.find"
}

@test "names are bytes" {
	long=$(printf 'n%.0s' {1..255})
	names=($'\001' $'\t' $'a\nb' $'a\\b' ' ' '  x' -rf "$long" $'\303\050' $'\376\377')
	for name in "${names[@]}"; do
		mkdir -p "./$name"
		: > "./$name/$name"
	done
	try 0 tgwalk
	paths=()
	while IFS= read -r -d '' name; do
		paths+=("$PWD/$name/$name")
	done < <(printf '%s\0' "${names[@]}" | sort -z)
	found "${paths[@]}"
	try 0 tgwalk -- -rf
	found "$PWD/-rf/-rf"
	try 0 tgwalk $'a\nb/a\nb'
	found "$PWD/"$'a\nb/a\nb'
}

@test "links to files are files, links to folders are not entered" {
	tree folder/a file
	ln -s file link
	ln -s folder to-folder
	ln -s nowhere dangling
	ln -s self self
	ln -s file/x no-folder
	try 0 tgwalk
	found "$PWD/file" "$PWD/folder/a" "$PWD/link"
}

@test "an operand may be a link" {
	tree folder/a file
	ln -s file link
	ln -s folder to-folder
	try 0 tgwalk to-folder link
	found "$PWD/to-folder/a" "$PWD/link"
}

@test "with -L, links to folders are entered" {
	tree folder/a file x/y
	ln -s ../folder x/link
	ln -s ../file x/z
	ln -s nowhere x/dangling
	for option in -L --follow; do
		try 0 tgwalk $option x folder
		found "$PWD/x/link/a" "$PWD/x/y" "$PWD/x/z" "$PWD/folder/a"
	done
}

@test "with -L, a loop is one line, and all else is found" {
	tree a/b/c a/d
	ln -s .. a/b/loop
	ln -s . a/self
	try 1 tgwalk -L
	stream "$PWD/a/b/c" "$PWD/a/d" | cmp - "$OUT"
	err_is "tgwalk: $PWD/a/b/loop: leads back to a folder that it is in" \
		"tgwalk: $PWD/a/self: leads back to a folder that it is in"
	try 0 tgwalk
	found "$PWD/a/b/c" "$PWD/a/d"
}

@test "FIFOs, sockets and devices are passed over, and never opened" {
	tree a
	mkfifo fifo CACHEDIR.TAG
	mknod null c 1 3 2> /dev/null || true
	try 0 timeout 10 tgwalk
	found "$PWD/a"
}

@test "a folder with a CACHEDIR.TAG is passed over" {
	tree a cache/x cache/sub/y z
	tag cache
	try 0 tgwalk
	found "$PWD/a" "$PWD/z"
	ln -s cache link
	try 0 tgwalk -L
	found "$PWD/a" "$PWD/z"
	try 0 tgwalk -e x,y
	found
}

@test "an operand with a CACHEDIR.TAG is passed over with a word" {
	tree a cache/x
	tag cache
	try 0 tgwalk cache a
	stream "$PWD/a" | cmp - "$OUT"
	err_is "tgwalk: $PWD/cache: passed over, it has a CACHEDIR.TAG"
	try 0 tgwalk -q cache
	found
}

@test "a CACHEDIR.TAG without the signature, or that is no file, is none" {
	tree empty/CACHEDIR.TAG short/CACHEDIR.TAG other/CACHEDIR.TAG link/a folder/CACHEDIR.TAG/a
	printf 'Signature: 8a477f597d28d172789f06886806bc5' > short/CACHEDIR.TAG
	printf '\nSignature: 8a477f597d28d172789f06886806bc55\n' > other/CACHEDIR.TAG
	tag "$BATS_TEST_TMPDIR.cache"
	ln -s "$BATS_TEST_TMPDIR.cache/CACHEDIR.TAG" link/CACHEDIR.TAG
	try 0 tgwalk
	found "$PWD/empty/CACHEDIR.TAG" "$PWD/folder/CACHEDIR.TAG/a" "$PWD/link/CACHEDIR.TAG" \
		"$PWD/link/a" "$PWD/other/CACHEDIR.TAG" "$PWD/short/CACHEDIR.TAG"
	printf 'Signature: 8a477f597d28d172789f06886806bc55' > empty/CACHEDIR.TAG
	try 0 tgwalk empty/../folder empty
	stream "$PWD/empty/../folder/CACHEDIR.TAG/a" | cmp - "$OUT"
}

@test "-e takes files with one of the extensions, in any case" {
	tree a.jpg b.JPG c.jpeg d.png jpg e.jpg.txt f.tar.gz .jpg x.jpg/y.jPg x.jpg/z
	ln -s x.jpg/z link.jpg
	ln -s a.jpg link.txt
	try 0 tgwalk -e jpg
	found "$PWD/.jpg" "$PWD/a.jpg" "$PWD/b.JPG" "$PWD/link.jpg" "$PWD/x.jpg/y.jPg"
	for arguments in '-e .JPEG,png' '-e jpeg -e .PNG' '--extension=png --ext jpeg'; do
		# shellcheck disable=SC2086
		try 0 tgwalk $arguments
		found "$PWD/c.jpeg" "$PWD/d.png"
	done
	try 0 tgwalk -e tar.gz
	found "$PWD/f.tar.gz"
	try 0 tgwalk -e jpg a.jpg d.png x.jpg
	found "$PWD/a.jpg" "$PWD/x.jpg/y.jPg"
}

# At this time, whatever the clock says; the status of a file is changed now.
at() {
	touch -hd "$1" "${@:2}"
}

@test "-n takes files whose content or status was changed later than FILE's content" {
	tree a b/c b/d z stamp
	at '2099-01-01 00:00:00.000000005' stamp
	at '2099-01-01 00:00:00.000000005' a b/c
	at '2099-01-01 00:00:00.000000006' b/d
	at '2100-01-01' b
	try 0 tgwalk -n stamp
	found "$PWD/b/d"
	for option in -n./stamp --newer=stamp '--newer b -n stamp'; do
		try 0 tgwalk $option b a z
		found "$PWD/b/d"
	done
	at '2099-01-01 00:00:00.000000006' z
	try 0 tgwalk -n stamp z a
	found "$PWD/z"
	# Of all other times only the status is of now.
	at '2001-01-01' a b/c b/d stamp
	try 0 tgwalk -n stamp
	found "$PWD/a" "$PWD/b/c" "$PWD/b/d" "$PWD/stamp" "$PWD/z"
}

@test "-n takes what find -newer and find -newercm take" {
	tree $(seq -f 'd%g/e/f' 200) $(seq -f 'd%g/g' 200)
	sleep 0.02 && : > stamp && sleep 0.02
	chmod 600 d{1..50}/g
	echo new | tee d{30..90}/e/f > /dev/null
	mv d99/g d99/h
	try 0 tgwalk -0 -n stamp
	err_is
	find "$PWD" -type f \( -newer stamp -o -newercm stamp \) -print0 | sort -z > "$BATS_TEST_TMPDIR.find"
	[ "$(tr -cd '\0' < "$OUT" | wc -c)" -eq 112 ]
	sort -z "$OUT" | cmp - "$BATS_TEST_TMPDIR.find"
	try 0 tgwalk -0L -n stamp -e x
	silent
}

@test "-n: a link counts by itself and by its file" {
	tree old folder/a stamp
	ln -s old link
	ln -s folder to-folder
	ln -s nowhere dangling
	at '2099-01-01' stamp
	try 0 tgwalk -n stamp
	found
	at '2099-01-02' link to-folder dangling
	try 0 tgwalk -n stamp
	found "$PWD/link"
	at '2001-01-01' link
	touch -d '2099-01-02' folder/a
	ln -s folder/a other
	try 0 tgwalk -n stamp .
	found "$PWD/folder/a" "$PWD/other"
	try 0 tgwalk -L -n stamp to-folder
	found "$PWD/to-folder/a"
	# The time of FILE is that of the file it leads to.
	ln -s stamp to-stamp
	at '2100-01-01' to-stamp
	try 0 tgwalk -n to-stamp folder
	found "$PWD/folder/a"
}

@test "-n: a FILE that is not there is one line and status 2" {
	tree a
	try 2 tgwalk -n missing
	out_is
	err_is 'tgwalk: -n missing: No such file or directory'
	try 2 tgwalk -n ''
	out_is
	err_is 'tgwalk: -n: the file has no name'
}

@test "-x stays on the file system of each operand" {
	[ -d /dev/shm ] && [ "$(stat -c %d /dev)" != "$(stat -c %d /dev/shm)" ] ||
		skip "/dev/shm is not a file system of its own"
	other=$(mktemp /dev/shm/tgwalk-XXXXXX)
	ln -s /dev/shm shm
	ln -s "$other" file
	tree here
	try 0 tgwalk -L -x . "$other"
	found "$PWD/file" "$PWD/here" "$other"
	for option in -x --one-file-system; do
		tgwalk -0q $option /dev > "$OUT" || [ $? -eq 1 ]
		run ! grep -zFxq "$other" "$OUT"
	done
	tgwalk -0q /dev > "$OUT" || [ $? -eq 1 ]
	grep -zFxq "$other" "$OUT"
	rm "$other"
}

@test "a folder that cannot be read is one line and status 1, the rest is found" {
	tree a locked/x z
	chmod 0 locked
	try 1 mortal tgwalk
	stream "$PWD/a" "$PWD/z" | cmp - "$OUT"
	err_is "tgwalk: $PWD/locked: Permission denied"
	try 1 mortal tgwalk locked z
	stream "$PWD/z" | cmp - "$OUT"
	err_is "tgwalk: locked: Permission denied"
	chmod 755 locked
}

@test "in a folder that can be read but not searched, files are found and folders are not" {
	tree listed/file listed/folder/x
	ln -s file listed/link
	chmod 444 listed
	try 1 mortal tgwalk
	stream "$PWD/listed/file" | cmp - "$OUT"
	err_is "tgwalk: $PWD/listed/folder: Permission denied" \
		"tgwalk: $PWD/listed/link: Permission denied"
	try 1 mortal tgwalk -n /
	stream | cmp - "$OUT"
	err_has "^tgwalk: $PWD/listed/file: Permission denied$"
	chmod 755 listed
}

@test "an operand that is missing is one line and status 1, the rest is found" {
	tree a
	try 1 tgwalk nothing a ./nothing/x a/
	stream "$PWD/a" | cmp - "$OUT"
	err_is 'tgwalk: nothing: No such file or directory' \
		'tgwalk: ./nothing/x: No such file or directory' 'tgwalk: a/: Not a directory'
	ln -s nothing dangling
	try 1 tgwalk dangling
	stream | cmp - "$OUT"
	err_is 'tgwalk: dangling: No such file or directory'
}

@test "an empty operand is one line and status 1" {
	tree a
	try 1 tgwalk '' a
	stream "$PWD/a" | cmp - "$OUT"
	err_is "tgwalk: '': empty path"
}

@test "an operand that is neither file nor folder is one line and status 1" {
	mkfifo fifo
	try 1 timeout 10 tgwalk fifo /dev/null
	stream | cmp - "$OUT"
	err_is 'tgwalk: fifo: neither a file nor a folder' \
		'tgwalk: /dev/null: neither a file nor a folder'
}

@test "-q says nothing, and the status stays" {
	tree a
	for option in -q --quiet; do
		try 1 tgwalk $option nothing a ''
		found "$PWD/a"
	done
}

@test "a name cannot reach the terminal's controls" {
	try 1 tgwalk $'no\033[2J\nthing'
	err_is 'tgwalk: no\033[2J\012thing: No such file or directory'
}

@test "a current folder that is gone" {
	tree a
	mkdir gone
	there=$PWD
	cd gone
	rmdir "$there/gone"
	try 1 tgwalk . "$there/a"
	stream "$there/a" | cmp - "$OUT"
	err_has '^tgwalk: \.: .*No such file or directory$'
	cd "$there"
}

# deep LEVELS: folders with names of 200 bytes in each other, 15 at a time, since no
# path can be longer; with a file before and a folder on either side of each.
deep() {
	local name piece i j at
	name=$(printf 'd%.0s' {1..200})
	piece=$name$(printf "/$name%.0s" {1..14})
	mkdir deep
	: > deep/bottom
	for ((i = 0; i < $1 / 15; i++)); do
		mkdir -p "new/$piece"
		at=new
		for ((j = 0; j < 15; j++)); do
			mkdir "$at/a" "$at/z"
			: > "$at/file"
			: > "$at/z/y"
			at+=/$name
		done
		mv deep "new/$piece/deep"
		mv new deep
	done
}

@test "2,000 levels, in paths of 400,000 bytes, with few descriptors" {
	deep 2000
	try 0 tgwalk -0 deep
	err_is
	cp "$OUT" "$BATS_TEST_TMPDIR.first"
	[ "$(tr -cd '\0' < "$OUT" | wc -c)" -eq $((133 * 15 * 2 + 1)) ]
	[ "$(tr '\0' '\n' < "$OUT" | wc -L)" -gt 400000 ]
	find "$PWD/deep" -type f -print0 | sort -z > "$BATS_TEST_TMPDIR.find"
	sort -z "$OUT" | cmp - "$BATS_TEST_TMPDIR.find"
	touch -d '2001-01-01' old
	for n in 64 8; do
		for options in -0L '-0n old'; do
			try 0 limited $n tgwalk $options deep
			err_is
			cmp "$OUT" "$BATS_TEST_TMPDIR.first"
		done
	done
}

@test "a walk with too few descriptors says so, and comes to its end" {
	tree a b/c
	try 1 limited 4 tgwalk
	stream | cmp - "$OUT"
	err_is 'tgwalk: .: Too many open files'
}

@test "100,000 files in one folder" {
	mkdir many
	(cd many && seq -f 'file-%06.0f' 100000 | xargs touch)
	try 0 tgwalk -0 many
	err_is
	seq -f "$PWD/many/file-%06.0f" 100000 | tr '\n' '\0' | cmp - "$OUT"

	# Without memory for them, that folder is one line, and the walk goes on.
	! sanitized || return 0
	tree many/sub/a z
	try 1 bash -c 'ulimit -v 8000; tgwalk'
	stream "$PWD/z" | cmp - "$OUT"
	err_is "tgwalk: $PWD/many: Cannot allocate memory"
}

@test "a full disk is one line and status 2" {
	tree a
	try 2 bash -c 'tgwalk > /dev/full'
	err_is 'tgwalk: standard output: No space left on device'
	try 2 bash -c 'tgwalk --help > /dev/full'
	err_is 'tgwalk: standard output: No space left on device'
	try 2 bash -c 'tgwalk --version > /dev/full'
	err_is 'tgwalk: standard output: No space left on device'
}

@test "a closed output is one line and status 2" {
	tree a
	try 2 bash -c 'tgwalk >&-'
	err_is 'tgwalk: standard output: Bad file descriptor'
	try 0 bash -c 'tgwalk <&-'
	found "$PWD/a"
	try 1 bash -c 'tgwalk nothing a 2>&-'
	found "$PWD/a"
}

@test "a reader that goes away ends it, by SIGPIPE or with a line" {
	tree $(seq 3000)
	try 141 bash -c 'tgwalk . . . . . . . . | true; exit ${PIPESTATUS[0]}'
	silent
	try 2 bash -c 'trap "" PIPE; tgwalk . . . . . . . . | true; exit ${PIPESTATUS[0]}'
	err_is 'tgwalk: standard output: Broken pipe'
}

@test "wrong usage is said on stderr, with status 2" {
	for arguments in -z --nonsense -e --extension -n --newer; do
		try 2 tgwalk $arguments
		out_is
		err_has '^usage: tgwalk '
		[ "$(wc -l < "$ERR")" -eq 2 ]
	done
	for list in '' . ',' 'jpg,' ',jpg' 'jpg,,png'; do
		try 2 tgwalk -e "$list"
		out_is
		err_is 'tgwalk: an extension is empty'
	done
	try 2 tgwalk -e a/b
	out_is
	err_is 'tgwalk: an extension has no slash'
}

@test "--help and --version go to stdout" {
	try 0 tgwalk --help
	err_is
	out_has '^usage: tgwalk '
	for option in -0 -e -l -L -n -q -x --help --version; do
		out_has "^ +${option}[, ]"
	done
	try 0 tgwalk --version
	err_is
	out_has '^tgwalk [0-9]+\.[0-9]+\.[0-9]+$'
}
