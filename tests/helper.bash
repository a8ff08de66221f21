# Loaded by every tests/*.bats with `load helper`: the tools in PATH, a folder
# of its own for each test, small pictures, and a word to run a command and say
# what is expected of it.
#
#	BUILD=DIR     where the tools were built (make check sets it; default build/)
#	CORPUS=DIR    pictures for the tests that want real ones, see need_corpus;
#	              made absolute here
# shellcheck shell=bash disable=SC2034,SC2119,SC2120

bats_require_minimum_version 1.5.0

TOP=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)
BUILD=${BUILD:-$TOP/build}
PATH=$BUILD:$PATH
if [ -n "${CORPUS:-}" ]; then
	CORPUS=$(cd "$CORPUS" && pwd) || exit
fi
export LC_ALL=C
unset MAKEFLAGS MAKELEVEL # a make in a test is not part of make check

# A test about stdin redirects it; no other waits for a terminal.
exec < /dev/null

# A file with a setup of its own starts it with this cd.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

# try STATUS COMMAND...: runs COMMAND, with stdout in the file $OUT and stderr
# in $ERR, NUL bytes and all, and fails if it does not exit with STATUS.
# Redirect stdin as usual: `try 3 tgsink < cut`. A pipeline is one command:
# `try 0 pipeline 'tgwalk . | tgthumb'`.
OUT=$BATS_TEST_TMPDIR.out # beside the test's folder, so that no walk meets them
ERR=$BATS_TEST_TMPDIR.err
try() {
	local want=$1 status=0
	shift
	"$@" > "$OUT" 2> "$ERR" || status=$?
	[ "$status" -eq "$want" ] && return
	echo "status $status, not $want: $*"
	echo "stdout: $(head -c 2000 "$OUT" | cat -v)"
	echo "stderr: $(head -c 2000 "$ERR" | cat -v)"
	return 1
}

# pipeline 'A | B | C': a pipeline whose status is its last command's, as in a
# user's shell.
pipeline() {
	bash -c "$1"
}

# silent: the last try wrote nothing, to stdout or stderr.
silent() {
	out_is && err_is
}

# out_is LINE..., err_is LINE...: the last try wrote these lines and no others;
# no argument stands for not a byte.
out_is() {
	is "$OUT" "$@"
}

err_is() {
	is "$ERR" "$@"
}

is() {
	local file=$1
	shift
	if [ $# -eq 0 ]; then
		cmp /dev/null "$file" && return
	else
		printf '%s\n' "$@" | cmp - "$file" && return
	fi
	echo "it reads:"
	head -c 2000 "$file" | cat -v
	return 1
}

# out_has REGEX, err_has REGEX: exactly one line of it matches the extended REGEX.
out_has() {
	has "$OUT" "$1"
}

err_has() {
	has "$ERR" "$1"
}

has() {
	[ "$(grep -acE -e "$2" "$1")" -eq 1 ] && return
	echo "not one line like /$2/ in:"
	head -c 2000 "$1" | cat -v
	return 1
}

# picture FILE WxH [SEED]: a smooth colour picture in the format of FILE's name:
# .jpg (baseline, 4:2:0, quality 90), .png, .pam, .ppm or .pgm. A .grey, .alpha or
# .progressive before the extension gives one of that kind. Another SEED
# (0 to 255) gives other pixels. Folders are made as needed.
picture() {
	local file=$1 width=${2%x*} height=${2#*x} seed=${3:-0}
	local temporary=$BATS_TEST_TMPDIR.picture
	[ "${file%/*}" = "$file" ] || mkdir -p -- "${file%/*}"
	pamgradient -maxval=255 \
		"$(printf 'rgb:%02x/40/c0' "$seed")" "$(printf 'rgb:f0/%02x/20' "$seed")" \
		"$(printf 'rgb:10/b0/%02x' "$seed")" rgb:ff/f0/d0 "$width" "$height" > "$temporary"
	case $file in
	*.grey.*)
		ppmtopgm "$temporary" > "$temporary.grey"
		mv "$temporary.grey" "$temporary" ;;
	esac
	case $file in
	*.alpha.png)
		pgmramp -lr "$width" "$height" > "$temporary.alpha"
		pnmtopng -quiet -force -alpha="$temporary.alpha" "$temporary" > "$file" ;;
	*.png) pnmtopng -quiet -force "$temporary" > "$file" ;;
	*.progressive.jpg) pnmtojpeg -quality=90 -progressive "$temporary" > "$file" ;;
	*.jpg) pnmtojpeg -quality=90 "$temporary" > "$file" ;;
	*.pam) cat "$temporary" > "$file" ;;
	*.ppm | *.pgm) pamtopnm "$temporary" > "$file" ;;
	*) echo "picture: no format for $file"; return 1 ;;
	esac
}

