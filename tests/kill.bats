#!/usr/bin/env bats
# Signals and kills: one file at most is lost, nothing is invented, and nothing
# is left behind.

load helper

# A test that fails must not leave its processes to the next.
teardown() {
	exec 7>&-
	local pid
	for pid in $(jobs -p); do kill -9 "$pid" 2> /dev/null || true; done
}

# workers PID: the workers of the tgthumb that is process PID.
workers() {
	ps -o pid= --ppid "$1"
}

has_workers() {
	[ "$(workers "$2" | wc -l)" -eq "$1" ]
}

# gone PID...: no such process is there, or only its status.
gone() {
	[ -z "$(ps -o state= -p "$(tr ' ' , <<< "$*")" | grep -v Z)" ]
}

sleeps() {
	awk '/^voluntary_ctxt_switches/ { print $2 }' "/proc/$1/status"
}

slept_since() {
	asleep "$1" && [ "$(sleeps "$1")" -gt "$2" ]
}

# served [SIGNALS]: starts tgthumb as $thumb with the paths from descriptor 7 and its
# records in stream; its $worker has had one file and waits. SIGNALS is an option of env.
served() {
	picture a.jpg 300x200
	[ -p in ] || mkfifo in
	env "${1:---default-signal=INT}" tgthumb -j1 < in > stream 2> said &
	thumb=$!
	exec 7> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	worker=$(workers $thumb | tr -d ' ')
}

# feed PATH...: stops the worker, gives the paths to tgthumb, and waits until it
# has given the first to the worker and waits itself.
feed() {
	local before
	kill -STOP "$worker"
	within asleep $thumb
	before=$(sleeps $thumb)
	printf '%s\0' "$@" >&7
	within slept_since $thumb "$before"
}

# dies_of SIGNAL PID: the child PID ends, by that signal.
dies_of() {
	local status=0
	wait "$2" || status=$?
	[ "$status" -eq $((128 + $1)) ] || { echo "status $status"; return 1; }
}

# kinds: the kinds of the records in stream, as one word.
kinds() {
	cut -z -c1 stream | tr -d '\0'
}

@test "a worker that crashes costs one record, and the next file has a new one" {
	for signal in SEGV KILL ABRT; do
		served
		feed "$PWD/a.jpg"
		kill -$signal "$worker"
		kill -CONT "$worker" || true
		printf '%s\0' "$PWD/a.jpg" >&7
		within has_items 4 stream
		within has_workers 1 $thumb
		[ "$(workers $thumb | tr -d ' ')" != "$worker" ]
		exec 7>&-
		status=0
		wait $thumb || status=$?
		[ "$status" -eq 1 ]
		[ "$(kinds)" = btfte ]
		text stream | sed -n 3p | cut -f9 | grep -qx crash
		[ "$(grep -c '^tgthumb: ' said)" -eq 1 ]
		[ $signal != SEGV ] || sanitized || grep -qxF "tgthumb: $PWD/a.jpg: the worker was killed by signal 11 (Segmentation fault)" said
		try 1 tgsink out.txt < stream
		[ "$(wc -l < out.txt)" -eq 2 ]
	done
}

@test "a worker's end is seen where those of children are ignored" {
	served --ignore-signal=CHLD
	feed "$PWD/a.jpg"
	kill -ABRT "$worker"
	kill -CONT "$worker"
	exec 7>&-
	wait $thumb || [ $? -eq 1 ]
	grep -qxF "tgthumb: $PWD/a.jpg: the worker was killed by signal 6 (Aborted)" said
}

@test "a worker that takes too long costs one record, and the next file has a new one" {
	picture a.jpg 300x200
	mkfifo in
	tgthumb -j1 -t 1 < in > stream 2> said &
	thumb=$!
	exec 7> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	worker=$(workers $thumb | tr -d ' ')
	kill -STOP "$worker"
	printf '%s\0' "$PWD/a.jpg" "$PWD/a.jpg" >&7
	exec 7>&-
	status=0
	wait $thumb || status=$?
	[ "$status" -eq 1 ]
	gone "$worker"
	[ "$(kinds)" = btfte ]
	text stream | sed -n 3p | cut -f9 | grep -qx timeout
	[ "$(cat said)" = "tgthumb: $PWD/a.jpg: took over 1 s" ]
}

@test "a worker that dies while it has nothing to do costs nothing" {
	served
	kill -KILL "$worker"
	within gone "$worker"
	printf '%s\0' "$PWD/a.jpg" >&7
	exec 7>&-
	wait $thumb
	[ "$(kinds)" = btte ]
	[ ! -s said ]
}

