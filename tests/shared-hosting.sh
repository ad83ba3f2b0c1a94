#!/bin/bash
# shared-hosting - runs the commands of the archive's README and of
# docs/shared-hosting.md in the account of a shared host, and checks the result.
# It does not need root: as root, the host and the account belong to nobody.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin
d=$(mktemp -d /tmp/echoapp-hosting.XXXXXX)
# shellcheck source=tests/support/server.sh
. tests/support/server.sh
trap 'server_stop; rm -rf "$d"' EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "shared-hosting: $*" >&2
	exit 1
}

make --no-print-directory -s dist-shared-hosting >"$d/said" 2>&1 ||
	fail "$(cat "$d/said")"
archive=build/echoapp-$(sed -n 's/^VERSION := //p' Makefile)-shared-hosting.tar.gz

# The host.
port=$(server_port 9600)
url=http://127.0.0.1:$port/EchoApp
PORT=$port ECHOAPP_CONF=$d/echoapp.conf ARCHIVE=$archive server_start \
	"$d/log" tests/servers/run.sh shared-hosting
home=$d/server/home
site=$home/public_html
app=$site/EchoApp
state=$home/echoapp-state
as=()
[ "$(id -u)" != 0 ] || as=(setpriv --reuid 65534 --regid 65534 --clear-groups)
# account COMMANDS: runs them in the account, with a clean environment.
account() {
	"${as[@]}" env -i HOME="$home" PATH=/usr/bin:/bin LANG=C \
		bash -euc "cd && umask 022 && $1"
}

# Run the commands of the README.
tar -xzOf "$archive" EchoApp/README >"$d/README"
[ "$(wc -l <"$d/README")" = 10 ] || fail "the README does not have ten lines"
grep -qE '@[A-Z]+@' "$d/README" && fail "the README has a placeholder left"
typed=$(sed -n 's/^    //p' "$d/README")
account "${typed//https:\/\/example.com\/EchoApp/$url}" >"$d/said" 2>&1 ||
	fail "the README's commands: $(cat "$d/said")"
# documented HEADING...: prints the blocks of docs/shared-hosting.md
documented() {
	for heading in "$@"; do
		node tests/documents/blocks.mjs docs/shared-hosting.md "$heading"
	done
}
[ "$typed" = "$(documented 'Unpack it' 'Let WCS prove who it is')" ] ||
	fail "docs/shared-hosting.md has other commands than the README"
[ "$(documented 'Make the archive')" = "make dist-shared-hosting" ] ||
	fail "docs/shared-hosting.md makes the archive otherwise"
grep -q '^{"callee":"10002"}well  *yes$' "$d/said" ||
	fail "another response, or not well: $(cat "$d/said")"
# What the README says of glibc is true, and the others need nothing.
needs=$(objdump -T "$app/echoappctl-http" | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)
grep -qF "glibc ${needs#GLIBC_} or later" "$d/README" || fail "the README does not name $needs"
for f in echoapp.fcgi echoappctl; do
	readelf -ld "$app/$f" | grep -E 'INTERP|NEEDED' && fail "$f needs a library"
done
grep -q '^as the scenario expects: 9 hooks, 9 answered, 0 errors$' "$d/said" ||
	fail "play: $(cat "$d/said")"
sleep 1 # until the last record is final
account './public_html/EchoApp/echoappctl cdr --csv' | grep -q ',10001,' ||
	fail "there is no call record"
account 'ln -s public_html/EchoApp/echoappctl ctl; ./ctl calls' |
	grep -q 10001 || fail "echoappctl does not find the state by a link"

# The state is outside the site, and only its owner may read it.
open=$(find "$state" "$home/echoapp-secrets" -perm /077)
[ -z "$open" ] || fail "other users may access $open"
[ -f "$state/index.db" ] || fail "there is no index"
[ -z "$(find "$site" -name '*.ndjson')" ] || fail "the journal is in the site"

# post PATH [OPTION...]: posts a hook; prints the response
body='{ "appKey":"defaultApp", "sessionId":"s1", "callId":"c1","callee":"10002"}'
post() {
	curl -s -H 'Content-Type: application/json' -d "$body" "${@:2}" "$url$1"
}
hash=$(printf %s "$body" | openssl dgst -md5 -hmac s3cret | sed 's/.*= //')
post /call | grep -q '^{"status":403,' || fail "an unsigned hook is accepted"
[ "$(post /call -H "Authorization: WCS $hash")" = "$body" ] ||
	fail "a signed hook is refused"

# An upgrade keeps the configuration.
account "$(documented 'A new version')" >"$d/said" 2>&1 ||
	fail "the commands for a new version: $(cat "$d/said")"
post /call | grep -q '^{"status":403,' || fail "a new version has forgotten the signature"
[ "$(post /call -H "Authorization: WCS $hash")" = "$body" ] ||
	fail "a new version refuses a signed hook"

account "cd $app && sed -i /^auth/d\;/^secret_file/d echoapp.conf"
[ "$(post /call)" = "$body" ] || fail "a hook is not answered"

