#!/usr/bin/env bats
# The second run: tgsink -r keeps what the first has found out, tgthumb -r takes it
# from there, and no kill at any moment costs more than what was in work.

load helper

# A test that fails must not leave its processes to the next.
teardown() {
	exec 7>&- 8>&-
	local pid
	for pid in $(jobs -p); do kill -9 "$pid" 2> /dev/null || true; done
}

# run_on STATUS LIST [OPTION...]: the pipeline on the paths in LIST, its records in lib.tg, with this
# status; the last records as lines in lines, and the summary in $ERR.
run_on() {
	local status=$1 list=$2
	shift 2
	try "$status" pipeline "tgthumb -r lib.tg $* < $list | tee stream | tgsink -v -r lib.tg out.txt"
	text stream > lines
}

# said PATTERN...: the summary ends in this, but for the time.
summary_is() {
	sed -n 's/^tgsink: \([0-9].*\), [0-9.]* seconds$/\1/p' "$ERR" > summary
	[ "$(cat summary)" = "$1" ] || { cat summary; return 1; }
}

# marks: for each record about a path, in their order: its kind, and r if it is reused.
marks() {
	awk -F '\t' '/^[tpfs]\t/ { printf "%s%s", $1, $14 == "reused" ? "r" : "" }' lines
}

# paths: the paths of the lines of standard input that are records about one.
paths() {
	sed -n 's|^[tpfs]\t.*\t/|/|p'
}

# bare: the records about paths in lines, without what differs from run to run.
bare() {
	grep '^[tpfs]' lines | awk -F '\t' -v OFS='\t' '{ $14 = $15 = ""; print }'
}

