#!/bin/sh
# deps - installs what is missing, saying what and why; or names it.
#
#	scripts/deps.sh run|check|bench|deb|dist ...
#
# On Debian and its kin it installs with apt-get, as root or through sudo.
# Elsewhere it prints what has to be there, and goes on: maybe it is.
set -u

# package, who wants it, why
packages() {
	cat <<-'END'
		gcc                run,deb compiles the programs
		libc6-dev          run,deb compiles the programs
		make               run,deb builds
		pkg-config         run,deb finds the libraries
		libfcgi-dev        run,deb FastCGI, the programs' side
		libjson-c-dev      run,deb makes JSON
		libsqlite3-dev     run,deb the index
		nettle-dev         run,deb checks signatures
		libcrypt-dev       run,deb checks passwords
		libpcre2-dev       run,deb the regular expressions of rules
		lighttpd           run    the web server
		libcurl4-openssl-dev run,deb HTTP, WCS's side of it
		libjs-chart.js     run    the charts of the page
		check              check  the test framework
		mandoc             check  the manual pages
		mandoc             dist   the manual as text
		zlib1g-dev         dist   SQLite, where it is linked statically
		libfcgi-bin        check  cgi-fcgi, to debug a hook
		apache2-bin        check  Apache, without the service of apache2
		lighttpd-mod-openssl check  the page over TLS
		libapache2-mod-fcgid check  Apache that starts programs
		nginx              check  the third web server
		spawn-fcgi         check  starts programs for those that do not
		systemd            check  systemd-socket-activate, another way to
		curl               check  the commands of the README
		openssl            check  signs hooks as WCS does
		apache2-utils      check  htpasswd
		libfcgi-perl       check  a hook in another language
		clang              check  a second compiler
		libclang-rt-14-dev check  sanitizers and fuzzing
		clang-format       check  the house style
		clang-tidy         check  static analysis
		shellcheck         check  the scripts
		procps             check  looks at processes
		strace             check  counts system calls
		util-linux         check  flock and setsid
		php-cgi            check  what rules are compared with
		prometheus         check  promtool, to check the metrics
		iproute2           check  a network of a test's own
		chromium           check  looks at the page
		nodejs             check  drives chromium
		npm                check  gets what node needs for that
		build-essential    deb    what Debian takes for granted
		debhelper          deb    makes the package
		dpkg-dev           deb    makes the package
		lintian            check  finds what is wrong with the package
		debootstrap        check  a fresh Debian to install it in
		systemd-container  check  boots that
		curl               bench  asks whether a server is up
		wrk                bench  makes load
		valgrind           bench  counts instructions
		php-fpm            bench  what we are compared with
		php-cgi            bench  what we are compared with
	END
}

[ $# -gt 0 ] || {
	echo "usage: scripts/deps.sh run|check|bench|deb|dist ..." >&2
	exit 100
}

wanted() {
	packages | while read -r name for why; do
		for purpose in "$@"; do
			case ,$for, in
			*,"$purpose",*)
				echo "$name $why"
				break
				;;
			esac
		done
	done
}

if ! command -v apt-get >/dev/null; then
	echo "deps: there is no apt-get here; what is needed, as Debian calls it:"
	wanted "$@" | sed 's/^\([^ ]*\) /  \1 - /'
	exit 0
fi

missing=
while read -r name why; do
	[ -n "$name" ] || continue
	state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)
	[ "$state" = installed ] && continue
	# node from elsewhere brings its own, and does not stand Debian's.
	[ "$name" = npm ] && command -v npm >/dev/null && continue
	echo "deps: $name is missing: $why"
	missing="$missing $name"
done <<END
$(wanted "$@")
END
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
	command -v sudo >/dev/null || {
		echo "deps: to install them, run as root: apt-get install$missing" >&2
		exit 100
	}
	as_root=sudo
fi

# A package's own service is nobody's wish here, least of all one on port 80.
# While policy-rc.d says so nothing is started, neither by invoke-rc.d nor by
# systemd's helpers (RUNLEVEL=1 only tells the former); afterwards what is new
# is kept from starting with the machine.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap '$as_root rm -f $policy' EXIT
	trap 'exit 130' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
fi

echo "deps: apt-get install$missing"
log=$(mktemp)
install() {
	# shellcheck disable=SC2086
	$as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends $missing
}
# Old lists of packages are only brought up to date when they do not do.
install >"$log" 2>&1 || {
	$as_root apt-get update -q >>"$log" 2>&1 && install >>"$log" 2>&1
} || {
	cat "$log" >&2
	rm -f "$log"
	echo "deps: they could not be installed; apt-get's words are above" >&2
	exit 100
}
rm -f "$log"

for service in lighttpd nginx; do
	case "$missing " in
	*" $service "*)
		$as_root systemctl -q disable "$service" 2>/dev/null ||
			$as_root update-rc.d "$service" disable 2>/dev/null ||
			:
		;;
	esac
done
