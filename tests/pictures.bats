#!/usr/bin/env bats
# Real pictures, with CORPUS=DIR: those that other programs call valid, and the
# eight orientations of one.

load helper

# The paths, each ended by NUL, of the corpus's JPEG and PNG files of verdict "ok" in FOLDER.
valid() {
	awk -F'\t' -v folder="$1/" -v root="$CORPUS/" '
		index($1, folder) == 1 && ($5 == "jpeg" || $5 == "png") && $NF == "ok" { printf "%s%s%c", root, $1, 0 }
	' "$CORPUS/manifest.tsv"
}

@test "each valid picture has a thumbnail, and a whole one" {
	need_corpus
	for folder in conformance hostile photos; do
		valid $folder > list
		n=$(tr -dc '\0' < list | wc -c)
		[ "$n" -gt 0 ]
		try 0 tgthumb -0 < list
		err_is
		text "$OUT" > records
		[ "$(grep -c '^t' records)" -eq "$n" ]
	done
}

# The files are of low quality: at full size they are 29 to 31 dB from each other.
@test "the eight orientations of a picture look alike" {
	need_corpus
	examples=("$CORPUS"/conformance/recurser__exif-orientation-examples/*_[1-8].jpg)
	[ ${#examples[@]} -ge 8 ]
	for example in "${examples[@]}"; do
		kind=${example##*/}
		kind=${kind%_*}
		rm -rf thumbnails
		try 0 tgthumb "$example"
		pngtopam thumbnails/*.png > seen.ppm
		[ -e "$kind.ppm" ] || mv seen.ppm "$kind.ppm"
		[ ! -e seen.ppm ] || [ "$(pnmpsnr -rgb -target=28 "$kind.ppm" seen.ppm)" = match ]
		rm -f seen.ppm
	done
}
