#!/usr/bin/env bats
# The exit statuses: a case for each row of each manual page's table, and the
# same four meanings for all tools.

load helper

@test "the rows of the manual pages are the cases here" {
	for tool in tgwalk tgthumb tgsink; do
		# shellcheck disable=SC2154
		sed -n '/^\.Sh EXIT STATUS/,/^\.Sh EXAMPLES/s/^\.It //p' "$TOP/man/$tool.1" > rows
		sed -n "s/^@test \"$tool \([0-9]\):.*/\1/p" "$BATS_TEST_FILENAME" | sort -u | cmp rows -
	done
}

@test "tgwalk 0: all was walked" {
	mkdir -p d/e
	echo > d/e/f
	try 0 tgwalk d
	err_is
	try 0 tgwalk -e jpg d
	try 0 tgwalk --help
	err_is
	try 0 tgwalk --version
}

@test "tgwalk 1: something could not be read, the rest was walked" {
	mkdir d
	echo > d/f
	try 1 tgwalk missing d
	[ "$(tr '\0' '|' < "$OUT")" = "|$PWD/d/f||" ]
	[ "$(wc -l < "$ERR")" -eq 1 ]
	try 1 tgwalk -q missing d
	err_is
}

@test "tgwalk 2: wrong usage" {
	try 2 tgwalk -z
	out_is
	try 2 tgwalk --nonsense
	try 2 tgwalk -e
}

@test "tgwalk 2: the output could not be written" {
	try 2 bash -c 'tgwalk . > /dev/full'
	try 2 bash -c 'tgwalk . >&-'
}

@test "tgthumb 0: all paths have their records, and no picture failed" {
	picture a.jpg 30x20
	echo > text
	try 0 tgthumb a.jpg text .
	err_is
	try 0 tgthumb -0
	try 0 tgthumb --help
	err_is
	try 0 tgthumb --version
}

@test "tgthumb 1: some failed" {
	picture a.jpg 30x20
	printf '\x89PNG\r\n\x1a\n and no more' > broken
	try 1 tgthumb a.jpg missing
	try 1 tgthumb broken
	try 1 tgthumb -q broken
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'complete	0	0	1	0	0'
}

@test "tgthumb 1: some are partial" {
	picture a.jpg 300x200
	truncate -s -1000 a.jpg
	try 1 tgthumb a.jpg
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'complete	0	1	0	0	0'
}

@test "tgthumb 2: wrong usage" {
	try 2 tgthumb -z
	out_is
	try 2 tgthumb -j many
	try 2 tgthumb -s 0
	try 2 tgthumb --nonsense
	try 2 tgthumb -o
	[ -z "$(ls)" ]
}

@test "tgthumb 2: the thumbnails cannot be stored" {
	picture a.jpg 30x20
	echo > file
	try 2 tgthumb -o file a.jpg
	out_is
	mkdir -m 555 closed
	try 2 mortal tgthumb -o closed a.jpg
	mkdir filled
	echo > filled/other
	chmod 555 filled
	try 2 mortal tgthumb -o filled a.jpg
	out_is
	err_is 'tgthumb: filled: Permission denied'
}

@test "tgthumb 2: the records cannot be written" {
	picture a.jpg 30x20
	try 2 bash -c 'tgthumb a.jpg > /dev/full'
	try 2 bash -c 'tgthumb a.jpg >&-'
}

@test "tgthumb 2: no file can be opened" {
	picture a.jpg 30x20
	sanitized && skip 'a sanitizer needs descriptors of its own'
	try 2 bash -c 'for fd in {3..20}; do eval "exec $fd> /dev/null"; done; ulimit -n 22; tgthumb -j1 a.jpg'
	[ "$(wc -l < "$ERR")" -eq 1 ]
	text "$OUT" | grep -q '^f' && return 1
	[ "$(text "$OUT" | tail -1 | cut -f3)" != complete ]
}

@test "tgthumb 3: the path stream was cut, the paths that came have their records" {
	picture a.jpg 30x20
	printf '\0%s\0%s\0' "$PWD/a.jpg" "$PWD/missing" > list
	try 3 tgthumb < list
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'incomplete	1	0	1	0	0'
	try 3 tgthumb
}

@test "tgsink 0: the listing is complete" {
	records 2 0 0 2 > stream
	try 0 tgsink < stream
	err_is
	try 0 tgsink --help
	err_is
	try 0 tgsink --version
}

@test "tgsink 1: the listing is complete, but some picture failed" {
	records 2 0 1 2 > stream
	try 1 tgsink out.txt < stream
	silent
	[ "$(wc -l < out.txt)" -eq 2 ]
}

@test "tgsink 1: or is partial" {
	records 2 1 0 2 > stream
	try 1 tgsink out.txt < stream
	silent
	[ "$(wc -l < out.txt)" -eq 3 ]
}

@test "tgsink 2: wrong usage" {
	try 2 tgsink -z
	out_is
	try 2 tgsink one two
	try 2 tgsink --nonsense
}

@test "tgsink 2: the listing could not be written" {
	records 2 0 0 0 > stream
	try 2 tgsink missing/out.txt < stream
	try 2 tgsink . < stream
	try 2 bash -c 'tgsink < stream > /dev/full'
	try 2 bash -c 'tgsink < stream >&-'
}

@test "tgsink 2 comes before 3: what was cut and not kept is not kept" {
	records 2 0 0 0 incomplete > stream
	try 2 bash -c 'tgsink < stream > /dev/full'
}

@test "tgsink 3: the input was cut" {
	try 3 tgsink
	records 2 0 1 0 | head -c 250 > stream
	try 3 tgsink < stream
	records 2 0 1 0 incomplete > stream
	try 3 tgsink < stream
}

@test "tgsink 3: its counts disagree" {
	records 2 0 1 0 | sed -z 2d > stream
	try 3 tgsink < stream
}

@test "the pipeline's status is right without pipefail" {
	picture d/a.jpg 30x20
	try 0 pipeline 'tgwalk d | tgthumb | tgsink out.txt'
	try 3 pipeline 'tgwalk -z d 2> said | tgthumb 2>> said | tgsink out.txt'
	try 3 pipeline 'tgwalk d | tgthumb -z 2> said | tgsink out.txt'
	try 3 pipeline 'tgwalk d | no-such-tgthumb 2> said | tgsink out.txt'
	try 3 pipeline 'no-such-tgwalk d 2> said | tgthumb 2>> said | tgsink out.txt'
	[ "$(wc -l < out.txt)" -eq 1 ]
	echo broken > d/b.jpg
	printf '\xff\xd8\xff' > d/b.jpg
	try 1 pipeline 'tgwalk d | tgthumb -q | tgsink out.txt'
}

@test "no status is 255, on which xargs stops" {
	picture a.jpg 30x20
	printf '%s\0' missing a.jpg > list
	try 123 bash -c 'xargs -0 -n1 tgthumb -q < list > stream'
	try 1 tgsink < stream
}
