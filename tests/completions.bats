#!/usr/bin/env bats
# The completions: that they know the options that --help knows, and what each takes,
# and that the shells take them.

load helper

COMPLETIONS=$TOP/tools/completions

# need SHELL: skips the test where there is none.
need() {
	type -P "$1" > /dev/null || skip "$1 is not installed"
}

# options TOOL: each option of its --help, and what it takes: file, folder, value or -.
options() {
	"$1" --help | awk '
		/^ +--?[a-zA-Z0-9]/ {
			takes = "-"
			if (match($0, /--[a-z-]+[= ][A-Z][A-Za-z]*/)) {
				takes = substr($0, RSTART, RLENGTH)
				sub(/.*[= ]/, "", takes)
				takes = takes == "FILE" ? "file" : takes ~ /^(FOLDER|DIR)$/ ? "folder" : "value"
			}
			if (match($0, /^ +-[a-zA-Z0-9]/))
				print substr($0, RLENGTH - 1, 2), takes
			match($0, /--[a-z-]+/)
			print substr($0, RSTART, RLENGTH), takes
		}' | sort
}

# same TOOL: standard input, of lines as options writes them, tells the options of TOOL.
same() {
	diff <(options "$1") <(sort)
}

# complete_bash TOOL WORD...: what bash offers for the last WORD.
complete_bash() {
	bash -c '
		. "$0"
		compopt() { echo "compopt $*"; }
		COMP_WORDS=("$@") COMP_CWORD=$(($# - 1))
		_tg "$1" "${@: -1}" "${@: -2:1}"
		[ ${#COMPREPLY[@]} -eq 0 ] || printf "%s\n" "${COMPREPLY[@]}"' "$COMPLETIONS/tg.bash" "$@"
}

# complete_zsh TEXT...: what each TEXT becomes by a TAB in a zsh that has a terminal.
complete_zsh() {
	timeout 60 zsh -f -c '
		zmodload zsh/zpty
		zpty shell zsh -f -i
		zpty -w shell "PROMPT= RPROMPT=; fpath=(${(q)0} \$fpath); autoload -U compinit; compinit -D -u
			show() { print; print -r -- \"<<\$BUFFER>>\"; BUFFER= }; zle -N show
			bindkey ^X show; bindkey ^I complete-word; print ready\$((1 + 1))"
		zpty -r shell line "*ready2*"
		for text; do
			zpty -n -w shell "$text"$'\''\t\030'\''
			zpty -r shell line "*<<*>>*"
			line=${line##*<<}
			print -r -- "${line%%>>*}"
		done
		zpty -d shell' "$COMPLETIONS" "$@" 3>&-
}

# complete_fish TEXT: what fish offers for it.
complete_fish() {
	HOME=$BATS_TEST_TMPDIR fish --no-config -c '
		for file in $argv[2..]; source $file; end
		complete -C $argv[1]' "$1" "$COMPLETIONS"/*.fish | cut -f 1
}

@test "--help is read as these tests think" {
	for tool in tgwalk tgthumb tgsink; do
		options "$tool" > list
		[ "$(grep -c -- '^--' list)" -eq "$("$tool" --help | grep -cE '^ +-(.*--|-)')" ]
		[ "$(grep -c -- '^-[^-]' list)" -eq "$("$tool" --help | grep -c '^  -')" ]
	done
	options tgwalk > list
	grep -qx -- '-n file' list
	grep -qx -- '--extension value' list
	grep -qx -- '-q -' list
	options tgthumb > list
	grep -qx -- '--output folder' list
	grep -qx -- '--jobs value' list
}

@test "bash: the options of each tool, and what they take" {
	bash -n "$COMPLETIONS/tg.bash"
	for tool in tgwalk tgthumb tgsink; do
		complete_bash "$tool" - | while read -r option; do
			takes=$(bash -c '. "$0"; _tg_value "$@"' "$COMPLETIONS/tg.bash" "$tool" "${option%=}") || takes=-
			# A long option that takes something goes on after =.
			case $option in
			--*=) [ "$takes" != - ] ;;
			--*) [ "$takes" = - ] ;;
			esac || echo "$option, which takes $takes"
			case $takes in - | file | folder) ;; *) takes=value ;; esac
			echo "${option%=} $takes"
		done | same "$tool"
	done
}

@test "bash: words, files and folders" {
	try 0 complete_bash tgsink -f ''
	out_has '^json$'
	try 0 complete_bash tgsink --format = js
	out_is json
	try 0 complete_bash tgsink --format =
	out_has '^json$'
	try 0 complete_bash tgwalk --one
	out_is --one-file-system
	try 0 complete_bash tgthumb -q --jo
	out_is 'compopt -o nospace' --jobs=
	try 0 complete_bash /usr/bin/tgthumb -o ''
	out_is 'compopt -o dirnames'
	try 0 complete_bash tgthumb -j ''
	silent
	for words in 'tgwalk a' 'tgwalk -x a' 'tgwalk -n a' 'tgthumb a' 'tgsink -f json a' 'tgsink -- -a'; do
		# shellcheck disable=SC2086
		try 0 complete_bash $words
		out_is 'compopt -o default'
	done
	try 0 bash -c '. "$0"; complete -p' "$COMPLETIONS/tg.bash"
	for tool in tgwalk tgthumb tgsink; do
		out_has "^complete -F _tg $tool$"
	done
}

@test "bash: each word that is offered is one that the tool takes" {
	for tool in tgwalk tgthumb tgsink; do
		for option in $(options "$tool" | sed -n 's/ value$//p'); do
			for word in $(complete_bash "$tool" "$option" ''); do
				echo "$tool $option $word"
				status=0
				"$tool" "$option" "$word" > "$OUT" 2> "$ERR" || status=$?
				[ $status -ne 2 ]
			done
		done
	done
}

@test "zsh: the options of each tool, and what they take" {
	need zsh
	zsh -n "$COMPLETIONS/_tg"
	[ "$(head -n 1 "$COMPLETIONS/_tg")" = '#compdef tgwalk tgthumb tgsink' ]
	for tool in tgwalk tgthumb tgsink; do
		zsh -f -c 'service=$1; _arguments() { print -rl -- "$@" }; . "$0"' "$COMPLETIONS/_tg" "$tool" |
			grep '\[' > specs
		# Without what it excludes and whether it may come twice; then its name and what follows.
		sed -E -e 's/^\([^)]*\)//' -e 's/^\*//' -e 's/\[[^]]*\]/ /' -e 's/ :[^:]*: $/ number/' \
			-e 's/ :[^:]*:/ /' specs |
			while read -r option action; do
				case $action in
				'') takes=- ;;
				'_files -/') takes=folder ;;
				_files) takes='file' ;;
				*) takes=value ;;
				esac
				case $takes$option in
				-*[+=]) echo "$option takes nothing" ;;
				-*) ;;
				*--*=) ;;
				*--*) echo "$option takes something" ;;
				*+) ;;
				*) echo "$option takes something" ;;
				esac
				echo "${option%[+=]} $takes"
			done | same "$tool"
	done
}

