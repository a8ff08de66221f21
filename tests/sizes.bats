#!/usr/bin/env bats
# Several thumbnails of each picture: tgthumb -s more than once.

load helper

# sizes: of the last try's stream: variant, width and height of each record with a thumbnail, and its path.
sizes() {
	text "$OUT" | awk -F '\t' -v OFS=' ' '/^[tp]\t/ { print $17, $3 "x" $4, $18 }'
}

# names FILE N: the names of variant N in the record stream FILE, in their order.
names() {
	text "$1" | awk -F '\t' -v n="$2" '/^[tp]\t/ && $17 == n { print $2 }'
}

# same A B: the record streams A and B say the same of all files but of their time and whether it was reused.
same() {
	cmp <(text "$1" | sed '1d;$d' | cut -f 1-13,16-) <(text "$2" | sed '1d;$d' | cut -f 1-13,16-)
}

photos() {
	picture photos/a.jpg 1200x900
	picture photos/b.png 600x800 9
	picture photos/c.alpha.png 300x100
	picture photos/d.jpg 150x100 3
	echo text > photos/e.txt
	head -c 40 photos/a.jpg > photos/f.jpg
}

@test "a picture has a record for each size, in the order of the options" {
	picture a.jpg 1200x900
	picture b.png 100x50
	try 0 tgthumb -s 300x80 -s 800 -s 200 a.jpg b.png
	err_is
	sizes > got
	printf '%s\n' "0 107x80 $PWD/a.jpg" "1 800x600 $PWD/a.jpg" "2 200x150 $PWD/a.jpg" \
		"0 100x50 $PWD/b.png" "1 100x50 $PWD/b.png" "2 100x50 $PWD/b.png" | cmp - got
	text "$OUT" | head -n 1 | cut -f5 | grep -qx 'box=300x80,800x800,200x200 format=png'
	[ "$(text "$OUT" | tail -n 1 | cut -f 3-)" = "$(printf 'complete\t2\t0\t0\t0\t4')" ]
	[ "$(text "$OUT" | sed '1d;$d' | cut -f16 | uniq -c | awk '{ printf "%s ", $1 }')" = '3 3 ' ]
	# What fits into all boxes is there once.
	[ "$(find thumbnails -name '*.png' | wc -l)" -eq 4 ]
	text "$OUT" | awk -F '\t' '/^t/ { print $2, $3 "x" $4 }' | while read -r name size; do
		[ "$(size_of "thumbnails/$name")" = "$size" ]
		[ "$(name_of "thumbnails/$name")" = "$name" ]
	done
}

@test "the largest size, and all of a PNG picture, are what a run with that size alone makes" {
	photos
	tgwalk photos > list
	try 1 tgthumb -q -s 100 -s 400 -s 50x300 < list
	cp "$OUT" all
	try 1 tgthumb -q -s 400 < list
	cmp <(names all 1) <(names "$OUT" 0)
	for size in 100 50x300; do
		try 1 tgthumb -q -s $size < list
		n=0
		[ $size = 100 ] || n=2
		cmp <(names all $n | sed -n 2,3p) <(names "$OUT" 0 | sed -n 2,3p)
	done
}

@test "the smaller sizes of a JPEG picture are near to what a run with that size alone makes" {
	picture a.jpg 2000x1500
	try 0 tgthumb -s 1000 -s 100 a.jpg
	pngtopam < "thumbnails/$(names "$OUT" 1)" > several.ppm
	try 0 tgthumb -s 100 a.jpg
	pngtopam < "thumbnails/$(names "$OUT" 0)" > alone.ppm
	[ "$(pamarith -difference several.ppm alone.ppm | pamsumm -max -brief)" -le 4 ]
}

@test "a failed and a skipped file have one record, a partial one has all" {
	photos
	head -c 20000 photos/a.jpg > photos/a2.jpg
	try 1 tgthumb -q -s 200 -s 400 photos/a2.jpg photos/e.txt photos/f.jpg
	[ "$(text "$OUT" | cut -c1 | tr -d '\n')" = bppsfe ]
	[ "$(text "$OUT" | tail -n 1 | cut -f 3-)" = "$(printf 'complete\t0\t1\t1\t1\t1')" ]
	try 1 tgthumb -s 200 -s 400 photos/a2.jpg
	[ "$(wc -l < "$ERR")" -eq 1 ]
}

