#!/bin/bash
# deb_inside - tests the package in a fresh Debian, which tests/deb.sh boots:
# installs it, upgrades it, starts the programs by systemd, removes it, purges
# it; then tests `make install` behind each web server.
#
# The commands are those of the documents, in /told/typed.
set -eu
prefix=/usr
fail() {
	echo "deb_inside: $*" >&2
	journalctl -q -n 50 --no-pager >&2 || :
	exit 1
}

# typed NAME [LINE]: types the commands of a document, or one line of them
typed() {
	local commands
	commands=$(sed -n "${2:-1,$}p" "/told/typed/$1")
	bash -euc "$commands" >/tmp/said 2>&1 4<&- || fail "$commands: $(cat /tmp/said)"
	touch "/told/typed/$1.done"
}

# scheduled NAME: runs the command of a line for cron, as cron does
scheduled() {
	local line user
	line=$(cat "/told/typed/$1")
	[[ $line =~ ^([0-9*]+\ ){5}([a-z-]+)\ (.*)$ ]] || fail "not a line for cron: $line"
	user=${BASH_REMATCH[2]}
	line=${BASH_REMATCH[3]}
	runuser -u "$user" -- env -i HOME=/ PATH=/usr/bin:/bin sh -c "${line//\\%/%}" \
		>/tmp/said 2>&1 || fail "$line: $(cat /tmp/said)"
	touch "/told/typed/$1.done"
}

# post BODY: posts a call; prints the response.
post() {
	curl -s -H 'Content-Type: application/json' -d "$1" \
		http://127.0.0.1:9091/EchoApp/call
}

answered() {
	local said
	said=$(post '{"callee":"10002"}')
	[ "$said" = '{"callee":"10002"}' ] || fail "$*, call answers: $said"
	curl -s http://127.0.0.1:9091/ | grep -q EchoApp ||
		fail "$*, there is no page"
	curl -s http://127.0.0.1:9091/status/health | grep -q '"well":true' ||
		fail "$*, /status/health is not well"
}

