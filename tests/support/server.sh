# server - starts scripts/serve.sh or tests/servers/run.sh for a script, which
# sources this file and defines fail.  That script ends its servers by
# server_stop, also when it fails.
# shellcheck shell=bash

server_pids=()
# Scripts write to the state, too.
[ "$(id -u)" != 0 ] || export RUN_AS=${RUN_AS-root}

# server_listens PORT: does a process listen there?
server_listens() {
	(exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

# server_port FIRST: prints the first port from FIRST on that is free
server_port() {
	local port=$1
	while server_listens "$port"; do port=$((port + 1)); done
	echo "$port"
}

# server_start LOG COMMAND...: returns when the server is ready; LOG takes its
# output
server_start() {
	local log=$1
	shift
	: >"$log"
	setpriv --pdeathsig TERM "$@" >"$log" 2>&1 &
	server_pids+=($!)
	until grep -q '^EchoApp answers at' "$log"; do
		kill -0 "${server_pids[-1]}" 2>/dev/null ||
			fail "the server did not start: $(cat "$log")"
		sleep 0.05
	done
}

# server_stop: ends all servers, and waits for their end
server_stop() {
	[ ${#server_pids[@]} = 0 ] || kill -TERM "${server_pids[@]}" 2>/dev/null
	[ ${#server_pids[@]} = 0 ] || wait "${server_pids[@]}" 2>/dev/null
	server_pids=()
}
