#!/usr/bin/env bats
# tgsink -f: what is the same for all formats; and the listings for programs, read back by
# sqlite3, which knows nothing of tg. Pages are for html.bats.

load helper

THUMB=$(printf '%064d.png' 7)

ID=00112233445566778899aabbccddeeff
REST="1|2|1.000000000|-|$ID|0|0"

# record LINE: a record with | for TAB.
record() {
	printf '%s\0' "$1" | tr '|' '\t'
}

# stream T P F S RECORD...: a whole stream with these counts.
stream() {
	records 0 0 0 0 | sed -z 1q
	for line in "${@:5}"; do record "$line"; done
	record "e|$ID|complete|$1|$2|$3|$4|0"
}

# json EXPRESSION: of each line of $OUT, in their order.
json() {
	sqlite3 :memory: 'create table lines(line)' '.mode ascii' '.separator "\001" "\n"' ".import '$OUT' lines" \
		"select $1 from lines"
}

# csv QUERY: of the rows of $OUT, as the table "rows".
csv() {
	sqlite3 :memory: ".import --csv '$OUT' rows" "$1"
}

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	stream 1 1 1 1 \
		"t|$THUMB|200|150|400|300|9|1.000000001|-|-|1|2|0.500000000|reused|$ID|0|0|/p/t" \
		"p|$THUMB|200|150|400|300|9|1.500000000|truncated|cut short|2049|18446744073709551615|0.000000000|-|$ID|0|0|/p/p" \
		"f|-|0|0|0|0|18446744073709551615|-1.250000000|too-large|8 gigapixels|1|3|1.000000000|-|$ID|0|0|/p/f" \
		"s|-|0|0|0|0|0|0.000000000|-|-|0|0|0.000000000|-|$ID|0|0|/p/s" > all
	hostile=(
		'/<script>alert(1)</script>' "/quotes\"and'\`" '/back\slash' $'/new\nline' $'/re\rturn' $'/tab\there'
		'/comma,semi;' $'/bell\a\e[31m\x7f' '/=1+1' '/ blank ' $'/\xc3\xa9\xe2\x82\xac\xf0\x9f\x93\xb7' '/{"kind":"x"}'
	)
	lines=()
	for path in "${hostile[@]}"; do
		lines+=("t|$THUMB|200|150|400|300|9|1.000000000|-|-|$REST|${path//$'\t'/|}")
	done
	stream ${#hostile[@]} 0 0 0 "${lines[@]}" > hostile
}

@test "json: each record about a path is an object with all its fields, in their order" {
	try 1 tgsink -f json < all
	err_is
	out_is \
		'{"kind":"thumbnail","name":"'"$THUMB"'","width":200,"height":150,"source_width":400,"source_height":300,"size":9,"mtime":1.000000001,"reason":null,"text":null,"device":1,"inode":2,"birth":0.500000000,"reused":true,"variant":0,"path":"/p/t"}' \
		'{"kind":"partial","name":"'"$THUMB"'","width":200,"height":150,"source_width":400,"source_height":300,"size":9,"mtime":1.500000000,"reason":"truncated","text":"cut short","device":2049,"inode":18446744073709551615,"birth":null,"reused":false,"variant":0,"path":"/p/p"}' \
		'{"kind":"failed","name":null,"width":null,"height":null,"source_width":null,"source_height":null,"size":18446744073709551615,"mtime":-0.750000000,"reason":"too-large","text":"8 gigapixels","device":1,"inode":3,"birth":1.000000000,"reused":false,"variant":0,"path":"/p/f"}' \
		'{"kind":"skipped","name":null,"width":null,"height":null,"source_width":null,"source_height":null,"size":null,"mtime":null,"reason":null,"text":null,"device":null,"inode":null,"birth":null,"reused":false,"variant":0,"path":"/p/s"}'
}

