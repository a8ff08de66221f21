#!/usr/bin/env bats
# Shares of a list: tgthumb --shard deals, and tgsink puts the parts together.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	for i in {1..12}; do picture "$(printf 'photos/%02d.png' "$i")" 30x20 $((i * 20)); done
	echo broken > photos/broken.jpg
	printf '\211PNG\r\n\032\nx' > photos/cut.png
	tgwalk photos > list
}

# part I N [OPTION...]: share I of N of the list, in the file part.I.
part() {
	tgthumb -q --shard "$1/$2" "${@:3}" < list > "part.$1" || [ $? -eq 1 ]
}

# fields I...: these fields of the records about paths in standard input, a line each.
fields() {
	tr '\n\0' '?\n' | grep -a '^[tpfs]' | cut -f "$1"
}

@test "the shares of a list have each path once, with its place, and say which list it was" {
	for i in 0 1 2; do part $i 3; done
	cat part.* | fields 16,18 | sort -n > got
	tr '\0' '\n' < list | sed '/^$/d' | awk '{ print NR - 1 "\t" $0 }' | cmp - got
	digest=$(sed -z '/^$/d' list | sha256sum)
	for i in 0 1 2; do
		[ "$(tr '\0' '\n' < part.$i | sed -n 1p | cut -f6-8)" = "$i/3"$'\t'"${digest%% *}"$'\t'14 ]
	done
}

@test "a path falls to a share by its SHA-256, which another tool can tell" {
	part 1 4
	tr '\0' '\n' < list | sed '/^$/d' | while read -r path; do
		digits=$(printf %s "$path" | sha256sum | cut -c1-8)
		[ $((0x$digits % 4)) -ne 1 ] || echo "$path"
	done > want
	[ -s want ]
	fields 18 < part.1 | cmp want -
}

@test "markers, lines and operands make no other list" {
	part 0 2
	mv part.0 marked
	sed -z '/^$/d' list > plain
	tgthumb -q --shard 0/2 < plain > of_plain || [ $? -eq 1 ]
	tr '\0' '\n' < plain | tgthumb -q -l --shard 0/2 > of_lines || [ $? -eq 1 ]
	xargs -0 tgthumb -q --shard 0/2 < plain > of_operands || [ $? -eq 123 ]
	for file in of_plain of_lines of_operands; do
		cmp <(tr '\0' '\n' < marked | sed -n 1p | cut -f6-8) <(tr '\0' '\n' < $file | sed -n 1p | cut -f6-8)
		cmp <(fields 1,2,16,17,18 < marked) <(fields 1,2,16,17,18 < $file)
	done
}

@test "a share of a list that was cut is incomplete" {
	head -c -1 list > cut
	try 3 tgthumb -q --shard 0/2 < cut
	[ "$(tr '\0' '\n' < "$OUT" | tail -n 1 | cut -f3)" = incomplete ]
}

@test "a share may have no path at all, and a list too" {
	printf '/nowhere\0' > list
	for i in 0 1; do part $i 2; done
	[ "$(cat part.* | fields 16)" = 0 ]
	tgthumb -0 --shard 0/2 < /dev/null | tr '\0' '\n' | head -n 1 | cut -f8 | grep -qx 0
}

@test "what is no share is refused" {
	for bad in '' 1 1/ /2 2/2 0/0 -1/2 1/2/3 0/1000001 'a/b'; do
		try 2 tgthumb --shard "$bad" < list
		err_has '^tgthumb: --shard .*: not I/N with I from 0 to N - 1, N up to 1000000$'
	done
}

# parts N: all N shares of the list, as whole files part.0 and so on.
parts() {
	local i
	for ((i = 0; i < $1; i++)); do
		tgthumb -q --shard "$i/$1" < list | tgsink -f records "part.$i" || [ $? -eq 1 ]
	done
}

# at_once: out.txt of a run over the whole list, with status 1 for the broken pictures.
at_once() {
	tgthumb -q < list | tgsink once.txt || [ $? -eq 1 ]
	[ "$(wc -l < once.txt)" -eq 12 ]
}

