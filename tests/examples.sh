#!/bin/bash
# examples - runs each file of examples/ in the place of EchoApp's call.fcgi, behind
# lighttpd and Apache, while EchoApp answers all other hooks.
set -u
cd "$(dirname "$0")/.." || exit 111
PATH=$PATH:/usr/sbin:/sbin
d=$(mktemp -d /tmp/echoapp-examples.XXXXXX)
fpm=
# shellcheck source=tests/support/server.sh
. tests/support/server.sh
trap 'server_stop; [ -z "$fpm" ] || kill "$fpm"; rm -rf "$d"' EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "examples: $*" >&2
	exit 1
}

# As root, the servers are nobody's (tests/servers/run.sh).
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
[ "$(id -u)" != 0 ] || chown 65534:65534 "$d"

# signed FILE: a copy of the example that knows WCS's key and the state
signed() {
	sed "s/^const SECRET = ''/const SECRET = 'key'/
		s/^my \$secret = ''/my \$secret = 'key'/
		s/^SECRET = b''/SECRET = b'key'/
		s,/var/lib/echoapp,$d/state," "examples/$1" >"$d/$1"
	grep -q "'key'" "$d/$1" || fail "$1 has no place for the key"
	chmod 755 "$d/$1"
}

# as_php: has the servers below find the script and PHP-FPM in $d
as_php() {
	sed "s,/srv/echoapp,$d,; s,/run/php/php8.2-fpm.sock,$d/fpm.sock," \
		"examples/php-fpm.$1.conf" >"$d/$1.conf"
}

start_fpm() {
	cat >"$d/fpm.conf" <<-END
		[global]
		daemonize = no
		error_log = $d/fpm.log
		[www]
		listen = $d/fpm.sock
		listen.mode = 0666
		pm = static
		pm.max_children = 2
	END
	: >"$d/fpm.log"
	chmod 666 "$d/fpm.log"
	"${as[@]}" setpriv --pdeathsig TERM "$(command -v php-fpm8.2 php-fpm8.4 php-fpm | head -n 1)" \
		-n -y "$d/fpm.conf" >"$d/fpm.said" 2>&1 &
	fpm=$!
	until [ -S "$d/fpm.sock" ]; do
		kill -0 "$fpm" || fail "PHP-FPM: $(cat "$d/fpm.said" "$d/fpm.log")"
		sleep 0.05
	done
}

# post PATH BODY [ARGUMENT...]: prints the response, and its status and type
post() {
	curl -s -w ' %{http_code} %{content_type}' --data-binary "$2" \
		-H "Content-Type: ${type-application/json;charset=UTF-8}" "${@:3}" "$url$1"
}

# answers WHAT EXPECTED PATH BODY [ARGUMENT...]
answers() {
	local said
	said=$(post "${@:3}")
	[ "$said" = "$2 application/json" ] || fail "$example, $server, $1: $said
$(cat "$d/log" "$d"/server/error.log "$d/fpm.log" 2>/dev/null)"
}

members='"nodeId":"n@1","appKey":"defaultApp","sessionId":"s","callId":"c"'
# Numbers, escapes and order that a parser would change.
good="{$members,\"caller\":\"10001\",\"callee\":\"10002\",\"n\":1.10,\"big\":123456789012345678901,\"u\":\"\\u00e4\\/\",\"token\":\"geheim\",\"custom\":{\"Password\":\"geheim\",\"list\":[]}}"
outside="{${members/\"c\"/\"d\"},\"caller\":\"10001\",\"callee\":\"0900123\"}"
signature() {
	printf %s "$1" | openssl md5 -hmac key -hex | sed 's/.* //'
}
sign() {
	echo "Authorization: WCS $(signature "$1")"
}

# try EXAMPLE SERVER [VARIABLE=VALUE...]: the server has the example answer `call`
try() {
	local lines
	example=$1 server=$2
	signed "$example"
	rm -rf "$d/server" "$d/state"
	mkdir -p "$d/state/journal"
	echo "state_dir = $d/state" >"$d/echoapp.conf"
	port=$(server_port 9700)
	url=http://127.0.0.1:$port
	server_start "$d/log" env PORT="$port" ECHOAPP_CONF="$d/echoapp.conf" \
		"${@:3}" tests/servers/run.sh "$server"
	answers "an extension" "$good 200" /EchoApp/call "$good" -H "$(sign "$good")"
	answers "another base path" "$good 200" /apps/EchoApp/call "$good" -H "$(sign "$good")"
	answers "another spelling" "$good 200" /EchoApp/CALL "$good" -H "$(sign "$good")"
	answers "another callee" '{"status":403,"reason":"extensions only"} 403' /EchoApp/call \
		"$outside" -H "$(sign "$outside")"
	answers "a wrong signature" '{"status":403,"reason":"the signature is wrong"} 403' \
		/EchoApp/call "$good" -H "$(sign "$outside")"
	answers "no object" '{"status":400,"reason":"the body is not one JSON object"} 400' \
		/EchoApp/call '[1]' -H "$(sign '[1]')"
	answers "no JSON" '{"status":400,"reason":"the body is not one JSON object"} 400' \
		/EchoApp/call '{"a":' -H "$(sign '{"a":')"
	type=text/plain answers "no JSON type" '{"status":415,"reason":"a hook is application/json"} 415' \
		/EchoApp/call "$good"
	answers "another hook" "$good 200" /EchoApp/hangup "$good"
	lines=$(cat "$d"/state/journal/*.ndjson)
	{ [ "$(grep -c '"hook":"call","status":200' <<<"$lines")" -ge 2 ] &&
		[ "$(grep -c '"hook":"call","status":403,.*"reason":"extensions only"' <<<"$lines")" = 1 ] &&
		grep -q '"hook":"hangup"' <<<"$lines"; } || fail "$example, $server, the journal: $lines"
	! grep -q '"call".*geheim' <<<"$lines" || fail "$example, $server, a secret: $lines"
	[ -z "$(find "$d/state" -type f -perm /077)" ] || fail "$example, $server: others can read the journal"
	# A record is final after a second.
	for _ in {1..100}; do
		lines=$("${as[@]}" tools/echoappctl --conf "$d/echoapp.conf" cdr --csv 2>&1)
		[[ $lines != *DENIED* ]] || break
		sleep 0.1
	done
	[[ $lines = *0900123*DENIED* ]] || fail "$example, $server: the call is in no record: $lines"
	server_stop
	echo "ok  $example behind $server"
}

for example in call.pl call.py; do
	for server in lighttpd apache-fcgid apache-cgi; do
		try "$example" "$server" PROBE="$d/$example" PROBE_AS=call
	done
done
# A program of its own, as examples/README.md makes it.
signed call.php
{ echo '#!/usr/bin/php-cgi' && cat "$d/call.php"; } >"$d/call.fcgi"
try call.php apache-cgi PROBE="$d/call.fcgi" PROBE_AS=call
start_fpm
as_php lighttpd
as_php apache
try call.php lighttpd PLANT="\$r $d/lighttpd.conf"
try call.php apache-proxy PLANT="/RewriteEngine On/r $d/apache.conf"
