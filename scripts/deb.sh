#!/bin/sh
# deb - makes a Debian package of this tree in build/deb, and prints its path.
#
#	scripts/deb.sh VERSION
#
# It works in a copy, because debhelper leaves files in the tree.
set -eu
[ $# = 1 ] || {
	echo "usage: scripts/deb.sh VERSION" >&2
	exit 100
}
cd "$(dirname "$0")/.."
named=$(dpkg-parsechangelog -S Version)
[ "$named" = "$1" ] || {
	echo "deb: debian/changelog has version $named, but the Makefile has $1" >&2
	exit 100
}
out=build/deb
rm -rf "$out"
mkdir -p "$out/echoapp"
tar -c --exclude=./.git --exclude=./build --exclude=./state \
	--exclude=node_modules . | tar -x -C "$out/echoapp"
# The flags of this make are not for the make that the package runs.
(
	cd "$out/echoapp"
	unset MAKEFLAGS MFLAGS MAKEOVERRIDES
	# -d: scripts/deps.sh has installed what is needed, and build-essential
	# would add a compiler of C++.
	DEB_BUILD_OPTIONS=${DEB_BUILD_OPTIONS-noautodbgsym} dpkg-buildpackage -d -b -us -uc
) >"$out/log" 2>&1 || {
	cat "$out/log" >&2
	echo "deb: dpkg-buildpackage failed; its output is above" >&2
	exit 100
}
rm -rf "$out/echoapp"
echo "$out"/echoapp_*.deb