@test "the parts of a list, in any order, make the listing of one run" {
	parts 5
	at_once
	for order in '0 1 2 3 4' '4 3 2 1 0' '2 0 4 1 3'; do
		# shellcheck disable=SC2086
		try 1 pipeline "cat $(printf 'part.%s ' $order) | tgsink out.txt"
		silent
		cmp once.txt out.txt
		rm out.txt
	done
	for format in json csv; do
		tgthumb -q < list | tgsink -f $format "once.$format" || [ $? -eq 1 ]
		try 1 pipeline "cat part.[34] part.[0-2] | tgsink -f $format"
		cmp "once.$format" "$OUT"
	done
	try 1 pipeline 'cat part.* | tgsink -v out.txt'
	err_has '^tgsink: 12 thumbnails, 0 partial, 1 failed \(1 truncated\), 1 not pictures, '
}

@test "a list of one share is a list" {
	parts 1
	at_once
	try 1 tgsink out.txt < part.0
	cmp once.txt out.txt
}

@test "a missing share is told, and leaves the listing as it was" {
	parts 6
	echo old > out.txt
	for missing in 0 3 5; do
		try 3 pipeline "cat part.[!$missing] | tgsink out.txt"
		err_is "tgsink: 1 of 6 shares missing: $missing; what came is in out.txt.partial"
		[ "$(cat out.txt)" = old ]
		try 0 pipeline "cat part.[!$missing] | tgsink --missing"
		out_is "$missing"
		err_is
	done
	try 0 pipeline 'cat part.[034] | tgsink --missing'
	out_is 1,2,5
	try 0 pipeline 'cat part.* | tgsink --missing'
	silent
	for nothing in /dev/null list; do
		try 3 tgsink --missing < $nothing
		out_is
		err_has '^tgsink: standard input: no share of a list$'
	done
}

@test "many missing shares do not make an endless line" {
	part 700 1000
	try 3 tgsink < part.700
	err_has '^tgsink: 999 of 1000 shares missing: 0,1,2,.*[0-9]\.\.\.$'
	[ "$(wc -c < "$ERR")" -lt 200 ]
	[ "$(tgsink --missing < part.700 | tr , '\n' | wc -l)" -eq 999 ]
}

@test "a share that is there twice counts once, and a whole one before one that is not" {
	parts 3
	at_once
	tgthumb -q --shard 1/3 < list > again || [ $? -eq 1 ]
	try 1 pipeline 'cat part.* again | tgsink out.txt'
	cmp once.txt out.txt
	# One that was killed between two records.
	sed -z '$d' again > killed
	try 1 pipeline 'cat killed part.* killed | tgsink out.txt'
	silent
	cmp once.txt out.txt
	try 0 pipeline 'cat killed part.[02] | tgsink --missing'
	out_is 1
}

@test "a part that is cut at any byte is no part, wherever it stands" {
	parts 3
	echo old > out.txt
	size=$(wc -c < part.1)
	for ((n = 0; n < size; n += 1 + RANDOM % 40)); do
		head -c $n part.1 > cut
		for order in 'cut part.0 part.2' 'part.0 cut part.2' 'part.0 part.2 cut'; do
			# shellcheck disable=SC2086
			status=0
			cat $order | tgsink -q out.txt 2> said || status=$?
			missing=$(cat $order | tgsink -q --missing) || missing=1
			[ $status -eq 3 ] && [ "$(cat out.txt)" = old ] && [ "$(wc -l < said)" -eq 1 ] &&
				[[ ,$missing, == *,1,* ]] || { echo "$n bytes, $order: $status $missing"; return 1; }
		done
		status=0
		tgsink -q --check cut || status=$?
		[ $status -eq 3 ] || { echo "$n bytes: a whole part"; return 1; }
	done
}

@test "shares that do not belong together are refused" {
	parts 2
	mv part.0 one
	mv part.1 other
	part 1 3
	try 3 pipeline 'cat one part.1 | tgsink out.txt'
	err_has '^tgsink: another number of shares: stream '
	part 1 2 -s 10
	try 3 pipeline 'cat one part.1 | tgsink out.txt'
	err_has '^tgsink: a share with other settings: stream '
	tgwalk photos/0* > list
	part 1 2
	try 3 pipeline 'cat one part.1 | tgsink out.txt'
	err_has '^tgsink: a share of another list: stream '
	try 3 pipeline 'cat one part.1 | tgsink --missing'
	out_is
	err_has '^tgsink: standard input: a share of another list: stream '
	tgthumb -q photos/01.png > whole
	try 3 pipeline 'cat one other whole | tgsink out.txt'
	err_has '^tgsink: a whole list among the shares of one: stream '
	try 3 pipeline 'cat whole one other | tgsink out.txt'
	err_has '^tgsink: a share of a list after a whole one'
	[ ! -e out.txt ]
}

