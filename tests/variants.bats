#!/usr/bin/env bats
# A name is the same whatever the program was compiled by and with.

load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	mkdir pictures
	picture pictures/a.jpg 1999x1501
	picture pictures/b.progressive.jpg 1200x1800 40
	picture pictures/c.grey.jpg 640x480 80
	picture pictures/d.png 801x603 120
	picture pictures/e.alpha.png 500x700 160
	picture pictures/f.grey.png 3000x7 200
	picture pictures/g.jpg 150x100 240
	names tgthumb > names
}

# names TGTHUMB: what TGTHUMB makes of the pictures, and of the corpus where there is one.
names() {
	tgwalk "$BATS_FILE_TMPDIR/pictures" ${CORPUS:+"$CORPUS/conformance"} |
		"$1" -q -o "$BATS_FILE_TMPDIR/thumbnails" | tr '\n\0' '?\n' | grep '^[tp]' | cut -f1,2,18
}

# same VARIABLE=VALUE...: a build with these settings gives the same names.
same() {
	! sanitized || skip "once, by the tests of the plain build"
	local b=$BATS_TEST_TMPDIR/build
	make -s -j2 --no-print-directory -C "$TOP" SAN= CC=gcc "$@" B="$b" "$b/tgthumb" > log 2>&1 || {
		cat log
		return 1
	}
	names "$b/tgthumb" > names
	[ -s names ]
	diff "$BATS_FILE_TMPDIR/names" names
}

@test "names are the same from gcc -O0" {
	same CFLAGS=-O0
}

@test "names are the same from gcc -O3 for this machine's processor" {
	same CFLAGS='-O3 -march=native'
}

@test "names are the same from clang" {
	command -v clang > /dev/null || skip "no clang"
	same CC=clang
}

@test "names are the same with sanitizers" {
	same SAN=address,undefined
}

@test "names are the same without a processor's extras" {
	same CPPFLAGS=-DTG_BASELINE
}

@test "names are the same from plain C" {
	same CPPFLAGS=-DTG_PLAIN
}