# pictures N: small pictures 1.jpg to N.jpg, their paths in list.
pictures() {
	local i
	mkdir -p photos
	for ((i = 1; i <= $1; i++)); do picture "photos/$i.jpg" $((200 + i))x200 "$i"; done
	printf '%s\0' "$PWD"/photos/*.jpg > list
}

# opened LIST [OPTION...]: the files of photos/ that tgthumb -r lib.tg opens, one a line.
opened() {
	local list=$1
	shift
	strace -qq -f -e trace=open,openat -o trace tgthumb -r lib.tg "$@" < "$list" > /dev/null 2>&1 || true
	sed -n 's|.*/photos/\([^"]*\)".*|\1|p' trace
}

@test "a second run takes every record from the first, and says the same" {
	pictures 3
	head -c 900 photos/1.jpg > photos/cut.jpg
	echo text > photos/text
	printf '%s\0' "$PWD"/photos/{3.jpg,cut.jpg,text,1.jpg,missing,2.jpg} > list
	run_on 1 list
	kinds=$(marks)
	[[ $kinds =~ ^t[pf]stft$ ]]
	cp out.txt first.txt
	bare > first
	run_on 1 list
	# What is missing may be there by now.
	[ "$(marks)" = "tr${kinds:1:1}rsrtrftr" ]
	cmp out.txt first.txt
	bare | cmp - first
	[ -e lib.tg ]
	[ ! -e lib.tg.partial ]
	# The records are those that went by.
	cmp stream lib.tg
}

@test "no file that is unchanged is opened, and no worker is started" {
	command -v strace > /dev/null || skip 'strace is not there'
	sanitized && skip 'the leak checker does not work under strace'
	pictures 3
	run_on 0 list
	opened list > names
	[ ! -s names ]
	run ! grep -E '^[0-9]+ (clone|fork|vfork)' trace
	[ "$(cut -d ' ' -f 1 trace | sort -u | wc -l)" -eq 1 ]
	touch photos/2.jpg
	opened list > names
	[ "$(cat names)" = 2.jpg ]
}

@test "what is touched is made again, in its place among the others" {
	pictures 5
	run_on 0 list
	summary_is '5 thumbnails, 0 partial, 0 failed, 0 not pictures'
	touch photos/3.jpg
	run_on 0 list
	[ "$(marks)" = trtrttrtr ]
	summary_is '5 thumbnails, 0 partial, 0 failed, 0 not pictures, 4 reused'
	paths < lines | cmp - <(printf '%s\n' "$PWD"/photos/{1..5}.jpg)
	run_on 0 list
	[ "$(marks)" = trtrtrtrtr ]
}

@test "another size with the same time is another file, and so is another time with the same size" {
	pictures 2
	touch -d @1700000000.123456789 photos/1.jpg photos/2.jpg
	run_on 0 list
	echo >> photos/1.jpg
	touch -d @1700000000.123456789 photos/1.jpg
	touch -d @1700000000.123456788 photos/2.jpg
	run_on 0 list
	[ "$(marks)" = tt ]
}

@test "another setting redoes everything, and the same one takes it all again" {
	pictures 2
	run_on 0 list
	for option in '-s 50' '-s 50 --linear' '-s 50 --no-orient' '-s 50 --strict'; do
		run_on 0 list "$option"
		[ "$(marks)" = tt ]
		run_on 0 list "$option"
		[ "$(marks)" = trtr ]
	done
	# What is no setting changes nothing.
	run_on 0 list -s 50 --strict -j1 -m 100 -t 7
	[ "$(marks)" = trtr ]
}

@test "a thumbnail that is gone or empty is made again, wherever the folder is now" {
	pictures 3
	run_on 0 list
	mv thumbnails elsewhere
	run_on 0 list -o elsewhere
	[ "$(marks)" = trtrtr ]
	names=(elsewhere/*.png)
	rm "${names[0]}"
	: > "${names[1]}"
	run_on 0 list -o elsewhere
	[ "$(marks | tr -d t)" = r ]
	for name in "${names[@]}"; do [ "$(name_of "$name")" = "${name#*/}" ]; done
}

@test "the order may be another, files come and go" {
	pictures 5
	run_on 0 list
	picture photos/new.jpg 100x100
	printf '%s\0' "$PWD"/photos/{5,3,new,1}.jpg > other
	run_on 0 other
	[ "$(marks)" = trtrttr ]
	[ "$(wc -l < out.txt)" -eq 4 ]
	# What was not in the last run is not known.
	run ! grep -qa photos/2.jpg lib.tg
	run_on 0 list
	[ "$(marks)" = trttrttr ]
	# A path that comes twice has two records.
	cat list list > twice
	run_on 0 twice
	[ "$(marks)" = "$(printf 'tr%.0s' {1..10})" ]
}

@test "failures are not tried again, but with --retry, and are one line" {
	pictures 1
	head -c 100 photos/1.jpg > photos/a.jpg
	head -c 3000 photos/1.jpg > photos/b.jpg
	printf '%s\0' "$PWD"/photos/{a,b,1}.jpg > list
	run_on 1 list
	[ "$(marks)" = fpt ]
	[ "$(grep -c '^tgthumb: ' "$ERR")" -eq 2 ]
	run_on 1 list
	[ "$(marks)" = frprtr ]
	grep '^tgthumb: ' "$ERR" > lines
	[ "$(cat lines)" = "tgthumb: 2 files failed before and are as they were (--retry tries them again)" ]
	run_on 1 list -q
	run ! grep -q '^tgthumb: ' "$ERR"
	run_on 1 list -v
	[ "$(grep -c '^tgthumb: /' "$ERR")" -eq 3 ]
	run_on 1 list --retry
	[ "$(marks)" = fptr ]
	[ "$(grep -c '^tgthumb: /' "$ERR")" -eq 2 ]
	cp photos/1.jpg photos/a.jpg
	run_on 1 list
	[ "$(marks)" = tprtr ]
}

@test "what failed for want of memory or a right is tried again" {
	pictures 1
	chmod 0 photos/1.jpg
	try 1 mortal bash -c 'tgthumb -q < list | tgsink -r lib.tg'
	chmod 644 photos/1.jpg
	run_on 0 list
	[ "$(marks)" = t ]
	id=$(head -c 36 lib.tg | tail -c 32)
	sed -z "2s/.*/f\t-\t0\t0\t0\t0\t$(stat -c '%s\t%.9Y' photos/1.jpg)\tmemory\ttoo little\t0\t0\t0.000000000\t-\t$id\t0\t0\t${PWD//\//\\/}\/photos\/1.jpg/" lib.tg > other
	mv other lib.tg
	run_on 0 list
	[ "$(marks)" = t ]
	sed -z "2s/.*/f\t-\t0\t0\t0\t0\t$(stat -c '%s\t%.9Y' photos/1.jpg)\tcrash\tdied\t0\t0\t0.000000000\t-\t$(head -c 36 lib.tg | tail -c 32)\t0\t0\t${PWD//\//\\/}\/photos\/1.jpg/" lib.tg > other
	mv other lib.tg
	run_on 1 list
	[ "$(marks)" = fr ]
}

@test "a file that is moved, renamed or linked is known, a copy is not" {
	pictures 4
	[ "$(stat -c %W photos/1.jpg)" -gt 0 ] || skip 'this file system does not say when a file was made'
	run_on 0 list
	mkdir photos/new
	mv photos/1.jpg photos/new
	mv photos/2.jpg photos/two.jpg
	ln photos/3.jpg photos/three.jpg
	cp -p photos/4.jpg photos/four.jpg
	printf '%s\0' "$PWD"/photos/{new/1,two,three,four}.jpg > list
	run_on 0 list
	[ "$(marks)" = trtrtrt ]
	paths < lines | cmp - <(printf '%s\n' "$PWD"/photos/{new/1,two,three,four}.jpg)
}

@test "a new file that got an old one's inode, size and time is not taken for it" {
	pictures 1
	[ "$(stat -c %W photos/1.jpg)" -gt 0 ] || skip 'this file system does not say when a file was made'
	run_on 0 list
	# The old file's birth as if it were this one's, but for a nanosecond.
	birth=$(stat -c %.9W photos/1.jpg)
	mv photos/1.jpg photos/x.jpg
	printf '%s\0' "$PWD/photos/x.jpg" > list
	cp lib.tg kept
	run_on 0 list
	[ "$(marks)" = tr ]
	sed -z "s/\t$birth\t/\t${birth%?}$(((${birth: -1} + 1) % 10))\t/" kept > lib.tg
	run ! cmp -s kept lib.tg
	run_on 0 list
	[ "$(marks)" = t ]
}

@test "a FILE that is missing or empty knows nothing" {
	pictures 1
	: > lib.tg
	run_on 0 list
	[ "$(marks)" = t ]
	rm lib.tg
	run_on 0 list
	[ "$(marks)" = t ]
}

@test "of a FILE that was cut, what is whole is taken" {
	pictures 3
	run_on 0 list
	size=$(stat -c %s lib.tg)
	cp lib.tg whole
	# Up to the end of the first record, of the second, in the middle of the third, and all but the end record.
	for n in $(text whole | awk '{ n += length($0) + 1; print n }' | head -4) $((size - 1)); do
		head -c "$n" whole > lib.tg
		try 0 pipeline 'tgthumb -r lib.tg < list > stream'
		want=$(head -c "$n" whole | tr '\n\0' '?\n' | grep -c '^t') || true
		[ "$(grep -oa 'reused' stream | wc -l)" -eq "$want" ]
		head -c $((n - 1)) whole > lib.tg
		try 0 pipeline 'tgthumb -r lib.tg < list > stream'
		[ "$(grep -oa 'reused' stream | wc -l)" -le "$want" ]
	done
}

@test "a FILE that is none of records is named, and stays as it is" {
	pictures 1
	for bad in photos/1.jpg text zeros; do
		echo text > text
		head -c 100 /dev/zero > zeros
		cp "$bad" before
		try 2 tgthumb -r "$bad" < list
		out_is
		err_is "tgthumb: $bad: not a file of records"
		try 2 tgsink -r "$bad" out.txt < /dev/null
		err_is "tgsink: $bad: not a file of records"
		cmp before "$bad"
		[ ! -e out.txt ] && [ ! -e "$bad.partial" ]
		mv before lib.tg.partial
		try 2 tgthumb -r lib.tg < list
		err_is 'tgthumb: lib.tg.partial: not a file of records'
		try 2 tgsink -r lib.tg out.txt < /dev/null
		err_is 'tgsink: lib.tg.partial: not a file of records'
	done
	rm lib.tg.partial
	records 1 0 0 0 > text.partial
	cp text before
	try 2 tgsink -r text out.txt < /dev/null
	err_is 'tgsink: text: not a file of records'
	cmp before text
	[ -e text.partial ]
	records 1 0 0 0 | sed -z 's/^b\t1/b\t2/' > lib.tg
	try 2 tgthumb -r lib.tg < list
	err_is 'tgthumb: lib.tg: records of version 2, not 1'
	records 1 0 0 0 | sed -z '2s/\t200\t/\tx\t/' > lib.tg
	try 2 tgthumb -r lib.tg < list
	err_is "tgthumb: lib.tg: broken 't' record"
	for place in . /dev/null; do
		try 2 tgthumb -r $place < list
		err_has "^tgthumb: $place: "
		try 2 tgsink -r $place < /dev/null
		err_has "^tgsink: $place: "
	done
	try 2 tgsink -r missing/lib.tg < /dev/null
	err_is 'tgsink: missing/lib.tg.partial: No such file or directory'
	try 2 tgsink -r out.txt out.txt < /dev/null
	err_is "tgsink: -r out.txt: it is the listing's file"
	try 2 tgsink -r '' < /dev/null
	err_is 'tgsink: -r: the file has no name'
	try 2 tgthumb -r '' < list
	err_is 'tgthumb: -r: the file has no name'
	try 2 tgthumb --retry < list
	err_is 'tgthumb: --retry: of use with -r only'
}

@test "a cut stream adds to FILE, and takes nothing from it" {
	pictures 6
	printf '%s\0' "$PWD"/photos/{1..4}.jpg > four
	printf '%s\0' "$PWD"/photos/{3..6}.jpg > last
	run_on 0 four
	touch photos/4.jpg
	# Cut within the fourth record: 3, 4 and 5 are in it, 4 for a second time.
	tgthumb -r lib.tg < last | head -z -n 4 > cut
	printf 't\tcut short' >> cut
	cp out.txt before.txt
	try 3 tgsink -r lib.tg out.txt < cut
	err_is 'tgsink: the last record has no end; what came is in out.txt.partial, and for the next run in lib.tg'
	cmp out.txt before.txt
	[ ! -e lib.tg.partial ]
	text lib.tg | paths | cmp - <(printf '%s\n' "$PWD"/photos/{1,2,3,4,5}.jpg)
	# It says itself that it is not one run's.
	text lib.tg | grep -c 'incomplete	[23]	0	0	0	0$' | grep -qx 2
	try 3 tgsink < lib.tg
	err_is 'tgsink: 2 of 2 streams incomplete at the source'
	[ "$(wc -l < "$OUT")" -eq 5 ]
	# All of it is known, and a run that is complete makes one of it.
	run_on 0 list
	[ "$(marks)" = trtrtrtrtrt ]
	text lib.tg | grep -c '^b' | grep -qx 1
	# A stream of which nothing came leaves FILE as it is.
	cp lib.tg before.tg
	try 3 tgsink -r lib.tg < /dev/null
	try 3 pipeline 'head -z -n 1 stream | tgsink -r lib.tg'
	cmp lib.tg before.tg
	[ ! -e lib.tg.partial ]
}

@test "a cut stream with other settings leaves those of the old one known" {
	pictures 3
	run_on 0 list
	tgthumb -s 50 < list | head -z -n 3 | tgsink -q -r lib.tg > /dev/null 2>&1 || [ $? -eq 3 ]
	try 0 pipeline 'tgthumb -r lib.tg < list > stream'
	[ "$(grep -oa 'reused' stream | wc -l)" -eq 3 ]
	try 0 pipeline 'tgthumb -s 50 -r lib.tg < list > stream'
	[ "$(grep -oa 'reused' stream | wc -l)" -eq 2 ]
	# Cut again and again, it does not grow.
	size=$(stat -c %s lib.tg)
	for i in 1 2 3; do
		tgthumb -s 50 -r lib.tg < list | head -z -n 3 | tgsink -q -r lib.tg > /dev/null 2>&1 || [ $? -eq 3 ]
	done
	[ "$(stat -c %s lib.tg)" -lt $((size + 100)) ]
}

@test "several streams, mixed in one pipe, are kept and known" {
	pictures 8
	try 0 pipeline 'xargs -0 -P4 -n2 tgthumb -j1 -r lib.tg < list | tgsink -r lib.tg out.txt'
	text lib.tg | grep -c '^b' | grep -qx 4
	run_on 0 list
	[ "$(marks)" = trtrtrtrtrtrtrtr ]
	# A cut one among them: the others are kept.
	{ cat stream; tgthumb -s 50 < list | head -z -n 3; } > two
	rm lib.tg
	try 3 tgsink -r lib.tg < two
	run_on 0 list
	[ "$(marks)" = trtrtrtrtrtrtrtr ]
}

@test "FILE keeps its permissions, and what a symbolic link leads to is replaced" {
	pictures 1
	mkdir there
	: > there/lib
	chmod 640 there/lib
	ln -s there/lib lib.tg
	run_on 0 list
	[ -L lib.tg ]
	[ "$(stat -c %a there/lib)" = 640 ]
	[ "$(ls there)" = lib ]
	touch photos/1.jpg
	tgthumb -r lib.tg < list | head -z -n 2 | tgsink -r lib.tg > /dev/null 2>&1 || [ $? -eq 3 ]
	[ -L lib.tg ]
	[ "$(stat -c %a there/lib)" = 640 ]
	run_on 0 list
	[ "$(marks)" = tr ]

	# What a killed tgsink has left is beside what the link leads to.
	records 0 0 0 0 | sed -z 1q > empty
	mv there/lib there/lib.partial
	cp empty there/lib
	try 0 tgthumb -r lib.tg < list
	tr '\0' '\n' < "$OUT" | grep -c $'\treused\t' | grep -x 1
}

@test "a second tgsink on the same FILE is refused while the first is at it" {
	pictures 1
	mkfifo in
	tgsink -r lib.tg out.txt < in 2> said &
	sink=$!
	exec 7> in
	within [ -e lib.tg.partial ]
	try 2 pipeline 'tgthumb < list | tgsink -r lib.tg other.txt'
	err_has '^tgsink: lib.tg.partial: in use by another process$'
	tgthumb < list >&7
	exec 7>&-
	wait $sink
	[ -e lib.tg ]
	[ ! -e lib.tg.partial ]
}

@test "of two tgsinks that begin on the same FILE at once, one is refused" {
	! sanitized || skip "the leaks of what is traced are not told"
	mkfifo first second
	strace -qq -o trace -e trace=flock -e inject=flock:delay_enter=1000000:when=1 \
		tgsink -r lib.tg first.txt < first 2> first.said &
	slow=$!
	exec 7> first
	within [ -e lib.tg.partial ]
	tgsink -q -r lib.tg second.txt < second &
	exec 8> second
	try 2 wait $slow
	[ "$(cat first.said)" = 'tgsink: lib.tg.partial: in use by another process' ]
	records 1 0 0 0 >&8
	exec 7>&- 8>&-
	wait $!
	cmp lib.tg <(records 1 0 0 0)
}

@test "records are in FILE.partial before the next picture is waited for" {
	pictures 2
	mkfifo in
	tgthumb -j1 -r lib.tg < in 2> said | tgsink -q -r lib.tg out.txt &
	exec 7> in
	printf '\0%s\0' "$PWD/photos/1.jpg" >&7
	within has_items 2 lib.tg.partial
	printf '%s\0' "$PWD/photos/2.jpg" >&7
	within has_items 3 lib.tg.partial
	[ ! -e lib.tg ]
	printf '\0' >&7
	exec 7>&-
	wait
	[ -e lib.tg ]
	[ ! -e lib.tg.partial ]
}

# killed WHO OLD: a run on list whose WHO (walk, thumb, sink or all) is killed by -9 when
# three of six pictures are done. OLD lists the paths that lib.tg knew before.
killed() {
	rm -rf lib.tg* out.txt* thumbnails in out
	[ ! -s "$2" ] || tgthumb -q < "$2" | tgsink -q -r lib.tg
	cp lib.tg old.tg 2> /dev/null || : > old.tg
	mkfifo in out
	tgthumb -j1 -r lib.tg < in > out 2> /dev/null &
	thumb=$!
	tgsink -q -r lib.tg out.txt < out 2> /dev/null &
	sink=$!
	exec 7> in
	{ printf '\0'; head -z -n 3 list; } >&7
	within has_items 4 lib.tg.partial
	case $1 in
	walk) exec 7>&- ;; # with an odd number of markers
	thumb) kill -9 $thumb ;;
	sink) kill -9 $sink ;;
	all) kill -9 $thumb $sink ;;
	esac
	[ "$1" != sink ] || tail -z -n 1 list >&7
	exec 7>&-
	wait $thumb || true
	wait $sink || true
	# What FILE has is readable, and old or new.
	if [ -e lib.tg ] && ! cmp -s lib.tg old.tg; then
		try 3 tgsink < lib.tg
		err_has 'incomplete at the source$'
	fi
}

