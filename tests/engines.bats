#!/usr/bin/env bats
# examples/slurm and examples/parallel on the engines themselves, with two nodes on
# loopback of which one dies in mid-run.

load helper
load engines

# On n2 tgthumb comes to the last byte of its records and no further: only a run that does
# its shares elsewhere, after n2 has died, ever ends. attempts tells who tried what.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	for i in {1..30}; do picture "photos/$i.png" 30x20 $((i * 8)); done
	cp photos/1.png $'photos/tab\tand\nnewline \'"\\.png'
	mkdir 'photos/ä b'
	cp photos/2.png "photos/ä b/\$(x) *.png"
	echo 'no picture' > photos/text
	head -c 300 photos/3.png > photos/broken.png
	tgwalk photos | tgthumb -q -o elsewhere | tgsink once.txt || [ $? -eq 1 ]
	mkdir bin
	cat > bin/tgthumb << EOT
#!/bin/sh
node=\${SLURMD_NODENAME:-\${TG_NODE:-here}}
echo "\$node \$*" >> '$PWD/attempts'
[ \$node = n2 ] || exec '$BUILD/tgthumb' "\$@"
'$BUILD/tgthumb' "\$@" | { head -c -1; echo > '$PWD/stalled'; exec sleep 600; }
EOT
	chmod +x bin/tgthumb
	PATH=$PWD/bin:$PATH
	run='the run'
}

teardown() {
	engines_stop
}

# need COMMAND...: skips the test where one of them is missing.
need() {
	local command
	for command; do
		PATH=$PATH:/usr/sbin:/sbin type -P "$command" > /dev/null || skip "$command is not installed"
	done
}

# shares_on NODE: how many times a share was begun there.
shares_on() {
	grep -c "^$1 .*--shard" attempts
}

@test "Slurm: a node that dies in mid-run, and a rerun of what is missing" {
	need munged slurmctld slurmd sbatch
	slurm_start "$PWD/slurm" || skip "Slurm does not start here: $(tail -qn 1 slurm/log/* | tail -n 1)"
	examples=$TOP/examples/slurm

	# is_over: nothing is queued any more. Slurm keeps back for two minutes what ran on a dead node.
	is_over() {
		for job in $(squeue -h -t pending -n tg -o %i); do scontrol update job="$job" starttime=now || true; done
		[ -z "$(squeue -h)" ]
	}
	completed() {
		[ "$(scontrol -o show job "$1" | grep -c ' JobState=COMPLETED .* ExitCode=0:0 ')" -eq "$2" ]
	}

	"$examples/submit" photos "$run" 8 > job
	within test -e stalled
	array=$(squeue -h -n tg -o %F | sort -u)
	node_dies n2
	scontrol update nodename=n2 state=down reason=power
	within is_over
	cmp once.txt "$run/out.txt"
	[ "$(shares_on n1)" -eq 8 ]
	[ "$(shares_on n2)" -ge 1 ]
	completed "$(cat job)" 1
	# The broken picture is no reason to do its share again.
	completed "$array" 8
	grep -q "broken.png: " "$run"/log/*

	rm "$run/part.2" "$run/out.txt"
	truncate -s -1 "$run/part.5"
	"$examples/resubmit" "$run" > job
	within is_over
	cmp once.txt "$run/out.txt"
	[ "$(shares_on n1)" -eq 10 ]

	# What is whole is not made again, whoever asks.
	"$examples/resubmit" "$run" > job
	within is_over
	completed "$(cat job)" 1
	(cd "$run" && SLURM_ARRAY_TASK_ID=3 "$examples/task" 8)
	[ "$(shares_on n1)" -eq 10 ]
	[ "$(shares_on here)" -eq 0 ]

	# A collation without all of them has failed, and leaves the listing.
	rm "$run/part.4"
	job=$(cd "$run" && sbatch --parsable "$examples/collate")
	within is_over
	scontrol -o show job "$job" | grep -q ' JobState=FAILED '
	grep -q '1 of 8 shares missing: 4' "$run/log/collate_$job"
	cmp once.txt "$run/out.txt"
}

@test "GNU parallel over ssh: a node that dies in mid-run, and a rerun of what is missing" {
	need parallel sshd ssh ssh-keygen
	parallel --version < /dev/null | grep -q '^GNU parallel' || skip "parallel is not GNU parallel"
	export PARALLEL_HOME=$PWD/parallel
	ssh_start "$PWD/ssh" || skip "sshd does not start here: $(tail -qn 1 ssh/log/* | tail -n 1)"
	go() {
		"$TOP/examples/parallel/run" photos "$run" 8 ssh/nodes
	}

	go > said 2>&1 &
	within test -e stalled
	node_dies n2
	status=0
	wait $! || status=$?
	cat said
	[ $status -eq 1 ]
	cmp once.txt "$run/out.txt"
	[ "$(shares_on n1)" -eq 8 ]
	[ "$(shares_on n2)" -ge 1 ]
	grep -q "broken.png: " said

	rm "$run/part.2" "$run/out.txt"
	truncate -s -1 "$run/part.5"
	try 1 go
	cmp once.txt "$run/out.txt"
	[ "$(shares_on n1)" -eq 10 ]
	try 1 go
	[ "$(shares_on n1)" -eq 10 ]
	[ "$(shares_on here)" -eq 0 ]
}
