#!/usr/bin/env bats
# tgsink: from records to a listing that is whole or is not there.

load helper

# record KIND PATH: a hand-made record about PATH.
record() {
	records 1 1 1 1 | tr '\0' '\n' | grep "^$1" | sed "s|/p/.*||" | tr -d '\n'
	printf '%s\0' "$2"
}

# listed PATH...: a stream with a thumbnail for each PATH.
listed() {
	records 0 0 0 0 | sed -z 1q
	for path; do record t "$path"; done
	printf 'e\t00112233445566778899aabbccddeeff\tcomplete\t%d\t0\t0\t0\t0\0' $#
}

THUMB=$(printf '%064d.png' 7)

@test "thumbnails and partial ones are listed, in the order of the records" {
	records 2 1 1 1 > stream
	try 1 tgsink < stream
	out_is "$THUMB: /p/t1" "$THUMB: /p/t2" "$THUMB: /p/p1"
	err_is
}

@test "FILE, standard output and - give the same bytes" {
	records 3 0 0 2 > stream
	try 0 tgsink < stream
	cp "$OUT" lines
	try 0 tgsink - < stream
	cmp lines "$OUT"
	try 0 tgsink out.txt < stream
	silent
	cmp lines out.txt
	[ ! -e out.txt.partial ]
	[ ! -e ./- ]
}

@test "a stream without a thumbnail gives an empty listing" {
	records 0 0 0 3 > stream
	echo old > out.txt
	try 0 tgsink out.txt < stream
	silent
	[ -f out.txt ]
	[ ! -s out.txt ]
}

@test "a backslash, newline or carriage return in a path is escaped as sha256sum does it" {
	listed '/a\b' $'/a\nb' $'/a\rb' $'/\\\n\r\\' $'/a\tb' '/ab' > stream
	try 0 tgsink < stream
	out_is "\\$THUMB: /a\\\\b" "\\$THUMB: /a\\nb" "\\$THUMB: /a\\rb" "\\$THUMB: /\\\\\\n\\r\\\\" \
		"$THUMB: /a	b" "$THUMB: /ab"
	# The same path in the same form.
	mkdir d
	: > $'d/a\n\\\r'
	sum=$(cd d && sha256sum -- *)
	listed $'/a\n\\\r' > stream
	try 0 tgsink < stream
	[ "$(cut -d/ -f2 "$OUT")" = "${sum#*  }" ]
}

@test "-0 ends lines with NUL and escapes nothing" {
	listed '/a\b' $'/a\nb' $'/\xff\xfe' > stream
	printf '%s\0' "$THUMB: /a\\b" "$THUMB: "$'/a\nb' "$THUMB: "$'/\xff\xfe' > want
	try 0 tgsink -0 < stream
	cmp want "$OUT"
	try 0 tgsink --null out < stream
	cmp want out
}

@test "a path that looks like another line forges none" {
	listed $'/a\n'"$THUMB: /forged" "/b$(printf '\t')t" > stream
	try 0 tgsink < stream
	[ "$(wc -l < "$OUT")" -eq 2 ]
}

@test "-v has a line for each file without a whole thumbnail, and a summary" {
	records 2 1 1 1 > stream
	try 1 tgsink -v out.txt < stream
	out_is
	sed -i 's/[0-9.]* seconds/N seconds/' "$ERR"
	err_is 'tgsink: /p/p1: cut short' 'tgsink: /p/f1: no picture' 'tgsink: /p/s1: not a picture' \
		'tgsink: 2 thumbnails, 1 partial, 1 failed (1 corrupt), 1 not pictures, N seconds'
	try 1 tgsink --verbose -q out.txt < stream
	err_has '^tgsink: 2 thumbnails'
}

@test "the summary counts the failed files by their reasons" {
	{ records 0 1 4 0 | grep -az '^[bpe]'
		records 0 0 4 0 | grep -az '^f' | sed -z '3s/corrupt/too-large/; 4s/corrupt/io/'; } > mixed
	{ grep -avz '^e' mixed; grep -az '^e' mixed; } > stream
	try 1 tgsink -v out.txt < stream
	err_has '^tgsink: 0 thumbnails, 1 partial, 4 failed \(1 io, 2 corrupt, 1 too-large\), 0 not pictures'
	records 1 1 0 0 > stream
	try 1 tgsink -v out.txt < stream
	err_has '0 failed, 0 not pictures'
}

