#!/bin/bash
# hooks - measures the hooks: make bench-hooks.
#
#	tests/bench/hooks.sh PROGRAMS BENCH ECHOAPPCTL
#
# PROGRAMS holds the .fcgi files, BENCH holds bare and instructions.  The
# programs are measured in turns of SECONDS_EACH (2) behind one lighttpd, ROUNDS
# times (8), so that other load on the machine affects all of them.  The result
# is the median of the rounds' ratios; if the ratio of the best rounds is far
# from it, the machine was too busy.
set -u

ROUNDS=${ROUNDS:-8}
SECONDS_EACH=${SECONDS_EACH:-2}
CONNECTIONS=16
PHP_CHILDREN=${PHP_CHILDREN:-4}

# shellcheck source=tests/support/bench.sh
. "$(dirname "$0")/../support/bench.sh"

[ $# = 3 ] || fail "usage: tests/bench/hooks.sh PROGRAMS BENCH ECHOAPPCTL"
programs=$(cd "$1" && pwd) || fail "there is no directory $1; run make first"
BENCH_TOOLS=$(cd "$2" && pwd) || fail "there is no directory $2"
BENCH_FILES=$root/tests/bench
BODY=$BENCH_FILES/body.json

PATH=$PATH:/usr/sbin
php_fpm=$(compgen -c php-fpm | sort -V | tail -n 1)
BENCH_PHP_CGI=$(command -v php-cgi)
for tool in lighttpd wrk valgrind curl "$php_fpm" "$BENCH_PHP_CGI"; do
	command -v "$tool" >/dev/null ||
		fail "${tool:-PHP} is not installed; run: make deps"
done

# The journals are on the disk of the source tree.  The sockets are elsewhere,
# because their paths must be short.
mkdir -p "$root/build"
scratch=$(mktemp -d "$root/build/bench.XXXXXX") || exit 111
ECHOAPP_RUN=$(mktemp -d "${TMPDIR:-/tmp}/echoapp.XXXXXX") || exit 111
ECHOAPP_CONF=$scratch/echoapp.conf
BENCH_JOURNAL=$scratch/php
results=$scratch/results
mkdir "$BENCH_JOURNAL"
echo 'state_dir = state' >"$ECHOAPP_CONF"
: >"$results"
unset ECHOAPP_STATE_DIR
export BODY ECHOAPP_RUN ECHOAPP_CONF BENCH_TOOLS BENCH_FILES BENCH_JOURNAL \
	BENCH_PHP_CGI

# The processes.

server=
fpm=

# children PID: prints its descendants: programs, and their workers.
children() {
	local p
	# shellcheck disable=SC2013
	for p in $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
		echo "$p"
		children "$p"
	done
}

# stop PID: ends the process and its children, by SIGKILL if necessary.
stop() {
	local all
	[ -n "$1" ] || return
	all="$1 $(children "$1" | tr '\n' ' ')"
	kill -TERM "$1" 2>/dev/null
	for _ in $(seq 40); do
		# shellcheck disable=SC2086
		kill -0 $all 2>/dev/null || break
		sleep 0.1
	done
	# shellcheck disable=SC2086
	kill -KILL $all 2>/dev/null
	wait "$1" 2>/dev/null
}

finish() {
	trap '' INT TERM HUP
	stop "$server"
	stop "$fpm"
	rm -rf "$scratch" "$ECHOAPP_RUN"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

listening() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

start_php() {
	cat >"$scratch/fpm.conf" <<-END
		[global]
		error_log = $scratch/fpm.log
		[bench]
		user = $(id -un)
		group = $(id -gn)
		listen = $ECHOAPP_RUN/php
		pm = static
		pm.max_children = $PHP_CHILDREN
		php_admin_value[opcache.enable] = 1
		php_admin_value[opcache.validate_timestamps] = 0
	END
	setpriv --pdeathsig TERM "$php_fpm" -F -R -y "$scratch/fpm.conf" \
		2>/dev/null &
	fpm=$!
	for _ in $(seq 100); do
		[ -S "$ECHOAPP_RUN/php" ] && return
		sleep 0.05
	done
	fail "PHP-FPM did not start: $(cat "$scratch/fpm.log")"
}

# start_server PROGRAMS [COMMAND]: starts lighttpd, as an argument of COMMAND
start_server() {
	ECHOAPP_PROGRAMS=$1
	shift
	# Two can use both cores of a small machine.
	BENCH_PROCESSES=2
	BENCH_PORT=9391
	while listening "$BENCH_PORT"; do BENCH_PORT=$((BENCH_PORT + 1)); done
	export ECHOAPP_PROGRAMS BENCH_PROCESSES BENCH_PORT
	url=http://127.0.0.1:$BENCH_PORT
	setpriv --pdeathsig TERM "$@" lighttpd -D -f "$BENCH_FILES/lighttpd.conf" \
		2>"$scratch/lighttpd.log" &
	server=$!
	until listening "$BENCH_PORT"; do
		kill -0 "$server" 2>/dev/null ||
			fail "lighttpd did not start: $(cat "$scratch/lighttpd.log")"
		sleep 0.05
	done
}

# ticks: the CPU time of the servers so far, in clock ticks, with that of their
# children that have ended.
ticks() {
	local p files=()
	for p in $server $(children "$server") $fpm $(children "$fpm"); do
		files+=("/proc/$p/stat")
	done
	cat "${files[@]}" 2>/dev/null |
		awk '{ sub(/.*\) /, ""); n += $12 + $13 + $14 + $15 }
			END { print n }'
}

# The measurements.

# load GROUP ROUND NAME PATH [CONNECTIONS]: measures one turn, and adds a line:
# group round name requests/s p50 p99 errors CPU-microseconds/request
load() {
	local before after said
	before=$(ticks)
	said=$(wrk -t 1 -c "${5:-$CONNECTIONS}" -d "$seconds" \
		-s "$BENCH_FILES/post.lua" "$url$4" | sed -n 's/^wrk //p')
	after=$(ticks)
	[ -n "$said" ] || fail "wrk could not reach $url$4"
	awk -v who="$1 $2 $3" -v hz="$(getconf CLK_TCK)" \
		-v ticks=$((after - before)) \
		'{ printf "%s %s %s %s %s %.1f\n", who, $1, $2, $3, $4,
			$5 ? ticks * 1e6 / hz / $5 : 0 }' <<<"$said" >>"$results"
}

# same_answer PATH: fails unless the response is the body of the request.
same_answer() {
	curl -sf -H 'Content-Type: application/json' --data-binary "@$BODY" \
		"$url$1" | cmp -s - "$BODY" ||
		fail "$1 does not return the body: $(cat "$scratch/lighttpd.log")"
}

# values GROUP NAME COLUMN: prints the column, a round a line
values() {
	awk -v g="$1" -v n="$2" -v c="$3" \
		'$1 == g && $3 == n { print $c }' "$results"
}

# ratios GROUP NAME NAME [COLUMN]: prints the ratio of each round
ratios() {
	paste <(values "$1" "$2" "${4:-4}") <(values "$1" "$3" "${4:-4}") |
		awk '{ printf "%.2f\n", $2 ? $1 / $2 : 0 }'
}

# table GROUP NAME...: prints the medians
table() {
	local group=$1 name
	shift
	printf '  %-28s %8s %8s %8s %7s %7s\n' '' hooks/s 'p50 ms' 'p99 ms' \
		'CPU us' errors
	for name; do
		printf '  %-28s %8.0f %8.3f %8.3f %7.1f %7d\n' "$name" \
			"$(values "$group" "$name" 4 | median)" \
			"$(values "$group" "$name" 5 | median)" \
			"$(values "$group" "$name" 6 | median)" \
			"$(values "$group" "$name" 8 | median)" \
			"$(values "$group" "$name" 7 | awk '{ n += $1 } END { print n }')"
	done
}

# best GROUP NAME COLUMN: prints the best round: most hooks, or least CPU
best() {
	values "$1" "$2" "$3" | sort -g |
		if [ "$3" = 4 ]; then tail -n 1; else head -n 1; fi
}

# compare WHAT GROUP NAME NAME EXPECTED [COLUMN]: adds a ratio to the last table
compare() {
	local c=${6:-4}
	printf '  %-29s %5.2f  (%s)\n' "$1" \
		"$(ratios "$2" "$3" "$4" "$c" | median)" "$5"
	[ "$2" = counted ] && return
	printf '  %29s %5.2f  best rounds; all: %s\n' '' \
		"$(paste <(best "$2" "$3" "$c") <(best "$2" "$4" "$c") |
			awk '{ print $2 ? $1 / $2 : 0 }')" \
		"$(ratios "$2" "$3" "$4" "$c" | tr '\n' ' ')"
} >>"$scratch/ratios"

