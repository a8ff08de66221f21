#!/usr/bin/env bats
# Thumbnails as JPEG files.

load helper

# thumbnail FOLDER SUFFIX: the only thumbnail there.
thumbnail() {
	local files=("$1"/*."$2")
	[ "${#files[@]}" -eq 1 ] && [ -f "${files[0]}" ] && echo "${files[0]}"
}

# apart A B: the most that a sample of the netpbm files A and B differs.
apart() {
	pamarith -difference "$1" "$2" | pamsumm -max -brief
}

# settings: of the last try's begin record.
settings() {
	text "$OUT" | head -n 1 | cut -f5
}

@test "-f jpeg gives what -f png does, under the same name, within a few levels" {
	picture a.jpg 600x400
	try 0 tgthumb -o png a.jpg
	try 0 tgthumb -f jpeg -o jpeg a.jpg
	[ "$(settings)" = 'box=200x200 format=jpeg quality=82' ]
	png=$(thumbnail png png)
	jpeg=$(thumbnail jpeg jpg)
	[ "$(basename "$png" .png)" = "$(basename "$jpeg" .jpg)" ]
	[ "$(name_of "$png")" = "${png#*/}" ]
	pngtopam < "$png" > png.ppm
	jpegtopnm -quiet < "$jpeg" > jpeg.ppm
	[ "$(size_of jpeg.ppm)" = 200x133 ]
	[ "$(apart png.ppm jpeg.ppm)" -le 8 ]
	run ! cmp -s png.ppm jpeg.ppm
}

@test "a JPEG thumbnail is baseline, of one scan, and has tables of its own" {
	picture a.jpg 600x400
	try 0 tgthumb -f jpeg a.jpg
	jpeg=$(thumbnail thumbnails jpg)
	jpegtopnm -tracelevel=2 < "$jpeg" 2> said > a.ppm
	[ "$(grep -c 'Start Of Frame 0xc0: width=200, height=133, components=3' said)" -eq 1 ]
	[ "$(grep -c 'Start Of Scan' said)" -eq 1 ]
	grep -q 'Component 1: 2hx2v' said
	[ "$(pnmtojpeg -quality=82 a.ppm | wc -c)" -gt "$(wc -c < "$jpeg")" ]
	try 0 tgthumb -f jpeg -Q 90 -o fine a.jpg
	jpegtopnm -tracelevel=2 < "$(thumbnail fine jpg)" 2> said > a.ppm
	grep -q 'Component 1: 1hx1v' said
}

@test "-Q says how good a JPEG thumbnail is" {
	picture a.jpg 600x400
	last=0
	for quality in 1 40 80 89 90 100; do
		try 0 tgthumb -f jpeg -Q $quality -o $quality a.jpg
		[ "$(settings)" = "box=200x200 format=jpeg quality=$quality" ]
		size=$(wc -c < "$(thumbnail $quality jpg)")
		[ "$size" -gt "$last" ]
		last=$size
	done
	try 0 tgthumb -o png a.jpg
	pngtopam < "$(thumbnail png png)" > png.ppm
	jpegtopnm -quiet < "$(thumbnail 100 jpg)" > jpeg.ppm
	[ "$(apart png.ppm jpeg.ppm)" -le 5 ]
}

@test "grey stays grey in a JPEG thumbnail" {
	picture a.grey.jpg 300x200
	picture a.grey.png 300x200
	for file in a.grey.*; do
		rm -rf thumbnails
		try 0 tgthumb -f jpeg "$file"
		[ "$(jpegtopnm -quiet < "$(thumbnail thumbnails jpg)" | head -c 2)" = P5 ]
	done
}

