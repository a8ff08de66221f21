#!/usr/bin/env bats
# The line of progress, on a terminal that script(1) makes: its width, hostile names, what other
# lines do to it, and that nothing of it is left.

load helper

E=$'e\xcc\x81' # an e with an accent, in two characters

# A test that fails must not leave its processes to the next.
teardown() {
	exec 7>&- 8>&- 9>&-
	local pid
	for pid in $(jobs -p); do kill -9 "$pid" 2> /dev/null || true; done
}

# on_terminal COLUMNS COMMAND: starts COMMAND of bash on a terminal with so many columns, of which
# screen gets all bytes; descriptor 8 is its keyboard, the file tty has its name, pid that of COMMAND's shell.
on_terminal() {
	mkfifo keyboard
	env --default-signal=INT SHELL="$BASH" TERM="${TERMINAL-xterm}" script -qefc "stty cols $1; tty > tty; echo \$\$ > pid; $2" /dev/null < keyboard > screen 2>&1 &
	terminal=$!
	exec 8<> keyboard
}

# pipeline_on COLUMNS [OPTION...]: tgthumb -j1 on a terminal, with the paths from descriptor 7,
# its records in stream. Its worker has had one file and waits.
pipeline_on() {
	local columns=$1
	shift
	picture a.jpg 300x200
	mkfifo in
	# The shell's number becomes tgthumb's; cat keeps the records from being a terminal.
	on_terminal "$columns" "exec tgthumb -j1 $* < in > >(trap '' INT; exec cat > stream)"
	exec 7<> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	thumb=$(cat pid)
	worker=$(pgrep -P "$thumb" -x tgthumb)
}

# ends STATUS: the command on the terminal ends with STATUS.
ends() {
	local status=0
	exec 7>&-
	wait "$terminal" || status=$?
	[ "$status" -eq "$1" ] || { echo "status $status"; return 1; }
}

# rows: the lines of progress that were drawn, one a line.
rows() {
	tr -d '\n' < screen | tr '\r' '\n' | LC_ALL=C sed -n 's/\x1b\[J$//p' | grep -a .
}

# shows REGEX: the line that was drawn last matches.
shows() {
	rows | tail -n 1 | grep -qaE -- "$1"
}

# row_is_narrower COLUMNS: the line that was drawn last has less columns, by the C library.
row_is_narrower() {
	local width
	width=$(rows | tail -n 1 | LC_ALL=C.UTF-8 wc -L)
	[ "$width" -gt 0 ] && [ "$width" -lt "$1" ]
}

# nothing_left: each line that was drawn was drawn over or erased, and the row is empty at the end.
nothing_left() {
	local state
	state=$(tr '\r\n' '<$' < screen | LC_ALL=C sed 's/\x1b\[J/#/g' | grep -aoE '<[^<#]+#<(\^C)?([^<#^].{0,20}|$)' || true)
	[ -z "$state" ] && return
	echo "left: $state"
	return 1
}

@test "the line fits the terminal, names the file that takes long, and obeys no file's name" {
	pipeline_on 200 -t 60
	hostile=$'x\e[2J\e]0;t\a\n\r\xff\x9b1m\xe2\x80\xae漢字漢字漢字'$E.jpg
	cp a.jpg "$hostile"
	within shows '^1 done$'
	kill -STOP "$worker"
	printf '%s\0' "$PWD/$hostile" >&7
	within shows 's on /'
	shows '^1 done, .* files/s, .* MB/s, [0-9]+ s on /.*/x\\033\[2J\\033]0;t\\007\\012\\015\\377\\2331m\\342\\200\\256漢字漢字漢字'$E'\.jpg$'
	for columns in 20 21 22 23 24 40 60 80; do
		stty -F "$(cat tty)" cols $columns
		within row_is_narrower $columns
		shows '^1 done'
	done
	# Not even then is a character cut.
	[ -z "$(rows | LC_ALL=C.UTF-8 grep -avx '.*')" ]
	stty -F "$(cat tty)" cols 1
	sleep 0.3
	stty -F "$(cat tty)" cols 32
	within shows '^1 done, [0-9]+ s on \.\.\..*漢字'$E'\.jpg$'
	stty -F "$(cat tty)" cols 40
	within shows '^1 done, [0-9]+ s on \.\.\..*漢字漢字漢字'$E'\.jpg$'
	kill -CONT "$worker"
	ends 0
	nothing_left
	# The only controls are ours.
	LC_ALL=C sed 's/\x1b\[J//g' screen | tr -d '\r\n' | LC_ALL=C.UTF-8 grep -qaP '^\P{C}*$'
}

@test "what is done, of how many, and how many failed" {
	pipeline_on 80
	printf '%s\0' "$PWD/missing" "$PWD/a.jpg" >&7
	within shows '^3 done, .*1 failed'
	kill -STOP "$worker"
	printf '%s\0' "$PWD/a.jpg" >&7
	within shows '^3 done'
	exec 7>&-
	within shows '^3 of 4 \(75%\), .*1 failed'
	kill -CONT "$worker"
	ends 1
	nothing_left
}