# memory PID...: prints the number of processes, and their PSS and RSS
memory() {
	local p files=()
	for p; do files+=("/proc/$p/smaps_rollup"); done
	cat "${files[@]}" | awk '
		/^Rss:/ { n++; rss += $2 }
		/^Pss:/ { pss += $2 }
		END { printf "%d processes, %.1f MiB PSS, %.1f MiB RSS\n",
			n, pss / 1024, rss / 1024 }'
}

# The benchmarks.

# The programs behind the web server, without the bare one.
hook_programs() {
	local p
	for p in $(children "$server"); do
		case $(readlink "/proc/$p/exe") in
		*.fcgi) echo "$p" ;;
		esac
	done
}

# shellcheck disable=SC2046
bench_memory() {
	sleep 1
	echo "memory, idle"
	printf '  %-28s %s\n' \
		'all programs' "$(memory $(hook_programs))" \
		lighttpd "$(memory "$server")" \
		PHP-FPM "$(memory "$fpm" $(children "$fpm"))"
}

bench_hook() {
	local round b=/EchoApp/CallStatusEvent
	same_answer /bare
	same_answer $b
	same_answer /hook.php
	seconds=$SECONDS_EACH
	for round in $(seq "$ROUNDS"); do
		load hook "$round" bare /bare
		load hook "$round" callStatusEvent $b
		load hook "$round" PHP-FPM /hook.php
	done
	echo "a hook, $CONNECTIONS connections, $(wc -c <"$BODY") bytes"
	echo "  (bare: $BENCH_PROCESSES processes)"
	table hook bare callStatusEvent PHP-FPM
	compare 'callStatusEvent/bare' hook callStatusEvent bare \
		'expected at least 0.85'
	compare 'callStatusEvent/PHP-FPM' hook callStatusEvent PHP-FPM \
		'expected at least 1.6'
	compare 'CPU, callStatusEvent/bare' hook callStatusEvent bare \
		'for information' 8
	compare 'CPU, PHP-FPM/callStatusEvent' hook PHP-FPM callStatusEvent \
		'for information' 8
}

