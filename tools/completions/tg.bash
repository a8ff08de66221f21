# Completion of tgwalk, tgthumb and tgsink for bash.
# shellcheck shell=bash

# _tg_options TOOL: its options; one that takes a value ends in =, if it is long.
_tg_options() {
	case $1 in
	tgwalk) echo -0 --null -e --extension= -l --lines -L --follow -n --newer= -q --quiet \
		-x --one-file-system ;;
	tgthumb) echo -0 --null -f --format= -j --jobs= -l --lines -m --megapixels= -o --output= -p --progress \
		-Q --quality= -q --quiet -r --records= -s --size= -t --timeout= -v --verbose --fan-out --linear --no-orient --no-sandbox --retry --shard= --strict --sync ;;
	tgsink) echo -0 --null -f --format= -q --quiet -r --records= -v --verbose \
		--check --missing --orphans= --sync ;;
	esac
	echo --help --version
}

# _tg_value TOOL OPTION: what it takes: a file, a folder, a number, or one of these words;
# fails where it takes nothing.
_tg_value() {
	case "$1 $2" in
	tgwalk\ -e | tgwalk\ --extension) echo jpg jpeg png ;;
	tgwalk\ -n | tgwalk\ --newer | tg*\ -r | tg*\ --records) echo file ;;
	tgthumb\ -f | tgthumb\ --format) echo png jpeg ;;
	tgthumb\ -[jmQt] | tgthumb\ --quality | tgthumb\ --jobs | tgthumb\ --megapixels | tgthumb\ --timeout | tgthumb\ --shard) echo number ;;
	tgthumb\ -o | tgthumb\ --output) echo folder ;;
	tgthumb\ -s | tgthumb\ --size) echo 100x100 200x200 400x400 640x480 1280x1024 ;;
	tgsink\ --orphans) echo folder ;;
	tgsink\ -f | tgsink\ --format) echo text json csv html records ;;
	*) return 1 ;;
	esac
}

_tg() {
	local tool=${1##*/} word=$2 before=$3 value
	COMPREPLY=()

	# --option=word comes as three words, and as two where word is empty.
	if [[ $word == = ]]; then
		word=''
	elif [[ $before == = ]]; then
		before=${COMP_WORDS[COMP_CWORD - 2]}
	fi
	if [[ " ${COMP_WORDS[*]:0:COMP_CWORD} " == *' -- '* ]]; then
		value='file'
	elif ! value=$(_tg_value "$tool" "$before"); then
		value='file'
		[[ $word == -* ]] && value=$(_tg_options "$tool")
	fi

	case $value in
	file) compopt -o default ;;
	folder) compopt -o dirnames ;;
	number) ;;
	*) mapfile -t COMPREPLY < <(compgen -W "$value" -- "$word") ;;
	esac
	[[ ${#COMPREPLY[@]} -eq 1 && ${COMPREPLY[0]} == *= ]] && compopt -o nospace
	return 0
}

complete -F _tg tgwalk tgthumb tgsink
