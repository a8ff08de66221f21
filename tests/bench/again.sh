#!/bin/bash
# What a second run over the pictures under a folder costs, when all of them are known
# from the records of the first: CPU seconds of the whole pipeline, and the ratio.
#
#	tests/bench/again.sh DIR
#
#	BUILD=build  where the tools were built
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
PATH=${BUILD:-$top/build}:$PATH
dir=$(realpath -- "${1:?usage: again.sh DIR}")
export dir
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# 1: some picture is broken, which is no matter here.
spent() {
	bash -c 'TIMEFORMAT="%U %S"; time { tgwalk "$dir" | tgthumb -q -r lib.tg | tgsink -q -r lib.tg out.txt || [ $? -eq 1 ]; }' 2>&1 |
		awk '{ printf "%.3f", $1 + $2 }'
}

first=$(spent)
second=$(spent)
echo "the first run $first, the second $second CPU seconds: $(awk "BEGIN { printf \"%.4f\", $second / $first }") of it"
