#!/bin/bash
# play - measures echoappctl play itself: make bench-play.
#
#	tests/bench/play.sh PROGRAMS BENCH ECHOAPPCTL
#
# BENCH holds bare.  play and wrk send RATE (2000) hooks a second to a bare
# FastCGI echo behind lighttpd, in turns of SECONDS_EACH (3), ROUNDS times (5).
# Then play sends as fast as possible, and then plays SESSIONS (10000) in
# parallel.
set -u

ROUNDS=${ROUNDS:-5}
SECONDS_EACH=${SECONDS_EACH:-3}
RATE=${RATE:-2000}
SESSIONS=${SESSIONS:-10000}
CONNECTIONS=20
export RATE CONNECTIONS

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/play.sh PROGRAMS BENCH ECHOAPPCTL"
bare=$(realpath "$2/bare")
tool=$(realpath "$3")
PATH=$PATH:/usr/sbin
export BENCH_FILES=$root/tests/bench BODY=$root/tests/bench/body.json
make_scratch echoapp "${TMPDIR:-/tmp}"

port=$(server_port 19393)
cat >"$scratch/lighttpd.conf" <<END
server.modules = ( "mod_fastcgi" )
server.bind = "127.0.0.1"
server.port = $port
server.document-root = "$scratch"
server.max-keep-alive-idle = 300
server.max-keep-alive-requests = 65535
server.max-fds = 4096
fastcgi.server = ( "/bare" => ((
	"bin-path" => "$bare",
	"socket" => "$scratch/bare",
	"max-procs" => 2,
	"check-local" => "disable",
)) )
END
setpriv --pdeathsig TERM lighttpd -D -f "$scratch/lighttpd.conf" \
	2>"$scratch/log" &
server_pids=($!)
until server_listens "$port"; do
	kill -0 "${server_pids[0]}" 2>/dev/null ||
		fail "the server did not start: $(cat "$scratch/log")"
	sleep 0.05
done
url=http://127.0.0.1:$port/bare

# One hook, with the bytes that wrk sends.
printf '{"steps":[{"hook":"CallStatusEvent","body":%s}]}' "$(cat "$BODY")" \
	>"$scratch/one.json"

# timed COMMAND...: prints the command's output, and a line "cpu SECONDS"
timed() {
	(
		TIMEFORMAT='cpu %U %S'
		time "$@"
	) 2>&1
}

# Results: name requests/s p50 p99 errors CPU-microseconds/request
by_wrk() {
	timed wrk -t 1 -c $CONNECTIONS -d "$SECONDS_EACH" \
		-s "$BENCH_FILES/paced.lua" "$url/CallStatusEvent" |
		awk '$1 == "wrk" { r = $2; a = $3; b = $4; e = $5; n = $6 }
			$1 == "cpu" { printf "wrk %.0f %.3f %.3f %d %.1f\n",
				r, a, b, e, ($2 + $3) * 1e6 / n }'
}

# The last figures of a line are those of all hooks.
by_play() {
	local name=$1
	shift
	timed "$tool" play "$scratch/one.json" --json --url "$url" "$@" |
		awk -v who="$name" '
			function of(n, from,  s) {
				s = from
				sub(".*\"" n "\":", "", s)
				return s + 0
			}
			/^\{/ { h = of("sessions", $0)
				r = of("perSecond", $0); e = of("errors", $0)
				a = of("p50", $0); b = of("p99", $0) }
			$1 == "cpu" { printf "%s %.0f %.3f %.3f %d %.1f\n",
				who, r, a, b, e, ($2 + $3) * 1e6 / h }'
}

for _ in $(seq "$ROUNDS"); do
	by_wrk
	by_play play --rate "$RATE" --duration "$SECONDS_EACH"
	by_play flat-out --rate 1000000 --sessions 40000 \
		--connections $CONNECTIONS
done >"$scratch/results"

# median_of NAME COLUMN: prints the median of the rounds
median_of() {
	awk -v n="$1" -v c="$2" '$1 == n { print $c }' "$scratch/results" | median
}

echo "play against wrk, $RATE hooks a second to a bare echo, $ROUNDS rounds"
printf '  %-28s %8s %8s %8s %7s %7s\n' '' hooks/s 'p50 ms' 'p99 ms' 'CPU us' \
	errors
for name in wrk play flat-out; do
	printf '  %-28s %8.0f %8.3f %8.3f %7.1f %7d\n' "$name" \
		"$(median_of $name 2)" "$(median_of $name 3)" "$(median_of $name 4)" \
		"$(median_of $name 6)" "$(median_of $name 5)"
done
echo "  (CPU: of the client; flat-out: all sessions due at once, so that its"
echo "  times are of waiting)"
awk -v a="$(median_of play 3)" -v b="$(median_of wrk 3)" 'BEGIN {
	printf "  p50, play - wrk: %.3f ms (expected below 0.3)\n", a - b }'

# Two hooks for each session: all sessions begin before the first one continues.
printf '{"steps":[{"hook":"connect"},{"after":20,"hook":"CallStatusEvent"}]}' \
	>"$scratch/two.json"
echo "$SESSIONS sessions from one process"
"$tool" play "$scratch/two.json" --url "$url" --rate $((SESSIONS / 10)) \
	--sessions "$SESSIONS" | sed 's/^/  /'
