#!/bin/bash
# How fast the pipeline makes 200x200 PNG thumbnails of the JPEG and PNG files under a
# folder, against the peers that are installed: on the same files, in turns. The
# files are sorted into sets, each of which is measured by itself: JPEG files of at
# least two megapixels, baseline and progressive, smaller ones, PNG files; and all.
#
#	tests/bench/peers.sh DIR [SET...]
#
#	SET          baseline, progressive, small, png or mix (default: all that have files)
#	ROUNDS=5     how often each runs; a round before warms the caches
#	JOBS=2       processes of each
#	BUILD=build  where the tools and the programs kinds and measure were built
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
build=${BUILD:-$top/build}
PATH=$build:$build/bench:$PATH
dir=${1:-}
shift || true
sets=("$@")
[ $# -gt 0 ] || sets=(baseline progressive small png mix)
rounds=${ROUNDS:-5}
export jobs=${JOBS:-2}
export LC_ALL=C
if [ ! -d "$dir" ]; then
	echo "peers.sh: DIR must be a folder with JPEG or PNG files: '$dir'" >&2
	exit 2
fi

scratch=$(mktemp -d)
export scratch
trap 'rm -rf "$scratch"' EXIT
# One of the pythons here may have Pillow, and not be the first in PATH.
export python=
for name in python3 /usr/bin/python3; do
	[ -z "$python" ] && "$name" -c 'import PIL' 2> /dev/null && python=$name
done

# Each set becomes a folder of links, whose names all differ.
tgwalk -0 "$dir" > "$scratch/paths"
n_links=0
while IFS= read -r -d '' path <&3 && read -r kind <&4; do
	[ "$kind" != other ] || continue
	n_links=$((n_links + 1))
	suffix=jpg
	[ "$kind" != png ] || suffix=png
	for set in "$kind" mix; do
		mkdir -p "$scratch/sets/$set"
		ln -s "$path" "$scratch/sets/$set/$n_links.$suffix"
	done
done 3< "$scratch/paths" 4< <(kinds < "$scratch/paths")
if [ $n_links -eq 0 ]; then
	echo "peers.sh: $dir: no JPEG or PNG files" >&2
	exit 2
fi

# Each of these reads the pictures of the folder $in and writes its thumbnails into $out.
tg() {
	tgwalk "$in" | tgthumb -q -j "$jobs" -o "$out" | tgsink -q "$scratch/out.txt"
}

tg_one_job() {
	jobs=1 tg
}

vipsthumbnail_xargs() {
	xargs -0 -P "$jobs" -n 8 vipsthumbnail --size 200x200 -o "$out/%s.png" < "$scratch/list"
}

gm_xargs() {
	xargs -0 -P "$jobs" -n 2 gm convert -size 200x200 -resize 200x200 < "$scratch/pairs"
}

cat > "$scratch/thumbnail.py" << 'EOP'
import sys
from multiprocessing import Pool
from PIL import Image

def thumbnail(job):
    i, path = job
    with Image.open(path) as image:
        image.thumbnail((200, 200))
        image.save(f"{sys.argv[2]}/{i}.png")

if __name__ == "__main__":
    paths = sys.stdin.buffer.read().split(b"\0")[:-1]
    with Pool(int(sys.argv[1])) as pool:
        pool.map(thumbnail, enumerate(paths), chunksize=1)
EOP
pillow_pool() {
	"$python" "$scratch/thumbnail.py" "$jobs" "$out" < "$scratch/list"
}
export -f tg tg_one_job vipsthumbnail_xargs gm_xargs pillow_pool

# run NAME: runs it, and adds to the file NAME.times. A picture that it cannot read is
# no reason to stop, but is said.
run() {
	rm -rf "$out"
	mkdir "$out"
	measure "$scratch/$1.times" bash -c "$1" > /dev/null 2> "$scratch/$1.messages" || true
	find "$out" -name '*.png' | wc -l > "$scratch/$1.count"
}

# column FIELD NAME [BASE]: a column of the times in the order of the rounds, or its ratios to BASE's.
column() {
	paste -d' ' "$scratch/$2.times" "$scratch/${3:-$2}.times" |
		awk -v f="$1" -v ratio="${3:+1}" '{ printf "%.2f\n", ratio ? $f / ($(f + 3) ? $(f + 3) : 0.001) : $f }'
}

# summary FIELD NAME [BASE]: its minimum, median and maximum.
summary() {
	column "$@" | sort -n | awk '{ v[NR] = $1 } END { printf "%s %s %s", v[1], v[int((NR + 1) / 2)], v[NR] }'
}

# best FIELD: the peer whose median is the least.
best() {
	local program
	for program in "${peers[@]}"; do
		echo "$(summary "$1" "$program" | cut -d' ' -f2) $program"
	done | sort -n | head -n 1 | cut -d' ' -f2
}

peers=()
! command -v vipsthumbnail > /dev/null || peers+=(vipsthumbnail_xargs)
! command -v gm > /dev/null || peers+=(gm_xargs)
[ -z "$python" ] || peers+=(pillow_pool)

row='%-19s %6s  %-17s %-17s %6s  %-17s %s\n'
# shellcheck disable=SC2059 # the format is the table's
table() { printf "$row" "$@"; }

# compare SET: runs all on it, in turns, and prints its table.
compare() {
	local round program peer
	export in=$scratch/sets/$1 out=$scratch/out
	find "$in" -type l -print0 | sort -zV > "$scratch/list"
	while IFS= read -r -d '' path; do
		name=${path##*/}
		printf '%s\0' "$path" "$out/${name%.*}.png"
	done < "$scratch/list" > "$scratch/pairs"
	rm -f "$scratch"/*.times
	for ((round = 0; round <= rounds; round++)); do
		for program in tg tg_one_job "${peers[@]}"; do
			run "$program"
		done
		[ "$round" -gt 0 ] || rm "$scratch"/*.times
	done

	printf '\n%s: %d files, %.0f MB\n' "$1" "$(tr -cd '\0' < "$scratch/list" | wc -c)" \
		"$(find -L "$in" -type f -printf '%s\n' | awk '{ s += $1 } END { print s / 1e6 }')"
	table '' files 'CPU seconds' 'wall seconds' MiB 'CPU / tg' 'wall / tg'
	for program in tg tg_one_job "${peers[@]}"; do
		table "$program" "$(cat "$scratch/$program.count")" "$(summary 2 "$program")" "$(summary 1 "$program")" \
			"$(column 3 "$program" | sort -n | tail -n 1)" "$(summary 2 "$program" tg)" "$(summary 1 "$program" tg)"
		[ ! -s "$scratch/$program.messages" ] || head -n 3 "$scratch/$program.messages"
	done
	[ ${#peers[@]} -gt 0 ] || return 0
	echo "tg / best peer: CPU $(peer=$(best 2) && summary 2 tg "$peer") ($(best 2))," \
		"wall $(peer=$(best 1) && summary 1 tg "$peer") ($(best 1))"
}

echo "$rounds rounds, $jobs processes each, $(nproc) cores of" \
	"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date +%F);" \
	"minimum, median, maximum; MiB: the largest process, at its peak"
for set in "${sets[@]}"; do
	[ ! -d "$scratch/sets/$set" ] || compare "$set"
done
