#!/bin/bash
# rules - measures the cost of rules: make bench-rules.
#
#	tests/bench/rules.sh PROGRAMS BENCH ECHOAPPCTL
#
# Measures hooks/s with 50 rules, of which 10 have patterns, in turns with none;
# a list of ENTRIES (1000000); and a limit's decision on a journal of CALLS
# (1000000); and what a condition on session.FIELD takes more than one on FIELD,
# with SESSIONS (1000000) in the past: in sessions that are asked about again and
# again, in sessions whose connect the process has seen, and in sessions that it has
# to find.
set -u

CALLS=${CALLS:-1000000}
ENTRIES=${ENTRIES:-1000000}
SESSIONS=${SESSIONS:-1000000}
ROUNDS=${ROUNDS:-7}

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/rules.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd)
benches=$(cd "$2" && pwd)
tool=$(realpath "$3")
make_scratch bench-rules

# conf NAME RULES...: writes a configuration with these rules; prints its path.
conf() {
	local name=$1
	shift
	printf '%s\n' "$@" >"$scratch/$name.rules"
	printf 'state_dir = state.%s\nrules = %s.rules\n' "$name" "$name" \
		>"$scratch/$name.conf"
	echo "$scratch/$name.conf"
}

# middle: prints the line whose first number is the median; ROUNDS is odd.
middle() {
	sort -n | sed -n "$(((ROUNDS + 1) / 2))p"
}

serve() {
	PORT=$1 ECHOAPP_CONF=$2 server_start "$scratch/log.$1" \
		"$root/scripts/serve.sh" "$programs"
}

fifty=()
for i in $(seq 10); do
	fifty+=("deny call if callee ~ \"^\\+?(?:${i}9|0${i}1)[0-9]{4,}\$\"")
done
for i in $(seq 25); do
	fifty+=("deny call if caller is \"blocked-$i\" reason \"blocked\"")
done
for i in $(seq 10); do
	fifty+=("set call visibleName \"Desk $i\" if caller is \"desk-$i\"")
done
for i in $(seq 5); do
	fifty+=("allow call if custom.token is \"token-$i\"")
done
export BODY=$root/tests/data/call.json
with=$(server_port 19395)
serve "$with" "$(conf fifty "${fifty[@]}")"
without=$(server_port $((with + 1)))
serve "$without" "$(conf none)"
rate() {
	wrk -t 1 -c 16 -d 2 -s "$root/tests/bench/post.lua" \
		"http://127.0.0.1:$1/EchoApp/call" |
		awk '/Requests\/sec/ { print $2 } /Non-2xx/ { exit 1 }' ||
		fail "a call was refused"
}
for _ in $(seq "$ROUNDS"); do
	echo "$(rate "$with") $(rate "$without")"
done | awk '{ print $1 / $2, $1, $2 }' | middle |
	awk '{ printf "hooks/s with %d rules %.0f, with none %.0f: %.2f " \
		"(expected at least 0.90)\n", '"${#fifty[@]}"', $2, $3, $1 }'
server_stop

# A list: loading it, and looking up entries.
seq -f '+49301%.0f' "$ENTRIES" >"$scratch/long"
seq -f '+49301%.0f' 1000 >"$scratch/short"
long=$(conf long "deny CallStatusEvent if callee in long")
short=$(conf short "deny CallStatusEvent if callee in short")
seconds() {
	bash -c 'TIMEFORMAT=%R; time "$@" >/dev/null' - "$@" 2>&1
}
hooks() {
	ECHOAPP_CONF=$1 seconds "$benches/instructions" hook "$2" \
		"$root/tests/bench/body.json"
}
for _ in $(seq "$ROUNDS"); do hooks "$long" 1; done | middle |
	awk '{ printf "a list of %d entries is loaded in %.2f s " \
		"(expected below 2)\n", '"$ENTRIES"', $1 }'
for _ in $(seq "$ROUNDS"); do
	echo "$(hooks "$long" 1) $(hooks "$long" 100001)" \
		"$(hooks "$short" 1) $(hooks "$short" 100001)"
