#!/bin/bash
# deb_inside - the life of the package in a fresh Debian, which tests/deb.sh
# boots: installed by the commands of docs/getting-started.md, a new version,
# systemd's way, removed, purged.
set -eu
fail() {
	echo "deb_inside: $*" >&2
	journalctl -q -n 50 --no-pager >&2 || :
	exit 1
}

# post WHAT: what is answered to it.
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

# running: its program for calls, by number; no other is there.
running() {
	pids=$(find /proc/[0-9]*/exe -maxdepth 0 \
		-lname '/usr/libexec/echoapp/call.fcgi*' 2>/dev/null)
	[ "$(echo "$pids" | wc -w)" = 1 ] || fail "programs for calls: $pids"
	echo "$pids" | cut -d/ -f3
}

# It becomes another when the one in hand is answered: at once.
renewed() {
	local tries
	for tries in {1..100}; do
		[ "$(readlink "/proc/$1/exe")" != /usr/libexec/echoapp/call.fcgi ] ||
			return 0
		sleep 0.1
	done
	fail "after $tries tries $1 is not the new program"
}

# listening: lighttpd is, which systemd does not wait for.
listening() {
	local tries
	for tries in {1..100}; do
		! (exec 3<>/dev/tcp/127.0.0.1/9091) 2>/dev/null || return 0
		sleep 0.1
	done
	fail "after $tries tries nobody listens"
}

echo "installed, by what docs/getting-started.md says"
while read -r line <&4; do
	# Whoever types this is slower.
	[ "${line#curl }" = "$line" ] || listening
	said=$(bash -c "$line" 4<&-) || fail "$line: $said"
done 4</told/commands
[ "${said##*$'\n'}" = '{"callee":"10002"}' ] || fail "a hook is answered: $said"
[ "$(lines)" = 1 ] || fail "the journal has not one line"
grep -q '"hook":"call","status":200' /var/lib/echoapp/journal/*.ndjson ||
	fail "the journal has no call"
[ "$(stat -c '%U %G %a' /var/lib/echoapp)" = "www-data www-data 700" ] ||
	fail "the state is $(stat -c '%U %G %a' /var/lib/echoapp)"
answered "installed"
[ "$(systemctl is-enabled echoapp.target)" = disabled ] ||
	fail "systemd starts EchoApp, and nobody said so"
! systemctl -q is-active 'echoapp*' || fail "a unit was started"
said=$(lighttpd -tt -f /etc/lighttpd/lighttpd.conf 2>&1)
[ -z "$said" ] || fail "lighttpd says: $said"
runuser -u www-data -- echoappctl status >/tmp/said 2>&1 ||
	fail "echoappctl status: $(cat /tmp/said)"

echo "a new version, while hooks come in"
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
apt install /told/next.deb >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
renewed "$pid"
touch /tmp/enough
wait
! grep -q lost /tmp/sent || fail "hooks were lost: $(sort /tmp/sent | uniq -c)"
[ "$(lines)" = $((before + $(grep -c sent /tmp/sent))) ] ||
	fail "of $(grep -c sent /tmp/sent) hooks $(($(lines) - before)) are told"
[ "$(running)" = "$pid" ] || fail "the program was started anew"
tail -n 1 /etc/echoapp/echoapp.conf | grep -qx '#redact = pin' ||
	fail "echoapp.conf was overwritten"
grep -q 'idle *= 301' /etc/lighttpd/conf-available/50-echoapp.conf ||
	fail "lighttpd's file was overwritten"
tail -n 1 /etc/echoapp/rules.conf | grep -qx '# of the new version' ||
	fail "what was not edited is not the new one"
answered "after a new version"

echo "as systemd starts the programs"
cp /etc/lighttpd/conf-available/50-echoapp.conf /tmp
cp /usr/share/doc/echoapp/examples/lighttpd-sockets.conf \
	/etc/lighttpd/conf-available/50-echoapp.conf
echo 'deny call if callee ~ "^(0+)9" reason "no"' >>/etc/echoapp/rules.conf
systemd-sysusers echoapp.conf
systemctl -q enable --now echoapp.target
systemctl restart lighttpd
listening
before=$(lines)
answered "with systemd"
[ "$(lines)" = $((before + 1)) ] || fail "with systemd nothing is told"
pid=$(running)
[ "$(stat -c %U "/proc/$pid" /var/lib/echoapp | uniq)" = echoapp ] ||
	fail "it runs as $(stat -c %U "/proc/$pid")"
[ "$(readlink "/proc/$pid/ns/net")" != "$(readlink /proc/self/ns/net)" ] ||
	fail "it has a network"
grep -q '^NoNewPrivs:.*1$' "/proc/$pid/status" || fail "it may gain privileges"
grep -q '^Seccomp:.*2$' "/proc/$pid/status" || fail "it may call anything"
[ "$(post '{"callee":"009"}')" = '{"status":403,"reason":"no"}' ] ||
	fail "with systemd no rule is obeyed"
apt reinstall /told/next.deb >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
renewed "$pid"
[ "$(running)" = "$pid" ] || fail "systemd started the program anew"
answered "with systemd, after a new version"
said=$(systemctl --failed --plain --no-legend list-units 'echoapp*')
[ -z "$said" ] || fail "has failed: $said"

echo "and back"
systemctl -q disable --now echoapp.target
chown -R www-data: /var/lib/echoapp
cp /tmp/50-echoapp.conf /etc/lighttpd/conf-available
systemctl restart lighttpd
listening
before=$(lines)
answered "after systemd"
[ "$(lines)" = $((before + 1)) ] || fail "after systemd nothing is told"

echo "removed"
apt remove echoapp >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
[ -z "$(find /proc/[0-9]*/exe -lname '/usr/libexec/echoapp/*' 2>/dev/null)" ] ||
	fail "a program still runs"
systemctl -q is-active lighttpd || fail "lighttpd does not run any more"
! post '{}' || fail "a hook is answered by what was removed"
for f in /etc/echoapp/echoapp.conf /etc/echoapp/rules.conf \
	/etc/lighttpd/conf-available/50-echoapp.conf; do
	[ -f "$f" ] || fail "$f is gone"
done
[ "$(lines)" -gt "$before" ] || fail "the state is gone"

echo "purged"
touch /etc/echoapp/secrets
apt purge echoapp >/tmp/said 2>&1 || fail "$(cat /tmp/said)"
left=$(find / -xdev \( -path /proc -o -path /src -o -path /told -o -path /sys \) \
	-prune -o -name '*echoapp*' -print)
[ -z "$left" ] || fail "is left: $left"
systemctl -q is-active lighttpd || fail "lighttpd does not run any more"
echo "all is said"