@test "the first signal: what is in work is finished, the rest is not begun" {
	for signal in TERM INT HUP; do
		served
		feed "$PWD/a.jpg" "$PWD/a.jpg" "$PWD/a.jpg"
		kill -$signal $thumb
		within asleep $thumb
		kill -CONT "$worker"
		dies_of "$(kill -l $signal)" $thumb
		gone "$worker"
		[ "$(kinds)" = btte ]
		text stream | tail -1 | cut -f3- | grep -qx 'incomplete	2	0	0	0	0'
		[ ! -s said ]
		try 3 tgsink out.txt < stream
		[ ! -e out.txt ]
	done
}

@test "the second signal kills at once, the workers too" {
	served
	feed "$PWD/a.jpg"
	before=$(sleeps $thumb)
	kill -TERM $thumb
	within slept_since $thumb "$before"
	kill -TERM $thumb
	dies_of 15 $thumb
	within gone "$worker"
	[ "$(kinds)" = bt ]
}

@test "a signal where nothing is in work" {
	served
	kill -INT $thumb
	dies_of 2 $thumb
	within gone "$worker"
	[ "$(kinds)" = bte ]
	mkfifo other
	tgthumb < other > stream &
	exec 7> other
	within has_items 1 stream
	kill -TERM $!
	dies_of 15 $!
	text stream | tail -1 | cut -f3- | grep -qx 'incomplete	0	0	0	0	0'
}

@test "a signal that was ignored at the start stays so" {
	served
	exec 7>&-
	wait $thumb
	(trap '' INT HUP && exec tgthumb < in > stream) &
	exec 7> in
	within has_items 1 stream
	kill -INT $!
	kill -HUP $!
	printf '%s\0' "$PWD/a.jpg" >&7
	exec 7>&-
	wait $!
	[ "$(kinds)" = bte ]
}

@test "a signal that was ignored at the start stays so after another" {
	served --ignore-signal=HUP
	feed "$PWD/a.jpg"
	before=$(sleeps $thumb)
	kill -TERM $thumb
	within slept_since $thumb "$before"
	kill -HUP $thumb
	kill -CONT "$worker"
	dies_of 15 $thumb
	[ "$(kinds)" = btte ]
}

@test "kill -9 of tgthumb: no worker stays, the stream is known to be cut" {
	served
	feed "$PWD/a.jpg"
	kill -KILL $thumb
	dies_of 9 $thumb
	within gone "$worker"
	try 3 tgsink out.txt < stream
	err_is 'tgsink: no end record of 1 of 1 streams; what came is in out.txt.partial'
	[ "$(find . -name '.tg*' -o -name 'out*')" = ./out.txt.partial ]
}

@test "tgsink reads on after a signal, to the end of the stream" {
	records 2 0 0 0 > stream
	echo old > out.txt
	mkfifo in
	for end in whole cut; do
		env --default-signal=INT tgsink out.txt < in &
		exec 7> in
		head -z -n 2 stream >&7
		within asleep $!
		kill -INT $!
		if [ $end = cut ]; then
			exec 7>&-
			dies_of 2 $!
			[ "$(wc -l < out.txt)" -eq 2 ]
			[ "$(wc -l < out.txt.partial)" -eq 1 ]
		else
			tail -z -n +3 stream >&7
			exec 7>&-
			dies_of 2 $!
			[ "$(wc -l < out.txt)" -eq 2 ]
			[ ! -e out.txt.partial ]
		fi
	done
}

@test "a signal while tgsink waits for who reads its output" {
	records 3000 0 0 0 > stream
	mkfifo out
	for command in 'tgsink > out' 'tgsink out'; do
		env --default-signal=INT bash -c "exec $command" < stream 2> said &
		exec 7< out
		read -r -u 7
		within asleep $!
		kill -INT $!
		[ "$(wc -l <&7)" -eq 2999 ]
		dies_of 2 $!
		[ ! -s said ]
	done
	exec 7<&-
	env --default-signal=INT tgsink out < stream 2> said &
	within asleep $!
	kill -INT $!
	dies_of 2 $!
	[ ! -s said ]
}

@test "tgsink does not read on for ever, and a second signal kills at once" {
	records 2 0 0 0 > stream
	mkfifo in
	tgsink late.txt < in 2> said &
	exec 7> in
	head -z -n 2 stream >&7
	within asleep $!
	kill -TERM $!
	try 0 timeout 30 tail --pid=$! -f /dev/null
	dies_of 15 $!
	[ "$(wc -l < late.txt.partial)" -eq 1 ]
	tgsink now.txt < in &
	within asleep $!
	before=$(sleeps $!)
	kill -TERM $!
	within slept_since $! "$before"
	kill -TERM $!
	dies_of 15 $!
	[ -z "$(find . -name 'now*' -o -name '.tg*')" ]
}

