#!/usr/bin/env bats
# Files that strangers made to do harm: small ones that ask for much, and, with
# CORPUS=DIR, thousands that broke other programs. Each is its own loss only.

load helper

HOSTILE=$BUILD/data/hostile

# record FILE: the fields of its record in the last try's stdout, one on each line.
record() {
	text "$OUT" | grep "/$1\$" | tr '\t' '\n'
}

@test "a PNG of 33 KB with 16384x16384 pixels is made within the limits" {
	"$HOSTILE" png 16384 16384 > large.png
	[ "$(wc -c < large.png)" -lt 34000 ]
	try 0 tgthumb -j1 large.png
	err_is
	[ "$(record large.png | sed -n '3,6p' | tr '\n' ' ')" = "200 200 16384 16384 " ]
}

@test "the same, interlaced, which has to be held whole" {
	sanitized && skip "takes a minute with sanitizers"
	"$HOSTILE" adam7 16384 16384 > large.png
	try 0 tgthumb -j1 large.png
	err_is
}

@test "a JPEG of 1.1 MB with 280 megapixels is made within the limits" {
	"$HOSTILE" jpeg 16800 16700 > large.jpg
	[ "$(wc -c < large.jpg)" -lt 1200000 ]
	try 0 tgthumb -j1 large.jpg
	err_is
	[ "$(record large.jpg | sed -n '5,6p' | tr '\n' ' ')" = "16800 16700 " ]
}

@test "65536x65536 pixels are refused from the header, be they there or not" {
	"$HOSTILE" png 65536 65536 > all.png
	"$HOSTILE" claim 65536 65536 > none.png
	[ "$(wc -c < all.png)" -lt 530000 ]
	head -c 100 all.png > some.png
	try 1 tgthumb -t 10 all.png none.png some.png
	[ "$(record all.png | sed -n 9p)" = too-large ]
	[ "$(record some.png | sed -n 9p)" = too-large ]
	[ "$(record none.png | sed -n 1p)" = f ]
}

@test "a progressive JPEG of thousands of scans is given up" {
	"$HOSTILE" scans 5000 > scans.jpg
	try 1 tgthumb -t 60 scans.jpg
	[ "$(record scans.jpg | sed -n 1p)" = f ]
	[ "$(record scans.jpg | sed -n 9p)" = too-large ]
}

@test "a progressive JPEG whose last scan has a broken header keeps what came before" {
	picture a.progressive.jpg 500x400
	last=$(LC_ALL=C grep -obaP '\xff\xda' a.progressive.jpg | tail -n 1 | cut -d: -f1)
	printf '\377' | dd of=a.progressive.jpg bs=1 seek=$((last + 2)) conv=notrunc status=none
	try 1 tgthumb a.progressive.jpg
	[ "$(record a.progressive.jpg | sed -n 1p)" = p ]
	[ "$(record a.progressive.jpg | sed -n 9p)" = corrupt ]
}

@test "half a gigabyte in an iCCP or zTXt chunk is not unpacked" {
	sanitized && skip "a sanitizer wants memory without limits"
	"$HOSTILE" icc 500000000 > icc.png
	"$HOSTILE" text 500000000 > text.png
	try 0 bash -c 'ulimit -v 200000 && tgthumb -t 10 icc.png text.png'
	err_is
	[ "$(text "$OUT" | grep -c '^t')" -eq 2 ]
}

@test "the hostile files of the corpus: each is accounted for, and none kills or holds a worker" {
	need_corpus
	find "$CORPUS/hostile" -type f -print0 > list
	n=$(tr -dc '\0' < list | wc -c)
	[ "$n" -gt 0 ]
	try 1 tgthumb -q -j2 -t 10 -0 < list
	err_is
	text "$OUT" > records
	[ "$(grep -c '^[tpfs]' records)" -eq "$n" ]
	run ! grep -E $'^f\t.*\t(crash|timeout)\t' records
	tail -n 1 records | grep -q $'^e\t[0-9a-f]*\tcomplete\t'
	# In the order of the paths, and each once.
	grep '^[tpfs]' records | cut -f 18- | cmp - <(text list)
}
