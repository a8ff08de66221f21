#!/bin/bash
# How long single stages take, against the library's calls that they replace, on
# the JPEG and PNG pictures under a folder: CPU time, of each file the fastest of some rounds.
#
#	tests/bench/stages.sh DIR
#
#	ROUNDS=5      how often each file is measured
#	BUILD=build   where tgwalk and the programs of tests/bench were built
#	PLAIN=FOLDER  where the program resize was built without vectors
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
build=${BUILD:-$top/build}
dir=${1:-}
rounds=${ROUNDS:-5}
export LC_ALL=C
if [ ! -d "$dir" ]; then
	echo "stages.sh: DIR must be a folder with JPEG or PNG files: '$dir'" >&2
	exit 2
fi

# Of each kind, and so that a library is not measured on small files' overhead: the large ones.
mapfile -d '' -t paths < <("$build/tgwalk" -0 "$dir")
mapfile -t kinds < <([ ${#paths[@]} -eq 0 ] || printf '%s\0' "${paths[@]}" | "$build/bench/kinds")
declare -a baseline=() progressive=() pngs=() pictures=()
for i in "${!paths[@]}"; do
	case ${kinds[i]} in
	baseline) baseline+=("${paths[i]}") ;;
	progressive) progressive+=("${paths[i]}") ;;
	png) pngs+=("${paths[i]}") ;;
	esac
	[ "${kinds[i]}" = other ] || pictures+=("${paths[i]}")
done

# last TEXT COMMAND...: the last line of what COMMAND says, after TEXT.
last() {
	local text=$1 line
	shift
	line=$("$@" | tail -n 1)
	printf '%-12s %s\n' "$text" "$line"
}

echo "stage, ours, the library's, ratio; fastest of $rounds rounds, $(nproc) cores of" \
	"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date +%F)"
for eighths in 2 1; do
	[ ${#baseline[@]} -eq 0 ] || last baseline "$build/bench/jpeg_planes" $eighths "$rounds" "${baseline[@]}"
	[ ${#progressive[@]} -eq 0 ] || last progressive "$build/bench/jpeg_planes" $eighths "$rounds" "${progressive[@]}"
done
if [ ${#pngs[@]} -gt 0 ]; then
	"$build/bench/png_read" "$rounds" "${pngs[@]}" | tail -n 3 | sed 's/^/             /'
fi
if [ ${#pictures[@]} -gt 0 ]; then
	"$build/bench/png_encode" "$rounds" "${pictures[@]}" | tail -n 2 | sed 's/^/             /'
fi
if [ "${PLAIN:-}" ]; then
	ours=$("$build/bench/resize" "$rounds")
	plain=$("$PLAIN/bench/resize" "$rounds")
	printf '%-12s %-34s %9s ms  %-22s %9s ms  %s\n' '' 'shrinking a megapixel, vectors' "$ours" 'plain C' "$plain" \
		"$(awk -v a="$ours" -v b="$plain" 'BEGIN { printf "%.3f", a / b }')"
fi
