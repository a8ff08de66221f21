#!/usr/bin/env bats
# tgwalk | tgthumb | tgsink: the same result on every road, and nothing lost
# where the world is slow, full or closed.

load helper

# tree: pictures and others in nested folders, d/ of the current folder.
tree() {
	picture d/a/one.jpg 640x480
	picture d/a/b/two.progressive.jpg 300x500 3
	picture d/a/b/three.alpha.png 250x250 7
	picture d/four.grey.png 20x30 9
	cp d/a/one.jpg d/a/.hidden.JPG
	cp d/a/one.jpg d/z
	head -c 3000 d/a/one.jpg > d/broken.jpg
	echo text > d/a/notes.jpg
	: > d/empty
}

@test "a tree becomes a listing, in byte order, with every picture in it" {
	tree
	try 1 pipeline 'tgwalk d | tgthumb -q | tgsink -v out.txt'
	[ "$(cut -d' ' -f2- out.txt)" = "$(printf '%s\n' "$PWD"/d/{a/.hidden.JPG,a/b/three.alpha.png} \
		"$PWD"/d/{a/b/two.progressive.jpg,a/one.jpg,broken.jpg,four.grey.png,z})" ]
	err_has '^tgsink: 6 thumbnails, 1 partial, 0 failed, 2 not pictures, '
	while IFS=' ' read -r name path; do
		[ "${name%:}" = "$(name_of "thumbnails/${name%:}")" ]
		[ -f "$path" ]
	done < out.txt
}

@test "the listing is the same whatever -j is, and however the paths came" {
	tree
	try 1 pipeline 'tgwalk d | tgthumb -q | tgsink out.txt'
	sort out.txt > sorted
	for jobs in 1 2 8; do
		try 1 pipeline "tgwalk d | tgthumb -q -j $jobs -o t$jobs | tgsink out$jobs.txt"
		cmp out.txt out$jobs.txt
		diff -r thumbnails t$jobs
	done
	try 0 pipeline 'find "$PWD/d" -type f -print0 | tgthumb -q | tgsink | sort'
	cmp sorted "$OUT"
	try 0 pipeline 'tgwalk -0 d | xargs -0 -P4 -n2 tgthumb -q | tgsink | sort'
	cmp sorted "$OUT"
	try 1 pipeline 'tgwalk d | shuf -z | tgthumb -q | tgsink shuffled'
	sort shuffled | cmp sorted -
	try 1 bash -c 'mapfile -d "" -t paths < <(tgwalk -0 d); tgthumb -q "${paths[@]}" | tgsink out2.txt'
	cmp out.txt out2.txt
	try 1 pipeline 'cd d/a && tgthumb -q -o ../../thumbnails ../four.grey.png .//b/../.hidden.JPG ../broken.jpg | tgsink -'
	[ "$(cut -d: -f1 "$OUT" | sort -u | wc -l)" -eq 3 ]
	cut -d: -f1 "$OUT" | grep -vFf - <(cut -d: -f1 sorted) | wc -l | grep -qx 2
}

@test "the thumbnails inside the tree, run twice: nothing changes" {
	tree
	run_it() {
		try 1 pipeline 'cd d && tgwalk | tgthumb -q | tgsink ../out.txt'
	}
	run_it
	cp out.txt first
	find d -printf '%p %T@ %C@ %i\n' | sort > before
	run_it
	cmp first out.txt
	find d -printf '%p %T@ %C@ %i\n' | sort | cmp before -
	[ -f d/thumbnails/CACHEDIR.TAG ]
	run grep -c thumbnails/ out.txt
	[ "$output" = 0 ]
}

@test "two runs into one folder at the same time do no harm" {
	tree
	tgwalk d | tgthumb -q -j2 | tgsink one.txt &
	tgwalk d | tgthumb -q -j2 | tgsink two.txt || [ $? -eq 1 ]
	wait $! || [ $? -eq 1 ]
	cmp one.txt two.txt
	for file in thumbnails/*.png; do
		[ "${file##*/}" = "$(name_of "$file")" ]
	done
	[ -z "$(find thumbnails -name '.tg*')" ]
}