# name_of PNG: the name that the thumbnail PNG must have, by other people's tools.
name_of() {
	local option='' sum
	# Colour type is byte 25 of a PNG: 4 and 6 have alpha.
	case $(od -An -tu1 -j25 -N1 -- "$1" | tr -d ' ') in
	4 | 6) option=-alphapam ;;
	esac
	sum=$(pngtopam $option < "$1" | sha256sum)
	echo "${sum%% *}.png"
}

# size_of FILE: WIDTHxHEIGHT of a PNG, a JPEG or a netpbm file.
size_of() {
	case $1 in
	*.png) pngtopam < "$1" ;;
	*.jpg) jpegtopnm -quiet < "$1" ;;
	*) cat -- "$1" ;;
	esac | pamfile -machine | sed -E 's/^[^:]*: [^ ]+ [^ ]+ ([0-9]+) ([0-9]+) .*/\1x\2/'
}

# records T P F S [WORD [ID]]: a stream of hand-made records: begin, so many of each
# kind for /p/t1, /p/t2, /p/p1 and so on, and an end record with WORD (complete).
records() {
	local id=${6:-00112233445566778899aabbccddeeff} thumb
	thumb=$(printf '%064d.png|200|150|400|300|9|1.000000000' 7)
	local rest="1|2|1.000000000|-|$id|0|0"
	{
		echo "b|1|$id|1700000000.000000000|box=200x200 format=png|-|-|0|/p/thumbnails"
		seq -f "t|$thumb|-|-|$rest|/p/t%.0f" "$1"
		seq -f "p|$thumb|truncated|cut short|$rest|/p/p%.0f" "$2"
		seq -f "f|-|0|0|0|0|9|1.000000000|corrupt|no picture|$rest|/p/f%.0f" "$3"
		seq -f "s|-|0|0|0|0|9|1.000000000|-|-|$rest|/p/s%.0f" "$4"
		echo "e|$id|${5:-complete}|$1|$2|$3|$4|0"
	} | tr '|\n' '\t\0'
}

# text FILE: a stream as lines, one for each item; a newline in an item becomes '?'.
text() {
	tr '\n\0' '?\n' < "$1"
}

# within COMMAND...: waits until COMMAND succeeds, ten seconds at most.
within() {
	local i
	for ((i = 0; i < 1000; i++)); do
		"$@" > /dev/null 2>&1 && return
		sleep 0.01
	done
	echo "never: $*"
	return 1
}

# has_items N FILE: FILE holds N items.
has_items() {
	[ "$(tr -dc '\0' < "$2" | wc -c)" -eq "$1" ]
}

# asleep PID: it waits for something.
asleep() {
	[ "$(ps -o state= -p "$1")" = S ]
}

# mortal COMMAND...: runs COMMAND as one whom file permissions bind, root too.
mortal() {
	if [ "$(id -u)" -eq 0 ]; then
		setpriv --bounding-set=-dac_override,-dac_read_search \
			--inh-caps=-dac_override,-dac_read_search -- "$@"
	else
		"$@"
	fi
}

# Whether the tools were built with sanitizers, which want memory without limits.
sanitized() {
	[ -n "${SAN:-}" ]
}

# need_corpus: skips the test where CORPUS is unset.
need_corpus() {
	[ -n "${CORPUS:-}" ] || skip "CORPUS is not set"
}

