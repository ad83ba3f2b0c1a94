#!/bin/bash
# install - installs into an empty directory, runs the programs, uninstalls.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin
d=$(mktemp -d /tmp/echoapp-install.XXXXXX)
server=
finish() {
	[ -z "$server" ] || kill -INT "$server" 2>/dev/null || :
	wait
	rm -rf "$d"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "install: $*" >&2
	exit 1
}

quiet() {
	make --no-print-directory -s "$@" DESTDIR="$d" >"$d/said" 2>&1 ||
		fail "make $*: $(cat "$d/said")"
	rm -f "$d/said"
}

quiet install
for f in bin/echoappctl libexec/echoapp/call.fcgi \
	libexec/echoapp/status.fcgi libexec/echoapp/echoappctl-http \
	libexec/echoapp/echoapp-users etc/echoapp/echoapp.conf \
	share/echoapp/www/index.html share/echoapp/www/app.js \
	share/echoapp/deploy/nginx.conf share/echoapp/deploy/grafana.json \
	libexec/echoapp/echoapp-deliver share/man/man8/echoapp-deliver.8 \
	share/man/man1/echoappctl.1 share/man/man5/echoapp.conf.5 lib/tmpfiles.d/echoapp.conf \
	lib/sysusers.d/echoapp.conf; do
	[ -f "$d/usr/local/$f" ] || fail "there is no $f"
done
for_lighttpd=$d/etc/lighttpd/conf-available/50-echoapp.conf
[ -f "$for_lighttpd" ] || fail "there is no configuration for lighty-enable-mod"
[ -z "$(ls -A "$d/var/lib/echoapp")" ] || fail "the state is not empty"
grep -rlF "$d" "$d" && fail "a file names DESTDIR"
grep -rnE '@[A-Z]+@' "$d/usr/local/share" "$d/usr/local/lib" "$d/etc" && fail "a placeholder was not replaced"
"$d/usr/local/libexec/echoapp/call.fcgi" </dev/null 2>&1 |
	grep -q ' /usr/local/etc/echoapp/echoapp.conf$' ||
	fail "a program does not find its configuration"

# systemd has no warning about the units.
mkdir "$d/units"
for f in echoapp.target echoapp@.socket echoapp@.service echoapp-purge.timer \
	echoapp-purge.service echoapp-keys.timer echoapp-keys.service echoapp-deliver.service; do
	sed "s,=/usr/local,=$d/usr/local," \
		"$d/usr/local/lib/systemd/system/$f" >"$d/units/${f/@/@call}"
done
cp "$d/units/echoapp@call.service" "$d/units/echoapp@.service"
cp "$d/units/echoapp@call.socket" "$d/units/echoapp@.socket"
said=$(cd "$d/units" && systemd-analyze verify --man=no ./echoapp.target \
	./echoapp@call.socket ./echoapp@call.service ./echoapp-purge.timer \
	./echoapp-purge.service ./echoapp-keys.timer ./echoapp-keys.service \
	./echoapp-deliver.service 2>&1) || fail "$said"
[ -z "$said" ] || fail "$said"
# The exposure of the service is at most 0.3; without any setting it would be
# 9.6.
said=$(systemd-analyze security --offline=yes --threshold=3 --no-pager \
	"$d/units/echoapp@call.service" 2>&1) || fail "$said"
# This one is root until it has become the owner of the state.
said=$(systemd-analyze security --offline=yes --threshold=30 --no-pager \
	"$d/units/echoapp-purge.service" 2>&1) || fail "$said"
# This one is root, because it writes where the configuration is.
said=$(systemd-analyze security --offline=yes --threshold=50 --no-pager \
	"$d/units/echoapp-keys.service" 2>&1) || fail "$said"
# So is this one, and it has a network.
said=$(systemd-analyze security --offline=yes --threshold=40 --no-pager \
	"$d/units/echoapp-deliver.service" 2>&1) || fail "$said"
rm -rf "$d/units"

# Edited files stay; lighttpd's file is replaced if it was not edited.
conf=$d/usr/local/etc/echoapp/echoapp.conf
echo "state_dir = $d/var/lib/echoapp" >>"$conf"
echo "# of an old version" |
	tee -a "$d/usr/local/share/echoapp/deploy/lighttpd.conf" >>"$for_lighttpd"