# Each hook is returned byte by byte, on one connection, in a few spellings;
# tests/deploy tests more of them with apache-cgi.
spellings() {
	echo "$1" "${1^}" "call/${1^^}/?a=/call" "$(printf %%%x "'$1")${1:1}"
}
n=0
for f in tests/data/*.json; do
	h=${f##*/}
	for s in $(spellings "${h%.json}"); do
		n=$((n + 1))
		printf '%s\n' next silent "url = \"$url/$s\"" \
			"data-binary = \"@$f\"" "output = \"$d/got.$n\"" \
			'header = "Content-Type: application/json"'
		echo "$f $d/got.$n $s" >>"$d/posted"
	done
done >"$d/curl"
before=$(cat "$state"/journal/*.ndjson | wc -l)
curl -K <(sed 1d "$d/curl")
while read -r f got s; do
	cmp -s "$f" "$got" || fail "$s: $(cat "$got")"
done <"$d/posted"
cat "$state"/journal/*.ndjson | tail -n "+$((before + 1))" >"$d/lines"
[ "$(wc -l <"$d/lines")" = "$n" ] || fail "not $n lines: $(cat "$d/lines")"
# echo.json is the body of an unknown hook.
[ "$(grep -c '"unknown hook"' "$d/lines")" = 4 ] ||
	fail "a hook is unknown: $(grep '"unknown hook"' "$d/lines")"

# Hooks alone update the index.
for _ in $(seq 100); do
	post /call >"$d/got"
	lag=$(account 'public_html/EchoApp/echoappctl --json status' |
		grep -o '"behind_lines":[0-9]*')
	[ "${lag#*:}" -ge 20 ] || break
	sleep 0.1
done
[ "${lag#*:}" -lt 20 ] || fail "the index is behind: $lag"

# A host whose glibc is too old for the one program that needs it.
mv "$app/echoappctl-http" "$d"
printf '#!/bin/sh\necho "%s" >&2\nexit 1\n' "x: version 'GLIBC_2.99' not found" \
	>"$app/echoappctl-http"
chmod 755 "$app/echoappctl-http"
said=$(account 'public_html/EchoApp/echoappctl play call 2>&1' || :)
[[ $said = *"does not run on this host: x: version 'GLIBC_2.99' not found; run it on another machine"* ]] ||
	fail "an old glibc: $said"
account 'public_html/EchoApp/echoappctl play --list' | grep -q 'call ' ||
	fail "play --list needs echoappctl-http"
rm "$app/echoappctl-http"
cp -p "$d/echoappctl-http" "$app"

# A program for one hook in another language.  It gets HTTP_AUTHORIZATION,
# because suEXEC drops REDIRECT_HTTP_AUTHORIZATION.
cat >"$d/call.fcgi" <<-'END'
	#!/bin/sh
	cat >/dev/null
	printf 'Content-Type: application/json\r\n\r\n'
	env
END
install -m 755 "$d/call.fcgi" "$app"
post /apps/CALL -H 'Authorization: Basic dTpw' >"$d/got"
grep -q '^HTTP_AUTHORIZATION=Basic dTpw$' "$d/got" ||
	fail "call.fcgi: $(cat "$d/got")"
[ "$(post /hangup)" = "$body" ] || fail "call.fcgi answers other hooks"
rm "$app/call.fcgi"
[ "$(post /call)" = "$body" ] || fail "call.fcgi cannot be removed again"

# The PHP example, as examples/README.md makes a CGI program of it.
typed=$(node tests/documents/blocks.mjs examples/README.md 'On a shared host')
mkdir -p "$d/php/examples"
sed "s,/var/lib/echoapp,$state," examples/call.php >"$d/php/examples/call.php"
(cd "$d/php" && bash -euc "$typed") || fail "the commands of examples/README.md"
cp "$d/php/call.fcgi" "$d"
php-cgi -l "$d/call.fcgi" >"$d/said" || fail "$(cat "$d/said")"
install -m 755 "$d/call.fcgi" "$app"
before=$(cat "$state"/journal/*.ndjson | wc -l)
[ "$(post /call)" = "$body" ] || fail "the PHP refuses an extension"
said=$(body='{"callId":"c2","callee":"0900123","token":"t0ken"}' post /call)
[ "$said" = '{"status":403,"reason":"extensions only"}' ] || fail "the PHP answers: $said"
[ "$(cat "$state"/journal/*.ndjson | wc -l)" = $((before + 2)) ] ||
	fail "the PHP does not record its hooks"
sleep 1
said=$(account 'public_html/EchoApp/echoappctl cdr --csv')
[[ $said = *,0900123,*,DENIED,*,c2,* ]] || fail "the PHP's call is in no record: $said"
! grep -q t0ken "$state"/journal/*.ndjson || fail "the PHP records a secret"
rm "$app/call.fcgi"

# No URL shows a file of the directory, even if everybody may read it.
mark=never-to-be-seen
account "cd $app && mkdir -p state/journal && for f in secrets .htpasswd \
	state/journal/20261123.ndjson index.html index.php call x.shtml; do \
	echo $mark >\$f; done; for f in echoapp.conf rules.conf README .htaccess \
	scenarios/call.json; do echo '#' $mark >>\$f; done; chmod -R a+rX ."
files=(secrets .htpasswd state/journal/20261123.ndjson index.html index.php call
	x.shtml echoapp.conf rules.conf README .htaccess scenarios/call.json
	echoapp.fcgi echoappctl state state/journal '')
for f in "${files[@]}"; do
	for s in "/$f" "//$f" "/./$f" "/x/../$f" "/call/../$f" "/$f/" "/$f/x" \
		"/$f/call" "/$f?x" "/$f?x=y" "/$(printf %%%x "'${f:-/}")${f:1}" \
		"/%2e/$f" "/x/%2E%2e/$f" "/${f^^}" "/$f%00" "/$f%20" "/$f." "/$f~" \
		"/$f;x" "/${f//\//%2f}" "/${f//\//\/\/}" "/${f%.*}" "/%5c$f" \
		"/echoapp.fcgi/$f" "/echoapp.fcgi/../$f" "/../EchoApp/$f"; do
		printf 'url = "%s"\n' "$url$s"
	done
	printf 'url = "%s"\n' "${url%/EchoApp}//EchoApp/$f" \
		"${url%/EchoApp}/./EchoApp//$f"
done >"$d/urls"
# asked OPTION...: requests all URLs; fails if a response shows a file
asked() {
	curl -s --path-as-is -w '\n%{http_code} %{url}\n' -K "$d/urls" "$@" \
		>"$d/got" || fail "curl $*: $?"
	! grep -qaE "$mark|ELF" "$d/got" ||
		fail "$* shows a file: $(grep -aA 1 "$mark" "$d/got" | head -n 9)"
}
asked
! grep -E '^2[0-9]{2} ' "$d/got" || fail "a GET is answered"
for f in "${files[@]}"; do
	printf 'url = "%s"\n' "$url/$f"
done >"$d/urls"
asked -I
asked -d "$body" -H 'Content-Type: application/json'
for verb in OPTIONS PUT DELETE PROPFIND; do
	asked -X "$verb"
done
account "cd $app && rm -r state"

# A state directory inside the site is hidden, too.
account "cd $app && sed -i 's,^state_dir = .*,state_dir = ../state,' echoapp.conf"
[ "$(post /call)" = "$body" ] || fail "a hook is not answered"
day=$(basename "$site"/state/journal/*.ndjson)
for s in "journal/$day" journal/ journal '' index.db .htaccess; do
	code=$(curl -s -o "$d/got" -w '%{http_code}' "${url%/EchoApp}/state/$s")
	case $code in
	403 | 500) ;;
	*) fail "state/$s is answered with $code: $(cat "$d/got")" ;;
	esac
done

# The programs need only the libraries that the README names.
for f in echoapp.fcgi echoappctl; do
	! readelf -d "$app/$f" | grep NEEDED || fail "$f needs libraries"
	! readelf -l "$app/$f" | grep INTERP || fail "$f needs a loader"
done
needs=$(readelf -d "$app/echoappctl-http" | sed -n 's/.*NEEDED.*\[\(.*\)\]/\1/p' |
	sort | tr '\n' ' ')
[ "$needs" = 'ld-linux-x86-64.so.2 libc.so.6 libcurl.so.4 libm.so.6 ' ] ||
	fail "echoappctl-http needs $needs"
said=$(account "cd $app && mv echoappctl-http x && ./echoappctl play call" 2>&1) &&
	fail "play without HTTP: $said"
[[ $said = *"/echoappctl-http, which sends hooks, and cannot run it: No such file"* ]] ||
	fail "play without HTTP: $said"

# The programs run in an empty root directory.
jail=$home/jail
account "mkdir -p jail/home/me/public_html && cd jail/home/me/public_html && \
	tar -xzf ~/*.tar.gz"
enter=(unshare -r chroot)
[ "$(id -u)" != 0 ] || enter=(chroot --userspec=65534:65534)
variables=(REQUEST_METHOD=POST PATH_INFO=/call CONTENT_TYPE=application/json)
# alone PROGRAM [ARGUMENT...]: runs a program there
alone() {
	env -i PATH="$PATH" "${variables[@]}" "${enter[@]}" "$jail" \
		"/home/me/public_html/EchoApp/$1" "${@:2}" 2>"$d/said" ||
		fail "alone: $(cat "$d/said")"
}
said=$(printf %s "$body" | alone echoapp.fcgi)
[ "${said#*$'\r\n\r\n'}" = "$body" ] || fail "alone: $said; $(cat "$d/said")"
[ -f "$jail/home/me/echoapp-state/.htaccess" ] || fail "alone: no .htaccess"
alone echoappctl status >"$d/got"
alone echoappctl calls >"$d/got"
grep -q 10002 "$d/got" || fail "alone: no call: $(cat "$d/got")"