done | awk '{ print ($2 - $1) / ($4 - $3), ($2 - $1) * 10, ($4 - $3) * 10 }' |
	middle | awk '{ printf "a hook with it takes %.2f us, with 1000 entries " \
		"%.2f us: %.2f\n", $2, $3, $1 }'

# A limit's decision.
limited=$(conf limited 'limit call 5000 active by caller')
unlimited=$(conf unlimited)
"$benches/history" "$scratch/state.limited" "$CALLS" || fail "cannot write the journal"
"$tool" --state "$scratch/state.limited" reindex >/dev/null 2>&1
for _ in $(seq "$ROUNDS"); do
	echo "$("$benches/decide" "$limited" 5000)" \
		"$("$benches/decide" "$unlimited" 5000)"
done | middle | awk '{ printf "with %d calls a limited call takes %.1f us " \
	"(p99 %.1f), another %.1f us (p99 %.1f): a decision is %.1f us " \
	"(expected below 150)\n", '"$CALLS"', $1, $2, $3, $4, $1 - $3 }'

# A condition on what the session has.
state=$scratch/state.session
mkdir -p "$state/journal"
day=$(date -u -d yesterday +%Y-%m-%d)
awk -v n="$SESSIONS" -v day="$day" 'BEGIN { for (i = 0; i < n; i++) {
	time = sprintf("%sT%02d:%02d:%02d.%06dZ", day, i / 60000, i / 1000 % 60, i / 17 % 60, i % 1000000)
	id = sprintf("\"nodeId\":\"n@10.0.0.1\",\"sessionId\":\"/10.2.0.1:%d/10.0.0.1:8443\"", i)
	printf "{\"time\":\"%s\",\"hook\":\"connect\",\"status\":200,\"us\":20,%s,\"facts\":{\"sipLogin\":\"%d\"},\"body\":{%s}}\n", time, id, i, id
	printf "{\"time\":\"%s\",\"hook\":\"ConnectionStatusEvent\",\"status\":200,\"us\":20,%s,\"body\":{%s,\"status\":\"DISCONNECTED\"}}\n", time, id, id
} }' >"$state/journal/${day//-/}.ndjson"
"$tool" --state "$state" reindex >/dev/null 2>&1
known=$(conf session "set connect sipLogin alice" "deny call if session.sipLogin is mallory")
plain=$(conf field "set connect sipLogin alice" "deny call if visibleName is mallory")
cp -a "$state" "$scratch/state.field"
for n in 100 5000; do
	for _ in $(seq "$ROUNDS"); do
		echo "$("$benches/decide" "$known" 5000 $n)" \
			"$("$benches/decide" "$plain" 5000 $n)"
	done | awk '{ print $1 - $3, $1, $3 }' | middle |
		awk '{ printf "with %d past sessions a rule with session.FIELD takes %.1f us, one " \
			"with FIELD %.1f us, in '$n' sessions: %.1f us more (expected below 3)\n", '"$SESSIONS"', \
			$2, $3, $1 }'
done
# The process is a new one, so it finds each session in the index, once.
for _ in $(seq "$ROUNDS"); do
	echo "$("$benches/decide" "$known" 5000 5000 connected)" \
		"$("$benches/decide" "$plain" 5000 5000 connected)"
done | awk '{ print $1 - $3, $1, $3 }' | middle |
	awk '{ printf "the first question of a session to a process: %.1f us more " \
		"(expected below 6)\n", $1 }'

# Tokens, beside what openssl says of the algorithm.
install -m 600 "$root/tests/data/tokens/keys.json" "$scratch/keys.json"
"$benches/verify" "$scratch/keys.json" "$root/tests/data/tokens/tokens.txt" |
	sed 's/^/a token with /'
openssl speed -seconds 1 rsa2048 ecdsap256 ecdsap384 ed25519 2>/dev/null |
	awk '/^(rsa|.*(ecdsa|EdDSA))/ { printf "openssl verifies %.1f of %s in a second: %.1f us\n", $NF, \
		/^rsa/ ? "rsa 2048" : $2 " " $3 " " $4, 1e6 / $NF }'
