#!/bin/bash
# deliver - measures echoapp-deliver: make bench-deliver.
#
#	tests/bench/deliver.sh PROGRAMS BENCH ECHOAPPCTL
#
# Delivers the records of CALLS (200000) calls to a local receiver, in batches of
# 1000, and to a PostgreSQL server of its own.  Then sends RATE (2000) hooks a
# second, five for each call, in ROUNDS (8) rounds with a turn of SECONDS_EACH
# (5) with delivery, and one without.
set -u

CALLS=${CALLS:-200000}
RATE=${RATE:-2000}
ROUNDS=${ROUNDS:-8}
SECONDS_EACH=${SECONDS_EACH:-5}
CONNECTIONS=16

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/deliver.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
tools=$(cd "$2" && pwd) || fail "there is no directory $2"
ctl=$(realpath "$3")
deliver=$(realpath "$programs/../deliver/echoapp-deliver")
make_scratch bench-deliver
postgres=
receiver=
deliverer=
finish() {
	[ -z "$deliverer" ] || kill "$deliverer"
	[ -z "$receiver" ] || kill "$receiver"
	[ -z "$postgres" ] || kill -INT "$postgres"
	server_stop
	wait
	rm -rf "$scratch" ${database:+"$database"}
} 2>/dev/null
trap finish EXIT

(printf whsec_ && openssl rand -base64 32) >"$scratch/secret"
chmod 600 "$scratch/secret"
echo 'deliver = deliver.conf' >"$scratch/echoapp.conf"
export ECHOAPP_CONF=$scratch/echoapp.conf

# configure LINE: that destination, called d, gets all records
configure() {
	printf 'destination d %s\ndeliver cdr to d\n' "$1" >"$scratch/deliver.conf"
}

# seconds COMMAND...: runs it, and prints how long it took
seconds() {
	/usr/bin/env bash -c 'TIMEFORMAT=%R; time "$@" >/dev/null 2>'"$scratch/errors" - "$@" 2>&1 ||
		fail "$(cat "$scratch/errors")"
}

# rate N SECONDS WHAT EXPECTED
rate() {
	awk -v n="$1" -v s="$2" -v what="$3" -v expected="$4" 'BEGIN {
		printf "  %-52s %7.0f (expected at least %d)\n", what, n / s, expected }'
}

state=$scratch/many
"$tools/history" "$state" "$CALLS" || fail "cannot write the journal"
"$ctl" --state "$state" reindex >/dev/null || fail "cannot build the index"
count=$("$ctl" --state "$state" cdr --json | wc -l)
echo "$count call records"

port=$(server_port 19396)
"$tools/receiver" "$port" >"$scratch/received" &
receiver=$!
configure "http http://127.0.0.1:$port/ secret secret batch 1000 from beginning"
took=$(ECHOAPP_STATE_DIR=$state seconds "$deliver" --once)
kill "$receiver"
wait "$receiver"
receiver=
read -r got requests _ <"$scratch/received"
[ "$got" = "$count" ] || fail "$got records came in $requests requests"
rate "$count" "$took" "HTTP, batches of 1000: records/s" 20000

# The server refuses to run as root.
database=$(mktemp -d /tmp/echoapp-bench.XXXXXX)
as=()
if [ "$(id -u)" = 0 ]; then
	chown postgres "$database"
	chmod 755 "$database"
	as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
fi
bin=$(dirname "$(find /usr/lib/postgresql -name initdb | sort | tail -n 1)")
"${as[@]}" "$bin/initdb" -D "$database/data" -A trust -U postgres -E UTF8 --locale=C -N >/dev/null ||
	fail "cannot make a database"
"${as[@]}" "$bin/postgres" -D "$database/data" -k "$database" -c listen_addresses= \
	-c max_wal_size=4GB >"$scratch/postgres.log" 2>&1 &
postgres=$!
printf 'driver = postgresql\nhost = %s\nuser = postgres\ndbname = postgres\n' "$database" \
	>"$scratch/settings"
chmod 600 "$scratch/settings"
for _ in $(seq 100); do
	"$deliver" --prepare postgresql "$scratch/settings" cdr >/dev/null && break
	sleep 0.1
done
configure "postgresql settings from beginning"
rm -rf "$state/deliver"
took=$(ECHOAPP_STATE_DIR=$state seconds "$deliver" --once)
rows=$(psql -X -A -t -h "$database" -U postgres -c 'SELECT count(*) FROM cdr')
[ "$rows" = "$count" ] || fail "$rows rows are there"
rate "$count" "$took" "PostgreSQL: rows/s" 50000
kill -INT "$postgres"
wait "$postgres"
postgres=

# Hooks at a steady rate, with delivery and without.
state=$scratch/state
"$tools/history" "$state" 10000 || fail "cannot write the journal"
"$ctl" --state "$state" reindex >/dev/null || fail "cannot build the index"
unique_calls | sed -E 's/@192/-192/; s/"status":"[A-Z_]*"/"status":"FINISH"/' >"$scratch/body"
hooks=$(server_port 19397)
PORT=$hooks STATE_DIR=$state ECHOAPP_CONF=/dev/null \
	server_start "$scratch/log" "$root/scripts/serve.sh" "$programs"
configure "http http://127.0.0.1:$port/ secret secret batch 100"
"$tools/receiver" "$port" >"$scratch/received" &
receiver=$!

turn() {
	local how=$1
	if [ "$how" = on ]; then
		ECHOAPP_STATE_DIR=$state "$deliver" 2>>"$scratch/errors" &
		deliverer=$!
		sleep 1
	fi
	echo "$how $("$tools/steady" "$RATE" "$SECONDS_EACH" "$CONNECTIONS" \
		"http://127.0.0.1:$hooks/EchoApp/CallStatusEvent" "$scratch/body")" \
		>>"$scratch/results"
	if [ "$how" = on ]; then
		sleep 2
		kill "$deliverer"
		wait "$deliverer"
		deliverer=
		# What comes in the next turn is not late, but not wanted.
		rm -f "$state"/deliver/d.position
	fi
}
for round in $(seq "$ROUNDS"); do
	if [ $((round % 2)) = 1 ]; then
		turn on
		turn off
	else
		turn off
		turn on
	fi
done
kill "$receiver"
wait "$receiver"
receiver=

# column NAME N: prints the median of that column
column() {
	awk -v name="$1" -v n="$2" '$1 == name { print $n }' "$scratch/results" | median
}
echo "hooks at $RATE a second, $ROUNDS rounds of $SECONDS_EACH s, medians in us"
for how in on off; do
	printf '  delivery %-4s p50 %6.0f  p99 %6.0f\n' "$how" "$(column $how 2)" "$(column $how 4)"
done
paste <(column on 4) <(column off 4) |
	awk '{ printf "  p99 on/off: %.2f (expected at most 1.10)\n", $1 / $2 }'
read -r got requests _ p50 p99 <"$scratch/received"
echo "  $got records in $requests requests; from FINISH to the receiver: p50 $p50 ms," \
	"p99 $p99 ms (expected below 1000)"
