#!/bin/bash
# servers - measures a hook behind each web server, as deploy/ configures it.
#
#	tests/bench/servers.sh PROGRAMS BENCH ECHOAPPCTL
#
# Measures callStatusEvent in turns with a bare FastCGI echo that replaces it in
# a second instance of the same server: ROUNDS (4) of SECONDS_EACH (2).  Prints
# the medians.
set -u

ROUNDS=${ROUNDS:-4}
SECONDS_EACH=${SECONDS_EACH:-2}
CONNECTIONS=${CONNECTIONS:-16}
SERVERS=${SERVERS:-lighttpd nginx nginx-keep apache-fcgid apache-proxy apache-cgi}

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/servers.sh PROGRAMS BENCH ECHOAPPCTL"
export BODY=$root/tests/bench/body.json
make_scratch echoapp-bench "${TMPDIR:-/tmp}"
# The servers may run as nobody, who must be able to enter the directory.
chmod 711 "$scratch"

port=9400

# serve SERVER WHAT [VARIABLE=VALUE...]: starts a server, and sets port
serve() {
	local dir=$scratch/$1-$2
	port=$(server_port $((port + 1)))
	mkdir "$dir"
	echo 'state_dir = state' >"$dir/echoapp.conf"
	server_start "$dir/log" env PORT="$port" \
		ECHOAPP_CONF="$dir/echoapp.conf" "${@:3}" \
		"$root/tests/servers/run.sh" "$1" "$programs"
	url=http://127.0.0.1:$port/EchoApp/CallStatusEvent
	curl -sf -H 'Content-Type: application/json' --data-binary "@$BODY" \
		"$url" | cmp -s - "$BODY" ||
		fail "$1 does not return the body"
}

# load URL FILE: measures one turn; adds the line that tests/bench/post.lua
# prints
load() {
	wrk -t 1 -c "$CONNECTIONS" -d "$SECONDS_EACH" \
		-s "$root/tests/bench/post.lua" "$1" | sed -n 's/^wrk //p' >>"$2"
}

# column FILE N: prints the column, a round a line
column() {
	awk -v n="$2" '{ print $n }' "$1"
}

# row NAME FILE
row() {
	printf '  %-24s %8.0f %8.3f %8.3f %7d\n' "$1" "$(column "$2" 1 | median)" \
		"$(column "$2" 2 | median)" "$(column "$2" 3 | median)" \
		"$(awk '{ n += $4 } END { print n }' "$2")"
}

PATH=$PATH:/usr/sbin
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
bare=$(realpath "$2/bare")
echo "a hook behind every server, $CONNECTIONS connections, $(wc -c <"$BODY") bytes"
printf '  %-24s %8s %8s %8s %7s\n' '' hooks/s 'p50 ms' 'p99 ms' errors
for server in $SERVERS; do
	serve "$server" hook
	hook=$url
	serve "$server" bare PROBE="$bare" PROBE_AS=callStatusEvent
	for _ in $(seq "$ROUNDS"); do
		load "$hook" "$scratch/hook.$server"
		load "$url" "$scratch/bare.$server"
	done
	server_stop
	row "$server" "$scratch/hook.$server"
	row '  a bare echo' "$scratch/bare.$server"
	paste -d ' ' "$scratch/hook.$server" "$scratch/bare.$server" |
		awk '{ print $1 / $6 }' >"$scratch/ratio"
	printf '  %-24s %8.2f\n' '  hook/bare' "$(median <"$scratch/ratio")"
	rm -rf "$scratch/$server"-*
done