@test "json: paths come back byte for byte, whatever is in them" {
	try 0 tgsink -f json < hostile
	[ "$(wc -l < "$OUT")" -eq ${#hostile[@]} ]
	[ "$(tr -dc '\000-\011\013-\037\177' < "$OUT" | wc -c)" -eq 0 ]
	json "hex(json_extract(line, '\$.path'))" > got
	for path in "${hostile[@]}"; do
		printf %s "$path" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F
		echo
	done | diff - got
}

@test "json: a path that is not UTF-8 is base64, under a key of its own" {
	i=0
	# Cut, overlong, a surrogate, beyond Unicode, a lone byte; and lengths of all remainders.
	for bytes in '\xc3' '\xff\xfe' 'a\xc0\xaf' '\xed\xa0\x80' '\xf4\x90\x80\x80' '\x80ab' '\xe2\x82' '\xf0\x9f\x93x'; do
		# shellcheck disable=SC2059
		path="/$(printf "$bytes")"
		stream 1 0 0 0 "t|$THUMB|200|150|400|300|9|1.000000000|-|-|$REST|$path" > one
		try 0 tgsink -f json < one
		[ "$(json "json_type(line, '\$.path') is null")" = 1 ]
		[ "$(json "json_extract(line, '\$.path_base64')" | base64 -d)" = "$path" ]
		i=$((i + 1))
	done
	[ $i -eq 8 ]
	for path in $'/\xed\x9f\xbf' $'/\xee\x80\x80' $'/\xf4\x8f\xbf\xbf' $'/\xc2\x80'; do
		stream 1 0 0 0 "t|$THUMB|200|150|400|300|9|1.000000000|-|-|$REST|$path" > one
		try 0 tgsink -f json < one
		[ "$(json "json_extract(line, '\$.path')")" = "$path" ]
	done
}

@test "csv: a row of names, and a row with all fields for each record about a path" {
	try 1 tgsink -f csv < all
	err_is
	out_is $'kind,name,width,height,source_width,source_height,size,mtime,reason,text,device,inode,birth,reused,variant,path\r' \
		"thumbnail,$THUMB,200,150,400,300,9,1.000000001,,,1,2,0.500000000,true,0,/p/t"$'\r' \
		"partial,$THUMB,200,150,400,300,9,1.500000000,truncated,cut short,2049,18446744073709551615,,false,0,/p/p"$'\r' \
		$'failed,,,,,,18446744073709551615,-0.750000000,too-large,8 gigapixels,1,3,1.000000000,false,0,/p/f\r' \
		$'skipped,,,,,,,,,,,,,false,0,/p/s\r'
}

@test "csv: paths come back byte for byte, whatever is in them" {
	hostile+=($'/\xff\xfe')
	stream ${#hostile[@]} 0 0 0 "${lines[@]}" "t|$THUMB|200|150|400|300|9|1.000000000|-|-|$REST|"$'/\xff\xfe' > hostile
	try 0 tgsink -f csv < hostile
	csv 'select hex(path) from rows' > got
	for path in "${hostile[@]}"; do
		printf %s "$path" | od -An -v -tx1 | tr -d ' \n' | tr a-f A-F
		echo
	done | diff - got
	[ "$(csv 'select count(*) from rows where width = 200 and name <> ""')" -eq ${#hostile[@]} ]
}

@test "csv: a listing of nothing has its row of names" {
	records 0 0 0 0 > stream
	try 0 tgsink -f csv out.csv < stream
	[ "$(wc -l < out.csv)" -eq 1 ]
	try 0 tgsink -f json out.json < stream
	[ -f out.json ]
	[ ! -s out.json ]
}

@test "json and csv have the fields that tgstream(5) gives the kinds about a path" {
	fields=kind,$(sed -n '/^\.It Cm t p f s Ta/,/^\.It Cm e Ta/p' "$TOP/man/tgstream.5" | sed '$d' |
		sed -nE 's/^\.It (Cm t p f s )?Ta ([a-z_, ]+) Ta.*/\2/p' | grep -vxE "id|position" | tr -d ' ' | paste -sd,)
	echo "$fields"
	try 0 tgsink -f csv < hostile
	[ "$(head -n 1 "$OUT" | tr -d '\r')" = "$fields" ]
	try 0 tgsink -f json < hostile
	[ "$(head -n 1 "$OUT" | grep -oE '"[a-z_]+":' | tr -d '":' | paste -sd,)" = "$fields" ]
}

@test "-f text is what there is without -f" {
	try 1 tgsink < all
	cp "$OUT" lines
	try 1 tgsink --format=text < all
	cmp lines "$OUT"
	try 1 tgsink -0 -f text < all
	[ "$(tr -dc '\0' < "$OUT" | wc -c)" -eq 2 ]
}

@test "a format that there is not, and -0 where lines cannot end with NUL, are refused" {
	try 2 tgsink -f xml out.xml < all
	out_is
	err_has '^tgsink: -f xml: the formats are text, json, csv, html and records$'
	try 2 tgsink -0 -f json < all
	out_is
	err_is 'tgsink: -0: only the text format has lines to end with NUL'
	[ ! -e out.xml ]
}

@test "a cut stream leaves a listing of any format as it was, and in FILE.partial what came" {
	head -z -n -1 all > cut
	for format in json csv html; do
		echo old > out
		try 3 tgsink -f $format out < cut
		[ "$(cat out)" = old ]
		try 3 tgsink -f $format < cut
		cmp "$OUT" out.partial
		[ "$(wc -l < "$OUT")" -ge 4 ]
	done
}

@test "a listing of any format that cannot be written is no success" {
	for format in json csv html; do
		try 2 bash -c "tgsink -f $format < all > /dev/full"
		[ "$(wc -l < "$ERR")" -eq 1 ]
	done
}

@test "the memory does not grow with the records" {
	sanitized && skip 'a sanitizer keeps what is freed'
	records 300000 0 0 0 > many
	for format in json csv html; do
		try 0 bash -c "ulimit -d 8192; tgsink -f $format < many | wc -l"
		[ "$(cat "$OUT")" -ge 300000 ]
	done
}
