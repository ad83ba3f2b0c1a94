#!/bin/bash
# completion - writes a shell's completion of echoappctl's arguments.
#
#	scripts/completion.sh bash|zsh|fish TOOL
#
# The commands and options come from the tool's own help.
set -eu
case $#$1 in
2bash | 2zsh | 2fish) ;;
*)
	echo "usage: scripts/completion.sh bash|zsh|fish TOOL" >&2
	exit 100
	;;
esac

# options COMMAND: prints a line for each option in its help: the option, and
# the value that it takes
options() {
	"$tool" "$1" --help | grep -oE -- '(^|[ [,])--[a-z][a-z-]*( [A-Z]+(=[A-Z]+)?)?' |
		sed 's/^[^-]*//' | sort -r | awk '!seen[$1]++' | sort
}

# option_names COMMAND: prints the options on one line
option_names() {
	options "$1" | cut -d ' ' -f 1 | tr '\n' ' '
}

# explained: prints a line for each command: its name, a tab, its summary
explained() {
	"$tool" --help | sed -n "s/^  \([a-z]*\)  *\(.*\)/\1\t\2/p"
}

shell=$1 tool=$2
# A broken configuration must not break the completion.
export ECHOAPP_CONF=/nonexistent
commands=$(explained | cut -f 1 | tr '\n' ' ')
common='--state --conf --tz --json --help'

write_bash() {
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
	words="$(option_names "$c")--tz --json --help"
	[ "$c" != help ] || words=$commands
	printf "\t%s)\n\t\twords='%s'\n\t\t;;\n" "$c" "$words"
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
}

# zsh_options COMMAND: prints what _arguments takes, each quoted, on one line
zsh_options() {
	options "$1" | while read -r option value; do
		printf " '%s'" "$option${value:+:$value:_files}"
	done
}

write_zsh() {
	cat <<'END'
#compdef echoappctl
# echoappctl - completes its commands and their options, in zsh.

local context state state_descr line
typeset -A opt_args
local -a commands

commands=(
END
	explained | while IFS="$(printf '\t')" read -r name summary; do
		printf "\t'%s:%s'\n" "$name" "${summary//\'/}"
	done
	cat <<'END'
)
_arguments -C '--state:directory:_files -/' '--conf:file:_files' \
	'--tz:time zone:' '--json' '(- *)--help' '(- *)--version' \
	'1: :->command' '*:: :->arguments' && return
case $state in
command)
	_describe command commands
	;;
arguments)
	case $words[1] in
	help)
		_describe command commands
		;;
END
	for c in $commands; do
		[ "$c" != help ] || continue
		printf "\t%s)\n\t\t_arguments%s '--tz:time zone:' '--json' '--help' '*:file:_files'\n\t\t;;\n" \
			"$c" "$(zsh_options "$c")"
	done
	cat <<'END'
	esac
	;;
esac
END
}

write_fish() {
	cat <<'END'
# echoappctl - completes its commands and their options, in fish.
END
	printf 'set -l commands %s\n' "$commands"
	cat <<'END'
complete -c echoappctl -f -n "not __fish_seen_subcommand_from $commands"
complete -c echoappctl -l state -r -d 'the state directory' -n "not __fish_seen_subcommand_from $commands"
complete -c echoappctl -l conf -r -F -d 'the configuration' -n "not __fish_seen_subcommand_from $commands"
complete -c echoappctl -l tz -x -d 'the time zone'
complete -c echoappctl -l json -d 'one JSON object per line'
complete -c echoappctl -l help -s h -d 'explains the command'
complete -c echoappctl -f -n "__fish_seen_subcommand_from help" -a "$commands"
END
	explained | while IFS="$(printf '\t')" read -r name summary; do
		printf "complete -c echoappctl -f -n \"not __fish_seen_subcommand_from \$commands\" -a %s -d '%s'\n" \
			"$name" "${summary//\'/}"
		options "$name" | while read -r option value; do
			printf "complete -c echoappctl -n '__fish_seen_subcommand_from %s' -l %s%s\n" \
				"$name" "${option#--}" "${value:+ -r}"
		done
	done
}

write_"$shell"
