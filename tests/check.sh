#!/bin/bash
# check - runs all checks.  Prints "N passed, N failed" at the end.
#
# It tests plain programs and programs of gcc's sanitizers with real servers,
# units of gcc and of clang's sanitizers, lints, and fuzzes a little.  A check
# that passes prints one line, a check that fails all its output.
set -u
cd "$(dirname "$0")/.." || exit 111
passed=0
failed=0
log=$(mktemp)
memory=$(mktemp -d -p /dev/shm echoapp-units.XXXXXX 2>/dev/null || mktemp -d)
trap 'rm -rf "$log" "$log".* "$memory"' EXIT

# timed COMMAND...: prints how long it took, to see where the time goes.
timed() {
	local start=$SECONDS
	"$@"
	echo "      $((SECONDS - start)) s"
}

# step NAME COMMAND...: runs one check.
step() {
	local name=$1 start=$SECONDS
	shift
	if "$@" >"$log" 2>&1; then
		passed=$((passed + 1))
		echo "ok    $name, $((SECONDS - start)) s"
		# Some parts of a check may be impossible on this machine.
		sed -n 's/^left out:/      &/p' "$log"
	else
		failed=$((failed + 1))
		echo "FAIL  $name"
		cat "$log"
	fi
}

# ahead NAME COMMAND...: runs a long command in the background, while tests wait
# for their servers; `begun NAME` prints its output and returns its exit code.
# `after NAME COMMAND...` runs it when the one before it has ended.
queued=
ahead() {
	queued=
	after "$@"
}
after() {
	local what=$1 before=$queued
	queued=$what
	shift
	{
		[ -z "$before" ] || until [ -s "$log.$before.code" ]; do sleep 0.2; done
		nice -n 19 "$@" >"$log.$what" 2>&1 </dev/null
		echo $? >"$log.$what.code"
	} &
	disown
}

# aside NAME COMMAND...: runs a command beside others, as important as they are.
aside() {
	local what=$1
	shift
	{
		"$@" >"$log.$what" 2>&1 </dev/null
		echo $? >"$log.$what.code"
	} &
	disown
}

begun() {
	until [ -s "$log.$1.code" ]; do sleep 0.2; done
	cat "$log.$1"
	return "$(cat "$log.$1.code")"
}

# suite PROGRAM: runs a test program, and adds up its counts; $name may name it.
suite() {
	local counts checks failures errors name=${name:-$*}
	"$@" >"$log" 2>&1
	counts=$(grep -aoE 'Checks: [0-9]+, Failures: [0-9]+, Errors: [0-9]+' "$log" |
		tail -n 1)
	if [ -z "$counts" ]; then
		failed=$((failed + 1))
		echo "FAIL  $name did not finish"
		cat "$log"
		return
	fi
	read -r checks failures errors <<<"${counts//[!0-9 ]/}"
	passed=$((passed + checks - failures - errors))
	failed=$((failed + failures + errors))
	if [ $((failures + errors)) -gt 0 ]; then
		echo "FAIL  $name"
		cat "$log"
	else
		echo "ok    $name ($checks)"
	fi
}

jobs=-j$(nproc)
# Tests that run other programs wait for them most of the time.
waiting=$(($(nproc) + 1))
quiet=(make --no-print-directory "$jobs" CI=1)

