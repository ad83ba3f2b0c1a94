#!/bin/bash
# index - measures the index on a journal of many calls: make bench-index.
#
#	tests/bench/index.sh PROGRAMS BENCH ECHOAPPCTL
#
# Makes a journal of CALLS (1000000) calls, about 5.4 lines each, below build/;
# LIVE (100000) of them are live.  Measures the same queries of echoappctl and
# of the API, and hooks with this state in turns with an empty one.
set -u

CALLS=${CALLS:-1000000}
LIVE=${LIVE:-100000}
ROUNDS=${ROUNDS:-5}

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/index.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd)
history=$(realpath "$2/history")
tool=$(realpath "$3")
make_scratch bench-index

state=$scratch/large
"$history" "$state" "$CALLS" 30 "$LIVE" || fail "cannot write the journal"
echo "journal of $CALLS calls, $LIVE of them live: $(cat "$state"/journal/* | wc -l) lines," \
	"$(du -sh "$state" | cut -f 1)"

"$tool" --state "$state" reindex
echo "index: $(du -h "$state/index.db" | cut -f 1)"

# run_time COMMAND...: prints the median of several runs, in milliseconds
run_time() {
	for _ in $(seq "$ROUNDS"); do
		/usr/bin/env bash -c 'TIMEFORMAT=%R; time "$@" >/dev/null' - "$@" 2>&1
	done | median | awk '{ print $1 * 1000 }'
}

day=$(date -u -d '15 days ago' +%Y-%m-%d)
next=$(date -u -d '14 days ago' +%Y-%m-%d)
id=$(tail -n 1 "$state/journal/${day//-/}.ndjson" |
	grep -oE '"callId":"[^"]*' | cut -d '"' -f 4)
while read -r what; do
	# shellcheck disable=SC2086
	printf '  %-52s %6.0f ms (expected below 50)\n' "$what" \
		"$(run_time "$tool" --state "$state" $what)"
done <<END
calls --live
cdr --since $day --until $next --csv
show $id
status
END

serve() {
	PORT=$1 STATE_DIR=$2 ECHOAPP_CONF=/dev/null server_start \
		"$scratch/log.$1" "$root/scripts/serve.sh" "$programs"
}
large=$(server_port 19391)
serve "$large" "$state"
empty=$(server_port $((large + 1)))
serve "$empty" "$scratch/empty"

# response_time URL: prints the median of several requests, in milliseconds
response_time() {
	for _ in $(seq "$ROUNDS"); do
		curl -sS -f -o /dev/null -w '%{time_total}\n' "$1" || fail "$1"
	done | median | awk '{ print $1 * 1000 }'
}
# Each list and filter, as the page and other clients request them.
while read -r what; do
	printf '  %-52s %6.0f ms (expected below 50)\n' "$what" \
		"$(response_time "http://127.0.0.1:$large$what")"
done <<END
/status/health
/status/calls
/status/calls?limit=1000
/status/calls?live=yes
/status/calls?live=no
/status/calls?user=10001
/status/calls?user=10001&live=yes
/status/calls?user=10001&live=no
/status/calls?user=nobody
/status/calls?app=defaultApp
/status/calls?app=defaultApp&live=yes
/status/calls?app=defaultApp&live=no
/status/calls?app=none&live=yes
/status/calls?app=none&user=10001
/status/calls?since=$day&until=$next
/status/calls?since=$day&until=$next&live=yes
/status/calls?until=$day&live=no&user=10001
/status/calls/$id
/status/connections?live=yes
/status/connections?user=10001
/status/registrations?user=10001
/status/streams
/status/messages
/status/events
/status/events?outcome=refused
/status/events?user=nobody
/status/refusals
/status/series
/status/series?span=day
/status/series?span=month
/metrics
END

export BODY=$root/tests/bench/body.json
rate() {
	wrk -t 1 -c 16 -d 2 -s "$root/tests/bench/post.lua" \
		"http://127.0.0.1:$1/EchoApp/CallStatusEvent" |
		awk '/Requests\/sec/ { print $2 }'
}
pss() {
	awk '/^Pss:/ { print $2 }' /proc/"$1"/smaps_rollup
}
program=$(pgrep -n -f "$programs/callStatusEvent.fcgi")
before=$(pss "$program")
for _ in $(seq "$ROUNDS"); do
	echo "$(rate "$large") $(rate "$empty")"
done | awk '{ print $1 / $2, $1, $2 }' | sort -n |
	sed -n "$(((ROUNDS + 1) / 2))p" |
	awk '{ printf "hooks/s with this state %.0f, with an empty one %.0f: " \
		"%.2f (expected at least 0.95)\n", $2, $3, $1 }'
echo "memory of a handler: $before KiB PSS before, $(pss "$program") after"
