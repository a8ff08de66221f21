#!/usr/bin/env bats
# tgthumb: one record for each path, in order, and thumbnails as the manual says.

load helper

# field N PATH: field N of the record about PATH in the last try's stdout.
field() {
	text "$OUT" | awk -F '\t' -v n="$1" -v path="$2" '$NF == path { print $n }'
}

# thumbs: the thumbnails in the default folder.
thumbs() {
	find thumbnails -name '*.png' -printf '%P\n' | sort
}

@test "a record has the thumbnail's name and what is known of the file" {
	picture a.jpg 640x480
	touch -d @1700000000.123456789 a.jpg
	try 0 tgthumb a.jpg
	err_is
	name=$(thumbs)
	text "$OUT" > lines
	[ "$(wc -l < lines)" -eq 3 ]
	run sed -n 2p lines
	id=$(sed -n 1p lines | cut -f3)
	birth=$(stat -c %.9W a.jpg | sed 's/^0$/0.000000000/')
	[ "$output" = "t	$name	200	150	640	480	$(stat -c %s a.jpg)	1700000000.123456789	-	-	$(stat -c %d a.jpg)	$(stat -c %i a.jpg)	$birth	-	$id	0	0	$PWD/a.jpg" ]
	[[ $id =~ ^[0-9a-f]{32}$ ]]
	run sed -n 1p lines
	[[ $output =~ ^b'	'1'	'$id'	'[0-9]+\.[0-9]{9}'	'"box=200x200 format=png	-	-	0	$PWD/thumbnails"$ ]]
	run sed -n 3p lines
	[ "$output" = "e	$id	complete	1	0	0	0	0" ]
}

@test "two runs have different ids" {
	try 0 tgthumb -0
	first=$(text "$OUT" | head -1 | cut -f3)
	try 0 tgthumb -0
	[ "$first" != "$(text "$OUT" | head -1 | cut -f3)" ]
}

@test "names are the digests that other tools compute" {
	picture colour.jpg 300x200
	picture progressive.progressive.jpg 300x500
	picture grey.grey.jpg 333x222
	picture colour.png 300x200
	picture grey.grey.png 500x20
	picture alpha.alpha.png 301x203
	picture small.png 7x3
	try 0 tgthumb ./*.jpg ./*.png
	[ "$(thumbs | wc -l)" -eq 7 ]
	for file in thumbnails/*.png; do
		[ "${file##*/}" = "$(name_of "$file")" ]
	done
}

# makes WxH FILE OPTION...: tgthumb with OPTIONs makes a thumbnail of that size, and says so.
makes() {
	local want=$1 file=$2
	shift 2
	try 0 tgthumb -o made "$@" "$file" || return
	local name
	name=$(field 2 "$PWD/$file")
	is_size "$want" "$(size_of "made/$name")" && is_size "$want" "$(field 3 "$PWD/$file")x$(field 4 "$PWD/$file")"
}

is_size() {
	[ "$1" = "$2" ] || { echo "$2, not $1"; return 1; }
}

@test "a thumbnail fits the box, keeps its proportions and is never enlarged" {
	picture wide.jpg 640x480
	picture tall.jpg 480x640
	picture line.png 3000x2
	picture small.png 31x17
	makes 200x150 wide.jpg
	makes 150x200 tall.jpg
	makes 200x1 line.png
	makes 31x17 small.png
	makes 100x75 wide.jpg -s 100
	makes 300x225 wide.jpg --size=300x1000
	makes 133x100 wide.jpg -s 300x100
	makes 75x100 tall.jpg -s 300x100
	makes 1x1 wide.jpg -s 1
	makes 1x1 wide.jpg -s 200x1
	makes 640x480 wide.jpg -s 8192
	makes 639x479 wide.jpg -s 639
}

@test "a picture that fits keeps its pixels" {
	picture a.png 120x80
	try 0 tgthumb a.png
	cmp <(pngtopam < a.png) <(pngtopam < "thumbnails/$(thumbs)")
}

@test "the begin record says the box" {
	try 0 tgthumb -0 -s 300x100
	text "$OUT" | head -1 | cut -f5 | grep -qx 'box=300x100 format=png'
}