@test "all three tools on one terminal: messages have their rows, and the summary is the last" {
	mkdir photos
	mkfifo gate
	for i in 1 2 3 4; do
		picture photos/$i.jpg 300x200 $i
	done
	head -c 1000 photos/1.jpg > photos/broken.jpg
	echo '#' > photos/note
	# tgsink's listing is on the terminal too; tgwalk speaks last, when the line is drawn.
	on_terminal 60 '(tgwalk photos; read -r < gate; tgwalk missing) | tgthumb | tgsink -v'
	within shows '^6 done'
	echo > gate
	ends 3 || ends 1
	nothing_left
	for line in "tgwalk: missing: No such file" "tgthumb: $PWD/photos/broken.jpg: " "tgsink: $PWD/photos/broken.jpg: " \
		"tgsink: $PWD/photos/note: not a picture" '[0-9a-f]{64}\.png: /'; do
		tr -d '\n' < screen | tr '\r' '\n' | LC_ALL=C sed 's/\x1b\[J/#/' | grep -qaE "^#$line"
	done
	[[ "$(tail -n 1 screen)" == *"tgsink: 4 thumbnails, "*" seconds"* ]]
}

@test "there is no line where none is wanted" {
	for options in '-q' '-qp' '-v -q'; do
		pipeline_on 80 "$options"
		sleep 0.6
		ends 0
		[ -z "$(rows)" ]
		[ "$options" != -q ] || [ ! -s screen ]
		exec 8>&-
		rm in keyboard
	done
	TERMINAL=dumb pipeline_on 80
	sleep 0.6
	ends 0
	[ ! -s screen ]
}

@test "the line needs a terminal at stderr, and at stdout none or -p" {
	picture a.jpg 300x200
	mkfifo in
	for option in '' -p; do
		on_terminal 80 "exec tgthumb $option < in"
		exec 7<> in
		printf '%s\0' "$PWD/a.jpg" >&7
		within grep -qa "$PWD/a.jpg" screen
		[ -z "$option" ] || within shows '1 done'
		[ -n "$option" ] || sleep 0.6
		ends 0
		[ -n "$option" ] || [ -z "$(rows)" ]
		exec 8>&-
		rm keyboard
	done
	tgthumb -p < in > stream 2> said &
	exec 7<> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	sleep 0.6
	exec 7>&-
	wait $!
	[ ! -s said ]
}

@test "the line is drawn in the foreground only" {
	picture a.jpg 300x200
	mkfifo in
	on_terminal 80 'set -m; tgthumb < in > stream & wait $!'
	exec 7<> in
	printf '%s\0' "$PWD/a.jpg" >&7
	within has_items 2 stream
	sleep 0.6
	ends 0
	[ -z "$(rows)" ]
}

@test "of two on one terminal, one has its line there, and then the other" {
	picture a.jpg 300x200
	mkfifo in other
	on_terminal 80 'tgthumb < in > stream & tgthumb < other > others; wait'
	exec 7<> in 9<> other
	printf '%s\0' "$PWD/a.jpg" >&7
	within shows '^1 done'
	printf '%s\0' "$PWD/a.jpg" "$PWD/a.jpg" >&9
	within has_items 3 others
	sleep 0.6
	[ -z "$(rows | grep '^2 done')" ]
	exec 7>&-
	within shows '^2 done'
	exec 9>&-
	ends 0
	nothing_left
}

@test "SIGUSR1: the line once, on a terminal or not, quiet or not, and the work goes on" {
	picture a.jpg 300x200
	mkfifo in
	for option in -v -q; do
		tgthumb -j1 $option < in > stream 2> said &
		thumb=$!
		exec 7<> in
		printf '%s\0' "$PWD/a.jpg" >&7
		within has_items 2 stream
		worker=$(pgrep -P $thumb)
		kill -USR1 $thumb "$worker"
		within grep -qxE 'tgthumb: 1 done(, .*)?' said
		[ "$(pgrep -P $thumb)" = "$worker" ]
		printf '%s\0' "$PWD/a.jpg" >&7
		within has_items 3 stream
		exec 7>&-
		wait $thumb
		[ "$(pgrep -P $thumb)" = '' ]
		[ "$(grep -c '1 done' said)" -eq 1 ]
		[ "$(cut -z -c1 stream | tr -d '\0')" = btte ]
	done
	rm in
	pipeline_on 30
	within shows '^1 done$'
	kill -USR1 "$thumb"
	within grep -qaE $'\r\x1b\[Jtgthumb: 1 done' screen
	ends 0
	nothing_left
}

@test "SIGUSR1 that comes often, or was ignored at the start" {
	for i in $(seq 50); do
		picture $i.jpg 900x600 $i
	done
	trap '' USR1
	tgthumb *.jpg > stream 2> said &
	trap - USR1
	kill -USR1 $!
	wait $!
	[ ! -s said ]
	tgthumb -j2 *.jpg *.jpg *.jpg > stream 2> said &
	thumb=$!
	within grep -q . stream
	while kill -USR1 $thumb 2> /dev/null; do :; done
	wait $thumb
	[ "$(wc -l < said)" -gt 1 ]
	[ "$(grep -cE '^tgthumb: [0-9]+ of 150 \([0-9]+%\)(, .*)?$' said)" -eq "$(wc -l < said)" ]
	try 0 tgsink out.txt < stream
	[ "$(wc -l < out.txt)" -eq 150 ]
}

@test "Ctrl-C leaves an empty row" {
	pipeline_on 80
	within shows '^1 done$'
	kill -STOP "$worker"
	printf '%s\0' "$PWD/a.jpg" "$PWD/a.jpg" >&7
	sleep 0.3
	printf '\003' >&8
	# From here on nothing is drawn, so that a second one would leave nothing.
	within sh -c 'tail -c 4 screen | grep -qaF "$(printf "\r\033[J")"'
	sleep 0.3
	nothing_left
	kill -CONT "$worker"
	ends 130
	within has_items 4 stream
	nothing_left
}
