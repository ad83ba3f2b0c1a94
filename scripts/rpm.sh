#!/bin/sh
# rpm - makes an RPM package of this tree in build/rpm, and prints its path.
#
#	scripts/rpm.sh VERSION
#
# Outside of Fedora and RHEL rpm does not know what is installed, so it does not
# look for the packages that the spec names.
set -eu
[ $# = 1 ] || {
	echo "usage: scripts/rpm.sh VERSION" >&2
	exit 100
}
cd "$(dirname "$0")/.."
command -v rpmbuild >/dev/null || {
	echo "rpm: there is no rpmbuild; install the package rpm or rpm-build" >&2
	exit 100
}
out=$PWD/build/rpm
rm -rf "$out"
mkdir -p "$out/SOURCES"
tar -czf "$out/SOURCES/echoapp-$1.tar.gz" --exclude=./.git --exclude=./build \
	--exclude=./state --exclude=node_modules --transform "s,^\.,echoapp-$1," .
# The flags of this make are not for the make that the package runs.
(
	unset MAKEFLAGS MFLAGS MAKEOVERRIDES
	set -- --define "_topdir $out" --define "version $1"
	[ ! -e /etc/debian_version ] || set -- --nodeps "$@"
	rpmbuild -bb "$@" rpm/echoapp.spec
) >"$out/log" 2>&1 || {
	cat "$out/log" >&2
	echo "rpm: rpmbuild failed; its output is above" >&2
	exit 100
}
rm -rf "$out/BUILD" "$out/BUILDROOT"
echo "$out"/RPMS/*/*.rpm
