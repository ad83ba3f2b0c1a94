#!/bin/bash
# servers - a hook behind each web server, as deploy/ configures it.
#
#	tests/bench/servers.sh PROGRAMS BENCH ECHOAPPCTL
#
# callStatusEvent takes turns with a bare FastCGI echo that has its place, in a
# second instance of the same server: ROUNDS (4) of SECONDS_EACH (2).  What is
# told are the medians.
set -u

ROUNDS=${ROUNDS:-4}
SECONDS_EACH=${SECONDS_EACH:-2}
CONNECTIONS=${CONNECTIONS:-16}
SERVERS=${SERVERS:-lighttpd nginx nginx-keep apache-fcgid apache-proxy apache-cgi}

fail() {
	echo "bench: $*" >&2
	exit 100
}

[ $# = 3 ] || fail "usage: tests/bench/servers.sh PROGRAMS BENCH ECHOAPPCTL"
root=$(cd "$(dirname "$0")/../.." && pwd)
export BODY=$root/tests/bench/body.json
scratch=$(mktemp -d "${TMPDIR:-/tmp}/echoapp-bench.XXXXXX") || exit 111
# Everybody may pass, nobody else may look: the servers may run as nobody.
chmod 711 "$scratch"

pids=()
finish() {
	[ ${#pids[@]} = 0 ] || kill -TERM "${pids[@]}" 2>/dev/null
	wait
	pids=()
}
trap 'finish; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

port=9400
free_port() {
	port=$((port + 1))
	while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
		port=$((port + 1))
	done
}

# serve SERVER WHAT [VARIABLE=VALUE...]
serve() {
	local dir=$scratch/$1-$2
	free_port
	mkdir "$dir"
	: >"$dir/said"
	echo 'state_dir = state' >"$dir/echoapp.conf"
	env PORT="$port" ECHOAPP_CONF="$dir/echoapp.conf" "${@:3}" \
		"$root/tests/servers/run.sh" "$1" "$programs" >"$dir/said" 2>&1 &
	pids+=($!)
	until grep -q '^EchoApp answers' "$dir/said"; do
		kill -0 "${pids[-1]}" 2>/dev/null ||
			fail "$1 did not start: $(cat "$dir/said")"
		sleep 0.05
	done
	url=http://127.0.0.1:$port/EchoApp/CallStatusEvent
	curl -sf -H 'Content-Type: application/json' --data-binary "@$BODY" \
		"$url" | cmp -s - "$BODY" ||
		fail "$1 does not give the body back"
}

# load URL FILE: one turn, a line of what tests/bench/post.lua says
load() {
	wrk -t 1 -c "$CONNECTIONS" -d "$SECONDS_EACH" \
		-s "$root/tests/bench/post.lua" "$1" | sed -n 's/^wrk //p' >>"$2"
}

# median FILE COLUMN
median() {
	awk -v c="$2" '{ print $c }' "$1" | sort -g |
		awk '{ v[NR] = $1 }
		END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# row NAME FILE
row() {
	printf '  %-24s %8.0f %8.3f %8.3f %7d\n' "$1" "$(median "$2" 1)" \
		"$(median "$2" 2)" "$(median "$2" 3)" \
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
	finish
	row "$server" "$scratch/hook.$server"
	row '  a bare echo there' "$scratch/bare.$server"
	paste -d ' ' "$scratch/hook.$server" "$scratch/bare.$server" |
		awk '{ print $1 / $6 }' >"$scratch/ratio"
	printf '  %-24s %8.2f\n' '  hook/bare' "$(median "$scratch/ratio" 1)"
	rm -rf "$scratch/$server"-*
done
