#!/bin/sh
# deb - makes a package for Debian of this tree, in build/deb, and says where.
#
#	scripts/deb.sh VERSION
#
# In a copy, because debhelper leaves its own files where it works.
set -eu
[ $# = 1 ] || {
	echo "usage: scripts/deb.sh VERSION" >&2
	exit 100
}
cd "$(dirname "$0")/.."
named=$(dpkg-parsechangelog -S Version)
[ "$named" = "$1" ] || {
	echo "deb: debian/changelog is about $named, the Makefile $1" >&2
	exit 100
}
out=build/deb
rm -rf "$out"
mkdir -p "$out/echoapp"
tar -c --exclude=./.git --exclude=./build --exclude=./state \
	--exclude=node_modules . | tar -x -C "$out/echoapp"
# What make was told is not meant for the one that the package calls.
(
	cd "$out/echoapp"
	unset MAKEFLAGS MFLAGS MAKEOVERRIDES
	DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-noautodbgsym} dpkg-buildpackage -b -us -uc
) >"$out/log" 2>&1 || {
	cat "$out/log" >&2
	echo "deb: the package could not be made; what was said is above" >&2
	exit 100
}
rm -rf "$out/echoapp"
echo "$out"/echoapp_*.deb