@test "what is transparent is on white in a JPEG thumbnail, and in its name" {
	picture a.alpha.png 200x150
	try 0 tgthumb -o png a.alpha.png
	try 0 tgthumb -f jpeg -Q 100 -o jpeg a.alpha.png
	png=$(thumbnail png png)
	jpeg=$(thumbnail jpeg jpg)
	[ "$(basename "$png" .png)" = "$(basename "$jpeg" .jpg)" ]
	pngtopam -mix -background=white < "$png" > white.ppm
	jpegtopnm -quiet < "$jpeg" > jpeg.ppm
	[ "$(apart white.ppm jpeg.ppm)" -le 5 ]

	picture a.grey.pgm 200x150
	pgmramp -lr 200 150 > ramp.pgm
	pnmtopng -quiet -force -alpha=ramp.pgm a.grey.pgm > grey.png
	try 0 tgthumb -f jpeg -Q 100 -o grey grey.png
	[ "$(jpegtopnm -quiet < "$(thumbnail grey jpg)" | head -c 2)" = P5 ]
}

@test "a folder has a JPEG thumbnail in the quality that was asked for last" {
	picture a.jpg 600x400
	try 0 tgthumb -f jpeg a.jpg
	jpeg=$(thumbnail thumbnails jpg)
	cp "$jpeg" first
	inode=$(stat -c %i "$jpeg")
	try 0 tgthumb -f jpeg a.jpg
	[ "$(stat -c %i "$jpeg")" = "$inode" ]
	try 0 tgthumb -f jpeg -Q 40 a.jpg
	[ "$(thumbnail thumbnails jpg)" = "$jpeg" ]
	run ! cmp -s "$jpeg" first
	try 0 tgthumb -f jpeg a.jpg
	cmp "$jpeg" first
}

@test "a whole JPEG thumbnail stays untouched, one that was cut is replaced" {
	picture a.jpg 600x400
	try 0 tgthumb -f jpeg a.jpg
	jpeg=$(thumbnail thumbnails jpg)
	cp "$jpeg" first
	# In the middle, where nobody looks.
	printf X | dd of="$jpeg" bs=1 seek=1000 conv=notrunc status=none
	cp "$jpeg" changed
	try 0 tgthumb -f jpeg a.jpg
	cmp "$jpeg" changed
	head -c 1000 first > "$jpeg"
	try 0 tgthumb -f jpeg a.jpg
	cmp "$jpeg" first
}

@test "-r makes anew what has another format or quality" {
	picture a.jpg 600x400
	try 0 pipeline 'tgthumb -f jpeg a.jpg | tgsink -r lib.tg out.txt'
	try 0 tgthumb -f jpeg -r lib.tg a.jpg
	text "$OUT" | grep -q $'\treused\t'
	for other in '-f jpeg -Q 81' '-f png'; do
		# shellcheck disable=SC2086 # two options
		try 0 tgthumb $other -r lib.tg a.jpg
		run ! grep -q reused "$OUT"
	done
}

@test "orphans are found among JPEG thumbnails" {
	picture a.jpg 600x400
	picture b.jpg 600x400 9
	try 0 tgthumb -f jpeg a.jpg b.jpg
	try 0 pipeline 'tgthumb -f jpeg a.jpg | tgsink --orphans=thumbnails'
	[ "$(wc -l < "$OUT")" -eq 1 ]
	orphan=$(sed 's,.*/,,' "$OUT")
	try 0 pipeline 'tgthumb -f jpeg b.jpg | tgsink'
	[ "$(cut -d: -f1 "$OUT")" = "$orphan" ]
}

@test "a format that there is not, and a quality that says nothing, are refused" {
	try 2 tgthumb -f gif
	err_is 'tgthumb: -f gif: the formats are png and jpeg'
	try 2 tgthumb -f jpeg -Q 101
	err_is 'tgthumb: -Q 101: not a number from 1 to 100'
	try 2 tgthumb -f jpeg -Q 0
	err_is 'tgthumb: -Q 0: not a number from 1 to 100'
	try 2 tgthumb -Q 82
	err_is 'tgthumb: -Q: of use with -f jpeg only'
}