lines() {
	cat /var/lib/echoapp/journal/*.ndjson | wc -l
}

# running: prints the process ID of the only call.fcgi, whose children are its
# workers.
running() {
	local pids pid parent programs=()
	pids=$(find /proc/[0-9]*/exe -maxdepth 0 \
		-lname "$prefix/libexec/echoapp/call.fcgi*" 2>/dev/null |
		cut -d/ -f3)
	for pid in $pids; do
		parent=$(sed -n 's/^PPid:[[:space:]]*//p' "/proc/$pid/status")
		grep -qxF "$parent" <<<"$pids" || programs+=("$pid")
	done
	[ ${#programs[@]} = 1 ] || fail "not one call.fcgi: ${programs[*]}"
	echo "${programs[0]}"
}

# renewed PID: waits until the process executes the new program.
renewed() {
	for _ in {1..100}; do
		[ "$(readlink "/proc/$1/exe")" != $prefix/libexec/echoapp/call.fcgi ] ||
			return 0
		sleep 0.1
	done
	fail "process $1 does not execute the new program"
}

# listening: waits until lighttpd listens, because systemd does not wait for
# that.
listening() {
	for _ in {1..100}; do
		! (exec 3<>/dev/tcp/127.0.0.1/9091) 2>/dev/null || return 0
		sleep 0.1
	done
	fail "no process listens at port 9091"
}

echo "install, with the commands of docs/getting-started.md"
while read -r line <&4; do
	# A person would type slowly enough.
	[ "${line#curl }" = "$line" ] || listening
	said=$(bash -c "$line" 4<&-) || fail "$line: $said"
done 4</told/typed/install
touch /told/typed/install.done
[ "${said##*$'\n'}" = '{"callee":"10002"}' ] || fail "the response to a hook is $said"
[ "$(lines)" = 1 ] || fail "the journal does not have one line"
grep -q '"hook":"call","status":200' /var/lib/echoapp/journal/*.ndjson ||
	fail "the journal has no call"
[ "$(stat -c '%U %G %a' /var/lib/echoapp)" = "www-data www-data 700" ] ||
	fail "the state is $(stat -c '%U %G %a' /var/lib/echoapp)"
answered "installed"
[ "$(systemctl is-enabled echoapp.target)" = disabled ] ||
	fail "echoapp.target is enabled without the administrator"
! systemctl -q is-active 'echoapp*' || fail "a unit was started"
said=$(lighttpd -tt -f /etc/lighttpd/lighttpd.conf 2>&1)
[ -z "$said" ] || fail "lighttpd says: $said"
for n in 1 2 3; do
	typed status-$n
	grep -qx 'well  *yes' /tmp/said || fail "status is not well: $(cat /tmp/said)"
done
lighty-disable-mod echoapp >/dev/null
typed enable
listening
answered "enabled"
typed log
grep -q 'server started' /tmp/said || fail "the log has no line about the start: $(cat /tmp/said)"

echo "signatures, with the commands of docs/senders.md"
cp /etc/echoapp/echoapp.conf /tmp
typed secret
for _ in {1..30}; do
	said=$(post '{}')
	[ "$said" = '{}' ] || break
	sleep 0.1
done
[ "${said%,*}" = '{"status":403' ] || fail "the response without a signature is $said"
cp /tmp/echoapp.conf /etc/echoapp/echoapp.conf
sleep 1.1

echo "restore a backup, and run the lines for cron"
tar -czf echoapp-backup.tar.gz -C /etc/echoapp echoapp.conf rules.conf -C /var/lib/echoapp journal records.log
before=$(lines)
systemctl stop lighttpd
rm -r /var/lib/echoapp/*
typed restore
[ "$(lines)" = "$before" ] || fail "$(lines) of $before lines were restored"
typed purge
left=$(find /var/lib/echoapp ! -user www-data)
[ -z "$left" ] || fail "files that www-data does not own: $left"
for n in 1 3 5; do
	scheduled cron-$n
done
head -n 1 /var/lib/echoapp/calls-????-??-??.csv | grep -q '^src,dst,' ||
	fail "there are no call records: $(cat /var/lib/echoapp/calls-????-??-??.csv)"
[ "$(lines)" = "$before" ] || fail "new lines were purged"
systemctl start lighttpd
listening
answered "restored"

echo "upgrade, while hooks arrive"
echo '#redact = pin' >>/etc/echoapp/echoapp.conf
sed -i 's/^\(.*max-keep-alive-idle *=\).*/\1 301/' \
	/etc/lighttpd/conf-available/50-echoapp.conf
pid=$(running)
(
	while [ ! -e /tmp/enough ]; do
		[ "$(post '{"a":1}')" = '{"a":1}' ] || echo lost
		echo sent
	done
) >/tmp/sent &
before=$(lines)
rm build/deb/*
cp /told/next.deb build/deb/echoapp_next.deb
typed new-version
renewed "$pid"
touch /tmp/enough
wait
! grep -q lost /tmp/sent || fail "hooks were lost: $(sort /tmp/sent | uniq -c)"
[ "$(lines)" = $((before + $(grep -c sent /tmp/sent))) ] ||
	fail "of $(grep -c sent /tmp/sent) hooks $(($(lines) - before)) are in the journal"
[ "$(running)" = "$pid" ] || fail "the program was restarted"
tail -n 1 /etc/echoapp/echoapp.conf | grep -qx '#redact = pin' ||
	fail "echoapp.conf was overwritten"
grep -q 'idle *= 301' /etc/lighttpd/conf-available/50-echoapp.conf ||
	fail "lighttpd's file was overwritten"
tail -n 1 /etc/echoapp/rules.conf | grep -qx '# of the new version' ||
	fail "rules.conf, which was not edited, is not the new one"
answered "after a new version"
# The same again, as docs/calendar.md has it.
typed upgrade
answered "after the same version"

echo "start the programs by systemd"
cp /etc/lighttpd/conf-available/50-echoapp.conf /tmp
cp /usr/share/doc/echoapp/examples/lighttpd-sockets.conf \
	/etc/lighttpd/conf-available/50-echoapp.conf
echo 'deny call if callee ~ "^(0+)9" reason "no"' >>/etc/echoapp/rules.conf
typed systemd
systemctl restart lighttpd
listening
before=$(lines)
answered "with systemd"
[ "$(lines)" = $((before + 1)) ] || fail "with systemd the journal does not have one line more"
pid=$(running)
[ "$(stat -c %U "/proc/$pid" /var/lib/echoapp | uniq)" = echoapp ] ||
	fail "call.fcgi runs as $(stat -c %U "/proc/$pid")"
[ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ] ||
	fail "call.fcgi has a network"
grep -q '^NoNewPrivs:.*1$' "/proc/$pid/status" || fail "call.fcgi may gain privileges"
grep -q '^Seccomp:.*2$' "/proc/$pid/status" || fail "call.fcgi may use any system call"
[ "$(post '{"callee":"009"}')" = '{"status":403,"reason":"no"}' ] ||
	fail "with systemd the rules do not apply"
apt reinstall /told/next.deb >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
renewed "$pid"
[ "$(running)" = "$pid" ] || fail "systemd restarted the program"
answered "with systemd, after a new version"
typed reload
[ "$(running)" = "$pid" ] || fail "systemd restarted the program"
answered "with systemd, reloaded"

echo "one message is told once"
cp -p /etc/echoapp/echoapp.conf /tmp/good.conf
echo 'nonsense = 1' >>/etc/echoapp/echoapp.conf
systemctl restart echoapp@call.service
post '{}' >/dev/null
pid=$(running)
journalctl --sync
told=$(journalctl -q -o cat _PID="$pid" | grep nonsense)
[ "$(echo "$told" | wc -l)" = 1 ] || fail "told more than once: $told"
[ "$(journalctl -q -o cat -t echoapp ECHOAPP_PROGRAM=call.fcgi _PID="$pid" | grep nonsense)" = "$told" ] ||
	fail "journalctl -t echoapp does not show: $told"
mv /tmp/good.conf /etc/echoapp/echoapp.conf
systemctl restart echoapp@call.service
answered "with systemd, mended"

echo "purge by the timer"
old=/var/lib/echoapp/journal/$(date -u -d '200 days ago' +%Y%m%d).ndjson
printf '{"time":"%sT10:00:00Z","hook":"call","status":200,"us":1,"sessionId":"s","body":{"callId":"old"}}\n' \
	"$(date -u -d '200 days ago' +%F)" >"$old"
chown echoapp: "$old"
typed timer
[ "$(systemctl is-enabled echoapp-purge.timer)" = enabled ] || fail "the timer is not enabled"
typed timer-keep
systemctl start echoapp-purge.service || fail "echoapp-purge.service"
grep -q '"old"' "$old" || fail "a day within 400 days was purged"
rm -r /etc/systemd/system/echoapp-purge.service.d
systemctl daemon-reload
systemctl start echoapp-purge.service || fail "echoapp-purge.service"
! grep -qs '"old"' "$old" || fail "a day of 200 days ago was not purged"
[ -z "$(find /var/lib/echoapp ! -user echoapp)" ] || fail "a file of the state is not echoapp's"
typed timer-on
grep -q 'echoapp-purge.timer' /tmp/said || fail "the next purge is not told: $(cat /tmp/said)"
systemctl -q disable --now echoapp-purge.timer
answered "after a purge by systemd"

echo "deliveries by systemd"
cp -p /etc/echoapp/echoapp.conf /tmp/good.conf
echo 'deliver = deliver.conf' >>/etc/echoapp/echoapp.conf
delivered=/var/lib/echoapp/delivered/hooks.ndjson
printf 'destination f json %s\ndeliver call to f\n' "$delivered" >/etc/echoapp/deliver.conf
systemctl start echoapp-deliver
# until COMMAND...: waits up to 10 s for it to succeed
until_so() {
	for _ in $(seq 100); do
		"$@" && return
		sleep 0.1
	done
	fail "not within 10 s: $*"
}
until_so test -s /var/lib/echoapp/deliver/f.position
answered "while echoapp-deliver runs"
until_so grep -qs '"callee":"10002"' "$delivered"
pid=$(systemctl show -P MainPID echoapp-deliver)
[ "$(stat -c %U "/proc/$pid")" = echoapp ] || fail "echoapp-deliver did not become the owner of the state"
! grep -qE '^Uid:.*\b0\b' "/proc/$pid/status" || fail "echoapp-deliver can become root again"
systemctl stop echoapp-deliver
mv /tmp/good.conf /etc/echoapp/echoapp.conf
rm -r /etc/echoapp/deliver.conf /var/lib/echoapp/delivered
said=$(systemctl --failed --plain --no-legend list-units 'echoapp*')
[ -z "$said" ] || fail "failed units: $said"

echo "keys by the timer"
typed keys
[ "$(systemctl is-enabled echoapp-keys.timer)" = enabled ] || fail "the timer is not enabled"
keys=/etc/echoapp/keys.json
echo '{"keys":[]}' >$keys
! systemctl start echoapp-keys.service 2>/dev/null || fail "keys came from nowhere"
journalctl --sync
journalctl -q -o cat -u echoapp-keys.service | grep -q 'https://idp.example.com/jwks.json: ' ||
	fail "it is not said why there are no keys"
[ "$(cat $keys)" = '{"keys":[]}' ] || fail "without an answer the keys changed"
# An identity provider of this machine.
mkdir /tmp/idp
openssl req -x509 -newkey rsa:2048 -nodes -keyout /tmp/idp/key -out /tmp/idp/cert -days 2 \
	-subj /CN=idp.example.com -addext subjectAltName=DNS:idp.example.com 2>/dev/null
cat >/tmp/idp/jwks.json <<'END'
{"keys":[{"kty":"EC","crv":"P-256","kid":"1","use":"sig","alg":"ES256","x":"MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4","y":"4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"}]}
END
echo 127.0.0.1 idp.example.com >>/etc/hosts
(cd /tmp/idp && exec openssl s_server -quiet -accept 443 -cert cert -key key -WWW) >/tmp/idp/log 2>&1 &
idp=$!
for _ in $(seq 50); do
	! (exec 3<>/dev/tcp/127.0.0.1/443) 2>/dev/null || break
	sleep 0.1
done
! systemctl start echoapp-keys.service 2>/dev/null || fail "keys came from somebody without a certificate"
cp /etc/ssl/certs/ca-certificates.crt /tmp/authorities
cat /tmp/idp/cert >>/etc/ssl/certs/ca-certificates.crt
systemctl start echoapp-keys.service || fail "echoapp-keys.service"
cmp -s /tmp/idp/jwks.json $keys || fail "the keys are $(cat $keys)"
# Programs read them as users of their own.
runuser -u www-data -- cat $keys >/dev/null || fail "www-data cannot read the keys"
kill $idp
cp /tmp/authorities /etc/ssl/certs/ca-certificates.crt
systemctl -q disable --now echoapp-keys.timer
rm -r $keys /etc/systemd/system/echoapp-keys.service.d
systemctl daemon-reload
systemctl reset-failed

echo "back to lighttpd"
typed back
cp /tmp/50-echoapp.conf /etc/lighttpd/conf-available
systemctl restart lighttpd
listening
before=$(lines)
answered "after systemd"
[ "$(lines)" = $((before + 1)) ] || fail "after systemd the journal does not have one line more"

echo "remove"
apt remove echoapp >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
[ -z "$(find /proc/[0-9]*/exe -lname '/usr/libexec/echoapp/*' 2>/dev/null)" ] ||
	fail "a program still runs"