@test "the summary stands on a terminal, unless -q" {
	command -v script > /dev/null || skip 'script(1) is not there'
	records 2 0 0 0 > stream
	try 0 script -qec 'tgsink out.txt < stream' /dev/null
	grep -q '2 thumbnails, 0 partial, 0 failed, 0 not pictures' "$OUT"
	try 0 script -qec 'tgsink -q out.txt < stream' /dev/null
	out_is
}

@test "the seconds are counted from the earliest of the streams" {
	{ records 0 0 0 0 complete "$(printf '%032d' 1)" | sed -z "s/1700000000/$(date +%s)/"
		records 0 0 0 0 complete "$(printf '%032d' 2)" | sed -z "s/1700000000/$(($(date +%s) - 1000))/"
	} > stream
	try 0 tgsink -v < stream
	err_has '100[0-9]\.[0-9] seconds$'
}

@test "control characters of a stranger's path do not reach the terminal" {
	{ records 0 0 0 0 | sed -z 1q; record f $'/a\e[31m\nb\xc2\x9b'; } > stream
	try 3 tgsink -v < stream
	err_has '^tgsink: /a\\033\[31m\\012b\\302\\233:'
	printf 'x\e]0;evil\a\0' > stream
	try 3 tgsink < stream
	[ "$(tr -dc '\000-\011\013-\037\177' < "$ERR" | wc -c)" -eq 0 ]
	printf 'x\xc2\x9b31m\xc3\x9b\0' > stream
	try 3 tgsink < stream
	err_is $'tgsink: not a record: x??31m\xc3\x9b'
}

@test "FILE keeps its permissions, a new one has what the umask allows" {
	records 1 0 0 0 > stream
	umask 027
	try 0 tgsink new < stream
	[ "$(stat -c %a new)" = 640 ]
	echo old > out.txt
	chmod 604 out.txt
	try 0 tgsink out.txt < stream
	[ "$(stat -c %a out.txt)" = 604 ]
	grep -q /p/t1 out.txt
}

@test "a symbolic link stays one, and what it leads to is replaced" {
	records 1 0 0 0 > stream
	mkdir there
	echo old > there/out.txt
	ln -s there/out.txt link
	try 0 tgsink link < stream
	[ -L link ]
	grep -q /p/t1 there/out.txt
	head -c 200 stream > cut
	try 3 tgsink link < cut
	[ -f there/out.txt.partial ]
}

@test "what has FILE open, or linked, keeps the old listing whole" {
	records 1 0 0 0 > stream
	echo old > out.txt
	ln out.txt other
	exec 7< out.txt
	try 0 tgsink out.txt < stream
	[ "$(cat <&7)" = old ]
	exec 7<&-
	[ "$(cat other)" = old ]
	grep -q /p/t1 out.txt
}

# untouched FILE COMMAND...: COMMAND leaves FILE the very file that it is.
untouched() {
	local file=$1 before
	shift
	touch -d @1000000000 "$file"
	before=$(stat -c '%i %y %z %a' "$file")
	"$@"
	[ "$(stat -c '%i %y %z %a' "$file")" = "$before" ]
}

@test "FILE is untouched where it holds the listing already, and -v says so" {
	records 2 0 0 0 > stream
	tgsink out.txt < stream
	untouched out.txt try 0 tgsink out.txt < stream
	silent
	untouched out.txt try 0 tgsink --sync -v out.txt < stream
	err_has '^tgsink: out.txt: unchanged$'
	try 0 tgsink -v new.txt < stream
	run ! grep unchanged "$ERR"

	# It is as good as a new one: what is left of a cut stream goes.
	head -c 300 stream > cut
	untouched out.txt try 3 tgsink -v out.txt < cut
	[ -s out.txt.partial ]
	run ! grep unchanged "$ERR"
	untouched out.txt try 0 tgsink out.txt < stream
	[ ! -e out.txt.partial ]

	for change in 's/t1/t3/' '$d' 's/$/x/'; do
		sed -i "$change" out.txt
		run ! untouched out.txt tgsink out.txt < stream
		cmp new.txt out.txt
	done
	records 2 0 1 0 | untouched out.txt try 1 tgsink out.txt
}