@test "the format is told by the bytes, not by the name" {
	picture a.jpg 300x200
	picture b.png 200x300
	mv a.jpg a.txt
	cp b.png b.jpg
	mv b.png b
	echo 'not a picture' > text.jpg
	try 0 tgthumb a.txt b.jpg b text.jpg
	err_is
	[ "$(field 1 "$PWD/a.txt")$(field 1 "$PWD/b.jpg")$(field 1 "$PWD/b")$(field 1 "$PWD/text.jpg")" = ttts ]
	[ "$(field 2 "$PWD/b.jpg")" = "$(field 2 "$PWD/b")" ]
}

@test "whatever a path is, it gets one record, in order" {
	picture good.jpg 300x200
	: > empty
	printf '\xff' > one
	printf '\xff\xd8\xff' > magic.jpg
	head -c 3000 good.jpg > cut.jpg
	mkdir folder
	mkfifo fifo
	perl -MSocket -e 'socket(S, AF_UNIX, SOCK_STREAM, 0) and bind(S, sockaddr_un("socket")) or die'
	ln -s good.jpg link
	ln -s nowhere dangling
	ln -s loop loop
	cp good.jpg secret.jpg
	chmod 0 secret.jpg
	set -- good.jpg empty one magic.jpg cut.jpg folder fifo socket link dangling loop secret.jpg \
		missing good.jpg/below /dev/null /dev/zero / "$(printf 'x%.0s' {1..256})" good.jpg
	try 1 mortal timeout 60 tgthumb -j3 "$@"
	text "$OUT" > lines
	printf '%s\n' "$@" | sed "s|^[^/]|$PWD/&|" | cmp - <(sed '1d;$d' lines | cut -f18)
	kinds=$(sed '1d;$d' lines | cut -f1 | tr -d '\n')
	[ "$kinds" = tssfpssstfffffsssft ]
	[ "$(field 10 "$PWD/missing")" = 'No such file or directory' ]
	[ "$(field 10 "$PWD/secret.jpg")" = 'Permission denied' ]
	[ "$(field 10 "$PWD/good.jpg/below")" = 'Not a directory' ]
}

@test "a failed file is one line, path first and cause last; -q silences it" {
	picture a.jpg 300x200
	try 1 tgthumb a.jpg missing
	err_is "tgthumb: $PWD/missing: No such file or directory"
	try 1 tgthumb -q a.jpg missing
	err_is
	try 1 tgthumb --quiet a.jpg missing
	err_is
}

@test "-v has a line for every file" {
	picture a.jpg 300x200
	head -c 3000 a.jpg > cut.jpg
	echo text > b.jpg
	try 1 tgthumb -v a.jpg b.jpg missing cut.jpg
	err_has "^tgthumb: $PWD/a\.jpg: [0-9a-f]{64}\.png$"
	err_has "^tgthumb: $PWD/b\.jpg: not a picture$"
	err_has "^tgthumb: $PWD/missing: No such file or directory$"
	err_has "^tgthumb: $PWD/cut\.jpg: .*truncated.*: thumbnail of a part, [0-9a-f]{64}\.png$"
	[ "$(wc -l < "$ERR")" -eq 4 ]
}

@test "a damaged picture gives a thumbnail of what is there, with a reason" {
	picture a.jpg 600x400
	head -c $(($(stat -c %s a.jpg) / 2)) a.jpg > cut.jpg
	try 1 tgthumb cut.jpg
	[ "$(field 1 "$PWD/cut.jpg") $(field 9 "$PWD/cut.jpg")" = 'p truncated' ]
	name=$(field 2 "$PWD/cut.jpg")
	[ "$(size_of "thumbnails/$name")" = 200x133 ]
	[ "$(name_of "thumbnails/$name")" = "$name" ]
}

@test "a damaged picture never gets the name of the whole one" {
	picture a.jpg 600x400
	truncate -s -2 a.jpg # the end marker, without a pixel
	head -c -40 a.jpg > b.jpg
	try 1 tgthumb b.jpg
	[ "$(field 1 "$PWD/b.jpg")" = p ]
}

@test "paths that are relative, absolute, untidy or start with a dash" {
	picture a.jpg 300x200
	mkdir deep
	cp a.jpg -- -j.jpg
	cp a.jpg deep/-
	try 0 tgthumb "$PWD/a.jpg" ./a.jpg .//deep/.././a.jpg deep/- -- -j.jpg
	text "$OUT" | sed '1d;$d' | cut -f18 > paths
	printf '%s\n' "$PWD/a.jpg" "$PWD/a.jpg" "$PWD/deep/../a.jpg" "$PWD/deep/-" "$PWD/-j.jpg" | cmp - paths
}