@test "kill -9 of anyone costs what was in work, and no more" {
	pictures 6
	printf '%s\0' "$PWD"/photos/{5,6}.jpg > two
	: > none
	for who in walk thumb sink all; do
		for old in none two; do
			echo "$who, $old"
			killed $who $old
			run_on 0 list
			if [ $old = two ]; then
				[ "$(marks)" = trtrtrttrtr ]
			else
				[ "$(marks | sed 's/t*$//')" = trtrtr ]
			fi
			[ "$(wc -l < out.txt)" -eq 6 ]
			cmp stream lib.tg
			[ ! -e lib.tg.partial ]
		done
	done
}

@test "kill after kill, a run comes to its end" {
	pictures 6
	for n in 1 2 3 4 5; do
		rm -f in
		mkfifo in
		tgthumb -j1 -r lib.tg < in 2> /dev/null | tgsink -q -r lib.tg out.txt 2> /dev/null &
		sink=$!
		exec 7> in
		{ printf '\0'; head -z -n $n list; } >&7
		within has_items $((n + 1)) lib.tg.partial
		[ "$(tr '\0' '\n' < lib.tg.partial | grep -ac reused)" -eq $((n - 1)) ]
		kill -9 $sink
		exec 7>&-
		wait
	done
	run_on 0 list
	[ "$(marks)" = trtrtrtrtrt ]
	[ ! -e lib.tg.partial ]
}

