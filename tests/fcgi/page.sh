#!/bin/bash
# page - prints the statuses of the page with another configuration.
#
#	tests/fcgi/page.sh remote|separate|guarded PROGRAMS
#
# It needs a network namespace of its own, where every port is free, and writes
# only to the current directory.
# shellcheck disable=SC2016
set -e
root=$(cd "$(dirname "$0")/../.." && pwd)
ip link set lo up
: >conf
# shellcheck source=tests/support/server.sh
. "$root/tests/support/server.sh"
trap server_stop EXIT

fail() {
	echo "page: $*"
	exit 1
}

# serve ROOT PROGRAMS: starts the server; the end of the script stops it
serve() {
	STATE_DIR=$PWD/state ECHOAPP_CONF=$PWD/conf TMPDIR=$PWD \
		server_start log "$1/scripts/serve.sh" "$2"
}

# ask WORDS... URL OPTIONS...: prints the words and the status of the response
ask() {
	local said=()
	until [[ $1 == http* ]]; do
		said+=("$1")
		shift
	done
	echo "${said[*]} $(curl -s --cacert cert -o body -w '%{http_code}' "$@")"
}

# hook WORDS... URL: posts a hook; prints the same
hook() {
	ask "$@" -d '{}' -H 'Content-Type: application/json'
}

# copy SED...: serves a copy of the tree with an edited lighttpd.conf
copy() {
	mkdir -p copy/scripts
	cp "$root"/scripts/{serve,run_as}.sh copy/scripts
	ln -s "$root/www" "$root/fcgi" copy
	sed "$@" "$root/lighttpd.conf" >copy/lighttpd.conf
	serve copy "$programs"
}

# A second address of this machine stands for another machine.
remote() {
	ip address add 192.0.2.1/32 dev lo
	export HOST=0.0.0.0
	serve "$root" "$programs"
	for path in / /app.js /vendor/chart.js /status/health /metrics; do
		for host in 192.0.2.1 127.0.0.1; do
			ask "$host" "$path" "http://$host:9091$path"
		done
	done
	hook hook http://192.0.2.1:9091/EchoApp/ping
}

# A port of its own for the page, as the comments of lighttpd.conf describe.
separate() {
	copy -e '/^#\$SERVER\["socket"] != /,/^#\$SERVER\["socket"] == /s/^#//' \
		-e '/^\$HTTP\["url"] !~ /d'
	for port in 9091 9092; do
		for path in / /app.js /status/health /metrics; do
			ask "$port" "$path" "http://127.0.0.1:$port$path"
		done
		hook "$port" hook "http://127.0.0.1:$port/EchoApp/ping"
	done
}

# shown KEY: the lines of docs/web-servers.md, with paths in this directory
shown() {
	grep "^$1\\." "$root/docs/web-servers.md" | sed "s,/etc/lighttpd,$PWD,"
}

# A password and TLS, as docs/web-servers.md describes: the password within the
# condition, TLS outside it.
guarded() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout key -out cert \
		-days 2 -subj /CN=localhost 2>/dev/null
	cat cert key >server.pem
	htpasswd -cbB watchers me right 2>/dev/null
	shown auth >inside
	shown ssl >outside
	copy -e '/^\$HTTP\["url"] !~ /r inside' -e '$r outside' \
		-e 's/"mod_fastcgi"/"mod_openssl", "mod_auth", "mod_authn_file", &/'
	for path in / /status/health /metrics; do
		for who in nobody: me:wrong me:right; do
			ask "$who" "$path" "https://localhost:9091$path" -u "$who"
		done
	done
	hook hook https://localhost:9091/EchoApp/ping
	ask plain http://localhost:9091/ || :
}

programs=$2
"$1"