# suites TEST...: runs one program for each core at a time, or $at_once; prints the
# results in order.
suites() {
	local t some=() most=${at_once-$(nproc)}
	for t in "$@"; do
		case $t in *.[od] | *"*") continue ;; esac
		some+=("$t")
	done
	if [ ${#some[@]} = 0 ]; then
		failed=$((failed + 1))
		echo "FAIL  there is no test: $*"
	fi
	for t in "${!some[@]}"; do
		"${some[$t]}" >"$log.$t" 2>&1 &
		[ "$(jobs -rp | wc -l)" -lt "$most" ] || wait -n
	done
	wait
	for t in "${!some[@]}"; do
		name=${some[$t]} suite cat "$log.$t"
	done
}

# units O: runs the tests that need no server, in memory if it can be: most wait
# for a disk to sync, and others for time to pass.
units() {
	local room rooms=()
	# First the tests that wait longest.
	for room in request $(cd shared && printf '%s\n' */ | grep -v '^request/'); do
		rooms+=("$1/tests/${room%/}"/test_*)
	done
	at_once=$((2 * $(nproc))) TMPDIR=$memory suites "${rooms[@]}" "$1"/tests/contract/*
}

# tools O TOOL: runs the tests of echoappctl.
tools() {
	at_once=$waiting TEST_TOOL=$2 suites "$1"/tests/tools/*/test_*
}

# statuses O PROGRAM TOOL: runs the tests of the API.
statuses() {
	at_once=$waiting TEST_STATUS=$2 TEST_TOOL=$3 suites "$1"/tests/status/test_*
}

# deliveries O PROGRAM: runs the tests of echoapp-deliver.
deliveries() {
	at_once=$waiting TEST_DELIVERER=$2 suites "$1"/tests/deliver/test_*
}

# faults O PROGRAMS TOOL: makes some system calls fail; make torture does all.
faults() {
	TEST_PROGRAMS=$2 TEST_TOOL=$3 suites "$1"/tests/fault/test_*
}

# story: prints what the test of the page in a browser has found, and adds up
# node's counts.
story() {
	local pass fail
	begun story >"$log"
	pass=$(sed -n 's/^# pass //p' "$log" | tail -n 1)
	fail=$(sed -n 's/^# \(fail\|cancelled\) //p' "$log" |
		awk '{ n += $1 } END { print n + 0 }')
	if [ -z "$pass" ] || [ $((pass + fail)) = 0 ]; then
		failed=$((failed + 1))
		echo "FAIL  tests/page/run.sh did not finish"
		cat "$log"
		return
	fi
	passed=$((passed + pass))
	failed=$((failed + fail))
	if [ "$fail" -gt 0 ]; then
		echo "FAIL  tests/page/run.sh"
		cat "$log"
	else
		echo "ok    tests/page/run.sh ($pass)"
	fi
}

# served O PROGRAMS: runs the tests of those programs behind lighttpd.
served() {
	at_once=$waiting TEST_PROGRAMS=$2 TEST_ESCAPE=$PWD/$1/tests/fcgi/escape suites "$1"/tests/fcgi/test_*
}

# databases O PROGRAMS TOOL: runs the tests with real database servers.
databases() {
	TEST_PROGRAMS=$2 TEST_TOOL=$3 suites "$1"/tests/database/test_*
}

# behind O PROGRAMS: tests each web server with its configuration of deploy/, in
# parallel, because they mostly wait.
behind() {
	local s servers=(lighttpd lighttpd-sockets apache-fcgid apache-proxy
		apache-cgi nginx nginx-keep nginx-systemd)
	for s in "${servers[@]}"; do
		TEST_SERVER=$s TEST_PROGRAMS=$2 EVERY=$PWD/$1/static/echoapp.fcgi \
			"$1/tests/deploy/test_deployed" \
			>"$log.$s" 2>&1 &
		# More at a time would overload a small machine.
		[ "$(jobs -rp | wc -l)" -lt 4 ] || wait -n
	done
	wait
	for s in "${servers[@]}"; do
		name="hooks behind $s" suite cat "$log.$s"
	done
}

step "builds with gcc" "${quiet[@]}" CC=gcc all tests
# What compiles has one core and more; the fresh Debian waits for disk and network.
ahead deb tests/deb.sh
ahead sanitizers "${quiet[@]}" CC=gcc SAN=address,undefined all
# The fuzzers' objects.
after clang "${quiet[@]}" CC=clang SAN=fuzzer-no-link,address,undefined units
# The other files have clang's warnings at least.
after parsed "${quiet[@]}" CC=clang parsed
after lint tests/lint.sh
after fuzz "${quiet[@]}" fuzz SECONDS="${FUZZ_SECONDS:-60}"
step "packs for shared hosts" "${quiet[@]}" CC=gcc dist-shared-hosting
step "hardens what it builds" tests/hardening.sh fcgi/*.fcgi fcgi/echoapp-users deliver/echoapp-deliver tools/echoappctl \
	tools/echoappctl-http build/gcc/static/echoapp{.fcgi,ctl,ctl-http}
step "builds only what changed, and names missing packages" tests/make.sh
timed units build/gcc
timed tools build/gcc tools/echoappctl
timed statuses build/gcc fcgi/status.fcgi tools/echoappctl
timed served build/gcc fcgi
timed databases build/gcc fcgi tools/echoappctl
timed deliveries build/gcc deliver/echoapp-deliver
timed faults build/gcc fcgi tools/echoappctl
aside story tests/page/run.sh story fcgi
timed behind build/gcc fcgi
timed story
step "call records are those of a model, whatever happens" \
	node tests/records/property.mjs 8000
step "jobs of cron export each call once" node tests/records/daily_export.mjs 31 200
step "a power cut at any moment loses no answered hook" node tests/fault/power_cut.mjs 6
step "does what the documents say" tests/documents/run.sh

step "builds programs with gcc's sanitizers" begun sanitizers
timed tools build/gcc build/gcc-address,undefined/tools/echoappctl
timed statuses build/gcc build/gcc-address,undefined/fcgi/status.fcgi tools/echoappctl
timed served build/gcc build/gcc-address,undefined/fcgi
timed databases build/gcc build/gcc-address,undefined/fcgi \
	build/gcc-address,undefined/tools/echoappctl
timed deliveries build/gcc build/gcc-address,undefined/deliver/echoapp-deliver

step "builds units with clang's sanitizers" begun clang
# CK_FORK=no runs all tests of a suite in one process, because a fork is slow
# with a sanitizer; it also shows tests that depend on those before.
CK_FORK=no timed units build/clang-fuzzer-no-link,address,undefined
step "clang warns of nothing" begun parsed

step "installs and uninstalls" tests/install.sh
step "programs are told what the schemas say" tests/api/run.sh
step "a new handler needs no other edit" tests/new_hook.sh
step "hooks in PHP, Perl and Python" tests/examples.sh
step "answers on a shared host" tests/shared-hosting.sh
step "suEXEC accepts the archive, and says what it refuses" tests/suexec.sh
step "makes a package that works in a fresh Debian" begun deb
step "any bytes into all that reads" begun fuzz
step "prometheus accepts the alerts" \
	promtool check rules deploy/prometheus-rules.yml
step "the alerts fire when they should, and only then" \
	promtool test rules tests/deploy/alerts.yml
step "follows the rules of the project" begun lint

echo
echo "$passed passed, $failed failed"
[ "$failed" = 0 ]