@test "a FILE that holds the listing is untouched through a link, with any permissions" {
	records 2 0 0 0 > stream
	mkdir there
	tgsink there/out.txt < stream
	ln -s there/out.txt link
	untouched there/out.txt try 0 tgsink link < stream
	[ -L link ]
	ln there/out.txt other
	chmod 4444 there/out.txt
	untouched there/out.txt try 0 mortal tgsink there/out.txt < stream
	[ other -ef there/out.txt ]
	# One that cannot be compared is replaced.
	chmod 200 there/out.txt
	run ! untouched there/out.txt mortal tgsink there/out.txt < stream
	[ "$(stat -c %a there/out.txt)" = 200 ]
	cmp other there/out.txt
	[ ! other -ef there/out.txt ]
}

@test "a FILE of somebody else that holds the listing stays his" {
	[ "$(id -u)" -eq 0 ] || skip "only root can give files away"
	records 2 0 0 0 > stream
	tgsink out.txt < stream
	chown 65534:65534 out.txt
	untouched out.txt try 0 tgsink out.txt < stream
	[ "$(stat -c %u out.txt)" = 65534 ]
}

@test "a cut stream leaves FILE as it was and what came in FILE.partial" {
	echo old > out.txt
	touch -d @1000000000 out.txt
	before=$(stat -c '%i %Y %s' out.txt)
	records 3 0 1 0 | head -z -n -1 > cut
	try 3 tgsink out.txt < cut
	err_is 'tgsink: no end record of 1 of 1 streams; what came is in out.txt.partial'
	[ "$(stat -c '%i %Y %s' out.txt)" = "$before" ]
	printf '%s\n' "$THUMB: /p/t1" "$THUMB: /p/t2" "$THUMB: /p/t3" | cmp - out.txt.partial
	records 1 0 0 0 > stream
	try 0 tgsink out.txt < stream
	[ "$(find . -name 'out*' -o -name '.tg*')" = ./out.txt ]
}

@test "a cut stream makes no FILE where there was none" {
	records 3 0 1 0 | head -z -n -1 > cut
	try 3 tgsink out.txt < cut
	[ ! -e out.txt ]
	[ -f out.txt.partial ]
	# Not even one that takes the place of an older partial listing's only name.
	records 1 0 1 0 | head -z -n -1 > cut
	try 3 tgsink out.txt < cut
	[ "$(wc -l < out.txt.partial)" -eq 1 ]
}

@test "standard output gets what came of a cut stream as well" {
	records 3 0 1 0 | head -z -n -1 > cut
	try 3 tgsink < cut
	[ "$(wc -l < "$OUT")" -eq 3 ]
}

@test "a FIFO and a device are written to, not replaced" {
	records 2 0 0 0 > stream
	mkfifo fifo
	cat fifo > got &
	try 0 tgsink fifo < stream
	wait $!
	[ -p fifo ]
	[ "$(wc -l < got)" -eq 2 ]
	try 0 tgsink /dev/null < stream
	[ -c /dev/null ]
	try 0 pipeline 'tgsink /dev/stdout < stream | cat'
	[ "$(wc -l < "$OUT")" -eq 2 ]
}

@test "a FILE that cannot be is refused before the stream is read" {
	mkdir folder closed
	echo > file
	chmod 555 closed
	records 1 0 0 0 > stream
	exec 7< stream
	try 2 tgsink nowhere/out.txt <&7
	err_is 'tgsink: nowhere/out.txt: No such file or directory'
	try 2 tgsink folder <&7
	err_is 'tgsink: folder: Is a directory'
	try 2 tgsink folder/ <&7
	try 2 tgsink . <&7
	try 2 tgsink new/ <&7
	try 2 tgsink file/out.txt <&7
	err_is 'tgsink: file/out.txt: Not a directory'
	try 2 mortal tgsink closed/out.txt <&7
	err_is 'tgsink: closed/out.txt: Permission denied'
	try 2 tgsink '' <&7
	out_is
	[ "$(wc -l < "$ERR")" -eq 1 ]
	try 2 tgsink "$(printf 'x%.0s' {1..256})" <&7
	# The partial listing has to have a place, too.
	try 2 tgsink "$(printf 'x%.0s' {1..250})" <&7
	mkdir out.txt.partial
	try 2 tgsink out.txt <&7
	err_is 'tgsink: out.txt: out.txt.partial: Is a directory'
	[ "$(cat <&7 | tr -d '\0' | wc -c)" -gt 100 ]
	[ "$(find . -type f | sort | tr '\n' ' ')" = './file ./stream ' ]
}

