#!/bin/bash
# run - tests the page with a real browser, while hooks arrive.
#
#	tests/page/run.sh [story|shots] [PROGRAMS]
#
# The npm packages of the tests are installed into build/page.  The browser is
# Debian's chromium, without a window.  `shots` makes the screenshots of the
# README; with SHOTS=all those of every state, by day and night, in
# build/screenshots.
set -u
root=$(cd "$(dirname "$0")/../.." && pwd)
what=${1:-story}
programs=${2:-$root/fcgi}
modules=$root/build/page

# shellcheck source=tests/support/server.sh
. "$root/tests/support/server.sh"

fail() {
	echo "page: $*" >&2
	exit 1
}

for tool in node npm; do
	command -v $tool >/dev/null || fail "there is no $tool; run: make deps"
done
: "${CHROMIUM:=$(command -v chromium-headless-shell || command -v chromium)}"
[ -n "$CHROMIUM" ] || fail "there is no chromium-headless-shell; run: make deps"
export CHROMIUM

# install: installs the packages of package-lock.json if it has changed.
install() {
	cmp -s "$root/tests/page/package-lock.json" "$modules/installed" && return
	mkdir -p "$modules"
	cp "$root/tests/page/package.json" "$root/tests/page/package-lock.json" \
		"$root/tests/page/.npmrc" "$modules"
	(cd "$modules" && timeout -k 5 90 npm ci --ignore-scripts \
		--prefer-offline >npm.log 2>&1) || {
		tail -n 20 "$modules/npm.log" >&2
		fail "npm could not fetch playwright-core and axe-core, which" \
			"the tests of the page need; its words are above"
	}
	cp "$root/tests/page/package-lock.json" "$modules/installed"
}
install

scratch=$(mktemp -d) || exit 111
trap 'server_stop; rm -rf "$scratch"' EXIT
trap 'exit 130' INT TERM HUP

printf 'rules = rules.conf\n' >"$scratch/echoapp.conf"
{
	printf 'deny call if callee ~ "^900" reason "premium numbers are blocked"\n'
	printf 'limit call 2 active by caller reason "two calls at a time"\n'
	printf 'limit call lasting 2 seconds if caller is 60001\n'
	printf 'set connect sipPassword "trunk-secret" if appKey is "trunk"\n'
} >"$scratch/rules.conf"

port=$(server_port $((20000 + RANDOM % 10000)))
PORT=$port STATE_DIR=$scratch/state ECHOAPP_CONF=$scratch/echoapp.conf \
	server_start "$scratch/log" "$root/scripts/serve.sh" "$programs"

export PAGE_URL=http://127.0.0.1:$port PAGE_MODULES=$modules/ PAGE_DIR=$scratch
export PAGE_ROOT=$root PAGE_TOOL=$root/tools/echoappctl PAGE_SHOTS=$root/build/screenshots
if [ "$what" = shots ]; then
	mkdir -p "$PAGE_SHOTS"
	exec_status=0
	timeout -k 5 300 node "$root/tests/page/shots.mjs" || exec_status=$?
	# Those of the README.
	[ $exec_status != 0 ] || [ -n "${SHOTS:-}" ] ||
		cp "$PAGE_SHOTS"/page-light.png "$PAGE_SHOTS"/page-dark.png "$root/docs/"
	exit $exec_status
fi
# The story counts what it did itself, so the others come later: node sorts them.
timeout -k 5 420 node --test --test-concurrency=1 --test-reporter=tap \
	"$root/tests/page/story.mjs" "$root/tests/page/strangers.mjs" "$root/tests/page/through_proxies.mjs"