@test "more paths than the window holds, in order, with all kinds of ends" {
	picture a.jpg 30x20
	seq 20000 | sed "s|^|$PWD/missing/|; 1~1000s|.*|$PWD/a.jpg|; 2~1000s|.*|$PWD|" | tr '\n' '\0' > list
	try 1 pipeline 'tgthumb -q -j3 < list > stream; tgsink -v out.txt < stream'
	err_has '^tgsink: 20 thumbnails, 0 partial, 19960 failed \(19960 io\), 20 not pictures, '
	sed -z '1d;$d' stream | cut -z -f18 | cmp list -
}

@test "20,000 files that are no pictures, through a few workers" {
	mkdir many
	(cd many && seq 20000 | xargs touch)
	try 0 pipeline 'tgwalk many | tgthumb -j3 | tgsink -v out.txt'
	err_has '^tgsink: 0 thumbnails, 0 partial, 0 failed, 20000 not pictures, '
}

@test "records come out while the input is still slow" {
	picture a.jpg 300x200
	mkfifo in
	tgthumb < in > stream &
	exec 7> in
	within has_items 1 stream
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	printf '%s\0%s' "$PWD/missing" "$PWD/a.j" >&7
	within has_items 3 stream
	printf 'pg\0' >&7
	within has_items 4 stream
	exec 7>&-
	wait $! || [ $? -eq 1 ]
	has_items 5 stream
	try 1 tgsink < stream
}

@test "a reader that stalls loses nothing" {
	picture a.jpg 30x20
	picture b.jpg 640x480
	for i in {1..1500}; do printf '%s/%0100d\0' "$PWD" "$i"; done > list
	printf '%s\0' "$PWD/a.jpg" "$PWD/b.jpg" >> list
	mkfifo out
	tgthumb -q -j2 < list > out &
	exec 7< out
	within asleep $!
	try 1 tgsink -v <&7
	exec 7<&-
	err_has ': 2 thumbnails, 0 partial, 1500 failed'
	wait $! || [ $? -eq 1 ]
}

@test "the time that a reader stalls is not the picture's" {
	# Its thumbnail is more than a socket takes at once; the records before it, than a pipe.
	head -c 640000 /dev/urandom | rawtopgm 800 800 | pnmtopng -quiet > noise.png
	for i in {1..40}; do printf '%s/%02000d\0' "$PWD" "$i"; done | head -c 60000 > list
	printf '\0%s\0' "$PWD/noise.png" >> list
	for i in {1..40}; do printf '%s/%02000d\0' "$PWD" "$i"; done >> list
	mkfifo out
	tgthumb -q -j1 -t 1 -s 800 < list > out &
	exec 7< out
	within asleep $!
	sleep 2
	try 1 tgsink -v <&7
	exec 7<&-
	err_has ': 1 thumbnails, 0 partial, '
	wait $! || [ $? -eq 1 ]
}

@test "the input ends while all workers are busy" {
	picture big.jpg 3000x2000
	printf '%s\0' "$PWD"/{big,big,big,none,big}.jpg > list
	try 1 pipeline 'tgthumb -q -j2 < list | tgsink -v out.txt'
	err_has ': 4 thumbnails, 0 partial, 1 failed \(1 io\), 0 not pictures'
}

@test "a run with nothing to do makes an empty, complete listing" {
	mkdir d
	try 0 pipeline 'tgwalk d | tgthumb | tgsink -v out.txt'
	[ -f out.txt ]
	[ ! -s out.txt ]
	err_has ': 0 thumbnails, 0 partial, 0 failed, 0 not pictures'
}

@test "a folder that cannot be read is told, and the rest is whole" {
	tree
	rm d/broken.jpg
	mkdir d/closed
	echo > d/closed/file
	chmod 0 d/closed
	try 0 mortal bash -c 'tgwalk d 2> said | tgthumb | tgsink out.txt; echo ${PIPESTATUS[@]} >&2'
	err_is '1 0 0'
	[ "$(cat said)" = "tgwalk: $PWD/d/closed: Permission denied" ]
	[ "$(wc -l < out.txt)" -eq 6 ]
	chmod 755 d/closed
}

# on_tmpfs SIZE COMMAND: runs COMMAND in bash with a tmpfs of SIZE at ./small, or skips.
on_tmpfs() {
	mkdir -p small
	mount -t tmpfs -o "size=$1" none small 2> /dev/null || skip 'no file system can be mounted here'
	local status=0
	try 0 bash -c "$2" || status=$?
	umount small
	return $status
}