@test "options after operands count, as GNU programs have it" {
	picture a.jpg 300x200
	try 0 tgthumb a.jpg -o there
	[ -f there/CACHEDIR.TAG ]
	[ ! -e thumbnails ]
}

@test "the folder is made with its parents, tagged, and may be there already" {
	picture a.jpg 300x200
	try 0 tgthumb -o x/y/z a.jpg
	[ "$(head -1 x/y/z/CACHEDIR.TAG)" = 'Signature: 8a477f597d28d172789f06886806bc55' ]
	try 0 tgthumb --output=x/y/z/ a.jpg
	text "$OUT" | head -1 | cut -f9 | grep -qxF "$PWD/x/y/z"
	[ "$(find x/y/z -type f | wc -l)" -eq 2 ]
}

@test "a folder whose path is too long is refused, and no part of it is made" {
	picture a.jpg 30x20
	part=$(printf 'd%.0s' {1..200})
	try 2 tgthumb -o "x$(printf "/$part%.0s" {1..21})" a.jpg
	out_is
	err_has ': File name too long$'
	[ ! -e x ]
	try 0 tgthumb -o "x$(printf '/d%.0s' {1..1500})" a.jpg
}

@test "a folder that holds files already is not tagged" {
	picture photos/a.jpg 300x200
	try 0 tgthumb -o photos photos/a.jpg
	[ ! -e photos/CACHEDIR.TAG ]
	[ "$(find photos -type f | wc -l)" -eq 2 ]
}

@test "thumbnails and their folder have the permissions that the umask allows" {
	picture a.jpg 300x200
	umask 027
	try 0 tgthumb a.jpg
	[ "$(stat -c %a thumbnails)" = 750 ]
	[ "$(stat -c %a thumbnails/*.png)" = 640 ]
}

@test "a second run writes nothing into the folder" {
	picture a.jpg 300x200
	picture b.png 20x30
	try 0 tgthumb a.jpg b.png
	find thumbnails -printf '%p %T@ %C@ %i %s\n' | sort > before
	try 0 tgthumb a.jpg b.png
	find thumbnails -printf '%p %T@ %C@ %i %s\n' | sort | cmp before -
}

@test "a thumbnail that is there but cut short is made anew" {
	picture a.jpg 300x200
	try 0 tgthumb a.jpg
	name=$(thumbs)
	cp "thumbnails/$name" whole
	truncate -s 100 "thumbnails/$name"
	try 0 tgthumb a.jpg
	cmp whole "thumbnails/$name"
	ln -sf /dev/null "thumbnails/$name"
	try 0 tgthumb a.jpg
	[ ! -L "thumbnails/$name" ]
	cmp whole "thumbnails/$name"
}

@test "equal pictures share one thumbnail" {
	picture a.jpg 300x200
	cp a.jpg b.jpg
	try 0 tgthumb a.jpg b.jpg
	[ "$(field 2 "$PWD/a.jpg")" = "$(field 2 "$PWD/b.jpg")" ]
	[ "$(thumbs | wc -l)" -eq 1 ]
}

@test "operands leave standard input alone" {
	picture a.jpg 300x200
	printf 'rest' > input
	try 0 pipeline '{ tgthumb a.jpg > records; cat; } < input'
	[ "$(cat "$OUT")" = rest ]
}

@test "more workers than files, than CPUs and than descriptors" {
	picture a.jpg 300x200
	picture b.jpg 300x200 9
	try 0 tgthumb -j 64 a.jpg b.jpg a.jpg
	try 0 tgthumb -j 1024 a.jpg
	for _ in {1..40}; do printf 'a.jpg\0b.jpg\0'; done > list
	try 0 bash -c 'ulimit -n 16; tgthumb -j 64 < list'
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'complete	80	0	0	0	0'
	err_is
}

@test "what cannot be an option's value is refused before anything is made" {
	for bad in '-j 0' '-j -1' '-j x' '-j 2x' '-j 1025' '-j 99999999999999999999' '-s 0' '-s 0x5' '-s 5x0' \
		'-s x' '-s 5x' '-s x5' '-s 5x5x5' '-s -5' '-s 8193' '-s 1e2' '-s +5' '-s 99999999999999999999' \
		'-z' '--no-such-option' '-j' '-s' '-o' '--quiet=yes'; do
		# shellcheck disable=SC2086
		try 2 tgthumb $bad
		out_is
		grep -q '^tgthumb: ' "$ERR"
	done
	try 2 tgthumb -j ''
	try 2 tgthumb -s ''
	try 2 tgthumb -s ' 5'
	try 2 tgthumb -o ''
	try 2 tgthumb ''
	out_is
	[ ! -e thumbnails ]
}