bench_cgi() {
	local round
	same_answer /cgi/c/call.fcgi
	same_answer /cgi/php/hook.php
	seconds=2
	for round in 1 2 3 4; do
		load cgi "$round" call.fcgi /cgi/c/call.fcgi
		load cgi "$round" php-cgi /cgi/php/hook.php
	done
	echo "a process for every hook: plain CGI"
	table cgi call.fcgi php-cgi
	compare 'CGI, call/php-cgi' cgi call.fcgi php-cgi 'expected at least 3'
}

bench_durability() {
	local how
	seconds=2
	for how in process disk; do
		echo "durability = $how" >>"$ECHOAPP_CONF"
		# A changed file is noticed within a second.
		sleep 1.1
		same_answer /EchoApp/CallStatusEvent
		load durability 1 "$how,1" /EchoApp/CallStatusEvent 1
		load durability 1 "$how,$CONNECTIONS" /EchoApp/CallStatusEvent
	done
	echo 'state_dir = state' >"$ECHOAPP_CONF"
	sleep 1.1
	echo "durability, and the number of connections"
	table durability process,1 "process,$CONNECTIONS" disk,1 \
		"disk,$CONNECTIONS"
}

# The hooks in one spelling, in the order of lighttpd's routes.
spelled() {
	grep -oE "\"/$1[A-Za-z]*\" =>" "$programs/hooks.conf" | cut -d '"' -f 2 |
		sort -f
}

