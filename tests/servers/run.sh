#!/bin/bash
# run - runs a web server with its configuration of deploy/.
#
#	tests/servers/run.sh SERVER [PROGRAMS]
#
# SERVER is a file of this directory.  PORT and ECHOAPP_CONF come from the
# environment, as for scripts/serve.sh; all files are written below server/ in
# the directory of ECHOAPP_CONF.  Prints the URL when it is ready; SIGTERM ends
# it.  Root runs everything as nobody, and gives nobody that directory.
#
#	PROBE=FILE    replaces echo.fcgi, or the program PROBE_AS
#	PLANT=SCRIPT  a sed script that plants a fault in the configuration
#	UNDER=/voip   a prefix of the base path
#	STRANGER=1    lets the page be seen by other machines only
#
# SIGHUP makes the server, which is started last, read its configuration again,
# as `systemctl reload` does.
set -u

fail() {
	echo "servers: $*" >&2
	exit 100
}

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
built=$(cd "${2:-$root/fcgi}" && pwd) || fail "there are no programs; run make"
[ -f "$here/${1-}.sh" ] || fail "there is no server ${1-}"
PATH=$PATH:/usr/sbin
# A program gets the environment of its configuration only.
unset ECHOAPP_STATE_DIR STATE_DIR

work=$(cd "$(dirname "$ECHOAPP_CONF")" && pwd)/server
programs=$work/programs
www=$work/www
run=$work/run
mkdir -p "$programs" "$run" "$work/tmp"
cp "$built"/*.fcgi "$programs"
cp -r "$root/www" "$www"
[ -z "${PROBE-}" ] || cp "$PROBE" "$programs/${PROBE_AS:-echo}.fcgi"

# fill TEMPLATE TO: fills a template of deploy/
fill() {
	PROGRAMS=$programs RUN=$run WWW=$www CONF=$ECHOAPP_CONF \
		STATE=${work%/*}/state LISTEN=127.0.0.1:$PORT HOW=${HOW-} \
		"$root/scripts/fill.sh" "$built" "$root/deploy/$1.in" >"$2" ||
		fail "cannot fill deploy/$1.in"
	[ -z "${PLANT-}" ] || sed -i "$PLANT" "$2"
	# Each server has one line with the base path.
	[ -z "${UNDER-}" ] || sed -i -E "/^\s*(Define |\\\$HTTP|location )/\
		s,/\(\?:(apps/\)\?EchoApp|EchoApp\|apps/EchoApp\))/,$UNDER/EchoApp/," "$2"
	[ -z "${STRANGER-}" ] ||
		sed -i 's,127\.0\.0\.0/8,192.0.2.0/24,; s,::1,2001:db8::1,' "$2"
}

as=()
pids=()

# background COMMAND...: starts a command that ends when this script ends
background() {
	"${as[@]}" setpriv --pdeathsig TERM "$@" >>"$work/said" 2>&1 &
	pids+=("$!")
}

names() {
	cat "$built/list.conf"
}

# sockets: starts all programs with deploy/sockets.sh
sockets() {
	fill sockets.sh "$work/sockets.sh"
	"${as[@]}" sh "$work/sockets.sh" start ||
		fail "sockets.sh could not start the programs"
	used_sockets=1
}

finish() {
	trap '' INT TERM HUP
	for p in "${pids[@]}"; do kill -TERM "$p" 2>/dev/null; done
	[ -z "${used_sockets-}" ] || "${as[@]}" sh "$work/sockets.sh" stop
	for _ in $(seq 40); do
		kill -0 "${pids[@]}" 2>/dev/null || break
		sleep 0.05
	done
	kill -KILL "${pids[@]}" 2>/dev/null
	# Kill processes that are left: their arguments name the files.
	for p in /proc/[0-9]*; do
		[ "${p#/proc/}" != $$ ] && grep -qsF "$work/" "$p/cmdline" &&
			kill -KILL "${p#/proc/}" 2>/dev/null
	done
}
trap 'finish; exit 0' INT TERM
trap 'finish' EXIT

# The file defines start.
# shellcheck source=/dev/null
. "$here/$1.sh"

umask 022
if [ "$(id -u)" = 0 ]; then
	chown -R 65534:65534 "${work%/*}"
	as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
fi
start
[ "$(id -u)" != 0 ] || chown -R 65534:65534 "$work"

listening() {
	(exec 3<>"/dev/tcp/127.0.0.1/$PORT") 2>/dev/null
}
until listening; do
	kill -0 "${pids[@]}" 2>/dev/null ||
		fail "$1 did not start: $(cat "$work/said" "$work"/*.log)"
	sleep 0.02
done
# nginx reloads on SIGHUP, the other two on SIGUSR1.
case $1 in
nginx*) reload=HUP ;;
*) reload=USR1 ;;
esac
trap 'kill -$reload "${pids[-1]}"' HUP
echo "EchoApp answers at http://127.0.0.1:$PORT/EchoApp"
while kill -0 "${pids[-1]}" 2>/dev/null; do wait "${pids[@]}"; done