@test "out.txt lists the first size, json and csv all, html offers the larger ones" {
	photos
	try 1 pipeline 'tgwalk photos | tgthumb -q -f jpeg -s 200 -s 50 -s 400 | tgsink -f records > all'
	try 1 pipeline 'tgsink < all'
	cut -d: -f1 "$OUT" | cmp - <(names all 0)
	try 1 pipeline 'tgsink -f json < all'
	[ "$(grep -c '"kind":"thumbnail"' "$OUT")" -eq 12 ]
	[ "$(grep -o '"variant":[0-9]*' "$OUT" | cut -d: -f2 | tr -d '\n')" = 01201201201200 ]
	[ "$(grep '"variant":2' "$OUT" | cut -d'"' -f8)" = "$(names all 2)" ]
	try 1 pipeline 'tgsink -f csv < all'
	[ "$(wc -l < "$OUT")" -eq 15 ]
	try 1 pipeline 'tgsink -f html < all'
	[ "$(grep -c '<img' "$OUT")" -eq 4 ]
	[ "$(grep -o ' src="[^"]*"' "$OUT" | sed 's,.*/,,; s/"//')" = "$(names all 0)" ]
	[ "$(grep -o ' srcset="[^"]*"' "$OUT" | sed 's,.*/,,; s/"//')" = "$(names all 2 | sed -n 1,3p | paste -d' ' - <(printf '%s\n' 2x 2x 1.5x))" ]
	try 1 pipeline 'tgsink -v < all'
	[ "$(grep -c /photos/ "$ERR")" -eq 2 ]
	grep -q '^tgsink: 4 thumbnails, 0 partial, 1 failed (1 .*), 1 not pictures, ' "$ERR"
}

@test "-j1 and -j4 say the same" {
	photos
	try 1 pipeline 'tgwalk photos | tgthumb -q -j1 -s 200 -s 400 > one'
	try 1 pipeline 'tgwalk photos | tgthumb -q -j4 -s 200 -s 400 > four'
	same one four
}

@test "-r takes a picture over with all its sizes, or not at all" {
	photos
	run='tgwalk photos | tgthumb -q -r lib.tg -f jpeg -s 200 -s 400 | tgsink -r lib.tg out.txt'
	try 1 pipeline "$run"
	cp lib.tg first
	try 1 pipeline "$run"
	same first lib.tg
	[ "$(text lib.tg | grep -c $'\treused\t')" -eq 10 ]

	# One thumbnail of the second size.
	rm "thumbnails/$(names lib.tg 1 | head -n 1)"
	try 1 pipeline "$run"
	same first lib.tg
	[ "$(text lib.tg | grep -c $'\treused\t')" -eq 8 ]
	[ -e "thumbnails/$(names lib.tg 1 | head -n 1)" ]

	# A file.
	touch photos/b.png
	try 1 pipeline "$run"
	[ "$(text lib.tg | grep $'\treused\t' | grep -c b.png)" -eq 0 ]
	[ "$(text lib.tg | grep -c $'\treused\t')" -eq 8 ]

	# One record of a group.
	sed -z 3d lib.tg > other
	try 1 pipeline 'tgwalk photos | tgthumb -q -r other -f jpeg -s 200 -s 400'
	[ "$(text "$OUT" | grep $'\treused\t' | grep -c a.jpg)" -eq 0 ]
	[ "$(text "$OUT" | grep -c $'\treused\t')" -eq 8 ]

	# A file that was moved.
	mv photos/a.jpg photos/0.jpg
	try 1 pipeline "$run"
	[ "$(text lib.tg | grep $'\treused\t' | grep -c 0.jpg)" -eq 2 ]

	for sizes in '-s 200' '-s 400 -s 200' '-s 200 -s 401' '-s 200 -s 400 -s 10'; do
		try 1 pipeline "tgwalk photos | tgthumb -q -r lib.tg -f jpeg $sizes"
		run ! grep -q reused "$OUT"
	done
}

@test "of a run that was killed, the groups that are whole are kept" {
	photos
	rm photos/[ef]*
	try 0 pipeline 'tgwalk photos | tgthumb -q -s 200 -s 400 > all'
	# The begin record, two pictures of which the second lacks its second size.
	head -z -n 4 all > cut
	try 3 pipeline 'tgsink -r lib.tg out.txt < cut'
	[ "$(text lib.tg | tail -n 1 | cut -f 3-)" = "$(printf 'incomplete\t2\t0\t0\t0\t1')" ]
	try 0 pipeline 'tgwalk photos | tgthumb -r lib.tg -s 200 -s 400 | tgsink -r lib.tg out.txt'
	[ "$(text lib.tg | grep -c $'\treused\t')" -eq 2 ]
	same all lib.tg
	[ "$(wc -l < out.txt)" -eq 4 ]

	# What a later run that was cut says is put into it by groups.
	try 0 pipeline 'tgwalk photos | tgthumb -q -r lib.tg -s 200 -s 400 | head -z -n 3 > newer'
	try 3 pipeline 'tgsink -r lib.tg out.txt < newer'
	[ "$(text lib.tg | grep -c '^t')" -eq 8 ]
	[ "$(text lib.tg | grep '^e' | cut -f4,8 | sort | tr '\n' ' ')" = "$(printf '1\t1 3\t3 ')" ]
	try 0 pipeline 'tgwalk photos | tgthumb -r lib.tg -s 200 -s 400'
	[ "$(text "$OUT" | grep -c $'\treused\t')" -eq 8 ]
}

@test "a further record that is lost or doubled is seen" {
	picture a.jpg 600x400
	picture b.jpg 600x400 5
	try 0 tgthumb -s 200 -s 400 a.jpg b.jpg
	cp "$OUT" all
	sed -z 3d all > lost
	try 3 tgsink < lost
	err_is 'tgsink: 3 records where the end records count 4'
	sed -z 3p all > doubled
	try 3 tgsink < doubled
	err_is 'tgsink: 5 records where the end records count 4'
	try 3 "$TOP/examples/read-records" < lost
	try 0 "$TOP/examples/read-records" < all
	[ "$(wc -l < "$OUT")" -eq 4 ]
}

@test "the shares of a list with several sizes are put together, and are seen to be whole" {
	photos
	tgwalk photos > list
	try 1 tgthumb -q -s 200 -s 400 < list
	cp "$OUT" whole
	for i in 0 1 2; do
		tgthumb -q --shard $i/3 -s 200 -s 400 < list > part.$i || [ $? -eq 1 ]
	done
	try 1 pipeline 'cat part.2 part.0 part.1 | tgsink -f json'
	cp "$OUT" json
	try 1 pipeline 'tgsink -f json < whole'
	cmp json "$OUT"
	grep -zn '' part.[012] > /dev/null
	for i in 0 1 2; do
		n=$(text part.$i | grep -n $'\t1\t/' | head -n 1 | cut -d: -f1)
		[ -z "$n" ] || break
	done
	[ -n "$n" ]
	sed -z "${n}d" part.$i > lost
	mv lost part.$i
	try 3 pipeline 'cat part.? | tgsink'
	err_is "tgsink: 1 of 3 shares missing: $i"
	# A size that is not behind its picture.
	sed -z "$((n - 1))d" part.$i > part
	mv part part.$i
	try 3 pipeline 'cat part.? | tgsink'
}

@test "more than eight sizes are refused" {
	picture a.jpg 60x40
	try 0 tgthumb -s1 -s2 -s3 -s4 -s5 -s6 -s7 -s8 a.jpg
	[ "$(sizes | cut -d' ' -f2 | tr '\n' ' ')" = '1x1 2x1 3x2 4x3 5x3 6x4 7x5 8x5 ' ]
	try 2 tgthumb -s1 -s2 -s3 -s4 -s5 -s6 -s7 -s8 -s9 a.jpg
	err_is 'tgthumb: -s 9: more than 8 sizes'
}