systemctl -q is-active lighttpd || fail "lighttpd does not run any more"
! post '{}' || fail "a removed program answers a hook"
for f in /etc/echoapp/echoapp.conf /etc/echoapp/rules.conf \
	/etc/lighttpd/conf-available/50-echoapp.conf; do
	[ -f "$f" ] || fail "$f is gone"
done
[ "$(lines)" -gt "$before" ] || fail "the state is gone"

echo "purge"
touch /etc/echoapp/secrets
apt purge echoapp >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
left=$(find / -xdev \( -path /proc -o -path /src -o -path /told -o -path /sys \) \
	-prune -o -name '*echoapp*' -print)
[ -z "$left" ] || fail "files are left: $left"
systemctl -q is-active lighttpd || fail "lighttpd does not run any more"

echo "by make install, behind lighttpd"
prefix=/usr/local
cp -a /told/local/. /
chown www-data /var/lib/echoapp
typed lighttpd-1
listening
answered "behind lighttpd"
cd $prefix/share/echoapp/deploy
for again in lighttpd-2 'either 1'; do
	lighty-disable-mod echoapp >/dev/null
	# shellcheck disable=SC2086
	typed $again
	listening
	answered "behind lighttpd, by $again"
done
apt install --no-install-recommends procps >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
for again in hangup 'renew 1'; do
	pid=$(running)
	cp $prefix/libexec/echoapp/call.fcgi /tmp
	mv /tmp/call.fcgi $prefix/libexec/echoapp
	# shellcheck disable=SC2086
	typed $again
	renewed "$pid"
	answered "behind lighttpd, after $again"
done
systemctl stop lighttpd

echo "behind nginx"
apt install --no-install-recommends nginx >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
typed nginx-1
listening
answered "behind nginx"
systemctl disable --now echoapp.target
typed nginx-2
for again in target sysusers tmpfiles 'renew 2'; do
	# shellcheck disable=SC2086
	typed $again
	answered "behind nginx, after $again"
done
systemctl stop nginx

echo "behind Apache with mod_proxy_fcgi"
apt install --no-install-recommends apache2 libapache2-mod-fcgid spawn-fcgi \
	>/tmp/said 2>&1 || fail "$(cat /tmp/said)"
typed proxy
listening
answered "behind Apache"
typed back-1
PATH=$PATH:$PWD
sockets.sh start
answered "with sockets.sh"
typed renew 3
answered "with sockets.sh, after a reload"
sockets.sh stop
typed either 2
answered "with systemd again"
typed back-2

echo "behind Apache with mod_fcgid"
for again in fcgid-1 fcgid-2; do
	typed $again
	listening
	answered "behind Apache, by $again"
done
for f in /told/typed/*; do
	[ "${f%.done}" != "$f" ] || [ -e "$f.done" ] || fail "the test did not type $f"
done
echo "done"
