#!/bin/bash
# completion - writes bash's completion of echoappctl's arguments.
#
#	scripts/completion.sh TOOL
#
# The commands and options come from the tool's own help.
set -eu
[ $# = 1 ] || {
	echo "usage: scripts/completion.sh TOOL" >&2
	exit 100
}

# options COMMAND: prints the options in its help on one line
options() {
	"$tool" "$1" --help | grep -oE -- '(^|[ [,])--[a-z][a-z-]*' |
		grep -oE -- '--[a-z-]+' | sort -u | tr '\n' ' '
}

tool=$1
# A broken configuration must not break the completion.
export ECHOAPP_CONF=/nonexistent
commands=$("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | tr '\n' ' ')
common='--state --conf --tz --json --help'

cat <<END
# echoappctl - completes its commands and their options, in bash.
_echoappctl()
{
	local at=1 words='$commands$common'

	while ((at < COMP_CWORD)); do
		case \${COMP_WORDS[at]} in
		--state | --conf | --tz)
			((at += 2))
			;;
		-*)
			((at += 1))
			;;
		*)
			break
			;;
		esac
	done
	((at > COMP_CWORD)) && return
	((at < COMP_CWORD)) && case \${COMP_WORDS[at]} in
END
for c in $commands; do
	printf "\t%s)\n\t\twords='%s--tz --json --help'\n\t\t;;\n" \
		"$c" "$(options "$c")"
done
cat <<'END'
	*)
		words=
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
# Where no word matches, bash completes file names.
complete -o default -F _echoappctl echoappctl
END