@test "thumbnails on a full disk: one line, status 2, an end record that says so, nothing half" {
	for i in {1..9}; do picture $i.jpg 640x480 $((i * 25)); done
	on_tmpfs 128k '
		for i in {1..9}; do printf "%s\0" "$PWD/$i.jpg"; done > list
		tgthumb -j2 -o small/t < list > stream
		echo $? > status
		cp -r small/t kept
		echo old > out.txt
		tgsink out.txt < stream 2> said
		echo $? >> status'
	err_is "tgthumb: $PWD/small/t: No space left on device"
	[ "$(cat status)" = $'2\n3' ]
	[ "$(cat out.txt)" = old ]
	grep -qx 'tgsink: 1 of 1 streams incomplete at the source; what came is in out.txt.partial' said
	[ -z "$(find kept -name '.tg*')" ]
	for file in kept/*.png; do
		[ "${file##*/}" = "$(name_of "$file")" ]
	done
	text stream | tail -1 | cut -f3 | grep -qx incomplete
	# All that is listed is there.
	while IFS=: read -r name _; do [ -f "kept/$name" ]; done < out.txt.partial
}

@test "a listing on a full disk: one line, status 2, FILE as it was" {
	records 3000 0 0 0 > stream
	on_tmpfs 64k '
		echo old > small/out.txt
		tgsink small/out.txt < stream
		echo $? > status
		ls -A small > left
		cat small/out.txt >> left'
	err_is 'tgsink: small/out.txt: No space left on device'
	[ "$(cat status)" = 2 ]
	[ "$(cat left)" = $'out.txt\nold' ]
}

@test "a full disk does not make tgsink wait for more" {
	records 3000 0 0 0 > stream
	mkfifo in
	timeout 20 tgsink /dev/full < in 2> said &
	exec 7> in
	head -c 100000 stream >&7 || true # it may be gone by then
	wait $! || status=$?
	exec 7>&-
	[ "$status" -eq 2 ]
	[ "$(cat said)" = 'tgsink: /dev/full: No space left on device' ]
}

@test "a limit on the size of files is told like a full disk" {
	for i in {1..3}; do picture $i.jpg 640x480 $((i * 25)); done
	try 0 bash -c 'ulimit -f 1; { tgthumb [123].jpg; echo $? >&2; } | cat > stream'
	err_is "tgthumb: $PWD/thumbnails: File too large" 2
	[ "$(ls -A thumbnails)" = CACHEDIR.TAG ]
	text stream | tail -1 | cut -f3- | grep -qx 'incomplete	0	0	0	0	0'
	records 100 0 0 0 > stream
	echo old > out.txt
	try 2 bash -c 'ulimit -f 1; tgsink out.txt < stream'
	err_is 'tgsink: out.txt: File too large'
	[ "$(cat out.txt)" = old ]
}

@test "a store that goes away in the middle ends the run" {
	picture a.jpg 300x200
	mkfifo in
	tgthumb -o gone < in > stream 2> said &
	exec 7> in
	within test -f gone/CACHEDIR.TAG
	within has_items 1 stream
	rm -r gone
	printf '%s\0' "$PWD/a.jpg" >&7
	wait $! || status=$?
	exec 7>&-
	[ "$status" -eq 2 ]
	[ "$(cat said)" = "tgthumb: $PWD/gone: No such file or directory" ]
	try 3 tgsink < stream
}

@test "a current folder that is gone hinders absolute paths only where a folder is needed" {
	picture a.jpg 300x200
	top=$PWD
	mkdir gone
	cd gone
	rmdir ../gone
	try 2 tgthumb "$top/a.jpg"
	[ "$(wc -l < "$ERR")" -eq 1 ]
	records 1 0 0 0 > ../stream || records 1 0 0 0 > "$top/stream"
	try 0 tgsink "$top/out.txt" < "$top/stream"
	cd "$top"
}

