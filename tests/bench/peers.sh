#!/bin/bash
# How fast the pipeline makes 200x200 PNG thumbnails of the JPEG files under a
# folder, against the peers that are installed: on the same files, in turns.
#
#	tests/bench/peers.sh DIR
#
#	ROUNDS=5     how often each runs; a round before warms the caches
#	JOBS=2       processes of each
#	BUILD=build  where the tools were built
set -eu

top=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
PATH=${BUILD:-$top/build}:$PATH
dir=${1:-}
rounds=${ROUNDS:-5}
jobs=${JOBS:-2}
export LC_ALL=C
TIMEFORMAT='%R %U %S'
if [ ! -d "$dir" ]; then
	echo "peers.sh: DIR must be a folder with JPEG files: '$dir'" >&2
	exit 2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
tgwalk -0 -e jpg,jpeg "$dir" > "$scratch/list"
mapfile -d '' -t files < "$scratch/list"
if [ ${#files[@]} -eq 0 ]; then
	echo "peers.sh: $dir: no JPEG files" >&2
	exit 2
fi
# One of the pythons here may have Pillow, and not be the first in PATH.
python=
for name in python3 /usr/bin/python3; do
	[ -z "$python" ] && "$name" -c 'import PIL' 2> /dev/null && python=$name
done

# Each of these writes its thumbnails into the folder "out". Files whose names
# differ in their folders only are one file for vipsthumbnail, which costs it nothing.
tg() {
	tgwalk -e jpg,jpeg "$dir" | tgthumb -q -j "$jobs" -o "$scratch/out" | tgsink -q "$scratch/out.txt"
}

vipsthumbnail_xargs() {
	xargs -0 -P "$jobs" -n 8 vipsthumbnail --size 200x200 -o "$scratch/out/%s.png" < "$scratch/list"
}

for i in "${!files[@]}"; do
	printf '%s\0' "${files[i]}" "$scratch/out/$i.png"
done > "$scratch/pairs"
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
	"$python" "$scratch/thumbnail.py" "$jobs" "$scratch/out" < "$scratch/list"
}

# measure NAME: runs it, and adds "wall cpu", in seconds, to the file NAME. A file
# that it cannot read is no reason to stop, but is said.
measure() {
	rm -rf "$scratch/out"
	mkdir "$scratch/out"
	{ time "$1" > /dev/null 2> "$scratch/$1.messages" || true; } 2>&1 |
		awk '{ print $1, $2 + $3 }' >> "$scratch/$1.times"
	find "$scratch/out" -name '*.png' | wc -l > "$scratch/$1.count"
}

# summary FIELD NAME [BASE]: minimum, median and maximum of a column, or of its
# ratios to BASE's in the same round.
summary() {
	paste -d' ' "$scratch/$2.times" "$scratch/${3:-$2}.times" |
		awk -v f="$1" -v ratio="${3:+1}" '{ printf "%.2f\n", ratio ? $f / $(f + 2) : $f }' |
		sort -n | awk '{ v[NR] = $1 } END { printf "%s %s %s", v[1], v[int((NR + 1) / 2)], v[NR] }'
}

programs=(tg)
command -v vipsthumbnail > /dev/null && programs+=(vipsthumbnail_xargs)
command -v gm > /dev/null && programs+=(gm_xargs)
[ "$python" ] && programs+=(pillow_pool)
for ((round = 0; round <= rounds; round++)); do
	for program in "${programs[@]}"; do
		measure "$program"
	done
	[ "$round" -gt 0 ] || rm "$scratch"/*.times
done

echo "${#files[@]} JPEG files, $(cat "${files[@]}" | wc -c | awk '{ printf "%.0f", $1 / 1e6 }') MB," \
	"$rounds rounds, $jobs processes each, $(nproc) cores of" \
	"$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(date +%F)"
row='%-21s %-8s %-18s %-18s %-18s %s\n'
# shellcheck disable=SC2059 # the format is the table's
table() { printf "$row" "$@"; }
table 'min median max' files 'CPU seconds' 'wall seconds' 'CPU / tg' 'wall / tg'
for program in "${programs[@]}"; do
	table "$program" "$(cat "$scratch/$program.count")" "$(summary 2 "$program")" "$(summary 1 "$program")" \
		"$(summary 2 "$program" tg)" "$(summary 1 "$program" tg)"
	[ ! -s "$scratch/$program.messages" ] || head -n 3 "$scratch/$program.messages"
done
