#!/bin/bash
# run_as - prints who runs the programs that root starts, and whose STATE is.
#
#	tests/fcgi/run_as.sh MODE PROGRAMS [VARIABLE=VALUE...]
#
# MODE is that of the directory above the source.  For root; it writes only to
# the current directory.  STATE is left there: a second run finds it.
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/support/server.sh
. "$root/tests/support/server.sh"
trap server_stop EXIT

fail() {
	echo "run_as: $*"
	exit 1
}

# A copy of what is served, which others may read once they are there.
tree() {
	mkdir -p tree/fcgi
	cp -r "$root"/{scripts,www,lighttpd.conf,echoapp.conf,rules.conf} tree
	cp "$root"/fcgi/*.conf "$1"/*.fcgi tree/fcgi
	chmod -R go=rX tree/[!s]* tree/scripts
}

[ -d tree ] || tree "$2"
chmod "$1" .
port=$(server_port 29391)
server_start log env -u SUDO_USER -u RUN_AS -u STATE_DIR -u ECHOAPP_CONF "${@:3}" \
	PORT="$port" TMPDIR=/tmp tree/scripts/serve.sh
program=$(grep -lsz "^ECHOAPP_RUN=/tmp/echoapp-$port$" /proc/[0-9]*/environ | cut -d / -f 3 |
	while read -r pid; do
		[ "$(cat "/proc/$pid/comm")" != call.fcgi ] || echo "$pid"
	done)
curl -s -o answer -w 'hook %{http_code}\n' -H 'Content-Type: application/json' -d '{}' \
	"http://127.0.0.1:$port/EchoApp/call"
stat -c 'program %U' "/proc/${program%%$'\n'*}"
stat -c 'state %U' tree/state
stat -c 'day %U' tree/state/journal/*
grep '^serve: ' log || :
