#!/bin/bash
# pack - makes the archive for shared hosts.
#
#	scripts/pack.sh VERSION PROGRAMS HTACCESS ARCHIVE
#
# Files that are not for the public are readable by their owner only, even if
# .htaccess has no effect.  The README lists the libraries in the programs.
set -eu

fail() {
	echo "pack: $*" >&2
	exit 100
}

[ $# = 4 ] || fail "usage: scripts/pack.sh VERSION PROGRAMS HTACCESS ARCHIVE"
root=$(cd "$(dirname "$0")/.." && pwd)
version=$1 programs=$2 htaccess=$3 archive=$4
umask 022
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM HUP
to=$work/EchoApp
mkdir "$to"
mkdir -m 700 "$to/licenses" "$to/man" "$to/scenarios"

# linked PACKAGE NAME: prints the version, and copies the licence
linked() {
	local v
	cp "/usr/share/doc/$1/copyright" "$to/licenses/$2" 2>/dev/null || :
	v=$(dpkg-query -W -f '${Version}' "$1" 2>/dev/null) ||
		v=$(pkg-config --modversion "$2" 2>/dev/null) || v="of unknown version"
	echo "${v#*:}"
}

cp "$root/LICENSE" "$to/licenses/echoapp"

# The oldest glibc that works with the one program that is not static.
glibc=$(objdump -T "$programs/echoappctl-http" |
	grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -n 1)

VERSION=$version ARCH=$(uname -m) ARCHIVE=${archive##*/} GLIBC=${glibc#GLIBC_} \
	LIBC=$(linked libc6-dev glibc) JSON=$(linked libjson-c-dev json-c) \
	CRYPT=$(linked libcrypt-dev libcrypt) \
	NETTLE=$(linked nettle-dev nettle) \
	OPENSSL=$(linked libssl-dev openssl) \
	PCRE=$(linked libpcre2-dev libpcre2-8) \
	SQLITE=$(linked libsqlite3-dev sqlite3) \
	ZSTD=$(linked libzstd-dev libzstd) ZLIB=$(linked zlib1g-dev zlib) \
	"$root/scripts/fill.sh" . "$root/deploy/shared-hosting/README" >"$to/README"

install -m 755 "$programs/echoapp.fcgi" "$to"
install -m 700 "$programs/echoappctl" "$programs/echoappctl-http" "$to"
install -m 644 "$htaccess" "$to/.htaccess"
# Outside the site, if that is ~/public_html.
sed 's,^state_dir = .*,state_dir = ../../echoapp-state,' \
	"$root/echoapp.conf" >"$to/echoapp.conf"
cp "$root/rules.conf" "$to"
cp "$root"/scenarios/* "$to/scenarios"
for page in "$root"/man/*.[1-8]; do
	# Without backspaces, which mandoc writes for bold letters.
	mandoc -T ascii "$page" | sed 's/.\x08//g' >"$to/man/${page##*/}.txt"
done
chmod 600 "$to"/{README,echoapp.conf,rules.conf} \
	"$to"/{licenses,man,scenarios}/*

mkdir -p "$(dirname "$archive")"
tar -C "$work" --owner=0 --group=0 --numeric-owner --sort=name -cf - EchoApp |
	gzip -9n >"$archive.new"
mv "$archive.new" "$archive"
