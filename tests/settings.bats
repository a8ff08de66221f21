#!/usr/bin/env bats
# What shapes a thumbnail, and what is too large to get one.

load helper

# turned FILE N: puts EXIF orientation N into the JPEG FILE.
turned() {
	local plain=$BATS_TEST_TMPDIR.plain
	mv "$1" "$plain"
	{
		head -c 2 "$plain"
		# APP1 of 34 bytes: "Exif", a big-endian TIFF header, one entry 0x0112.
		printf '\xff\xe1\x00\x22Exif\0\0MM\0\x2a\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0%b\0\0\0\0\0\0' "\\x0$2"
		tail -c +3 "$plain"
	} > "$1"
}

# record FILE: the record of FILE from the last try, a field a line.
record() {
	text "$OUT" | grep "/$1\$" | tr '\t' '\n'
}

@test "a picture is turned as EXIF says, and its size is that of the turned one" {
	picture a.jpg 400x300
	for n in 1 2 3 4 5 6 7 8; do
		cp a.jpg $n.jpg
		turned $n.jpg $n
		try 0 tgthumb $n.jpg
		if [ $n -ge 5 ]; then want='150 200 300 400'; else want='200 150 400 300'; fi
		[ "$(record $n.jpg | sed -n 3,6p | tr '\n' ' ')" = "$want " ]
	done
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 8 ]
}

@test "--no-orient leaves it as it is stored" {
	picture a.jpg 400x300
	cp a.jpg b.jpg
	turned b.jpg 6
	try 0 tgthumb --no-orient a.jpg b.jpg
	[ "$(record a.jpg | sed -n 2p)" = "$(record b.jpg | sed -n 2p)" ]
	text "$OUT" | grep -q $'^b\t.*\tbox=200x200 format=png orient=no\t'
}

@test "--linear gives other pixels, and says so" {
	picture a.jpg 400x300
	try 0 tgthumb a.jpg
	name=$(record a.jpg | sed -n 2p)
	try 0 tgthumb --linear a.jpg
	[ "$(record a.jpg | sed -n 2p)" != "$name" ]
	text "$OUT" | grep -q $'^b\t.*\tbox=200x200 format=png linear=yes\t'
}

@test "--strict makes a failure of a damaged picture" {
	picture a.jpg 400x300
	head -c 5000 a.jpg > cut.jpg
	try 1 tgthumb cut.jpg
	[ "$(record cut.jpg | sed -n 1p)" = p ]
	rm -r thumbnails
	try 1 tgthumb --strict cut.jpg
	[ "$(record cut.jpg | sed -n 1p)" = f ]
	[ "$(record cut.jpg | sed -n 9p)" = truncated ]
	err_is "tgthumb: $PWD/cut.jpg: truncated JPEG"
	run ! ls thumbnails/*.png
	text "$OUT" | grep -q $'^b\t.*\tbox=200x200 format=png strict=yes\t'
}

@test "-m refuses what is larger, by its header" {
	picture large.jpg 1250x801
	picture large.png 1001x1000
	picture small.jpg 1250x800
	try 1 tgthumb -m 1 large.jpg large.png small.jpg
	[ "$(record large.jpg | sed -n 9p)" = too-large ]
	[ "$(record large.png | sed -n 9p)" = too-large ]
	[ "$(record small.jpg | sed -n 1p)" = t ]
	err_is "tgthumb: $PWD/large.jpg: 1250x801 pixels, over 1 megapixels" \
		"tgthumb: $PWD/large.png: 1001x1000 pixels, over 1 megapixels"
}

@test "a picture over its worker's share of the memory is made all the same" {
	# A progressive JPEG takes 3 bytes a pixel; with a thousand workers a share
	# is less than 27 MB on any machine of under 54 GB.
	[ "$(awk '/^MemTotal/ { print $2 }' /proc/meminfo)" -lt 54000000 ] || skip "too much memory"
	picture giant.progressive.jpg 3000x3000
	picture a.jpg 300x200
	picture z.jpg 301x200
	try 0 tgthumb -j 1024 a.jpg giant.progressive.jpg z.jpg
	[ "$(text "$OUT" | cut -c1 | tr -d '\n')" = bttte ]
}
