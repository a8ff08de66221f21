#!/bin/bash
# How fast tgwalk walks warm trees, against find and fd on the same tree in turns.
#
#	tests/bench/walk.sh [FOLDER]
#
# FOLDER keeps the trees for the next time; without it, they are temporary ones.
#	FILES=500000  empty files in each tree
#	SHAPES=...    of the trees: days (photo folders of 5 to 1,000 files), thousands (folders of
#	              1,000), tens (folders of 10), flat (one folder)
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
fd=$(command -v fdfind || command -v fd || true)

# days: YEAR/MONTH/DAY/IMG_DATE_TIME.jpg, one folder in five a big day.
days() {
	awk -v n="$files" 'BEGIN {
		srand(1)
		for (day = 0; n > 0; day++) {
			date = sprintf("%d/%02d/%02d", 2000 + day / 336, day / 28 % 12 + 1, day % 28 + 1)
			size = rand() < 0.2 ? 300 + 700 * rand() : 5 + 200 * rand()
			name = date
			gsub("/", "", name)
			for (time = 0; size > 1 && n > 0; size--) {
				time += 1 + int(60 * rand())
				printf "%s/IMG_%s_%06d.jpg\n", date, name, time
				n--
			}
		}
	}'
}

# folders_of SIZE: so many files in each, 100 folders in one.
folders_of() {
	awk -v n="$files" -v size="$1" 'BEGIN {
		for (i = 0; i < n; i++) {
			folder = int(i / size)
			printf "%03d/%05d/IMG_%07d.jpg\n", folder / 100, folder, i * 7919 % n
		}
	}'
}

# plant SHAPE TREE
plant() {
	case $1 in
	days) days ;;
	thousands) folders_of 1000 ;;
	tens) folders_of 10 ;;
	flat) folders_of "$files" ;;
	*) echo "walk.sh: no such shape: $1" >&2; return 2 ;;
	esac > "$scratch/files"
	mkdir -p "$2.part"
	(cd "$2.part" && sed 's,/[^/]*$,,' "$scratch/files" | uniq | xargs mkdir -p && xargs touch < "$scratch/files")
	mv "$2.part" "$2"
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

# compare SHAPE: all walk such a tree. The first round warms the caches and is not counted.
compare() {
	local round name tree=${folder:-$scratch}/tgwalk-$files-$1
	[ -d "$tree" ] || plant "$1" "$tree"
	rm -f "$scratch"/{tgwalk,find,fd,fd-threads}
	for ((round = 0; round <= rounds; round++)); do
		measure tgwalk "$tgwalk" "$tree"
		measure find find "$tree" -type f -print0
		if [ "$fd" ]; then
			measure fd "$fd" -0 -uu -t f -j1 . "$tree"
			measure fd-threads "$fd" -0 -uu -t f . "$tree"
		fi
		[ $round -gt 0 ] || rm "$scratch"/{tgwalk,find,fd*}
	done 2> /dev/null

	printf '\n%s: %d files in %d folders\n' "$1" "$("$tgwalk" -0 "$tree" | tr -cd '\0' | wc -c)" "$(find "$tree" -type d | wc -l)"
	printf '%-20s %-22s %-22s %-22s %s\n' '' 'CPU seconds' 'wall seconds' 'tgwalk / it: CPU' wall
	for name in tgwalk find fd fd-threads; do
		[ -f "$scratch/$name" ] || continue
		printf '%-20s %-22s %-22s %-22s %s\n' "$name" "$(summary 2 $name)" "$(summary 1 $name)" \
			"$(summary 2 tgwalk $name)" "$(summary 1 tgwalk $name)"
	done
	[ "$folder" ] || rm -rf "$tree"
}

folder=${1:-}
echo "$rounds rounds, $(nproc) cores of $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)," \
	"$(date +%F); minimum, median, maximum"
for shape in ${SHAPES:-days thousands tens flat}; do
	compare "$shape"
done