@test "a symbolic link that leads nowhere is refused" {
	records 1 0 0 0 > stream
	ln -s out.txt link
	try 2 tgsink link < stream
	err_is 'tgsink: link: symbolic link to a missing file'
	[ -L link ]
	[ ! -e out.txt ]
}

@test "standard output that is an open file is written to as it is, by its name in /dev, too" {
	records 1 0 0 0 > stream
	[ -e /dev/stdout ] || skip '/dev/stdout is not there'
	echo first > log
	pipeline 'tgsink /dev/stdout < stream >> log'
	[ "$(head -1 log)" = first ]
	[ "$(wc -l < log)" -eq 2 ]
}

@test "input that is no stream is told so" {
	ls -la / > garbage
	try 3 tgsink < garbage
	err_is 'tgsink: the last record has no end'
	out_is
	printf 'one\0two\0' > garbage
	try 3 tgsink < garbage
	err_is 'tgsink: not a record: one'
	try 3 tgsink < /dev/null
	err_is 'tgsink: no begin record'
	head -c 100000 /dev/urandom > garbage
	try 3 tgsink < garbage
	out_is
	[ "$(wc -l < "$ERR")" -eq 1 ]
	head -c 1000000 /dev/zero > garbage
	try 3 tgsink < garbage
	[ "$(wc -l < "$ERR")" -eq 1 ]
	try 3 tgsink < /
	err_is 'tgsink: standard input: Is a directory'
}

@test "a path stream is not a record stream" {
	try 3 pipeline 'tgwalk | tgsink'
	[ "$(wc -l < "$ERR")" -eq 1 ]
}

@test "an item without an end does not fill the memory" {
	try 3 pipeline 'tr "\0" x < /dev/zero | tgsink'
	err_is 'tgsink: standard input: 16 MiB without a NUL'
}

# refused FIELDS: a stream with the record of these fields, TABs as |, among good ones.
refused() {
	{ records 1 0 0 0 | sed -z 1q; printf '%s\0' "$1" | tr '|' '\t'; records 0 0 0 0 | sed -z 1d; } > stream
	echo "$1"
	try 3 tgsink < stream || return
	# It adds nothing to the listing.
	out_is && err_has "^tgsink: (broken|not a record|a path and not a record|records of version)"
}