quiet install
grep -q "^state_dir = $d" "$conf" || fail "the configuration was overwritten"
! grep -q 'old version' "$for_lighttpd" || fail "lighttpd's file was not replaced"
echo "# edited" >>"$for_lighttpd"
quiet install
tail -n 1 "$for_lighttpd" | grep -q edited || fail "lighttpd's file was overwritten"

# Run lighttpd with the installed configuration, as if $d were /.
port=9500
while (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
mkdir "$d/run"
cat >"$d/lighttpd.conf" <<-END
	server.modules = ()
	server.document-root = "$d"
	server.upload-dirs = ( "$d" )
	server.bind = "$d/run/lighttpd"
END
sed "s,\"/usr/local,\"$d/usr/local,; s,/run/lighttpd,$d/run,; s,:9091,:$port," \
	"$for_lighttpd" >>"$d/lighttpd.conf"
setpriv --pdeathsig TERM lighttpd -D -f "$d/lighttpd.conf" 2>"$d/said" &
server=$!
until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do
	kill -0 "$server" || fail "lighttpd did not start: $(cat "$d/said")"
	sleep 0.05
done
said=$(curl -s -H 'Content-Type: application/json' -d '{"a": 1}' \
	"http://127.0.0.1:$port/EchoApp/call")
[ "$said" = '{"a": 1}' ] || fail "the response is $said"
curl -s "http://127.0.0.1:$port/" | grep -q EchoApp || fail "there is no page"
curl -s "http://127.0.0.1:$port/status/health" | grep -q '"well":true' ||
	fail "/status/health is not well"
curl -s "http://127.0.0.1:$port/metrics" | grep -q '^echoapp_' ||
	fail "/metrics has no metric"
"$d/usr/local/bin/echoappctl" --state "$d/var/lib/echoapp" hooks >/dev/null ||
	fail "echoappctl does not run"
said=$("$d/usr/local/bin/echoappctl" --conf "$conf" doctor --quick \
	"http://127.0.0.1:$port/EchoApp") || fail "doctor prints: $said"
grep -q "^OK    programs      $d/usr/local/libexec/echoapp: all" <<<"$said" ||
	fail "doctor finds no programs: $said"
# completed WORD...: prints the completions of the last word.
completed() (
	# shellcheck disable=SC1091
	. "$d/usr/local/share/bash-completion/completions/echoappctl"
	COMP_WORDS=(echoappctl "$@")
	COMP_CWORD=$#
	_echoappctl
	echo "${COMPREPLY[*]}"
)
[ "$(completed conn)" = connections ] || fail "no command is completed"
[ "$(completed --state /x calls --li)" = "--limit --live" ] ||
	fail "no option is completed"
[ -z "$(completed none --l)" ] || fail "an unknown command has options"
[ "$(completed help reg)" = registrations ] || fail "help completes no command"
tests/completion.sh "$d/usr/local/share" || fail "a shell completes nothing"
grep -q '"hook":"call"' "$d"/var/lib/echoapp/journal/*.ndjson ||
	fail "the journal has no line"
kill -INT "$server"
wait "$server" || :
server=
rm -rf "$d/run" "$d/lighttpd.conf" "$d/said"

# uninstall keeps only the state and edited files, and disables lighttpd's file.
mkdir "$d/etc/lighttpd/conf-enabled"
ln -s "../conf-available/${for_lighttpd##*/}" "$d/etc/lighttpd/conf-enabled"
quiet uninstall
left=$(cd "$d" && find . ! -type d | grep -v '^./var/lib/echoapp/' | sort)
[ "$left" = "./etc/lighttpd/conf-available/50-echoapp.conf
./usr/local/etc/echoapp/echoapp.conf" ] || fail "is left: $left"
[ -d "$d/var/lib/echoapp/journal" ] || fail "the state is gone"

# Without edits and hooks, no file is left.
rm -rf "${d:?}"/usr "${d:?}"/var "${d:?}"/etc
quiet install
quiet uninstall
left=$(cd "$d" && find . ! -type d -o -name '*echoapp*')
[ -z "$left" ] || fail "is left: $left"

# LIGHTTPDDIR= installs nothing for lighttpd.
quiet install LIGHTTPDDIR=
[ -z "$(find "$d" -name 50-echoapp.conf)" ] || fail "lighttpd has a file"