@test "a signal leaves what was done in FILE" {
	pictures 4
	mkfifo in
	tgthumb -j1 -r lib.tg < in 2> /dev/null > out &
	thumb=$!
	exec 7> in
	{ printf '\0'; head -z -n 2 list; } >&7
	within has_items 3 out
	kill -TERM $thumb
	wait $thumb || [ $? -eq 143 ]
	exec 7>&-
	try 3 tgsink -r lib.tg < out
	run_on 0 list
	[ "$(marks)" = trtrtt ]
}

@test "records that cannot be kept are one line, and status 2" {
	pictures 3
	run_on 0 list
	cp lib.tg before.tg
	for i in {1..400}; do cat "photos/1.jpg" > "photos/x$i.jpg"; done
	printf '%s\0' "$PWD"/photos/*.jpg > many
	tgthumb -q < many > stream
	try 2 bash -c 'ulimit -f 20; tgsink -r lib.tg < stream > /dev/null'
	err_is 'tgsink: lib.tg.partial: File too large'
	cmp lib.tg before.tg
	# What there was room for is known.
	try 0 pipeline 'tgthumb -r lib.tg < many > again'
	[ "$(grep -oa reused again | wc -l)" -gt 30 ]
}

@test "a thousand unchanged files among a few new ones keep their order" {
	pictures 3
	for i in {1..1000}; do ln photos/1.jpg "photos/link$i"; done
	find "$PWD/photos" -type f -print0 | sort -z > list
	run_on 0 list
	touch photos/2.jpg
	picture photos/link500a.jpg 300x300 9
	find "$PWD/photos" -type f -print0 | sort -z > list
	run_on 0 list -j3
	paths < lines | cmp - <(tr '\0' '\n' < list)
	summary_is '1004 thumbnails, 0 partial, 0 failed, 0 not pictures, 1002 reused'
}

@test "a folder that is not there for once makes nothing forgotten" {
	picture a/1.png 30x20 1
	picture a/2.png 30x20 2
	tgwalk a | tgthumb -r lib.tg | tgsink -r lib.tg out.txt
	cp lib.tg before
	mv a elsewhere
	mkdir a
	try 0 pipeline 'tgwalk a | tgthumb -r lib.tg | tgsink -r lib.tg out.txt'
	cmp before lib.tg
	[ ! -e lib.tg.partial ]
	rmdir a
	mv elsewhere a
	try 0 pipeline 'tgwalk a | tgthumb -r lib.tg | tgsink -v -r lib.tg out.txt'
	err_has '^tgsink: 2 thumbnails, .* 2 reused, '
}
