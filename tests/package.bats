#!/usr/bin/env bats
# The Debian package that make deb builds: what is in it, that it says what it needs, and
# that it comes and goes without a trace.

load helper

# The package is built once, for all tests.
setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	! sanitized || return 0
	type -P dpkg-shlibdeps > /dev/null || return 0
	package first
}

# package NAME: builds the package, as NAME.deb in this folder.
package() {
	DEBFULLNAME='A. Nobody' DEBEMAIL=nobody@example.org SOURCE_DATE_EPOCH=1700000000 \
		make --no-print-directory -s -C "$TOP" B="${BUILD#"$TOP"/}" deb
	mv "$BUILD"/deb/tg_*.deb "$1.deb"
}

setup() {
	sanitized && skip "sanitizers are not what is packaged"
	type -P dpkg-shlibdeps > /dev/null || skip "dpkg-shlibdeps is not installed"
	cd "$BATS_TEST_TMPDIR" || return
	deb=$BATS_FILE_TMPDIR/first.deb
}

field() {
	dpkg-deb --field "$deb" "$1"
}

files_in() {
	(cd "$1" && find . ! -type d | sort)
}

@test "its name, its version and its maker" {
	[ "$(field Package)" = tg ]
	[ "$(field Version)" = "$(sed -n 's/^VERSION := //p' "$TOP/Makefile")-0local1" ]
	[ "$(field Maintainer)" = 'A. Nobody <nobody@example.org>' ]
	[ "$(field Architecture)" = "$(dpkg --print-architecture)" ]
	dpkg-deb -x "$deb" tree
	[ "$(tree/usr/bin/tgwalk --version)-0local1" = "tgwalk $(field Version)" ]
	try 0 zcat tree/usr/share/doc/tg/changelog.Debian.gz
	out_has "^tg \($(field Version)\) "
	out_has '^ -- A. Nobody <nobody@example.org>  Tue, 14 Nov 2023 22:13:20 \+0000$'
}

@test "it depends on each library that its programs are linked with" {
	dpkg-deb -x "$deb" tree
	objdump -p tree/usr/bin/* | awk '$1 == "NEEDED" { print $2 }' | sort -u > libraries
	grep -q '^libc\.' libraries && grep -q '^libjpeg\.' libraries
	while read -r library; do
		owner=$(dpkg -S "*/$library" | sed -n 's/:.*//p' | sort -u)
		echo "$library of $owner"
		field Depends | tr ',' '\n' | grep -qE "^ ?($(paste -sd '|' <<< "$owner"))( |\$)"
	done < libraries
}

@test "it holds what make install puts there, in Debian's places" {
	make --no-print-directory -s -C "$TOP" B="${BUILD#"$TOP"/}" install DESTDIR="$PWD/installed" PREFIX=/usr
	files_in installed | sed -E -e 's,(/man/.*),\1.gz,' -e 's,zsh/site-functions,zsh/vendor-completions,' \
		-e 's,doc/tg/LICENSE,doc/tg/copyright,' > want
	echo ./usr/share/doc/tg/changelog.Debian.gz >> want
	dpkg-deb -x "$deb" tree
	diff <(sort want) <(files_in tree)
	gzip -dc tree/usr/share/man/man7/tg.7.gz | cmp - "$TOP/man/tg.7"
	grep -qF "$(sed -n 's/^Copyright (c) //p' "$TOP/LICENSE")" tree/usr/share/doc/tg/copyright
	[ "$(sed -n '/^Permission/,$p' "$TOP/LICENSE" | tr -d '\n')" = \
		"$(sed -n '/^ Permission/,$s/^ \.\?//p' tree/usr/share/doc/tg/copyright | tr -d '\n')" ]

	# All is root's, and only root may change it.
	dpkg-deb -c "$deb" > listing
	run ! grep -vE '^[-dl]rw[-x]r-[-x]r-[-x] root/root ' listing
	# Its parts are there; neither sources nor symbols are.
	run ! grep -E '\.[cho]$|/demo/' listing
	[ -z "$(nm tree/usr/bin/tgthumb 2> /dev/null)" ]
}

@test "its checksums are those of its files" {
	dpkg-deb -R "$deb" tree
	(cd tree && md5sum --quiet -c DEBIAN/md5sums)
	diff <(cd tree && find usr ! -type d | sort) <(sed 's/^[^ ]*  //' tree/DEBIAN/md5sums | sort)
	size=$(du -k --apparent-size -s tree/usr | cut -f 1)
	[ "$(field Installed-Size)" -ge $((size - 40)) ] && [ "$(field Installed-Size)" -le $((size + 40)) ]
}

@test "the same tree gives the same package" {
	package second
	cmp "$deb" second.deb
}

@test "it is installed and purged without a trace" {
	[ "$(id -u)" -eq 0 ] || skip "only root can install a package"
	mkdir -p root/var/lib/dpkg/{info,updates}
	touch root/var/lib/dpkg/status
	dpkg_there() {
		dpkg --root="$PWD/root" --force-depends --force-script-chrootless --log=/dev/null "$@"
	}
	try 0 dpkg_there -i "$deb"
	[ "$(dpkg-query --admindir=root/var/lib/dpkg -W -f '${db:Status-Status}' tg)" = installed ]
	try 0 dpkg_there --verify tg
	out_is
	picture photos/a.jpg 300x200
	try 0 pipeline 'PATH=$PWD/root/usr/bin:$PATH; tgwalk photos | tgthumb | tgsink'
	out_has ': .*/photos/a.jpg$'
	try 0 dpkg_there --purge tg
	[ ! -e root/usr ]
	[ "$(find root -mindepth 1 -maxdepth 1)" = root/var ]
	run ! dpkg-query --admindir=root/var/lib/dpkg -W tg
}

@test "lintian has nothing to say" {
	type -P lintian > /dev/null || skip "lintian is not installed"
	try 0 lintian --allow-root --fail-on error,warning,info,pedantic "$deb"
	silent
}
