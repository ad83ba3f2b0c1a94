#!/bin/bash
# packages - makes the RPM package, installs it into a bare root, and has it
# answer a hook there; runs debian/tests in another bare Debian.
#
# rpm's names of packages are Fedora's, so what they hold comes from Debian.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
# shellcheck source=tests/bare_debian.sh
. tests/bare_debian.sh
# The roots are seen by this test only, with a network of its own in the end.
if [ -z "${OWN_MOUNTS-}" ]; then
	OWN_MOUNTS=yes exec unshare -m --propagation private "$0"
fi
d=$(mktemp -d /tmp/echoapp-packages.XXXXXX)
finish() {
	umount -R -l "$d"/* 2>/dev/null || :
	rm -rf "$d"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "packages: $*" >&2
	exit 1
}

# bare NAME: makes a root, with the file systems of a machine
bare() {
	mkdir "$d/$1"
	mount -t tmpfs -o mode=755 root "$d/$1"
	bare_debian bookworm "$d/$1" >"$d/log" 2>&1 || fail "debootstrap: $(tail -n 5 "$d/log")"
	mount -t proc proc "$d/$1/proc"
	mount --bind /dev "$d/$1/dev"
}

# alone ROOT COMMAND...: runs a command in the root, in a network of its own
alone() {
	unshare -npf --kill-child --mount-proc="$1/proc" sh -c \
		'ip link set lo up && exec chroot "$@"' sh "$@"
}

version=$(sed -n 's/^VERSION := //p' Makefile)
echo "the RPM package"
made=$(make --no-print-directory rpm) || fail "make rpm: $made"
rpm=$(tail -n 1 <<<"$made")
[ "$(rpm -qp --queryformat '%{NAME} %{VERSION} %{LICENSE}' "$rpm")" = "echoapp $version MIT" ] ||
	fail "the package is $(rpm -qpi "$rpm")"
rpm -qp --requires "$rpm" >"$d/requires"
for needed in lighttpd-fastcgi 'libfcgi.so.0()(64bit)' 'libsqlite3.so.0()(64bit)'; do
	grep -qxF "$needed" "$d/requires" || fail "it does not require $needed: $(cat "$d/requires")"
done
[ "$(rpm -qp --configfiles "$rpm" | tr '\n' ' ')" = \
	"/etc/echoapp/echoapp.conf /etc/echoapp/rules.conf " ] ||
	fail "its configuration is $(rpm -qp --configfiles "$rpm")"
for f in libexec/echoapp/echoapp-users lib/systemd/system/echoapp-keys.timer \
	lib/systemd/system/echoapp-keys.service; do
	rpm -qpl "$rpm" | grep -qxF "/usr/$f" || fail "there is no /usr/$f in it"
done
other=$(rpm -qpl "$rpm" | grep -v '^/usr/\|^/etc/echoapp' || :)
[ -z "$other" ] || fail "files in the wrong place: $other"
! rpm -qpl "$rpm" | grep /usr/local || fail "files below /usr/local"

bare rpm
apt=(env DEBIAN_FRONTEND=noninteractive apt-get -q -y install --no-install-recommends)
libraries=(lighttpd libfcgi0ldbl libjson-c5 libsqlite3-0 libnettle8 libpcre2-8-0 libzstd1
	zlib1g libcurl4 curl systemd)
{ debs bookworm "$d/rpm" "${libraries[@]}" && chroot "$d/rpm" "${apt[@]}" "${libraries[@]}"; } \
	>"$d/log" 2>&1 || fail "apt-get: $(tail -n 5 "$d/log")"
chroot "$d/rpm" useradd --system --home-dir /run/lighttpd lighttpd
rpm --root "$d/rpm" --dbpath /var/lib/rpm -i --nodeps "$rpm" >"$d/log" 2>&1 ||
	fail "rpm: $(cat "$d/log")"
[ "$(chroot "$d/rpm" stat -c '%U %a' /var/lib/echoapp)" = "echoapp 700" ] ||
	fail "the state is $(stat -c '%U %a' "$d/rpm/var/lib/echoapp")"
cat >"$d/rpm/answers" <<'END'
set -eu
mkdir -p /run/lighttpd
chown -R echoapp: /run/lighttpd
printf '%s\n' 'server.document-root = "/var/empty"' 'server.bind = "/run/lighttpd/none"' \
	'server.modules = ()' 'server.upload-dirs = ( "/run/lighttpd" )' \
	'include "/usr/share/echoapp/deploy/lighttpd.conf"' >/etc/lighttpd/lighttpd.conf
runuser -u echoapp -- lighttpd -D -f /etc/lighttpd/lighttpd.conf &
for _ in $(seq 50); do
	! curl -s -o /dev/null http://127.0.0.1:9091/ || break
	sleep 0.2
done
[ "$(curl -s -H 'Content-Type: application/json' -d '{"a":1}' http://127.0.0.1:9091/EchoApp/call)" = '{"a":1}' ]
curl -s http://127.0.0.1:9091/ | grep -q EchoApp
curl -s http://127.0.0.1:9091/status/health | grep -q '"well":true'
echoappctl doctor --quick || [ $? = 1 ] # it warns of a state in memory
END
alone "$d/rpm" sh /answers >"$d/log" 2>&1 || fail "the programs of the package: $(cat "$d/log")"
echo '# edited' >>"$d/rpm/etc/echoapp/rules.conf"
rpm --root "$d/rpm" --dbpath /var/lib/rpm -e echoapp >"$d/log" 2>&1 || fail "rpm -e: $(cat "$d/log")"
left=$(cd "$d/rpm" && find etc usr -path '*echoapp*' ! -name rules.conf.rpmsave ! -path etc/echoapp)
[ -z "$left" ] || fail "files are left: $left"
[ -d "$d/rpm/var/lib/echoapp/journal" ] || fail "the state is gone"

echo "debian/tests"
made=$(make --no-print-directory deb) || fail "make deb: $made"
deb=$(tail -n 1 <<<"$made")
bare deb
cp "$deb" "$d/deb/echoapp.deb"
{ debs bookworm "$d/deb" /echoapp.deb lighttpd curl dpkg-dev; } >"$d/log" 2>&1 ||
	fail "apt-get: $(tail -n 5 "$d/log")"
# Port 9091 of this machine may be taken.
unshare -n sh -c 'ip link set lo up && exec "$@"' sh \
	autopkgtest --quiet "$deb" "$PWD" -- chroot "$d/deb" >"$d/log" 2>&1 ||
	fail "autopkgtest: $(cat "$d/log")"
grep -q '^hooks  *PASS' "$d/log" || fail "no test passed: $(cat "$d/log")"
echo "done"
