#!/bin/bash
# completion - what bash has to know to complete echoappctl's arguments.
#
#	scripts/completion.sh TOOL
#
# It is made of what the tool says of itself, and so never lags behind.
set -eu
[ $# = 1 ] || {
	echo "usage: scripts/completion.sh TOOL" >&2
	exit 100
}

# options COMMAND: those that its help has, a line
options() {
	"$tool" "$1" --help | grep -oE -- '(^|[ [,])--[a-z][a-z-]*' |
		grep -oE -- '--[a-z-]+' | sort -u | tr '\n' ' '
}

tool=$1
# Whatever is wrong with a configuration is no reason to be silent.
export ECHOAPP_CONF=/nonexistent
commands=$("$tool" --help | sed -n 's/^  \([a-z]*\) .*/\1/p' | tr '\n' ' ')
common='--state --conf --json --help'

cat <<END
# echoappctl - completes its commands and their options, in bash.
_echoappctl()
{
	local at=1 words='$commands$common'

	while ((at < COMP_CWORD)); do
		case \${COMP_WORDS[at]} in
		--state | --conf)
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
	printf "\t%s)\n\t\twords='%s--json --help'\n\t\t;;\n" \
		"$c" "$(options "$c")"
done
cat <<'END'
	*)
		words=
		;;
	esac
	mapfile -t COMPREPLY < <(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}")
}
# Where there is no such word a file is meant.
complete -o default -F _echoappctl echoappctl
END