@test "each field of a record is checked" {
	rest="5|6|7.000000000|-|00112233445566778899aabbccddeeff|3|1"
	good="t|$THUMB|200|150|400|300|9|1.000000000|-|-|$rest|/a"
	{ records 0 0 0 0 | sed -z 1q; printf '%s\0' "$good" | tr '|' '\t'
		printf 'e\t00112233445566778899aabbccddeeff\tcomplete\t0\t0\t0\t0\t1\0'; } > stream
	try 0 tgsink < stream
	for bad in "" "t" "x|a" "t|" "tt|$THUMB" "${good%|*}" "${good%/a}" "${good%/a}a" \
		"${good/200/-1}" "${good/200/}" "${good/200/2e2}" "${good/200/ 200}" "${good/200/99999999999}" \
		"${good/200/0}" "${good/150/0}" \
		"${good/|9|/|99999999999999999999|}" "${good/1.000000000/1}" "${good/1.000000000/1.0}" \
		"${good/1.000000000/.000000000}" "${good/1.000000000/1.00000000x}" "${good/1.000000000/-}" \
		"${good/1.000000000/ 1.000000000}" "${good/1.000000000/+1.000000000}" "${good/1.000000000/--1.000000000}" \
		"${good/|-|-|/|nonsense|-|}" "${good/|-|-|/|corrupt|why|}" \
		"${good/|5|/|x|}" "${good/|6|/|-1|}" "${good/|7.0/|7}" "${good/|3|/|-|}" "${good/|3|1|/|3|-|}" "${good/|3|1|/|3|8|}" "${good/|3|1|/|3|}" "${good/|-|0/|reuse|0}" "${good/|-|0/|-|}" "${good/ff|/fg|}" "${good/$THUMB/-}" "${good/$THUMB/}" \
		"${good/$THUMB/$THUMB.png.png}" "${good/$THUMB/../../../../etc/passwd}" "${good/$THUMB/x.png}" \
		"${good/$THUMB/${THUMB/0/:}}" "${good/$THUMB/${THUMB/.png/\/png}}" \
		"${good/t|/f|}" "${good/t|/s|}" "${good/t|/p|}" \
		"s|-|0|0|0|0|9|1.000000000|io|why|${rest%1}0|/a" "f|-|0|0|0|0|9|1.000000000|-|-|${rest%1}0|/a" \
		"s|-|0|0|0|0|9|1.000000000|-|-|$rest|/a" "f|-|0|0|0|0|9|1.000000000|io|why|$rest|/a" \
		"b|2|00112233445566778899aabbccddee00|1.000000000|box|-|-|0|/p" "b|x|00112233445566778899aabbccddee00|1.000000000|box|-|-|0|/p" \
		"b|1|-|1.000000000|box|-|-|0|/p" "b|1|xyz|1.000000000|box|-|-|0|/p" "b|1|00112233445566778899aabbccddee00|1.000000000|box|-|-|0|" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|-|-|0|/p" "b|1|00112233445566778899aabbccddee000|1.000000000|box|-|-|0|/p" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|box|0/1|-|0|/p" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|box|1/1|${THUMB%.png}|0|/p" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|box|-|${THUMB%.png}|0|/p" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|box|-|-|5|/p" \
		"b|1|00112233445566778899aabbccddee00|1.000000000|$(printf %0512d 1)|-|-|0|/p" \
		"e|00112233445566778899aabbccddee00|complete|0|0|0|0" "e|00112233445566778899aabbccddee00|complet|0|0|0|0|0" \
		"e|00112233445566778899aabbccddee00|complete|0|0|0|0|0|" "e|00112233445566778899aabbccddee00|complete|0|0|0|0|0x" \
		"e|00112233445566778899aabbccddee00|complete|0|0|0|0|" "e|00112233445566778899aabbccddee00|complete|0||0|0|0"; do
		refused "$bad"
	done
}

@test "a name cannot break out of its line" {
	rest="5|6|7.000000000|-|00112233445566778899aabbccddeeff|3|1"
	good="t|$THUMB|200|150|400|300|9|1.000000000|-|-|$rest|/a"
	refused "${good/$THUMB/a.png: \/forged$'\n'b.png}"
}

@test "wrong usage is told with the usage, before anything is read or made" {
	for bad in -z --no-such-option 'one two' '--quiet=yes' '-- -a -b' '--check --missing' \
		'--missing file' '--check -r lib.tg' '--check -f csv file' '--missing -0' '--missing --orphans=.' \
		'--check --sync file' '--check -v'; do
		# shellcheck disable=SC2086
		try 2 tgsink $bad
		out_is
		grep -q '^usage: tgsink ' "$ERR"
	done
	[ -z "$(ls)" ]
}

@test "a FILE with a leading dash comes after --" {
	records 1 0 0 0 > stream
	try 0 tgsink -- -out < stream
	grep -q /p/t1 ./-out
}

@test "a path longer than any limit is listed" {
	long=$(printf '/%0250d' {1..400})
	listed "$long" > stream
	try 0 tgsink < stream
	out_is "$THUMB: $long"
}

@test "no listing takes the place of a file of records" {
	records 1 0 0 0 > lib.tg
	cp lib.tg before
	try 2 tgsink lib.tg < lib.tg
	err_is 'tgsink: lib.tg: it holds records, and no listing goes in their place'
	cmp before lib.tg
	try 2 tgsink --orphans=. lib.tg < lib.tg
	cmp before lib.tg
	records 2 0 0 0 | tgsink -f records lib.tg
	cmp lib.tg <(records 2 0 0 0)
}

@test "where no record came, there is no FILE.partial" {
	try 3 tgsink out.txt < /dev/null
	err_is 'tgsink: no begin record'
	[ -z "$(ls -A)" ]
	tgwalk . > list
	try 3 tgsink out.txt < list
	err_is 'tgsink: a path and not a record: tgthumb makes records of paths'
	[ ! -e out.txt.partial ]
}
