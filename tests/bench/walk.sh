#!/bin/bash
# How fast tgwalk walks a warm tree, against find and fd on the same tree in turns.
#
#	tests/bench/walk.sh [FOLDER]
#
# FOLDER keeps the tree for the next time; without it, the tree is a temporary one.
#	FILES=500000  empty files in the tree, in photo folders of 5 to 1,000 files
#	ROUNDS=7      how often each walks it
#	BUILD=build   where tgwalk was built
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
tgwalk=${BUILD:-$top/build}/tgwalk
files=${FILES:-500000}
rounds=${ROUNDS:-7}
export LC_ALL=C
TIMEFORMAT='%R %U %S'

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tree=${1:-$scratch}/tgwalk-$files

# Makes YEAR/MONTH/DAY/IMG_DATE_TIME.jpg: one folder in five is a big day.
plant() {
	mkdir -p "$tree.part"
	awk -v n="$files" -v folders="$scratch/folders" -v files="$scratch/files" 'BEGIN {
		srand(1)
		for (day = 0; n > 0; day++) {
			date = sprintf("%d/%02d/%02d", 2000 + day / 336, day / 28 % 12 + 1, day % 28 + 1)
			print date > folders
			size = rand() < 0.2 ? 300 + 700 * rand() : 5 + 200 * rand()
			name = date
			gsub("/", "", name)
			for (time = 0; size > 1 && n > 0; size--) {
				time += 1 + int(60 * rand())
				printf "%s/IMG_%s_%06d.jpg\n", date, name, time > files
				n--
			}
		}
	}'
	(cd "$tree.part" && xargs mkdir -p < "$scratch/folders" && xargs touch < "$scratch/files")
	mv "$tree.part" "$tree"
}

# measure NAME COMMAND...: appends "wall cpu", in seconds, to the file NAME.
measure() {
	local name=$1
	shift
	{ time "$@" > /dev/null; } 2>&1 | awk '{ print $1, $2 + $3 }' >> "$scratch/$name"
}

# summary FIELD NAME [BASE]: minimum, median and maximum of a column, or of its
# ratios to BASE's in the same round.
summary() {
	paste -d' ' "$scratch/$2" "$scratch/${3:-$2}" |
		awk -v f="$1" -v ratio="${3:+1}" '{ printf "%.3f\n", ratio ? $f / $(f + 2) : $f }' |
		sort -n | awk '{ v[NR] = $1 } END { printf "%s %s %s", v[1], v[int((NR + 1) / 2)], v[NR] }'
}

[ -d "$tree" ] || plant
fd=$(command -v fdfind || command -v fd || true)

# The first round warms the caches and is not counted.
for ((round = 0; round <= rounds; round++)); do
	measure tgwalk "$tgwalk" "$tree"
	measure find find "$tree" -type f -print0
	if [ "$fd" ]; then
		measure fd "$fd" -0 -uu -t f -j1 . "$tree"
		measure fd-threads "$fd" -0 -uu -t f . "$tree"
	fi
	[ $round -gt 0 ] || rm "$scratch"/{tgwalk,find,fd*}
done 2> /dev/null

count=$("$tgwalk" -0 "$tree" | tr -cd '\0' | wc -c)
echo "$count files in $(find "$tree" -type d | wc -l) folders, $rounds rounds, $(nproc) cores"
printf '%-32s %-22s %s\n' 'minimum median maximum of' 'wall' 'CPU'
for name in tgwalk find fd fd-threads; do
	[ -f "$scratch/$name" ] || continue
	printf '%-32s %-22s %s\n' "$name, seconds" "$(summary 1 $name)" "$(summary 2 $name)"
done
for name in find fd fd-threads; do
	[ -f "$scratch/$name" ] || continue
	printf '%-32s %-22s %s\n' "tgwalk / $name" "$(summary 1 tgwalk $name)" "$(summary 2 tgwalk $name)"
done