@test "records that are lost, doubled or moved to another share are seen" {
	parts 2
	sed -z 2d part.0 > lost
	try 3 pipeline 'cat lost part.1 | tgsink'
	err_has '^tgsink: 1 of 2 shares missing: 0$'
	sed -z '2{p}' part.0 > doubled
	try 3 pipeline 'cat doubled part.1 | tgsink'
	err_has '^tgsink: records out of the order of the list: stream '
	# A forged place: another path's.
	one=part.0 other=part.1
	[ "$(fields 16 < $one | tail -n 1)" -lt "$(fields 16 < $other | tail -n 1)" ] || one=part.1 other=part.0
	last=$(fields 16 < $one | tail -n 1)
	sed -z "s/\t$last\t0\t\//\t$(fields 16 < $other | tail -n 1)\t0\t\//" $one > forged
	try 3 pipeline "cat forged $other | tgsink"
	err_has '^tgsink: path [0-9]+ of the list is missing, or another is there twice$'
	{ sed -z -n '1,2p' part.0; cat part.1; sed -z 1,2d part.0; } > mixed
	try 3 tgsink < mixed
	err_has '^tgsink: records that are not with their begin record: stream '
}

@test "--check tells a whole part from one that is not there, or not whole" {
	parts 2
	try 0 tgsink --check part.0
	silent
	try 3 tgsink --check part.7
	err_is "tgsink: part.7: No such file or directory"
	head -c -1 part.0 > cut
	try 3 tgsink --check cut
	err_is 'tgsink: cut: the last record has no end'
	try 3 tgsink -q --check cut
	silent
	try 0 tgsink --check < part.1
	try 3 tgsink --check < /dev/null
	err_is 'tgsink: standard input: no begin record'
}

@test "-f records: a part has its name only when it is whole, and two attempts do no harm" {
	rm photos/broken.jpg photos/cut.png
	tgwalk photos > list
	tgthumb -q --shard 0/2 < list > stream
	head -c 600 stream > cut
	try 3 tgsink -f records part < cut
	[ ! -e part ]
	try 0 tgsink -f records part < stream
	cmp stream part
	try 3 tgsink -f records part < cut
	cmp stream part
	mkfifo slow
	tgsink -f records part < slow &
	exec 7> slow
	head -c 600 stream >&7
	try 0 tgsink -f records part < stream
	tail -c +601 stream >&7
	exec 7>&-
	wait $!
	cmp stream part
}

@test "where records cannot wait for the other shares, that is told" {
	part 0 2
	part 1 2
	echo old > out.txt
	for n in 1 60; do # written at the end, and before
		{ cat part.1; for ((i = 0; i < n; i++)); do cat part.0; done; } > parts
		for to in "" out.txt; do
			try 2 bash -c "ulimit -f 1; tgsink $to < parts"
			err_is "tgsink: ${to:-standard output}: records that wait: File too large"
		done
	done
	[ "$(cat out.txt)" = old ]
}

@test "the part of an earlier run says what is known of the files of a share" {
	for i in 0 1 2; do tgthumb -q --shard $i/3 < list | tgsink -f records part.$i || [ $? -eq 1 ]; done
	picture photos/00.png 40x30
	rm photos/12.png
	tgwalk photos > list
	for i in 0 1 2; do tgthumb -q -r part.$i --shard $i/3 < list | tgsink -f records next.$i || [ $? -eq 1 ]; done
	at_once
	try 1 pipeline 'cat next.* | tgsink -v out.txt'
	cmp once.txt out.txt
	err_has ', 13 reused, '
}

@test "the memory does not grow with the records of the parts" {
	for i in 0 1; do
		{
			printf 'b\t1\t%032d\t1.000000000\tbox=1x1\t%d/2\t%064d\t400000\t/p\0' $i $i 0
			seq -f "s|-|0|0|0|0|0|0.000000000|-|-|0|0|0.000000000|-|$(printf %032d $i)|%.0f|0|/$(printf %0150d 0)" $i 2 399999 |
				tr '|\n' '\t\0'
			printf 'e\t%032d\tcomplete\t0\t0\t0\t200000\t0\0' $i
		} > part.$i
	done
	sanitized || ulimit -v 50000
	cat part.* | tgsink -f csv out.csv
	[ "$(wc -l < out.csv)" -eq 400001 ]
}
