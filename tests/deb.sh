#!/bin/bash
# deb - makes the package, checks it, and tests it in a fresh Debian.
#
# The fresh Debian boots in a container and runs tests/deb_inside.sh.  A line
# that begins with "left out:" names what this machine cannot test.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin

# The fresh Debian is in memory, in a mount namespace of its own.
if [ -z "${OWN_MOUNTS-}" ]; then
	export OWN_MOUNTS=no
	if [ "$(id -u)" = 0 ] && unshare -m true 2>/dev/null; then
		OWN_MOUNTS=yes exec unshare -m --propagation private "$0"
	fi
fi
d=$(mktemp -d /tmp/echoapp-deb.XXXXXX)
root=$d/root
groups=()
finish() {
	local job g
	for job in $(jobs -p); do
		kill -- "-$job" 2>/dev/null || :
	done
	wait
	for g in "${groups[@]}"; do
		[ ! -d "$g" ] || find "$g" -depth -type d -exec rmdir {} +
	done
	umount -l "$root" 2>/dev/null || :
	rm -rf "$d"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# Each background job is a process group, so that finish can end it as a whole.
set -m

fail() {
	echo "deb: $*" >&2
	exit 1
}

left_out() {
	linted
	echo "left out: the package in a fresh Debian: $*"
	exit 0
}

linted() {
	wait "$lintian" || fail "lintian: $(cat "$d/lintian")"
}

# shellcheck source=tests/fresh_debian.sh
. tests/fresh_debian.sh

mkdir "$root" "$d/told"
made=
if [ "$OWN_MOUNTS" = yes ] && command -v debootstrap >/dev/null &&
	command -v systemd-nspawn >/dev/null; then
	mount -t tmpfs -o mode=755 root "$root"
	make_root >"$d/root.log" 2>&1 &
	made=$!
fi

# told NAME DOCUMENT HEADING [NUMBER]: saves blocks, which the container runs
told() {
	node tests/documents/blocks.mjs "${@:2}" >"$d/told/typed/$1"
}
mkdir "$d/told/typed"
told install docs/getting-started.md 'On Debian' 0
told status-1 docs/getting-started.md 'On Debian' 1
told status-2 docs/operations.md 'As which user'
told status-3 debian/README.Debian 'Where things are'
told enable debian/README.Debian 'EchoApp on Debian'
told secret docs/senders.md 'By signature' 1
told log docs/operations.md 'The log'
told restore docs/operations.md 'Back up, restore, move' 1
told purge debian/README.Debian 'How long the journal is kept' 0
told cron-1 debian/README.Debian 'How long the journal is kept' 1
told cron-3 docs/call-records.md 'A daily export' 0
told cron-5 docs/call-records.md 'A daily export' 1
told new-version docs/operations.md 'A new version' 0
told systemd debian/README.Debian 'With nginx, Apache, or a lighttpd that does not start the programs' 0
told reload docs/operations.md 'A new version' 2
told back debian/README.Debian 'With nginx, Apache, or a lighttpd that does not start the programs' 1
told lighttpd-1 docs/web-servers.md lighttpd
told lighttpd-2 deploy/lighttpd.conf.in '' 0
told either deploy/README.md 'Configurations for web servers' 0
told hangup docs/operations.md 'A new version' 1
told renew deploy/README.md 'Configurations for web servers' 2
told nginx-1 docs/web-servers.md nginx
told nginx-2 deploy/nginx.conf.in '' 0
told timer deploy/echoapp-purge.timer.in '' 0
told timer-on docs/calendar.md Retention 1
told upgrade docs/calendar.md Upgrade 0
told timer-keep deploy/echoapp-purge.timer.in '' 1
told keys deploy/echoapp-keys.timer.in '' 0
told target deploy/echoapp.target.in '' 0
told sysusers deploy/sysusers.conf.in '' 0
told tmpfiles deploy/tmpfiles.conf.in '' 0
told proxy deploy/apache-proxy.conf.in '' 0
told back-1 docs/web-servers.md 'The programs under systemd'
told back-2 deploy/README.md 'Configurations for web servers' 1
told fcgid-1 docs/web-servers.md Apache
told fcgid-2 deploy/apache-fcgid.conf.in '' 0

# `make deb`, the first command, runs here.
for f in install new-version upgrade; do
	[ "$(sed 1q "$d/told/typed/$f")" = "make deb" ] ||
		fail "the commands to install do not begin with make deb: $(cat "$d/told/typed/$f")"
	sed -i 1d "$d/told/typed/$f"
done
make --no-print-directory deb >"$d/made" &
wait $! || fail "make deb"
deb=$PWD/$(tail -n 1 "$d/made")
[ -f "$deb" ] || fail "make deb does not print the path of the package: $deb"
# A tree in /tmp stands beside the directories of tests that run at the same time.
left=$(find debian -newer "$d/told/typed/install"
	find .. -maxdepth 1 -name 'echoapp[_-]*' -newer "$d/told/typed/install" \
		! -name 'echoapp-*.??????' ! -name 'echoapp-[0-9]*')
[ -z "$left" ] || fail "make deb leaves files behind: $left"
lintian --allow-root --fail-on error,warning "$deb" >"$d/lintian" 2>&1 &
lintian=$!

# Unpack the package, and check its contents.
u=$d/unpacked
dpkg-deb -x "$deb" "$u"
version=$(sed -n 's/^VERSION := //p' Makefile)
[ "$(dpkg-deb -f "$deb" Version)" = "$version" ] ||
	fail "the package's version is not $version"
for f in usr/bin/echoappctl usr/libexec/echoapp/status.fcgi \
	usr/libexec/echoapp/echoappctl-http usr/libexec/echoapp/echoapp-users \
	usr/libexec/echoapp/echoapp-deliver \
	lib/systemd/system/echoapp-deliver.service usr/share/man/man8/echoapp-deliver.8.gz \
	etc/echoapp/echoapp.conf etc/echoapp/rules.conf \
	etc/lighttpd/conf-available/50-echoapp.conf \
	lib/systemd/system/echoapp.target lib/systemd/system/echoapp@.socket \
	lib/systemd/system/echoapp@.service \
	lib/systemd/system/echoapp-purge.timer \
	lib/systemd/system/echoapp-purge.service \
	lib/systemd/system/echoapp-keys.timer lib/systemd/system/echoapp-keys.service \
	usr/lib/tmpfiles.d/echoapp.conf \
	usr/lib/sysusers.d/echoapp.conf usr/share/man/man1/echoappctl.1.gz \
	usr/share/man/man5/echoapp.conf.5.gz \
	usr/share/bash-completion/completions/echoappctl \
	usr/share/zsh/vendor-completions/_echoappctl \
	usr/share/fish/vendor_completions.d/echoappctl.fish \
	usr/share/doc/echoapp/README.Debian \
	usr/share/doc/echoapp/examples/nginx.conf \
	usr/share/doc/echoapp/examples/apache-fcgid.conf \
	usr/share/echoapp/www/index.html; do
	[ -f "$u/$f" ] || fail "there is no $f in the package"
done
for h in handlers/*.c; do
	h=$(basename "$h" .c)
	[ -x "$u/usr/libexec/echoapp/$h.fcgi" ] || fail "there is no $h.fcgi"
done
other=$(cd "$u" && find . ! -type d ! -path './usr/*' ! -path './etc/echoapp/*' \
	! -path './lib/systemd/system/*' ! -path './etc/lighttpd/*')
[ -z "$other" ] || fail "files in the wrong place: $other"
grep -rl --exclude=README.md /usr/local "$u/etc" "$u/lib" \
	"$u/usr/share/echoapp/deploy" &&
	fail "a file names /usr/local"
unknown=$(dpkg-deb --ctrl-tarfile "$deb" | tar -xO ./conffiles)
[ "$unknown" = "$(cd "$u" && find etc -type f | sort | sed 's,^,/,')" ] ||
	fail "the conffiles are $unknown"
[ "$("$u/usr/bin/echoappctl" --version)" = "echoappctl $version" ] ||
	fail "echoappctl has another version"
"$u/usr/libexec/echoapp/call.fcgi" </dev/null 2>&1 |
	grep -q ' /etc/echoapp/echoapp.conf$' ||
	fail "a program does not find its configuration"
mkdir "$d/state"
cp "$u"/etc/echoapp/* "$d"
echo "state_dir = $d/state" >>"$d/echoapp.conf"
said=$(REQUEST_METHOD=POST CONTENT_TYPE=application/json \
	ECHOAPP_CONF=$d/echoapp.conf \
	"$u/usr/libexec/echoapp/call.fcgi" <tests/data/call.json | tail -n 1)
[ "$said" = "$(cat tests/data/call.json)" ] || fail "call answers $said"

# Make a new version with another rules.conf.
next=$d/next
dpkg-deb -R "$deb" "$next"
sed -i "s/^Version: .*/&.1/" "$next/DEBIAN/control"
echo "# of the new version" >>"$next/etc/echoapp/rules.conf"
dpkg-deb --root-owner-group -Znone -b "$next" "$d/told/next.deb" >/dev/null

[ "$OWN_MOUNTS" = yes ] || left_out "needs root and a mount namespace"
[ -n "$made" ] || left_out "there is no debootstrap, or no systemd-nspawn"
wait "$made" ||
	left_out "debootstrap: $(tail -n 3 "$d/root.log")"
fill_root >"$d/root.log" 2>&1 || left_out "apt-get: $(tail -n 3 "$d/root.log")"
container true >"$d/root.log" 2>&1 &
wait $! ||
	left_out "systemd-nspawn: $(tail -n 3 "$d/root.log")"

# Nothing is left out below.
mkdir -p "$root/src/build/deb"
cp "$deb" "$root/src/build/deb/"
cp tests/deb_inside.sh "$d/told/"
# The container copies these files after the package is purged.
make --no-print-directory -s install DESTDIR="$d/told/local" >"$d/made" 2>&1 &
wait $! || fail "make install: $(cat "$d/made")"
echo 'APT::Get::Assume-Yes "yes";' >"$root/etc/apt/apt.conf.d/90yes"
cat >"$root/etc/systemd/system/story.service" <<-'END'
	[Unit]
	After=multi-user.target
	SuccessAction=exit
	FailureAction=exit
	[Service]
	Type=oneshot
	Environment=DEBIAN_FRONTEND=noninteractive HOME=/root
	WorkingDirectory=/src
	ExecStart=/bin/bash /told/deb_inside.sh
	StandardOutput=file:/told/said
	StandardError=file:/told/said
	[Install]
	WantedBy=default.target
	END
chroot "$root" systemctl -q enable story.service
container -b >"$d/booted" 2>&1 &
wait $! || {
	[ -f "$d/told/said" ] || fail "the container did not boot: $(cat "$d/booted")"
	cat "$d/told/said"
	fail "the package in a fresh Debian: see above"
}
[ "$(tail -n 1 "$d/told/said")" = "done" ] ||
	fail "the test ended too early: $(cat "$d/told/said" "$d/booted")"
linted
