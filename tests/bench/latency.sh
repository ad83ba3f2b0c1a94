#!/bin/bash
# latency - measures how background folds delay hooks: make bench-latency.
#
#	tests/bench/latency.sh PROGRAMS BENCH ECHOAPPCTL
#
# Sends RATE (2000) hooks a second, five for each call, to a state that has
# CALLS (100000) calls.  In ROUNDS (16) rounds there is a turn of SECONDS_EACH
# (3) with background folds, and one without, because another process holds the
# index's lock.  If the ratio of the medians is far from that of the best
# rounds, the machine was too busy.
set -u

RATE=${RATE:-2000}
CALLS=${CALLS:-100000}
ROUNDS=${ROUNDS:-16}
SECONDS_EACH=${SECONDS_EACH:-3}
CONNECTIONS=16

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/latency.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
tools=$(cd "$2" && pwd) || fail "there is no directory $2"
ctl=$(realpath "$3")
make_scratch bench-latency
state=$scratch/state

"$tools/history" "$state" "$CALLS" || fail "cannot write the journal"
"$ctl" --state "$state" reindex >/dev/null || fail "cannot build the index"
unique_calls >"$scratch/body"

port=$(server_port 19393)
PORT=$port STATE_DIR=$state ECHOAPP_CONF=/dev/null \
	server_start "$scratch/log" "$root/scripts/serve.sh" "$programs"

# turn ROUND NAME: folds all lines, measures one turn, and adds a line of
# results.
turn() {
	"$ctl" --state "$state" calls --limit 1 >/dev/null ||
		fail "the index cannot be read"
	[ "$2" = on ] || flock 9
	echo "$1 $2 $("$tools/steady" "$RATE" "$SECONDS_EACH" "$CONNECTIONS" \
		"http://127.0.0.1:$port/EchoApp/CallStatusEvent" \
		"$scratch/body")" >>"$scratch/results"
	flock -u 9
}

exec 9<>"$state/index.lock"
turn 0 on
: >"$scratch/results"
for round in $(seq "$ROUNDS"); do
	# Who is first has the other's dirty pages to write least.
	if [ $((round % 2)) = 1 ]; then
		turn "$round" on
		turn "$round" off
	else
		turn "$round" off
		turn "$round" on
	fi
done

# column NAME N: prints the column, a round a line
column() {
	awk -v name="$1" -v n="$2" '$2 == name { print $n }' "$scratch/results"
}

echo "latency at $RATE hooks a second, $ROUNDS rounds of $SECONDS_EACH s," \
	"medians in us"
printf '  %-28s %7s %7s %7s %7s %7s %8s %7s\n' '' p50 p90 p99 p99.9 max \
	hooks/s errors
for how in on off; do
	printf '  %-28s %7.0f %7.0f %7.0f %7.0f %7.0f %8.0f %7d\n' \
		"index kept fresh: $how" \
		"$(column $how 3 | median)" "$(column $how 4 | median)" \
		"$(column $how 5 | median)" "$(column $how 6 | median)" \
		"$(column $how 7 | median)" "$(column $how 8 | median)" \
		"$(column $how 9 | awk '{ n += $1 } END { print n }')"
done
# ratio N: prints the ratio of the medians, and that of the best rounds
ratio() {
	paste <(column on "$1" | median) <(column off "$1" | median) \
		<(column on "$1" | sort -g | head -n 1) \
		<(column off "$1" | sort -g | head -n 1) |
		awk '$2 && $4 { printf "%.2f  %.2f", $1 / $2, $3 / $4 }'
}
echo '  on/off: the medians, and the best rounds (expected at most 1.05)'
printf '  %-28s %s\n' p50 "$(ratio 3)" p99 "$(ratio 5)"