@test "a folder that cannot be is refused with its name" {
	echo > file
	try 2 tgthumb -0 -o file
	out_is
	err_is 'tgthumb: file: Not a directory'
	try 2 tgthumb -0 -o file/below
	err_is 'tgthumb: file/below: Not a directory'
	try 2 tgthumb -0 -o /proc/none
	err_has '^tgthumb: /proc/none: '
	mkdir closed
	chmod 555 closed
	try 2 mortal tgthumb -0 -o closed/new
	err_is 'tgthumb: closed/new: Permission denied'
	try 2 mortal tgthumb -0 -o closed
	err_is 'tgthumb: closed: Permission denied'
}

@test "-m refuses what has more pixels, from its header" {
	picture a.jpg 1001x1000
	picture a.png 1001x1000
	picture b.jpg 1000x1000
	try 1 tgthumb -m 1 a.jpg a.png b.jpg
	[ "$(field 1 "$PWD/a.jpg") $(field 9 "$PWD/a.jpg")" = 'f too-large' ]
	[ "$(field 1 "$PWD/a.png") $(field 9 "$PWD/a.png")" = 'f too-large' ]
	[ "$(field 1 "$PWD/b.jpg")" = t ]
	try 0 tgthumb --megapixels=2 a.jpg a.png
	for bad in 0 -1 x 1x '' 99999999999999999999; do
		try 2 tgthumb -m "$bad" a.jpg
		try 2 tgthumb -t "$bad" a.jpg
		out_is
	done
}

@test "a limit of memory that was there before holds, and costs the large picture only" {
	sanitized && skip 'a sanitizer needs memory without limits'
	picture large.progressive.jpg 5000x4000
	picture a.jpg 300x200
	# At full size, where libjpeg holds all coefficients.
	try 1 bash -c 'ulimit -v 60000; tgthumb -s 2000x2000 -j2 large.progressive.jpg a.jpg'
	[ "$(field 1 "$PWD/large.progressive.jpg") $(field 9 "$PWD/large.progressive.jpg")" = 'f memory' ]
	[ "$(field 1 "$PWD/a.jpg")" = t ]
	try 0 bash -c 'ulimit -v 600000; tgthumb -j2 large.progressive.jpg a.jpg'
}

@test "-v names and -q silence do not change records" {
	picture a.jpg 300x200
	for option in -v -q --verbose --quiet -qv; do
		try 1 tgthumb "$option" a.jpg missing
		text "$OUT" | sed '1d;$d' | cut -f1-14,16 > "records$option"
		cmp records-v "records$option"
	done
}

@test "a thumbnail that was cut is made again, one that is whole is never replaced" {
	picture a.jpg 400x300
	try 0 tgthumb a.jpg
	thumbnail=$(find thumbnails -name '*.png')
	cp "$thumbnail" right.png
	truncate -s -1 "$thumbnail"
	try 0 tgthumb a.jpg
	cmp right.png "$thumbnail"
	picture other.png 10x10
	cp other.png "$thumbnail"
	try 0 tgthumb a.jpg
	cmp other.png "$thumbnail"
}

@test "fewer processes than jobs are enough" {
	! sanitized || skip "sanitizers want processes of their own"
	[ "$(id -u)" -eq 0 ] || skip "only root takes a user who has no process yet"
	# Where this user may be: not in the folder of the tests.
	folder=$(mktemp -d)
	chmod 755 "$folder"
	cp "$BUILD/tgthumb" "$folder"
	picture "$folder/1.jpg" 400x300
	for i in 2 3 4 5 6 7 8; do cp "$folder/1.jpg" "$folder/$i.jpg"; done
	mkdir -m 777 "$folder/out"
	cd "$folder"
	stranger() {
		setpriv --reuid=54321 --regid=54321 --clear-groups prlimit --nproc="$1" ./tgthumb -j8 -o out ./*.jpg
	}
	# One for tgthumb, two for workers.
	try 0 stranger 3
	[ "$(text "$OUT" | grep -c '^t')" -eq 8 ]
	try 2 stranger 1
	err_is 'tgthumb: fork: Resource temporarily unavailable'
	rm -r "$folder"
}