@test "an interrupt from the keyboard, to the whole pipeline" {
	for i in {1..40}; do picture d/$i.jpg 640x480 $((i * 6)); done
	echo old > out.txt
	cat > run <<-'END'
		trap : INT
		# The walk goes on for longer than anybody waits.
		{ tgwalk d; exec sleep 60; } | tgthumb -q -j2 -v 2> said | tgsink out.txt 2> /dev/null
		echo "${PIPESTATUS[@]:1}" > statuses
	END
	setsid env --default-signal=INT bash run &
	within test -s said
	within pgrep -g $! -x tgsink
	within asleep "$(pgrep -g $! -x tgsink)"
	kill -INT -- -$!
	wait $! || true
	[ "$(cat statuses)" = '130 130' ]
	[ "$(cat out.txt)" = old ]
	[ -s out.txt.partial ]
	[ -z "$(find . -name '.tg*')" ]
}

@test "a reader that goes away ends the writers, quietly" {
	picture a.jpg 300x200
	for _ in {1..400}; do printf '%s\0' "$PWD/a.jpg"; done > list
	try 0 bash -c 'tgthumb -v < list 2> said | head -c 100 > /dev/null; echo ${PIPESTATUS[0]}'
	out_is 141
	err_is
	[ -z "$(find . -name '.tg*')" ]
	records 9000 0 0 0 > stream
	try 0 bash -c 'tgsink < stream | head -c 100 > /dev/null; echo ${PIPESTATUS[0]}'
	out_is 141
	err_is
	# One who asked not to be killed is told.
	try 0 bash -c 'trap "" PIPE; tgthumb -q < list | true; echo ${PIPESTATUS[0]}'
	out_is 2
	err_is 'tgthumb: standard output: Broken pipe'
	try 0 bash -c 'trap "" PIPE; tgsink < stream | true; echo ${PIPESTATUS[0]}'
	out_is 2
	err_is 'tgsink: standard output: Broken pipe'
}

# no_tgthumb FOLDER: no process of the run with -o FOLDER is left.
no_tgthumb() {
	! ps -eo args | grep -q "[t]gthumb.*-o $1\$"
}

@test "kill -9 of anything at any moment: never a listing that claims too much" {
	for i in {1..10}; do picture d/$i.jpg 500x400 $((i * 20)); done
	for i in {11..400}; do cp d/$((i % 10 + 1)).jpg d/$i.jpg; done
	start=$(date +%s%N)
	try 0 pipeline 'tgwalk d | tgthumb -j2 -o whole | tgsink want'
	took=$((($(date +%s%N) - start) / 1000000)) # milliseconds
	RANDOM=11
	hits=0
	for round in {1..30}; do
		echo old > out.txt
		rm -f out.txt.partial w t s
		{ (echo $BASHPID > w && exec tgwalk d) | (echo $BASHPID > t && exec tgthumb -q -j2 -o t$round) |
			(echo $BASHPID > s && exec tgsink out.txt); } 2> /dev/null &
		within test -s s -a -s t -a -s w
		moment=$((RANDOM % took))
		sleep "$((moment / 1000)).$(printf %03d $((moment % 1000)))"
		case $((round % 4)) in
		0) victim=$(workers "$(cat t)" | head -1) ;;
		1) victim=$(cat t) ;;
		2) victim=$(cat s) ;;
		3) victim=$(cat w) ;;
		esac
		kill -9 $victim 2> /dev/null && hits=$((hits + 1))
		status=0
		wait $! || status=$?
		echo "round $round: killed '$victim', status $status"
		within no_tgthumb t$round
		case $status in
		0) cmp want out.txt ;;
		1) # The one whose worker was killed.
			[ $((round % 4)) -eq 0 ]
			[ "$(grep -cxFf want out.txt)" -eq 399 ]
			[ "$(wc -l < out.txt)" -eq 399 ] ;;
		3 | 137) [ "$(cat out.txt)" = old ] ;;
		*) false ;;
		esac
		[ -z "$(find . -name '.tg*')" ]
		[ ! -e t$round ] || for name in t$round/*; do
			[ ! -e "$name" ] || cmp "$name" "whole/${name#*/}"
		done
	done
	[ $hits -gt 10 ]
}
