#!/bin/bash
# slow - measures hooks while others are slow: make bench-slow.
#
#	tests/bench/slow.sh PROGRAMS BENCH ECHOAPPCTL
#
# Sends RATE (500) hooks a second for SECONDS_EACH (10): once without slow
# clients, and once with SLOW (50) at the program's socket.  Half of those send
# a part of a request, half read no response; what the program drops is begun
# again.  99 % of the hooks should take less than 50 ms.
set -u

RATE=${RATE:-500}
SECONDS_EACH=${SECONDS_EACH:-10}
SLOW=${SLOW:-50}
CONNECTIONS=8

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/slow.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
tools=$(cd "$2" && pwd) || fail "there is no directory $2"
make_scratch bench-slow
unique_calls >"$scratch/body"

port=$(server_port 19395)
PORT=$port STATE_DIR=$scratch/state ECHOAPP_CONF=/dev/null \
	server_start "$scratch/log" "$root/scripts/serve.sh" "$programs"

# turn NAME: measures one turn, and prints it
turn() {
	# shellcheck disable=SC2046,SC2183
	printf '  %-28s %7.0f %7.0f %7.0f %7.0f %7.0f %8.0f %7d\n' "$1" \
		$("$tools/steady" "$RATE" "$SECONDS_EACH" "$CONNECTIONS" \
			"http://127.0.0.1:$port/EchoApp/CallStatusEvent" \
			"$scratch/body")
}

echo "latency at $RATE hooks a second, in us"
printf '  %-28s %7s %7s %7s %7s %7s %8s %7s\n' '' p50 p90 p99 p99.9 max \
	hooks/s errors
turn 'no slow client'
"$tools/slow_clients" "${TMPDIR:-/tmp}/echoapp-$port/callStatusEvent-0" \
	"$SLOW" &
slow=$!
turn "$SLOW slow clients"
kill "$slow"