# The instructions that lighttpd needs for a route, because other load does not
# change their number.
count_routes() {
	local out=$scratch/lighttpd n=1000 f i=0
	stop "$server"
	start_server "$scratch/alike" valgrind -q --tool=callgrind \
		--callgrind-out-file="$out"
	# What is only done once is not counted.
	same_answer "/EchoApp$1"
	callgrind_control -d "$server" >/dev/null 2>&1
	for f; do
		curl -s -H 'Content-Type: application/json' \
			--data-binary "@$BODY" "$url/EchoApp$f?[1-$n]" \
			>/dev/null
		callgrind_control -d "$server" >/dev/null 2>&1
	done
	echo "routes, instructions of lighttpd for a hook"
	for f; do
		# The dumps are numbered; what came before is the first.
		i=$((i + 1))
		awk -v n=$n -v who="$f" -v g=counted '/^(totals|summary):/ {
			printf "%s 1 %s %.0f\n", g, who, $2 / n; exit }' \
			"$out.$((i + 1))" >>"$results"
		printf '  %-28s %8d\n' "$f" "$(values counted "$f" 4)"
	done
}

# Each route leads to a copy of one program, so that only the route differs.
bench_routes() {
	local round f camel Pascal names=()
	mkdir "$scratch/alike"
	for f in "$programs"/*.fcgi; do
		ln "$programs/callStatusEvent.fcgi" \
			"$scratch/alike/${f##*/}" 2>/dev/null ||
			cp "$programs/callStatusEvent.fcgi" \
				"$scratch/alike/${f##*/}"
	done
	cp "$programs"/*.conf "$scratch/alike"
	sed -i 's/"max-procs" => .*/"max-procs" => 1,/' \
		"$scratch/alike/programs.conf"
	stop "$server"
	start_server "$scratch/alike"
	camel="$(spelled '[a-z]' | sed -n '1p;$p')"
	Pascal="$(spelled '[A-Z]' | sed -n '1p;$p')"
	# shellcheck disable=SC2206
	names=($camel $Pascal)
	names+=("$(tr '[:lower:]' '[:upper:]' <<<"${names[1]}")")
	for f in "${names[@]}"; do same_answer "/EchoApp$f"; done
	seconds=1
	for round in $(seq "$ROUNDS"); do
		for f in "${names[@]}"; do
			load routes "$round" "$f" "/EchoApp$f"
		done
	done
	echo "routes: the first hook and the last, in every spelling"
	table routes "${names[@]}"
	compare 'route, last/first' routes "${names[1]}" "${names[0]}" \
		'expected at least 0.95'
	compare 'Route, Last/First' routes "${names[3]}" "${names[2]}" \
		'expected at least 0.95'
	compare 'ROUTE, LAST/first' routes "${names[4]}" "${names[0]}" \
		'for information'
	count_routes "${names[@]}"
	compare 'instructions, last/first' counted "${names[1]}" "${names[0]}" \
		'for information'
	compare 'instructions, Last/First' counted "${names[3]}" "${names[2]}" \
		'for information'
}

# counted hook|json-c N: prints the number of instructions
counted() {
	valgrind --tool=callgrind --callgrind-out-file="$scratch/$1.$2" \
		"$BENCH_TOOLS/instructions" "$1" "$2" "$BODY" 2>&1 |
		sed -n 's/.*Collected : //p'
}

bench_instructions() {
	local what one two
	echo "instructions, by callgrind"
	for what in hook json-c; do
		one=$(counted "$what" 1000)
		two=$(counted "$what" 2000)
		[ -n "$two" ] || fail "valgrind could not count"
		printf '  %-28s %8d\n' "a ${what/json-c/parse and print by json-c}" \
			$(((two - one) / 1000))
	done
	echo "  where those of 2000 hooks are:"
	callgrind_annotate "$scratch/hook.2000" 2>/dev/null |
		grep -E '^ *[0-9,]+ \(' | sed -n '2,13p' |
		sed -E 's/ \[.*//; s,\) [^:]*/,) ,; s/^/  /'
}

start_php
start_server "$programs"
bench_memory
echo
bench_hook
echo
bench_cgi
echo
bench_durability
echo
bench_routes
echo
bench_instructions
echo
echo "ratios, medians of the rounds"
cat "$scratch/ratios"
