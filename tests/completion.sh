#!/bin/bash
# completion - real shells complete the arguments of echoappctl.
#
#	tests/completion.sh SHARE
#
# SHARE has zsh/site-functions and fish/vendor_completions.d.
set -eu
share=$1

fail() {
	echo "completion: $*" >&2
	exit 1
}

# in_fish LINE: prints what fish offers for the last word, on one line
in_fish() {
	HOME=/nonexistent fish --no-config -c "source '$share/fish/vendor_completions.d/echoappctl.fish'
		complete -C '$1'" | cut -f 1 | sort | tr '\n' ' '
}

# in_zsh LINE: prints the arguments that zsh runs, after a tab has completed the
# last word
in_zsh() {
	zsh -f -c '
		zmodload zsh/zpty
		zpty -b typed env TERM=dumb zsh -f -i
		zpty -w typed "PS1=; fpath=(\"$1/zsh/site-functions\" \$fpath)"
		zpty -w typed "autoload -Uz compinit; compinit -u -D"
		zpty -w typed "echoappctl() { print \"ran<\$*>ran\" }; print rea\dy"
		zpty -r typed said "*ready*" || exit 1
		zpty -w typed "$2"$'"'\\t'"'
		zpty -r typed said "*ran<*>ran*" || exit 1
		print -r -- "${${said##*ran<}%%>ran*}"
		zpty -d typed
	' zsh "$share" "$1"
}

expect() {
	[ "$2" = "$3" ] || fail "$1: \"$2\", not \"$3\""
}

expect fish "$(in_fish 'echoappctl conn')" "connections "
expect fish "$(in_fish 'echoappctl calls --li')" "--limit --live "
expect fish "$(in_fish 'echoappctl help reg')" "registrations "
expect zsh "$(in_zsh 'echoappctl conn')" connections
expect zsh "$(in_zsh 'echoappctl calls --liv')" "calls --live"
expect zsh "$(in_zsh 'echoappctl --state /x calls --lim')" "--state /x calls --limit"
expect zsh "$(in_zsh 'echoappctl help reg')" "help registrations"
