#!/usr/bin/env bats
# The architecture, asked of the sources and of libtg.a: who may include whom, who
# prints, what the names are, how long a file is.

load helper

layers=(base stream listing walk image codec work)

setup() {
	cd "$TOP" || return
}

# nothing COMMAND...: COMMAND writes not a line; what it writes is what is wrong.
nothing() {
	local found
	found=$("$@" 2>&1) || true
	[ -z "$found" ] && return
	printf '%s\n' "$found"
	return 1
}

# includes FILE...: FILE:WHAT for each include, WHAT still in its <> or "".
includes() {
	awk '/^[ \t]*#[ \t]*include/ {
		sub(/^[^<"]*/, ""); sub(/[^>"]*$/, ""); print FILENAME ":" $0
	}' "$@"
}

# symbols OPTION...: MEMBER NAME SECTION of the symbols in libtg.a, sections - where undefined.
symbols() {
	nm --format=sysv "$@" "$BUILD/libtg.a" | awk -F '|' '
		/\[.*\]:$/ { member = $0; sub(/.*\[/, "", member); sub(/\]:$/, "", member) }
		NF == 7 && $1 !~ /^Name/ {
			for (i = 1; i <= NF; i++) gsub(/ /, "", $i)
			print member, $1, $7
		}'
}

plain() {
	! sanitized || skip "asked of a build without sanitizers, which bring their own symbols"
}

@test "every folder of lib is a layer, and every file is in one" {
	folders=$(find lib -mindepth 1 -maxdepth 1 | sed 's/^lib.//' | sort)
	[ "$folders" = "$(printf '%s\n' "${layers[@]}" | sort)" ]
	nothing find lib -mindepth 2 ! -name '*.[ch]' ! -path lib/listing/page.css ! -path lib/listing/page.js
}

@test "an include names a file of lib in its own layer or in one before it" {
	upwards() {
		includes lib/*/*.[ch] | grep '"' | while IFS=: read -r file what; do
			from=${file#lib/} from=${from%%/*}
			to=${what#\"} to=${to%%/*}
			[[ "$what" == */* && " ${layers[*]} " =~ \ $to\ (.*\ )?$from\  || $from == "$to" ]] ||
				echo "$file includes $what"
		done
	}
	nothing upwards
}

@test "tgwalk and tgsink know nothing of pictures and workers" {
	[ -f tools/tgwalk.c ]
	[ -f tools/tgsink.c ]
	nothing grep -E '#include "(image|codec|work)/' tools/tgwalk*.[ch] tools/tgsink*.[ch]
}

# tests/packages knows whose the headers are. png.h and jpeglib.h may be in two rooms, since a
# file is read in one and written in another, and the two share no call of the library.
@test "a library's header is included by one .c of ours" {
	headers=$(sed -n 's/.* library:[^:]*:\([^ ]*\) .*/\1/p' tests/packages)
	[[ $headers == *jpeglib.h* ]]
	guests() {
		for header in $headers; do
			hosts=$(includes lib/*/*.[ch] tools/*.c | sed -n "s|:<$header>\$||p")
			allowed=1
			[[ $header == png.h || $header == jpeglib.h ]] && allowed=2
			[ "$(grep -c '\.c$' <<< "$hosts")" -le $allowed ] || printf '%s\n' "<$header>:" "$hosts"
			! grep '\.h$' <<< "$hosts"
		done
	}
	nothing guests
}

@test "a .c of lib includes its own header first" {
	strangers() {
		for file in lib/*/*.c; do
			own=${file#lib/}
			[ "$(includes "$file" | head -n 1)" = "$file:\"${own%.c}.h\"" ] || echo "$file"
		done
	}
	nothing strangers
}

@test "a header has its guard and compiles alone" {
	loose() {
		for file in lib/*/*.h; do
			guard=${file#lib/} guard=${guard%.h} guard=TG_${guard^^} guard=${guard//\//_}_H
			[ "$(grep -m 2 '^#' "$file")" = "#ifndef $guard"$'\n'"#define $guard" ] ||
				echo "$file is not guarded by $guard"
			${CC:-cc} -std=c11 -D_GNU_SOURCE -iquote lib -Wall -Wextra -Werror -fsyntax-only \
				-x c - <<< "#include \"${file#lib/}\"" || echo "$file does not compile alone"
		done
	}
	nothing loose
}

@test "a file begins by saying what lives there" {
	mute() {
		for file in lib/*/*.[ch] tools/*.[ch] tests/unit/*.c; do
			[ -f "$file" ] && [ "$(head -c 2 "$file")" != "/*" ] && echo "$file"
		done
	}
	nothing mute
}

@test "no struct hides behind a typedef" {
	nothing grep -rnE 'typedef (struct|union|enum)' lib tools
}

@test "main has at most 60 lines, a file of lib at most 500" {
	long() {
		for tool in tgwalk tgthumb tgsink; do
			file=tools/$tool.c
			n=$(awk '/^main\(/ { on = 1 } on { n++ } /^}/ { on = 0 } END { print n + 0 }' "$file")
			[ "$n" -gt 1 ] && [ "$n" -le 60 ] || echo "$file: main has $n lines"
		done
		wc -l lib/*/*.[ch] | awk '$2 != "total" && $1 > 500'
	}
	nothing long
}

@test "every global symbol of libtg.a starts with tg_" {
	plain
	[ "$(symbols -g --defined-only | grep -c ' tg_')" -gt 20 ]
	others() {
		symbols -g --defined-only | grep -v ' tg_'
	}
	nothing others
}

# Two rooms may what the others may not: base/output hands out stdout where it was
# asked for, and a worker, a process of its own, leaves with _exit.
@test "lib does not print, exit or look at the environment" {
	plain
	[ "$(symbols -u | grep -c ' memcpy ')" -gt 0 ]
	loud() {
		symbols -u | sed -E 's/ _+(.*)_chk / \1 /' | grep -vx 'output.o stdout [^ ]*' | grep -E \
			-e ' (std(in|out|err)|v?printf|v?dprintf|puts|putchar|perror|psignal) ' \
			-e ' (v?errx?|v?warnx?|error|v?syslog) ' \
			-e ' (exit|quick_exit|abort|__assert_fail) ' \
			-e ' (secure_getenv|getenv|setenv|environ|getopt|getopt_long|opt(arg|ind|err)) ' \
			-e ' program_invocation(_short)?_name '
		symbols -u | grep -E ' (_exit|_Exit) ' | while read -r member what _; do
			[ -f "lib/work/${member%.o}.c" ] || echo "$member: $what"
		done
	}
	nothing loud
}

@test "nothing at file scope changes, but for a flag that a signal sets" {
	plain
	[ "$(symbols --defined-only | grep -c ' \.rodata$')" -gt 0 ]
	state() {
		symbols --defined-only | grep -E ' (\.data|\.bss|\.tdata|\.tbss|\*COM\*)$' |
			while read -r member name section; do
				grep -qE "^static volatile sig_atomic_t ${name%%.*};" lib/*/"${member%.o}.c" ||
					echo "$member: $name in $section"
			done
	}
	nothing state
}
