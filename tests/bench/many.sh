#!/bin/bash
# What a list of very many pictures takes beside the pictures themselves: to find a share
# in it, to collate its parts, and to store its thumbnails. The pictures are none: paths
# of 80 bytes, records that a real one was the pattern of, and files of 80 bytes.
#
#	tests/bench/many.sh [FOLDER]
#
# FOLDER has room for some 700 bytes for each path and 4 KiB for each thumbnail; without it, it
# is a temporary one.
#	PATHS=1000000   in the list
#	SHARES=1000     of it
#	THUMBNAILS=200000   in a flat folder, and with --fan-out
#	BUILD=build     where the tools and the programs of tests/bench were built
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
build=$(cd "${BUILD:-$top/build}" && pwd)
paths=${PATHS:-1000000} shares=${SHARES:-1000} thumbnails=${THUMBNAILS:-200000}
export LC_ALL=C
scratch=$(mktemp -d -p "${1:-${TMPDIR:-/tmp}}")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

# list: writes the paths, 80 bytes each with their NUL.
list() {
	awk -v n="$paths" 'BEGIN {
		for (i = 0; i < n; i++)
			printf "/archive/pictures/of/a/large/library/%06d/somewhere/IMG_%09d_%08d.jpeg\n", i / 1000, i, i % 97 * 7919
	}' | tr '\n' '\0'
}

# parts: a stream for each share, of whose paths each has a thumbnail.
parts() {
	echo iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg== |
		base64 -d > picture.png
	"$build/tgthumb" --shard 0/1 picture.png | tr '\0' '\n' |
		awk -F '\t' -v OFS='\t' -v n="$paths" -v shares="$shares" '
			{ pattern[$1] = $0 }
			END {
				for (share = 0; share < shares; share++) {
					id = sprintf("%032d", share)
					$0 = pattern["b"]; $3 = id; $6 = share "/" shares; $8 = n; print
					$0 = pattern["t"]
					middle = $3
					for (i = 4; i < NF - 3; i++)
						middle = middle OFS $i
					count = 0
					for (i = share; i < n; i += shares) {
						printf "t\t%016d%048d.png\t%s\t%s\t%d\t0\t/archive/pictures/of/a/large/library/%06d/somewhere/IMG_%09d_%08d.jpeg\n",
							i, i, middle, id, i, i / 1000, i, i % 97 * 7919
						count++
					}
					$0 = pattern["e"]; $2 = id; $4 = count; print
				}
			}' | tr '\n' '\0' > parts
}

# measure WHAT COMMAND...: the time and memory of COMMAND, which may find broken pictures.
measure() {
	local what=$1
	shift
	"$build/bench/measure" measured "$@" > /dev/null || [ $? -eq 1 ]
	awk -v what="$what" 'END { printf "%-34s %8.1f s, %8.1f s CPU, %8.1f MiB\n", what, $1, $2, $3 }' measured
}

echo "$(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date +%F)"
list > "$scratch/list"
measure "share of 0 of $paths paths" "$build/tgthumb" -q --shard "999999/1000000" < list
measure "one of $shares shares, none a picture" "$build/tgthumb" -q --shard "0/$shares" < list
rm list
parts
measure "$shares parts checked" "$build/tgsink" --missing < parts
measure "$shares parts collated" "$build/tgsink" out.txt < parts
[ "$(wc -l < out.txt)" -eq "$paths" ]
echo "$(wc -c < parts) bytes of records, $(wc -c < out.txt) of the listing"
rm parts out.txt
for form in flat fan-out; do
	printf '\n%s, %d thumbnails\n' $form "$thumbnails"
	"$build/bench/store" $form "$thumbnails" $form
done
