#!/bin/bash
# page - measures how open pages delay hooks: make bench-page.
#
#	tests/bench/page.sh PROGRAMS BENCH ECHOAPPCTL
#
# Sends RATE (2000) hooks a second, in ROUNDS (40) turns of SECONDS_EACH (3)
# with PAGES (10) open pages and as many without, which alternate.  The p99 with
# pages should be within 10 % of that without.  The client that imitates the
# pages has the lowest priority, because browsers run on other machines.
set -u

RATE=${RATE:-2000}
PAGES=${PAGES:-10}
ROUNDS=${ROUNDS:-40}
SECONDS_EACH=${SECONDS_EACH:-3}

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/page.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
steady=$(realpath "$2")/steady
asks=$(realpath "$2")/pages
make_scratch bench-page
pages=
streams=()
trap '[ -z "$pages" ] || kill "$pages" "${streams[@]}"; server_stop; rm -rf "$scratch"' EXIT

unique_calls >"$scratch/body"
port=$(server_port 19395)
PORT=$port STATE_DIR=$scratch/state ECHOAPP_CONF=/dev/null \
	server_start "$scratch/log" "$root/scripts/serve.sh" "$programs"

load() {
	"$steady" "$RATE" "$SECONDS_EACH" 16 \
		"http://127.0.0.1:$port/EchoApp/CallStatusEvent" "$scratch/body"
}

# turn NAME: measures one turn, and adds a line of results.
turn() {
	if [ "$1" = open ]; then
		chrt --idle 0 "$asks" "http://127.0.0.1:$port" "$PAGES" 2>>"$scratch/pages.log" &
		pages=$!
		# What the pages are told of changes.
		streams=()
		for _ in $(seq "$PAGES"); do
			chrt --idle 0 curl -sN -o /dev/null \
				"http://127.0.0.1:$port/status/changes" &
			streams+=("$!")
		done
		sleep 1
	fi
	echo "$1 $(load)" >>"$scratch/results"
	if [ "$1" = open ]; then
		kill -0 "$pages" || fail "pages ended: $(cat "$scratch/pages.log")"
		kill "$pages" "${streams[@]}"
		wait "$pages" "${streams[@]}" 2>/dev/null
		pages=
		streams=()
	fi
}

turn open
: >"$scratch/results"
for round in $(seq "$ROUNDS"); do
	# Each is first as often as the other.
	if [ $((round % 2)) = 1 ]; then
		turn open
		turn none
	else
		turn none
		turn open
	fi
done

# column NAME N: prints the column, a round a line
column() {
	awk -v name="$1" -v n="$2" '$1 == name { print $n }' "$scratch/results"
}

echo "$PAGES pages at $RATE hooks a second, $ROUNDS rounds of $SECONDS_EACH s," \
	"medians in us"
printf '  %-6s %7s %7s %7s %7s %7s %8s %7s\n' pages p50 p90 p99 p99.9 max \
	hooks/s errors
for how in none open; do
	printf '  %-6s' $how
	for n in 2 3 4 5 6 7 8; do
		printf ' %7.0f' "$(column $how $n | median)"
	done
	echo
done
# Each round is a pair, so that other load on the machine changes both.  With
# 95 % certainty the median of all rounds lies between the k-th smallest and the
# k-th largest ratio, where k is so small that of as many coins fewer than k show
# heads in 2.5 % of all tries.
paste <(column open 4) <(column none 4) | awk '{ print $1 / $2 }' | sort -g | awk '
	{ at[NR] = $1 }
	END {
		chance = 2 ^ -NR
		for (k = 0; sum + chance <= 0.025 && k < NR / 2; k++) {
			sum += chance
			chance *= (NR - k) / (k + 1)
		}
		k = k ? k : 1
		low = at[k]
		high = at[NR + 1 - k]
		median = (at[int((NR + 1) / 2)] + at[int(NR / 2) + 1]) / 2
		verdict = "more ROUNDS are needed to tell"
		if (high <= 1.10 && NR > 5)
			verdict = "it is"
		if (low > 1.10 && NR > 5)
			verdict = "it is not"
		printf "  p99 open/none: %.3f, 95 %% between %.3f and %.3f" \
			" (expected at most 1.10: %s)\n", median, low, high, verdict
	}'
