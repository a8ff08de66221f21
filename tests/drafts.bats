#!/usr/bin/env bats
# Temporary names, which are needed where files cannot be without one: here, by
# taking away /proc, through which a file without a name gets one.

load helper

# nameless COMMAND...: runs COMMAND where there is no /proc.
nameless() {
	unshare --mount sh -c 'mount -t tmpfs none /proc && exec "$@"' sh "$@"
}

need_nameless() {
	! sanitized || skip "sanitizers want /proc"
	nameless true 2> /dev/null || skip "no mount namespaces for this user"
}

@test "thumbnails and listing are the same where files need names" {
	need_nameless
	picture p/a.jpg 400x300
	picture p/b.png 300x200
	pipeline 'tgwalk p | tgthumb | tgsink out.txt'
	try 0 nameless bash -c 'tgwalk p | tgthumb -o other | tgsink out2.txt'
	cmp out.txt out2.txt
	diff -r thumbnails other
	records 2 0 0 0 | head -c -1 > cut
	try 3 nameless bash -c "tgsink out2.txt < cut"
	[ -e out2.txt.partial ]
	[ -z "$(find . -name '.tg-*')" ]
}

@test "what a killed run left is swept, and nothing else" {
	need_nameless
	picture p/a.jpg 400x300
	mkdir thumbnails
	for folder in thumbnails .; do
		touch $folder/.tg-0123456789abcdef.tmp $folder/.tg-0123456789abcdeg.tmp $folder/.tg-0.tmp
	done
	try 0 nameless bash -c 'tgwalk p | tgthumb | tgsink out.txt'
	for folder in thumbnails .; do
		[ ! -e $folder/.tg-0123456789abcdef.tmp ]
		[ -e $folder/.tg-0123456789abcdeg.tmp ]
		[ -e $folder/.tg-0.tmp ]
	done
}

@test "a live run's draft is not swept" {
	need_nameless
	records 2 0 0 0 > stream
	mkfifo in
	nameless tgsink slow.txt < in &
	sink=$!
	exec 9> in
	head -c 50 stream >&9
	until [ -n "$(find . -name '.tg-*')" ]; do sleep 0.02; done
	try 0 nameless tgsink fast.txt < stream
	[ -n "$(find . -name '.tg-*')" ]
	tail -c +51 stream >&9
	exec 9>&-
	wait "$sink"
	cmp slow.txt fast.txt
	[ -z "$(find . -name '.tg-*')" ]
}
