# Two engines on loopback, each in a folder of its own, without touching a file
# of the system: Slurm with two nodes, and two ssh servers for GNU parallel.
# Daemons stay in the foreground, so that their pids are known from the start.
# shellcheck shell=bash

# free_port: a port of 127.0.0.1 that nobody listens to.
free_port() {
	local port
	for ((port = 20000 + RANDOM % 10000; ; port++)); do
		(exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || break
	done
	echo "$port"
}

# slurm_start DIR: munged, slurmctld and the nodes n1 and n2 of two CPUs each;
# jobs can be submitted when it returns. SLURM_CONF is exported.
slurm_start() {
	local dir=$1 host node
	host=$(hostname -s)
	mkdir -p "$dir"/{state,spool,log,munge}
	chmod 700 "$dir/munge"
	(umask 077 && head -c 128 /dev/urandom > "$dir/munge/key")
	# The path to a socket must be short, and its folder open to all.
	SLURM_RUN=$(mktemp -d /tmp/tg-slurm.XXXXXX)
	chmod 755 "$SLURM_RUN"
	cat > "$dir/slurm.conf" << EOT
ClusterName=tg
SlurmctldHost=$host(127.0.0.1)
SlurmctldPort=$(free_port)
SlurmUser=$(id -un)
SlurmdUser=$(id -un)
AuthType=auth/munge
AuthInfo=socket=$SLURM_RUN/munge
CredType=cred/munge
StateSaveLocation=$dir/state
SlurmdSpoolDir=$dir/spool/%n
SlurmctldPidFile=$SLURM_RUN/slurmctld.pid
SlurmdPidFile=$SLURM_RUN/slurmd-%n.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
SlurmdParameters=config_overrides
ReturnToService=2
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SchedulerParameters=bf_interval=1,sched_interval=1,batch_sched_delay=0
MpiDefault=none
NodeName=n1 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 RealMemory=500
NodeName=n2 NodeHostname=$host NodeAddr=127.0.0.1 Port=$(free_port) CPUs=2 RealMemory=500
PartitionName=all Nodes=ALL Default=YES MaxTime=10 State=UP
EOT
	# For slurmd where no cgroup of version 2 is mounted.
	echo 'CgroupPlugin=cgroup/v1' > "$dir/cgroup.conf"
	export SLURM_CONF=$dir/slurm.conf
	daemon munged "$dir" munged --foreground --force --key-file="$dir/munge/key" --socket="$SLURM_RUN/munge" \
		--pid-file="$SLURM_RUN/munged.pid" --seed-file="$dir/munge/seed"
	within test -S "$SLURM_RUN/munge" || return
	daemon slurmctld "$dir" slurmctld -D
	for node in n1 n2; do daemon $node "$dir" slurmd -D -N $node; done
	within slurm_is_up
}

# daemon NAME DIR COMMAND...: runs COMMAND in the background, as ${pid_of[NAME]}. What it
# starts stays below it.
declare -gA pid_of
daemon() {
	local name=$1 log=$2/log/$1
	shift 2
	"$BUILD/data/adopt" "$(PATH=$PATH:/usr/sbin:/sbin type -P "$1")" "${@:2}" > "$log" 2>&1 3>&- &
	pid_of[$name]=$!
}

slurm_is_up() {
	[ "$(sinfo -h -t idle -o %D)" = 2 ]
}

# node_dies NAME: the daemon and all that runs below it, as when the power fails.
node_dies() {
	local child children
	while children=$(pgrep -P "${pid_of[$1]}"); do
		for child in $children; do kill_tree "$child"; done
	done
	wait "${pid_of[$1]}" || true
	unset "pid_of[$1]"
}

# engines_stop: all that was started here. What daemons would still save is of no use.
engines_stop() {
	local name
	for name in "${!pid_of[@]}"; do node_dies "$name"; done
	[ -z "${SLURM_RUN:-}" ] || rm -rf "$SLURM_RUN"
}

# kill_tree PID: kills it and all below it. Who has stopped forks no more.
kill_tree() {
	local child
	kill -STOP "$1" 2> /dev/null || return 0
	for child in $(pgrep -P "$1"); do kill_tree "$child"; done
	kill -KILL "$1" 2> /dev/null || true
}

# ssh_start DIR: the ssh servers of nodes n1 and n2, which `ssh -F DIR/config n1`
# reaches without a question, and the file DIR/nodes for parallel --sshloginfile.
# A node knows its name as TG_NODE, and finds commands in our PATH.
ssh_start() {
	local dir=$1 node port
	mkdir -p "$dir/log"
	# OpenSSH asks for this folder when root starts it; packages make it at boot.
	[ "$(id -u)" -ne 0 ] || mkdir -p /run/sshd
	ssh-keygen -q -t ed25519 -N '' -f "$dir/key"
	for node in n1 n2; do
		port=$(free_port)
		cat > "$dir/$node.conf" << EOT
ListenAddress 127.0.0.1
Port $port
HostKey $dir/key
AuthorizedKeysFile $dir/key.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
SetEnv TG_NODE=$node
EOT
		cat >> "$dir/config" << EOT
Host $node
	HostName 127.0.0.1
	Port $port
EOT
		echo "ssh -F $dir/config $node" >> "$dir/nodes"
		daemon $node "$dir" sshd -D -e -f "$dir/$node.conf"
	done
	cat >> "$dir/config" << EOT
Host *
	IdentityFile $dir/key
	IdentitiesOnly yes
	BatchMode yes
	StrictHostKeyChecking no
	UserKnownHostsFile /dev/null
	LogLevel ERROR
EOT
	for node in n1 n2; do within ssh -F "$dir/config" $node true || return; done
}