@test "closed standard descriptors: no file of ours takes their place" {
	picture a.jpg 300x200
	records 1 0 0 0 > stream
	try 2 bash -c 'tgthumb a.jpg >&-'
	err_is 'tgthumb: standard output: Bad file descriptor'
	try 2 bash -c 'tgthumb <&-'
	err_is 'tgthumb: standard input: Bad file descriptor'
	try 0 bash -c 'tgthumb a.jpg 2>&-'
	try 1 bash -c 'tgthumb -v a.jpg missing 2>&- <&-'
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'complete	1	0	1	0	0'
	try 2 bash -c 'tgsink < stream >&-'
	err_is 'tgsink: standard output: Bad file descriptor'
	try 0 bash -c 'tgsink out.txt < stream >&- 2>&-'
	grep -q /p/t1 out.txt
	[ "$(wc -l < out.txt)" -eq 1 ]
	try 3 bash -c 'tgsink out2.txt <&- >&-'
	err_is 'tgsink: standard input: Bad file descriptor'
	try 2 bash -c 'tgwalk . >&-'
	[ "$(wc -l < "$ERR")" -eq 1 ]
	try 0 bash -c 'tgwalk . <&- 2>&- > /dev/null'
}

@test "a full device as standard output or error" {
	picture a.jpg 300x200
	records 1 0 0 0 > stream
	try 2 bash -c 'tgthumb a.jpg > /dev/full'
	err_is 'tgthumb: standard output: No space left on device'
	try 2 bash -c 'tgsink < stream > /dev/full'
	err_is 'tgsink: standard output: No space left on device'
	try 2 bash -c 'tgwalk . > /dev/full'
	[ "$(wc -l < "$ERR")" -eq 1 ]
	try 1 bash -c 'tgthumb -v a.jpg missing 2> /dev/full'
	for tool in tgwalk tgthumb tgsink; do
		for option in --help --version; do
			try 2 bash -c "$tool $option > /dev/full"
			[ "$(wc -l < "$ERR")" -eq 1 ]
			try 2 bash -c "$tool $option >&-"
		done
	done
}

@test "descriptors that do not block are waited for" {
	command -v perl > /dev/null || skip 'perl is not there'
	picture a.jpg 30x20
	for i in {1..2000}; do printf '%s/%0100d\0' "$PWD" "$i"; done > list
	printf '%s\0' "$PWD/a.jpg" >> list
	cat > unblock <<-'END'
		use Fcntl;
		for my $f (*STDIN, *STDOUT) { fcntl($f, F_SETFL, fcntl($f, F_GETFL, 0) | O_NONBLOCK) }
		exec @ARGV;
	END
	try 1 bash -c '{ sleep 0.1; cat list; } | perl unblock tgthumb -q | { sleep 0.2; cat; } | perl unblock tgsink -v | cat; exit ${PIPESTATUS[3]}'
	err_has ': 1 thumbnails, 0 partial, 2000 failed'
}

@test "real photos: all are named by their pixels, fit the box, and are listed at any -j" {
	need_corpus
	photos=$CORPUS/photos
	[ -d "$photos" ] || skip 'no photos in CORPUS'
	find "$photos" -type f -print0 | sort -z > list
	try 1 pipeline 'tgthumb -q -j1 < list | tgsink one.txt; [ $? -le 1 ] && exit 1'
	try 1 pipeline 'tgthumb -q -j8 -o other < list | tgsink two.txt; [ $? -le 1 ] && exit 1'
	cmp one.txt two.txt
	[ -s one.txt ]
	diff -r thumbnails other
	while IFS=: read -r name _; do
		[ "$name" = "$(name_of "thumbnails/$name")" ]
	done < one.txt
}

@test "paths are read ahead of the work, so that their number is known, but not without bound" {
	picture a.jpg 40x30
	mkfifo in
	tgthumb -j1 < in > stream 2> /dev/null &
	thumb=$!
	exec 7> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	kill -STOP "$(pgrep -P $thumb)"
	# Each takes 1001 bytes: 20 MB are taken though nothing is done, and 100 MB are not.
	path=.$(printf '%0994d' 0 | tr 0 /)a.jpg
	yes "$path" | head -n 20000 | tr '\n' '\0' >&7
	yes "$path" | head -n 80000 | tr '\n' '\0' >&7 &
	writer=$!
	sleep 1
	kill -0 $writer
	memory=$(awk '/^VmRSS/ { print $2 }' /proc/$thumb/status)
	kill -KILL $thumb
	exec 7>&-
	wait $writer || true
	[ "$memory" -gt 20000 ]
	sanitized || [ "$memory" -lt 100000 ]
}
