#!/usr/bin/env bats
# Both streams: cut anywhere they are known to be cut, and whole in every way
# that they may be whole.

load helper

ID=00112233445566778899aabbccddeeff

# accounted N: the last try's record stream has the records of N paths, each record counted.
accounted() {
	local counts
	counts=$(text "$OUT" | awk -F '\t' '
		/^[tpfs]\t/ { n[$17 ? "more" : $1]++ }
		/^e\t/ { ends++; t += $4; p += $5; f += $6; s += $7; more += $8 }
		END { print ends, t - n["t"], p - n["p"], f - n["f"], s - n["s"] + more - n["more"], t + p + f + s }')
	[ "$counts" = "1 0 0 0 0 $1" ] || { echo "counts: $counts"; return 1; }
}

@test "a record stream that is cut at any byte is known to be cut" {
	picture a.jpg 30x20
	head -c 500 a.jpg > b.jpg
	echo > c.txt
	printf '%s\0' "$PWD"/{a.jpg,b.jpg,c.txt,missing} > list
	tgthumb -q < list > stream || [ $? -eq 1 ]
	echo old > out.txt
	cp out.txt old
	before=$(stat -c '%i %y' out.txt)
	cp stream cut
	n=$(stat -c %s stream)
	[ "$n" -gt 400 ]
	begin=$(sed -z 1q stream | wc -c)
	: > said
	while [ "$((--n))" -ge 0 ]; do
		truncate -s $n cut
		echo stale > out.txt.partial
		status=0 first=
		tgsink out.txt < cut 2>> said || status=$?
		read -r first < out.txt.partial || true
		# Of nothing there is no part to write.
		want=part
		[ "$n" -ge "$begin" ] || want=stale
		[ "$first" = stale ] || first=part
		[ "$status" -eq 3 ] && [ "$first" = $want ] || { echo "at $n: status $status"; return 1; }
	done
	cmp old out.txt
	[ "$(stat -c '%i %y' out.txt)" = "$before" ]
	[ "$(wc -l < said)" -eq "$(stat -c %s stream)" ]
	[ "$(find . -name '.tg*' -o -name 'out*' | wc -l)" -eq 2 ]
	try 1 tgsink out.txt < stream
	grep -q /a.jpg out.txt
}

@test "a path stream that is cut at any byte is known to be cut, to the end of the pipe" {
	picture a.jpg 3x2
	tgwalk . > stream
	printf '%s\0' /none /a/b '' > tail
	head -z -n -1 stream | cat - tail > whole
	tgthumb -q < whole > /dev/null || [ $? -eq 1 ]
	echo old > out.txt
	cp whole cut
	n=$(stat -c %s whole)
	while [ "$((--n))" -ge 0 ]; do
		truncate -s $n cut
		run bash -c 'tgthumb -q -j1 < cut 2> said | tgsink out.txt 2>&1; echo ${PIPESTATUS[@]}'
		[ "${lines[1]}" = '3 3' ] && [ "$(wc -l < said)" -eq 1 ] || { echo "at $n: $output"; return 1; }
		[ "${lines[0]}" = 'tgsink: 1 of 1 streams incomplete at the source; what came is in out.txt.partial' ]
	done
	[ "$(cat out.txt)" = old ]
	[ -f out.txt.partial ]
	try 1 pipeline 'tgthumb -q < whole | tgsink out.txt'
}

# paths ITEM...: makes the input of these items.
paths() {
	printf '%s\0' "$@" > input
}

@test "markers: none is a plain list, an odd number is cut, an even one is whole" {
	echo > a.txt
	paths a.txt
	try 0 tgthumb < input
	paths '' a.txt
	try 3 tgthumb < input
	err_is 'tgthumb: path stream was cut: no end-of-stream marker'
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'incomplete	0	0	0	1	0'
	paths '' a.txt ''
	try 0 tgthumb < input
	err_is
	paths a.txt ''
	try 3 tgthumb < input
	paths '' '' a.txt
	try 0 tgthumb < input
	paths a.txt '' a.txt '' a.txt
	try 0 tgthumb < input
	accounted 3
	paths '' '' ''
	try 3 tgthumb < input
	paths '' ''
	try 0 tgthumb < input
	accounted 0
	paths ''
	try 3 tgthumb < input
	accounted 0
	# -0 says that no markers are to be expected, not that half of them will do.
	paths '' a.txt
	try 3 tgthumb -0 < input
}

@test "no byte at all is cut, unless -0 says that a list may be empty" {
	try 3 tgthumb
	err_is 'tgthumb: path stream was cut: it is empty (-0 allows that)'
	accounted 0
	try 0 tgthumb -0
	err_is
	accounted 0
	try 0 tgthumb --null
}

@test "a last path without its end is no path" {
	echo > a
	echo > ab
	printf 'ab\0a' > input
	try 3 tgthumb < input
	err_is 'tgthumb: path stream was cut: its last path is not ended by NUL'
	accounted 1
	try 3 tgthumb -0 < input
	accounted 1
	ls > input
	try 3 tgthumb < input
	accounted 0
}

@test "a stream may be sorted and shuffled between the tools" {
	for i in {1..30}; do echo > $i.txt; done
	for order in 'sort -z' 'sort -zr' 'shuf -z' 'sort -zu | cat - <(printf "\0")'; do
		try 0 bash -c "tgwalk . | $order | tgthumb"
		accounted 30
	done
}

@test "path streams may be concatenated, with plain lists, too" {
	mkdir a b
	echo > a/1
	echo > b/2
	try 0 pipeline '{ tgwalk a; tgwalk b; } | tgthumb'
	accounted 2
	try 0 pipeline '{ tgwalk a; find b -type f -print0; } | tgthumb'
	accounted 2
	try 3 pipeline '{ tgwalk a; tgwalk b | head -z -n 2; } | tgthumb'
	accounted 2
}

@test "tgwalk -0 writes a plain list, without it one between markers" {
	mkdir d empty
	echo > d/a
	tgwalk d > marked
	tgwalk -0 d > plain
	printf '\0%s\0\0' "$PWD/d/a" | cmp - marked
	printf '%s\0' "$PWD/d/a" | cmp - plain
	tgwalk empty > none
	printf '\0\0' | cmp - none
	tgwalk -0 empty > none
	cmp /dev/null none
	try 0 pipeline 'tgwalk empty | tgthumb'
	try 3 pipeline 'tgwalk -0 empty | tgthumb'
	try 0 pipeline 'tgwalk -0 empty | tgthumb -0'
}

@test "-l: lines from tgwalk to tgthumb, without markers" {
	mkdir d empty
	names=(a $'\r' ' b ' $'\xff\t' '\')
	for name in "${names[@]}"; do echo > "d/$name"; done
	try 0 tgwalk -l d
	err_is
	tgwalk -0 d | tr '\0' '\n' | cmp - "$OUT"
	tgwalk d | tgthumb > want
	for option in -l --lines -0l; do
		try 0 pipeline "tgwalk $option d | tgthumb $option"
		accounted 5
		err_is
		diff <(text want | sed -n "s|^s.*$PWD|s|p") <(text "$OUT" | sed -n "s|^s.*$PWD|s|p")
	done
	try 0 tgwalk -l empty
	silent
	try 0 pipeline 'tgwalk -l empty | tgthumb -l'
	accounted 0
	err_is
	try 0 tgwalk -l0 d/a
	printf '%s\0' "$PWD/d/a" | cmp - "$OUT"
}

@test "-l: the last line may lack its end, and an empty one is nothing" {
	echo > a
	echo > b
	printf 'a\n\n\nb' > input
	try 0 tgthumb -l < input
	accounted 2
	err_is
	text "$OUT" | grep -q "	$PWD/b$"
	printf '\n' > input
	try 0 tgthumb -l < input
	accounted 0
}

@test "-l: tgwalk refuses paths with a newline, by name, and goes on" {
	mkdir $'d\ne' f
	touch $'d\ne/a' $'d\ne/b' $'f/\n' f/z
	try 1 tgwalk -l
	printf '%s\n' "$PWD/f/z" | cmp - "$OUT"
	err_is "tgwalk: $PWD/d\\012e/a: a newline in the path, which -l does not write" \
		"tgwalk: $PWD/d\\012e/b: a newline in the path, which -l does not write" \
		"tgwalk: $PWD/f/\\012: a newline in the path, which -l does not write"
	try 1 tgwalk -lq
	printf '%s\n' "$PWD/f/z" | cmp - "$OUT"
	err_is
	try 0 tgwalk -l f/z
	try 0 tgwalk -0
	has_items 4 "$OUT"
}

@test "-l: a list that is not of lines is told so, and no part of it is taken for a path" {
	mkdir d
	echo > d/a
	echo > b
	try 3 pipeline 'tgwalk d | tgthumb -l'
	err_is 'tgthumb: path stream is not of lines: a NUL is in it'
	accounted 0
	printf 'b\nd/a\0x\nb\n' > input
	try 3 tgthumb -l < input
	accounted 2
	err_is 'tgthumb: path stream is not of lines: a NUL is in it'
	try 2 pipeline 'yes x | tr -d "\n" | tgthumb -l'
	err_is 'tgthumb: standard input: 16 MiB without a newline'
}

@test "the paths of a cut stream are all worked through" {
	picture a.jpg 30x20
	paths '' "$PWD/a.jpg" "$PWD/a.jpg"
	try 3 pipeline 'tgthumb < input 2> said | tgsink out.txt'
	[ "$(wc -l < out.txt.partial)" -eq 2 ]
	err_is 'tgsink: 1 of 1 streams incomplete at the source; what came is in out.txt.partial'
	[ "$(cat said)" = 'tgthumb: path stream was cut: no end-of-stream marker' ]
}

@test "record streams may be concatenated and mixed" {
	records 2 0 0 1 > one
	records 1 0 0 0 complete "$(printf '%032d' 2)" > two
	cat one two > both
	try 0 tgsink < both
	[ "$(wc -l < "$OUT")" -eq 3 ]
	{ head -z -n 2 one; head -z -n 1 two; tail -z -n +3 one; tail -z -n +2 two; } > mixed
	try 0 tgsink < mixed
	[ "$(wc -l < "$OUT")" -eq 3 ]
	# One of two that is cut, or says so, or is there twice.
	{ cat one; head -z -n -1 two; } > cut
	try 3 tgsink < cut
	err_is 'tgsink: no end record of 1 of 2 streams'
	{ cat one; records 1 0 0 0 incomplete "$(printf '%032d' 2)"; } > cut
	try 3 tgsink < cut
	err_is 'tgsink: 1 of 2 streams incomplete at the source'
	cat one two one > twice
	try 3 tgsink < twice
	err_is "tgsink: two begin records: stream $ID"
}

@test "counts that are one off, in any direction and of any kind, are seen" {
	records 2 2 2 2 > stream
	try 1 tgsink < stream
	for wrong in '1 2 2 2 0' '3 2 2 2 0' '2 1 2 2 0' '2 3 2 2 0' '2 2 1 2 0' '2 2 3 2 0' '2 2 2 1 0' '2 2 2 3 0' \
		'2 2 2 2 1' '1 2 2 2 1' '1 3 2 2 0' '0 0 0 0 0' '18446744073709551615 2 2 2 0'; do
		{ head -z -n -1 stream; printf 'e\t%s\tcomplete\t%s\t%s\t%s\t%s\t%s\0' $ID $wrong; } > other
		echo "$wrong"
		try 3 tgsink < other
		[ "$(wc -l < "$ERR")" -eq 1 ]
	done
}

@test "a record that is lost, doubled or comes without its stream is seen" {
	records 2 1 1 1 > stream
	n=$(tr -dc '\0' < stream | wc -c)
	for ((i = 1; i <= n; i++)); do
		sed -z "${i}d" stream > lost
		try 3 tgsink < lost
		sed -z "${i}p" stream > doubled
		try 3 tgsink < doubled
		[ "$(wc -l < "$ERR")" -eq 1 ]
	done
	{ cat stream; sed -z -n 2p stream; } > late
	try 3 tgsink < late
	{ tail -z -n 1 stream; head -z -n -1 stream; } > turned
	try 3 tgsink < turned
}

@test "a byte of a record stream that becomes a NUL is noticed, wherever it is" {
	records 1 0 0 0 > stream
	text=$(text stream | head -c -1 | tr '\n' '|')
	for ((i = 0; i < ${#text}; i++)); do
		[ "${text:i:1}" = '|' ] && continue
		printf '%s|%s|' "${text:0:i}" "${text:i+1}" | tr '|' '\0' > hurt
		status=0
		tgsink < hurt > /dev/null 2>&1 || status=$?
		[ $status -eq 3 ] || { echo "byte $i: status $status"; return 1; }
	done
	[ "$i" -gt 250 ]
}

@test "processes that share a pipe do not mix their records" {
	mkdir many
	picture many/a.jpg 30x20
	for i in {1..3000}; do printf '%s/many/missing-%0100d\0' "$PWD" "$i"; done > list
	printf '%s\0' "$PWD/many/a.jpg" >> list
	try 1 bash -c 'xargs -0 -P4 -n500 tgthumb -q -j1 < list | tgsink -v out.txt'
	[ "$(wc -l < out.txt)" -eq 1 ]
	grep -c ': No such file or directory$' "$ERR" | grep -qx 3000
	err_has '1 thumbnails, 0 partial, 3000 failed \(3000 io\), 0 not pictures'
}

@test "a record is at most one write, and never split below PIPE_BUF" {
	command -v strace > /dev/null || skip 'strace is not there'
	sanitized && skip 'the leak checker does not work under strace'
	for i in {1..200}; do printf '%s/%0200d\0' "$PWD" "$i"; done > list
	strace -qq -e trace=write -e write=none -o trace tgthumb -q -0 < list > stream || [ $? -eq 1 ]
	awk -F '= ' '/^write\(1,/ && $2 > 4096 { bad = 1 } END { exit bad }' trace
	# Where the writes end, records end.
	awk -F '= ' '/^write\(1,/ { n += $2; print n }' trace > ends
	grep -q . ends
	tr '\n\0' '?\n' < stream | awk '{ n += length($0) + 1; print n }' > records
	[ -z "$(grep -vxFf records ends)" ]
}

@test "a path longer than a pipe takes at once goes through whole" {
	long=$PWD$(printf '/%0250d' {1..80})
	printf '%s\0' "$long" > list
	try 1 tgthumb -q < list
	text "$OUT" | sed -n 2p | cut -f18 | grep -qxF "$long"
	try 1 pipeline 'tgthumb -q < list | tgsink -v'
	err_has '0 thumbnails, 0 partial, 1 failed \(1 io\), 0 not pictures'
}

@test "an endless path ends the run, not the memory" {
	try 2 pipeline 'tr "\0" x < /dev/zero | tgthumb'
	err_is 'tgthumb: standard input: 16 MiB without a NUL'
	text "$OUT" | tail -1 | cut -f3 | grep -qx incomplete
}
