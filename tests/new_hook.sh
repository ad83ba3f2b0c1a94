#!/bin/bash
# new_hook - adds the handlers of docs/writing-a-hook.md to a copy of the tree,
# without another edit, and checks that their hooks are routed, folded and
# limited.
#
# The copy includes the objects of build/gcc, so that few files are compiled.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
copy=$(mktemp -d "$root/build/new-hook.XXXXXX")
trap 'rm -rf "$copy"' EXIT

fail() {
	echo "new_hook: $*" >&2
	exit 1
}

cd "$root"
git ls-files -co --exclude-standard -z | xargs -0 cp --parents -pt "$copy"
mkdir -p "$copy/build"
[ ! -d build/gcc ] || cp -a build/gcc "$copy/build/"
cd "$copy"

# block NAME: prints the block of C that begins like the file NAME
block() {
	awk -v begins="/* $1 - " '
		/^```c$/ { inside = 1; text = ""; next }
		/^```$/ { if (inside && index(text, begins) == 1) printf "%s", text
			inside = 0 }
		inside { text = text $0 "\n" }' docs/writing-a-hook.md
}
block beep >handlers/beep.c
block dial >handlers/dial.c
{ [ -s handlers/beep.c ] && [ -s handlers/dial.c ]; } ||
	fail "a handler is not in docs/writing-a-hook.md"
printf '%s' '{"nodeId":"n1@192.0.2.1","appKey":"defaultApp","sessionId":"s1","tone":"high"}' \
	>tests/data/beep.json
body() {
	printf '{"nodeId":"n@192.0.2.1","appKey":"defaultApp","sessionId":"s","callId":"%s",%s}' "$1" "$2"
}
body d0 '"caller":"1","callee":"2"' >tests/data/dial.json

make --no-print-directory -s CC=gcc CI=1 all build/gcc/tests/contract/beep \
	build/gcc/tests/contract/dial
for hook in beep dial; do
	./build/gcc/tests/contract/$hook >contract.log 2>&1 || {
		cat contract.log
		fail "$hook breaks the contract of handlers"
	}
	grep -q "/$hook.fcgi" fcgi/hooks.conf fcgi/programs.conf ||
		fail "lighttpd has no route to $hook"
done

cat >echoapp.conf <<-'END'
	state_dir = state
	rules = rules.conf
END
echo 'limit dial 1 active by caller' >rules.conf
export ECHOAPP_CONF=$PWD/echoapp.conf

# status HOOK BODY: runs the hook's program; prints the status
status() {
	printf '%s' "$2" | REQUEST_METHOD=POST CONTENT_TYPE=application/json \
		CONTENT_LENGTH=${#2} "fcgi/$1.fcgi" | sed -n 's/^Status: \([0-9]*\).*/\1/p'
}
is() {
	[ "$2" = "$3" ] || fail "$1: \"$2\" instead of \"$3\""
}
ctl() {
	tools/echoappctl --json "$@"
}

is "a dial" "$(status dial "$(body d1 '"caller":"1","callee":"2"')")" 200
is "live calls after a dial" "$(ctl calls --live | jq -r '"\(.callid) \(.src) \(.dst) \(.status)"')" \
	"d1 1 2 PENDING"
is "a second dial of the same caller" "$(status dial "$(body d2 '"caller":"1","callee":"3"')")" 403
is "a dial of another caller" "$(status dial "$(body d3 '"caller":"4","callee":"3"')")" 200
is "its answer" "$(status callStatusEvent "$(body d1 '"caller":"1","callee":"2","status":"ESTABLISHED"')")" 200
is "its hang-up" "$(status hangup "$(body d1 '"caller":"1","callee":"2"')")" 200
is "its end" "$(status callStatusEvent "$(body d1 '"caller":"1","callee":"2","status":"FINISH"')")" 200
is "live calls after the end" "$(ctl calls --live | jq -r .callid)" "d3"
is "show" "$(ctl show d1 | jq -r '.history | map(.hook) | join(" ")')" \
	"dial CallStatusEvent hangup CallStatusEvent"
sleep 1 # until the record is final
is "its record" "$(ctl cdr | jq -r 'select(.callid == "d1") | "\(.src) \(.dst) \(.disposition) \(.hangup)"')" \
	"1 2 ANSWERED caller"
is "a dial after the end" "$(status dial "$(body d4 '"caller":"1","callee":"2"')")" 200
echo "a new handler is folded, counted, ended and shown"