@test "zsh: words, files and folders" {
	need zsh
	mkdir folder
	touch one.jpg
	try 0 complete_zsh 'tgsink -f js' 'tgsink --format=cs' 'tgwalk --one' 'tgwalk -e jpg,pn' 'tgwalk -n on' \
		'tgthumb --output=fo' 'tgthumb -q on' 'tgthumb --jo' 'tgsink on' 'tgsink --nonsense'
	sed -i 's/ *$//' "$OUT"
	out_is 'tgsink -f json' 'tgsink --format=csv' 'tgwalk --one-file-system' 'tgwalk -e jpg,png,' \
		'tgwalk -n one.jpg' 'tgthumb --output=folder/' 'tgthumb -q one.jpg' 'tgthumb --jobs=' \
		'tgsink one.jpg' 'tgsink --nonsense'
}

@test "fish: the options of each tool, and what they take" {
	for tool in tgwalk tgthumb tgsink; do
		script=$COMPLETIONS/$tool.fish
		# A comment, and lines of one form.
		[ "$(grep -cvE "^complete -c $tool (-s . )?-l [a-z-]+ .*-d '[^']+'$" "$script")" -eq 1 ]
		sed -nE "s/^complete -c $tool (-s . )?(-l [a-z-]+) (.*)-d '.*/\1\2 \3/p" "$script" |
			while read -r line; do
				case $line in
				*"-x -a '(__fish_complete_directories)'"*) takes=folder ;;
				*' -r -F') takes='file' ;;
				*' -x'*) takes=value ;;
				*) takes=- ;;
				esac
				sed -nE "s/^-s (.) .*/-\1 $takes/p" <<< "$line"
				sed -E "s/.*-l ([a-z-]+).*/--\1 $takes/" <<< "$line"
			done | same "$tool"
	done
}

@test "fish: words, files and folders" {
	need fish
	mkdir folder
	touch one.jpg
	for file in "$COMPLETIONS"/*.fish; do
		fish --no-config --no-execute "$file"
	done
	try 0 complete_fish 'tgsink -f j'
	out_is json
	try 0 complete_fish 'tgsink --format=j'
	out_is --format=json
	try 0 complete_fish 'tgwalk --one'
	out_is --one-file-system
	try 0 complete_fish 'tgthumb -o '
	out_is folder/
	try 0 complete_fish 'tgwalk -n on'
	out_is one.jpg
	try 0 complete_fish 'tgthumb -q on'
	out_is one.jpg
	try 0 complete_fish 'tgthumb -j '
	out_is
	for tool in tgwalk tgthumb tgsink; do
		diff <(options "$tool" | sed -n 's/ .*//; /^--/p') <(complete_fish "$tool --" | sed 's/=$//' | sort)
	done
}
