#!/usr/bin/env bats
# What the workers of the tgthumb that ships may not do, what a slow or dead one
# costs, and how the tools were built. What an intruder gets is tests/unit/sandbox.c.

load helper

# begin_run OPTION...: a tgthumb with one worker that has made one thumbnail and waits
# for more paths on descriptor 9; $run and $worker are the processes.
begin_run() {
	picture a.jpg 300x200
	mkfifo paths
	tgthumb -0 -j1 "$@" < paths > records 2> messages &
	run=$!
	exec 9> paths
	printf 'a.jpg\0' >&9
	await grep -q a.jpg records
	worker=$(pgrep -P "$run")
}

# end_run STATUS: no more paths; it exits with STATUS.
end_run() {
	local status=0
	exec 9>&-
	wait "$run" || status=$?
	[ "$status" -eq "$1" ]
}

# await COMMAND...: until it succeeds; the test's time limit bounds it.
await() {
	until "$@" 2> /dev/null; do sleep 0.02; done
}

teardown() {
	exec 9>&-
	[ -z "${run:-}" ] || kill -KILL "$run" 2> /dev/null || true
}

@test "a worker has no privileges, no files but its own, and seccomp" {
	sanitized && skip "the sandbox is off in a build with sanitizers"
	begin_run
	[ "$(awk '/^NoNewPrivs:/ { print $2 }' "/proc/$worker/status")" = 1 ]
	[ "$(awk '/^CapEff:/ { print $2 }' "/proc/$worker/status")" = 0000000000000000 ]
	[ "$(awk '/^Seccomp:/ { print $2 }' "/proc/$worker/status")" = 2 ]
	[ "$(awk '/^Max file size/ { print $4 }' "/proc/$worker/limits")" = 0 ]
	[ "$(awk '/^Max core file size/ { print $5 }' "/proc/$worker/limits")" = 0 ]
	[ "$(awk '/^Max processes/ { print $3 }' "/proc/$worker/limits")" = 0 ]
	[ "$(awk '/^Max cpu time/ { print $4 }' "/proc/$worker/limits")" -lt 100 ]
	[ "$(awk '/^Max address space/ { print $4 }' "/proc/$worker/limits")" != unlimited ]
	end_run 0
}

@test "a worker inherits no descriptor but its socket" {
	sanitized && skip "standard error is kept for reports"
	begin_run
	[ -r "/proc/$worker/fd" ] || skip "only root sees into a worker"
	for fd in 0 1 2; do [ "$(readlink "/proc/$worker/fd/$fd")" = /dev/null ]; done
	[[ $(readlink "/proc/$worker/fd/3") == socket:* ]]
	[ "$(find "/proc/$worker/fd" -mindepth 1 | wc -l)" -eq 4 ]
	end_run 0
}

@test "--no-sandbox leaves the workers as they are" {
	begin_run --no-sandbox
	[ "$(awk '/^Seccomp:/ { print $2 }' "/proc/$worker/status")" = "$(awk '/^Seccomp:/ { print $2 }' /proc/self/status)" ]
	[ "$(awk '/^NoNewPrivs:/ { print $2 }' "/proc/$worker/status")" = "$(awk '/^NoNewPrivs:/ { print $2 }' /proc/self/status)" ]
	end_run 0
}

@test "a kernel that lacks a part of the sandbox is one warning" {
	sanitized && skip "the sandbox is off in a build with sanitizers"
	picture a.jpg 300x200
	picture b.jpg 301x200
	try 0 "$BUILD/data/without" landlock tgthumb a.jpg b.jpg
	err_is "tgthumb: this kernel has no Landlock: the workers' sandbox is weaker"
	try 0 "$BUILD/data/without" seccomp tgthumb a.jpg b.jpg
	err_is "tgthumb: this kernel has no seccomp: the workers' sandbox is weaker"
	try 0 "$BUILD/data/without" landlock "$BUILD/data/without" seccomp tgthumb a.jpg b.jpg
	err_is "tgthumb: this kernel has no Landlock and no seccomp: the workers' sandbox is weaker"
	try 0 "$BUILD/data/without" landlock tgthumb --no-sandbox a.jpg b.jpg
	err_is
}

@test "a sandbox that cannot be entered is no file's fault, and ends the run" {
	sanitized && skip "the sandbox is off in a build with sanitizers"
	picture a.jpg 300x200
	try 2 "$BUILD/data/without" capset tgthumb a.jpg a.jpg
	err_is 'tgthumb: worker: limits: Operation not permitted'
	text "$OUT" | tail -1 | cut -f3- | grep -qx 'incomplete	0	0	0	0	0'
}

@test "a picture that takes too long fails, and the next one gets a new worker" {
	begin_run -t 1
	picture slow.jpg 300x200
	picture next.jpg 301x200
	kill -STOP "$worker"
	printf 'slow.jpg\0next.jpg\0' >&9
	end_run 1
	text records > lines
	grep -qE $'^f\t.*\ttimeout\ttook over 1 s\t.*/slow.jpg$' lines
	grep -qE $'^t\t.*/next.jpg$' lines
	[ "$(cat messages)" = "tgthumb: $PWD/slow.jpg: took over 1 s" ]
	run ! kill -0 "$worker" 2> /dev/null
}

@test "a worker that is killed while it waits costs no file" {
	begin_run
	kill -KILL "$worker"
	await grep -q '^State:.Z' "/proc/$worker/status"
	printf 'a.jpg\0' >&9
	end_run 0
	[ "$(text records | grep -c '^t')" -eq 2 ]
	[ ! -s messages ]
}

# bytes_read PID: what it has read so far.
bytes_read() {
	awk '/^rchar:/ { print $2 }' "/proc/$1/io"
}

has_read_more() {
	[ "$(bytes_read "$1")" -gt "$2" ]
}

@test "a worker that dies of its file costs that file" {
	begin_run
	within asleep "$run"
	kill -STOP "$worker"
	before=$(bytes_read "$run")
	printf 'a.jpg\0' >&9
	# The path was read and the file sent, when tgthumb waits for something again.
	within has_read_more "$run" "$before"
	within asleep "$run"
	kill -SEGV "$worker"
	kill -CONT "$worker"
	end_run 1
	text records > lines
	[ "$(grep -c '^t' lines)" -eq 1 ]
	[ "$(grep -cE $'^f\t.*\tcrash\t' lines)" -eq 1 ]
}

@test "a worker is replaced after a thousand files" {
	begin_run
	for ((i = 0; i < 999; i++)); do printf 'a.jpg\0'; done >&9
	await eval '[ "$(text records | grep -c ^t)" -eq 1000 ]'
	[ "$(pgrep -P "$run")" = "$worker" ]
	printf 'a.jpg\0' >&9
	await eval '[ "$(text records | grep -c ^t)" -eq 1001 ]'
	[ "$(pgrep -P "$run")" != "$worker" ]
	end_run 0
}

@test "tgthumb is a position independent executable, all relocations read-only" {
	sanitized && skip "not a build that ships"
	for tool in tgwalk tgthumb tgsink; do
		readelf -hldW "$BUILD/$tool" > "$tool.elf"
		grep -qE 'Type: +DYN' "$tool.elf"
		grep -q GNU_RELRO "$tool.elf"
		grep -q BIND_NOW "$tool.elf"
		grep -qE 'GNU_STACK .* RW ' "$tool.elf"
		readelf -sW "$BUILD/$tool" > "$tool.symbols"
		grep -q __stack_chk_fail "$tool.symbols"
		grep -q '_chk@' "$tool.symbols"
	done
}
