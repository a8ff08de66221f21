#!/usr/bin/env bats
# tgthumb --fan-out: the same thumbnails in 256 folders, and records that say so.

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
	for i in {1..8}; do picture photos/$i.jpg 30x20 $((i * 30)); done
	picture photos/see-through.alpha.png 20x20
	tgwalk photos > list
	tgthumb -o flat < list | tgsink flat.txt
}

# fan: a run over the list with --fan-out.
fan() {
	tgthumb --fan-out "$@" < list
}

# prefixed FILE: its listing as it is with --fan-out.
prefixed() {
	sed -E 's,^(..),\1/\1,' "$1"
}

@test "names get their first two digits as a folder, and nothing else changes" {
	fan | tgsink out.txt
	prefixed flat.txt | cmp - out.txt
	while read -r name; do
		cmp "thumbnails/$name" "flat/${name#???}"
	done < <(sed 's/: .*//' out.txt)
	[ "$(find thumbnails -type f -name '*.png' | wc -l)" -eq 9 ]
	[ "$(find thumbnails -mindepth 1 -maxdepth 1 -type f -printf '%f\n')" = CACHEDIR.TAG ]
	try 0 "$TOP/examples/check-names"
	out_is '9 checked, 0 wrong'
	fan -f jpeg | tgsink jpeg.txt
	prefixed flat.txt | sed 's/\.png:/.jpg:/' | cmp - jpeg.txt
	while read -r name; do [ -s "thumbnails/$name" ]; done < <(sed 's/: .*//' jpeg.txt)
}

@test "a thumbnail that is there is left, and a folder that was removed is made again" {
	fan > /dev/null
	find thumbnails -type f -exec touch -d 2001-01-01 {} +
	name=$(sed -n '1s/: .*//p' flat.txt)
	rm -r "thumbnails/${name::2}"
	fan | tgsink out.txt
	prefixed flat.txt | cmp - out.txt
	find thumbnails -name '*.png' -newermt 2002-01-01 -printf '%f\n' | grep -qx "$name"
	[ "$(find thumbnails -name '*.png' ! -newermt 2002-01-01 | wc -l)" -gt 0 ]
}

@test "known files are taken from records of the same form only" {
	fan -r lib.tg | tgsink -r lib.tg out.txt
	fan -r lib.tg | tgsink -v -r lib.tg out.txt 2> said
	grep -q ' 9 reused' said
	prefixed flat.txt | cmp - out.txt
	name=$(sed -n '1s/: .*//p' out.txt)
	rm "thumbnails/$name"
	fan -r lib.tg | tgsink -v -r lib.tg out.txt 2> said
	grep -q ' 8 reused' said
	[ -s "thumbnails/$name" ]
	tgthumb -r lib.tg < list | tgsink -v flat_again.txt 2> said
	[ "$(grep -c reused said)" -eq 0 ]
	cmp flat.txt flat_again.txt
}

@test "orphans are found in these folders, and nothing in others" {
	fan > all.tg
	sed -z '/\/3\.jpg$/d; s/\tcomplete\t9/\tcomplete\t8/' all.tg > less.tg
	orphan=$(tgsink < all.tg | sed -n 's/: .*\/3\.jpg$//p')
	# Of another folder, deeper, and a link: not what tgthumb has stored.
	digits=${orphan:3:64}
	mkdir -p thumbnails/zz thumbnails/abc "thumbnails/${digits::2}/${digits::2}" elsewhere
	touch "thumbnails/zz/$digits.png" "thumbnails/abc/$digits.png" "thumbnails/${digits::2}/${digits::2}/$digits.png"
	[ "${digits::2}" = 00 ] || { mkdir -p thumbnails/00; touch "thumbnails/00/$digits.png"; }
	[ -e thumbnails/ff ] || { mv elsewhere outside; touch "outside/ff${digits:2}.png"; ln -s ../outside thumbnails/ff; }
	try 0 tgsink --orphans thumbnails < less.tg
	out_is "thumbnails/$orphan"
	try 0 tgsink --orphans thumbnails < all.tg
	silent
}

@test "pages and tables have the folder" {
	fan > records
	tgsink -f html page.html < records
	tgsink -f json < records > json
	while read -r name; do
		grep -qF "src=\"./thumbnails/$name\"" page.html
		grep -qF "\"name\":\"$name\"" json
	done < <(sed 's/: .*//' <(tgsink < records))
}

@test "shares are collated, but not of both forms" {
	for i in 0 1; do fan --shard $i/2 > part.$i; done
	cat part.* | tgsink out.txt
	prefixed flat.txt | cmp - out.txt
	tgthumb --shard 1/2 < list > part.1
	try 3 pipeline 'cat part.* | tgsink out.txt'
	err_has '^tgsink: a share with other settings: stream '
}

@test "no folder but that of the first two digits is in a name" {
	fan > records
	name=$(tgsink < records | sed -n '1s/: .*//p')
	for bad in "../${name#???}" "/${name#???}" "zz/${name#???}" "${name::2}/$name" "${name::2}//${name#???}" "${name::3}../${name::66}"; do
		sed -z "s,$name,$bad," records > forged
		try 3 tgsink < forged
	done
}

@test "a file where a folder should be ends the run" {
	name=$(sed -n '1s/: .*//p' flat.txt)
	mkdir thumbnails
	touch "thumbnails/${name::2}"
	try 2 fan
	err_has '^tgthumb: .*/thumbnails: Not a directory$'
}
