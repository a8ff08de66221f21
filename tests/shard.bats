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
	cat part.* | fields 16,17 | sort -n > got
	tr -d '\0' < list > /dev/null
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
	fields 17 < part.1 | cmp want -
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
		cmp <(fields 1,2,16,17 < marked) <(fields 1,2,16,17 < $file)
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
