#!/usr/bin/env bats
# The house around the tools: what make installs, when it builds, what tests/packages
# says on another system, and that the manual pages are well-formed.

load helper

# house ARGUMENT...: the project's make, building where the tools under test are.
house() {
	make --no-print-directory -C "$TOP" B="${BUILD#"$TOP"/}" "$@"
}

files_in() {
	(cd "$1" && find . -type f | sort)
}

@test "install puts all there, uninstall leaves no file" {
	root="$BATS_TEST_TMPDIR/a root"
	try 0 house install DESTDIR="$root" PREFIX=/usr
	err_is
	mapfile -t examples < <(cd "$TOP" && find examples -path examples/demo -prune -o -type f -printf './share/doc/tg/%p\n' | sort)
	try 0 files_in "$root/usr"
	out_is ./bin/tgsink ./bin/tgthumb ./bin/tgwalk \
		./share/bash-completion/completions/tg{sink,thumb,walk} \
		./share/doc/tg/{LICENSE,README.md} "${examples[@]}" \
		./share/fish/vendor_completions.d/tg{sink,thumb,walk}.fish \
		./share/man/man1/tgsink.1 ./share/man/man1/tgthumb.1 ./share/man/man1/tgwalk.1 \
		./share/man/man5/tgstream.5 ./share/man/man7/tg.7 ./share/zsh/site-functions/_tg
	# Programs may be run, and nothing else.
	[ "$(find "$root" -type f -perm -u+x | grep -vc -e /bin/ -e /examples/)" -eq 0 ]
	[ -x "$root/usr/share/doc/tg/examples/duplicates" ] && [ ! -x "$root/usr/share/doc/tg/examples/Makefile" ]
	touch "$root/usr/bin/other"
	try 0 house uninstall DESTDIR="$root" PREFIX=/usr
	err_is
	try 0 files_in "$root"
	out_is ./usr/bin/other
	[ ! -e "$root/usr/share/doc/tg" ]
}

@test "what was installed under /usr completes in bash" {
	[ -r /usr/share/bash-completion/bash_completion ] || skip "bash-completion is not installed"
	try 0 house install DESTDIR="$BATS_TEST_TMPDIR/root" PREFIX=/usr
	try 0 env BASH_COMPLETION_USER_DIR="$BATS_TEST_TMPDIR/root/usr/share/bash-completion" bash -c '
		. /usr/share/bash-completion/bash_completion
		_completion_loader tgthumb
		complete -p tgthumb tgsink'
	out_is 'complete -F _tg tgthumb' 'complete -F _tg tgsink'
}

@test "an installed tool says the Makefile's version" {
	version=$(sed -n 's/^VERSION := //p' "$TOP/Makefile")
	try 0 house install DESTDIR="$BATS_TEST_TMPDIR" PREFIX=
	for tool in tgwalk tgthumb tgsink; do
		try 0 "bin/$tool" --version
		[ "$(head -n 1 "$OUT")" = "$tool $version" ]
		err_is
	done
}

@test "make builds what changed, and nothing else" {
	build() {
		make -j2 -C "$BATS_TEST_TMPDIR/tg" SAN= B=build build/libtg.a build/tgsink "$@"
	}
	mkdir tg
	cp -r "$TOP/Makefile" "$TOP/lib" "$TOP/tools" tg
	try 0 build
	out_has '^compile lib/base/fault.c$'
	try 0 build
	run ! grep -E '^(compile|archive|link)' "$OUT"
	touch tg/lib/stream/record.h
	try 0 build
	out_has '^compile lib/stream/record.c$'
	run ! grep -F 'compile lib/base/' "$OUT"
	try 0 build CFLAGS=-O1
	out_has '^compile lib/base/fault.c$'
	rm tg/lib/codec/jpeg.c
	try 0 build CFLAGS=-O1
	out_has '^archive'
	run ! bash -c "ar t tg/build/libtg.a | grep jpeg.o"
}

@test "make help names each target for people" {
	try 0 house help
	for target in all demo check units lint install uninstall deb packages clean help; do
		out_has "^$target  "
	done
}

@test "the manual pages refer to each other, and to no page that is not there" {
	for page in "$TOP"/man/*; do
		ours=$(grep -E '^\.Xr tg' "$page" | awk '{ print $2 "." $3 }' | sort -u)
		[ -n "$ours" ]
		for other in $ours; do
			[ -f "$TOP/man/$other" ]
		done
	done
}

# elsewhere MANAGER: a PATH with no package manager but a MANAGER that installs bats, and
# with all that `tests/packages test` looks for but bats.
elsewhere() {
	mkdir -p bin
	for tool in sh cat grep sort paste env id touch chmod ls \
		$(sed -n 's/^test *command:\([^ ]*\).*/\1/p' "$TOP/tests/packages" | grep -vx bats); do
		ln -sf "$(type -P "$tool")" "bin/$tool"
	done
	printf '#!/bin/sh\necho "%s $*" >> log\n' "$1" > "bin/$1"
	chmod +x "bin/$1"
}

packages() {
	PATH=$PWD/bin "$TOP/tests/packages" "$@"
}

@test "packages: nothing is said where nothing is missing" {
	elsewhere apt-get
	ln -s "$(type -P true)" bin/bats
	try 0 packages test
	silent
	[ ! -e log ]
}

@test "packages: on another system, its line is printed and nothing is run" {
	for pair in 'dnf install bats' 'pacman -S bash-bats' 'apk add bats' 'brew install bats-core'; do
		rm -rf bin
		elsewhere "${pair%% *}"
		try 2 packages test
		out_is
		err_is "Missing: $pair"
		[ ! -e log ]
	done
}

@test "packages: with apt-get, what is missing is installed after saying so" {
	elsewhere apt-get
	ln -s "$(type -P env)" bin/sudo
	echo 'case $* in *install*bats) ln -s /bin/true bin/bats ;; esac' >> bin/apt-get
	ln -s "$(type -P ln)" bin/ln
	try 0 packages test
	out_has '^Installing what is missing: (sudo )?apt-get install bats$'
	err_is
	try 0 packages test
	silent
	[ "$(grep -c . log)" -eq 1 ]
}

@test "packages: lists of packages that are stale are fetched once" {
	elsewhere apt-get
	ln -s "$(type -P env)" bin/sudo
	ln -s "$(type -P ln)" bin/ln
	cat >> bin/apt-get <<- 'EOT'
		case $* in
		*update*) touch fresh ;;
		*install*bats) [ -e fresh ] && ln -s /bin/true bin/bats ;;
		esac
	EOT
	try 0 packages test
	err_is
	[ "$(grep -c update log)" -eq 1 ]
}

@test "packages: what cannot be installed is said, with status 2" {
	elsewhere apt-get
	ln -s "$(type -P env)" bin/sudo
	echo 'echo "E: no such package"; exit 100' >> bin/apt-get
	try 2 packages test
	err_is 'E: no such package' 'Still missing: bats'
}

@test "packages: a set that is none is a mistake" {
	try 2 "$TOP/tests/packages" tset
	out_is
	err_has '^usage: '
}
