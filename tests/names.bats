#!/usr/bin/env bats
# File names are bytes: whatever a file is called, it goes through the whole
# pipeline, and its name does no harm on the way.

load helper

# named: a picture under each of many names, in d/.
named() {
	picture picture.jpg 30x20
	mkdir -p d
	local name
	n=0 # how many
	for name in $'new\nline' $'\n' $'end\n' $'tab\tin' $'\t' 'back\slash' '\' '\n' 'end\' $'return\r' \
		'-dash' '--help' ' ' ' lead' 'trail ' 'a: b' 'a.png: forged' "quote'" 'quote"' '$(exit 9)' '*' '?' '[a]' \
		'~' '#' '%s%n' $'\xff\xfe' $'\xc3' $'caf\xc3\xa9' $'\xe2\x80\xae' $'\x1b[31mred' $'\a\b' $'\x7f' $'\x01' \
		'.hidden' '...' "$(printf 'n%.0s' {1..255})" "$(printf '\xff%.0s' {1..255})" 'e	x	complete	0	0	0	0'; do
		cp picture.jpg "d/$name"
		n=$((n + 1))
	done
}

@test "every name comes through the pipeline as it is" {
	named
	find "$PWD/d" -type f -print0 | sort -z > want
	[ "$(tr -dc '\0' < want | wc -c)" -eq $n ]
	try 0 pipeline 'tgwalk d | tgthumb -j3 | tgsink -0 out'
	silent
	cut -z -c71- out | sort -z | cmp want -
	try 0 bash -c 'xargs -0 tgthumb -- < want | tgsink -0 out2'
	sort -z out | cmp - <(sort -z out2)
	try 0 pipeline 'cd d && printf "%s\0" * .hidden ... | tgthumb -o ../thumbnails | tgsink -0 ../out3'
	sort -z out | cmp - <(sort -z out3)
}

@test "every name has one line in a listing, and can be had from it again" {
	named
	try 0 pipeline 'tgwalk d | tgthumb | tgsink out.txt; tgwalk -0 d > want'
	[ "$(wc -l < out.txt)" -eq $n ]
	while IFS= read -r line; do
		case $line in
		\\*)
			path=${line#*: }
			path=${path//%/%%}
			# The three escapes are printf's, too; the point keeps a newline at the end.
			path=$(printf "$path.")
			printf '%s\0' "${path%.}" ;;
		*) printf '%s\0' "${line#*: }" ;;
		esac
	done < out.txt > got
	cmp want got
}

@test "no name reaches the terminal's controls, whatever is said of it" {
	named
	for file in d/* d/.hidden d/...; do echo text > "$file"; done
	try 0 pipeline 'tgwalk d | tgthumb -v | tgsink -v out.txt'
	[ "$(wc -l < "$ERR")" -eq $((n + n + 1)) ]
	[ "$(tr -d '\n' < "$ERR" | tr -dc '\000-\037\177' | wc -c)" -eq 0 ]
	try 1 tgthumb -- d/$'\x1b[31m\nnone'
	err_is "tgthumb: $PWD/d/\\033[31m\\012none: No such file or directory"
}

@test "-q and operands: no name is taken for an option" {
	named
	cd d
	try 1 tgthumb -q -o ../t -- --help -dash -x
	[ "$(text "$OUT" | cut -c1 | tr -d '\n')" = bttfe ]
}

@test "a path over PATH_MAX is opened, and listed" {
	picture picture.jpg 30x20
	long=$(printf 'n%.0s' {1..250})

	(
		for _ in {1..20}; do mkdir "$long" && cd "$long" || exit; done
		cp "$BATS_TEST_TMPDIR/picture.jpg" last.jpg
	)
	path=$PWD
	for _ in {1..20}; do path=$path/$long; done
	[ ${#path} -gt 5000 ]
	tgwalk -e jpg . | tgthumb -v > stream 2> said
	tgsink out.txt < stream
	grep -qF "$path/last.jpg" out.txt
	[ "$(wc -l < out.txt)" -eq 2 ]
	# The message of such a path is cut in front.
	grep -q '^tgthumb: \.\.\.n*/.*/last\.jpg: [0-9a-f]*\.png$' said
	# As an operand as well, and where it is missing.
	printf '%s\0' "$path/last.jpg" "$path/none" "$path/$long$long" > list
	tgthumb -q < list > stream || [ $? -eq 1 ]
	[ "$(cut -z -c1 stream | tr -d '\0')" = btffe ]
	rm -r "$long"
}

@test "a component over NAME_MAX is one failed record" {
	printf '%s/%s\0' "$PWD" "$(printf 'x%.0s' {1..256})" "$PWD" "$(printf 'x%.0s' {1..9000})" > list
	try 1 tgthumb < list
	[ "$(cut -z -c1 "$OUT" | tr -d '\0')" = bffe ]
	[ "$(grep -c ': File name too long$' "$ERR")" -eq 2 ]
}

@test "the thumbnails folder and FILE may be called anything" {
	picture a.jpg 30x20
	for name in $'new\nline' $'tab\tin' '-dash' 'back\slash' $'\xff' ' ' '$(exit 9)' "$(printf 'n%.0s' {1..247})"; do
		try 0 tgthumb -o "./$name" a.jpg
		cp "$OUT" stream
		sed -z -n 1p stream | cut -z -f9- | tr -d '\0' | cmp - <(printf '%s' "$PWD/$name")
		[ "$(find "./$name" -type f -printf x)" = xx ]
		rm -r "./$name"
		try 0 tgsink "./$name" < stream
		[ -s "./$name" ]
	done
}

@test "a thumbnails folder with a path over PATH_MAX is one line and status 2" {
	picture a.jpg 30x20
	try 2 tgthumb -o "$(printf '%0250d/' {1..20})" a.jpg
	out_is
	[ "$(wc -l < "$ERR")" -eq 1 ]
}

@test "a file may be changed or removed while it is worked on" {
	for i in {1..40}; do picture d/$i.jpg 300x200 $((i * 6)); done
	tgwalk d > list
	tgthumb -q -j2 < list > stream &
	for i in {1..40..3}; do
		rm -f d/$i.jpg
		: > d/$((i + 1)).jpg
	done
	wait $! || [ $? -eq 1 ]
	[ "$(cut -z -c1 stream | tr -d '\0' | wc -c)" -eq 42 ]
	tgsink out.txt < stream || [ $? -eq 1 ]
}
