#!/bin/bash
# serve - runs lighttpd with the programs of a directory in the foreground.
#
#	scripts/serve.sh [PROGRAMS]
#
# PORT (9091), HOST (127.0.0.1), STATE_DIR, ECHOAPP_CONF and RUN_AS come from the
# environment; run_as.sh says who runs for root.  The programs' sockets are in /tmp/echoapp-PORT (or in TMPDIR).
# Prints the URL when it is ready.  SIGINT or SIGTERM ends lighttpd and every
# program within 3 seconds.
set -u

fail() {
	echo "serve: $*" >&2
	exit 100
}

ECHOAPP_ROOT=$(cd "$(dirname "$0")/.." && pwd)
ECHOAPP_PROGRAMS=$(cd "${1:-$ECHOAPP_ROOT/fcgi}" && pwd) ||
	fail "there is no directory ${1-}; run make first"
ECHOAPP_PORT=${PORT:-9091}
ECHOAPP_HOST=${HOST:-127.0.0.1}
ECHOAPP_CONF=${ECHOAPP_CONF:-$ECHOAPP_ROOT/echoapp.conf}
# An empty variable would not be a path, so leave it unset.
[ -n "${STATE_DIR-}" ] && export ECHOAPP_STATE_DIR="$STATE_DIR"
export ECHOAPP_ROOT ECHOAPP_PROGRAMS ECHOAPP_PORT ECHOAPP_HOST ECHOAPP_CONF

case $ECHOAPP_PORT in
*[!0-9]* | '') fail "PORT=$ECHOAPP_PORT is not a port; try PORT=9191" ;;
esac
command -v lighttpd >/dev/null || PATH=$PATH:/usr/sbin
command -v lighttpd >/dev/null ||
	fail "lighttpd is not installed; run: make deps"
[ -x "$ECHOAPP_PROGRAMS/echo.fcgi" ] ||
	fail "$ECHOAPP_PROGRAMS holds no programs; run: make"

# shellcheck source=scripts/run_as.sh
. "$ECHOAPP_ROOT/scripts/run_as.sh"
if [ "$(id -u)" = 0 ]; then
	run_as_prepare "$0" "$@"
elif [ -n "${RUN_AS-}" ] && [ "$RUN_AS" != "$(id -un)" ]; then
	fail "only root can run the programs as $RUN_AS"
fi

# Check the configuration once, because every program would report its errors.
"${run_as[@]}" env -u REQUEST_METHOD "$ECHOAPP_PROGRAMS/echo.fcgi" </dev/null >/dev/null ||
	fail "the configuration is broken; fix it and start again"

listening() {
	(exec 3<>"/dev/tcp/$ECHOAPP_HOST/$ECHOAPP_PORT") 2>/dev/null
}
listening && fail "$ECHOAPP_HOST:$ECHOAPP_PORT is taken; try PORT=9191"

# The port is free, so sockets that are left here are dead.  The directory has
# to be ours, and no symbolic link.
ECHOAPP_RUN=${TMPDIR:-/tmp}/echoapp-$ECHOAPP_PORT
"${run_as[@]}" mkdir -m 700 "$ECHOAPP_RUN" 2>/dev/null ||
	"${run_as[@]}" test -O "$ECHOAPP_RUN" -a -d "$ECHOAPP_RUN" -a ! -L "$ECHOAPP_RUN" ||
	fail "$ECHOAPP_RUN belongs to another user; remove it, or set TMPDIR"
"${run_as[@]}" find "$ECHOAPP_RUN" -mindepth 1 -delete
export ECHOAPP_RUN
server=
deliverer=

# lighttpd runs in its own session, so that Ctrl-C does not reach the programs:
# lighttpd ends them after the current requests.
finish() {
	trap '' INT TERM HUP
	if [ -n "$server" ] && kill -INT "$server" 2>/dev/null; then
		for _ in $(seq 20); do
			kill -0 "$server" 2>/dev/null || break
			sleep 0.1
		done
	fi
	[ -z "$deliverer" ] || { kill "$deliverer" && wait "$deliverer"; } 2>/dev/null
	# Kill programs that are left: their environment names the directory.
	(
		run=$ECHOAPP_RUN
		unset ECHOAPP_RUN
		grep -lsz "^ECHOAPP_RUN=$run$" /proc/[0-9]*/environ |
			cut -d / -f 3 | grep -vx $$ | xargs -r kill -KILL 2>/dev/null
	)
	"${run_as[@]}" rm -rf "$ECHOAPP_RUN"
}
trap 'finish; exit 0' INT TERM HUP

setsid "${run_as[@]}" setpriv --pdeathsig TERM \
	lighttpd -D -f "$ECHOAPP_ROOT/lighttpd.conf" &
server=$!

# lighttpd listens before it has started the programs.
wanted=$(awk '/"max-procs"/ { n += $3 } END { print n }' \
	"$ECHOAPP_ROOT/fcgi/programs.conf" "$ECHOAPP_ROOT/lighttpd.conf")
# A signal that comes between lighttpd's fork and the program's start is lost.
executed() {
	local children
	children=$(sed 's|[0-9]\+|/proc/&/exe|g' \
		"/proc/$server/task/$server/children" 2>/dev/null)
	# shellcheck disable=SC2086
	[ -z "$(find $children -maxdepth 0 -lname '*/lighttpd' 2>/dev/null)" ]
}
started() {
	[ "$(find "$ECHOAPP_RUN" -type s | wc -l)" -ge "$wanted" ] &&
		listening && executed
}

until started; do
	if ! kill -0 "$server" 2>/dev/null; then
		finish
		fail "lighttpd did not start; its message is above"
	fi
	sleep 0.05
done
# The deliverer has something to do only if the configuration names a file.
if grep -qE '^[[:blank:]]*deliver[[:blank:]]*=' "$ECHOAPP_CONF" 2>/dev/null; then
	setsid "${run_as[@]}" setpriv --pdeathsig TERM \
		"$(find "$ECHOAPP_PROGRAMS"/{,../deliver/}echoapp-deliver -print -quit 2>/dev/null)" &
	deliverer=$!
fi
[ -z "$run_as_user" ] || [ "$run_as_user" = root ] ||
	echo "serve: the programs run as $run_as_user; RUN_AS= names another user" >&2
scheme=http
grep -qE '^[^#]*ssl\.engine *= *"enable"' "$ECHOAPP_ROOT/lighttpd.conf" && scheme=https
url=$scheme://$ECHOAPP_HOST:$ECHOAPP_PORT
printf '%s\n' "EchoApp answers at $url/EchoApp" \
	"The page is at $url/; make a call: tools/echoappctl play call"
wait "$server"
code=$?
finish
exit "$code"
