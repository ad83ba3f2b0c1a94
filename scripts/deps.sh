#!/bin/sh
# deps - installs missing packages, and says what each is for.
#
#	scripts/deps.sh run|check|bench|deb|dist|rpm|torture ...
#	scripts/deps.sh list run|check ...
#	COMPILER=... scripts/deps.sh found run|check ...
#
# On Debian and its derivatives it runs apt-get, as root or through sudo.
# Elsewhere it prints the packages, and succeeds, because they may be installed.
#
# With `list` it prints the names.  With `found` it installs nothing: if COMPILER,
# a command with its flags, does not find a header, it names the package and fails.
set -u

# Each line: package, purposes, <header> if programs include one, reason.
packages() {
	cat <<-'END'
		gcc                run,deb compiles the programs
		libc6-dev          run,deb <stdio.h> compiles the programs
		make               run,deb builds
		pkg-config         run,deb finds the libraries
		libjson-c-dev      run,deb <json-c/json.h> makes JSON
		libsqlite3-dev     run,deb <sqlite3.h> the index
		nettle-dev         run,deb <nettle/hmac.h> checks signatures
		libcrypt-dev       run,deb <crypt.h> checks passwords
		libssl-dev         run,deb <openssl/evp.h> checks tokens with public keys
		libpcre2-dev       run,deb <pcre2.h> the regular expressions of rules
		libzstd-dev        run,deb <zstd.h> compresses the journal
		zlib1g-dev         run,deb,dist <zlib.h> reads a journal that gzip compressed
		tzdata             run    time zones
		libseccomp-dev     run,deb,dist <seccomp.h> limits what programs can do
		lighttpd           run    the web server
		libcurl4-openssl-dev run,deb <curl/curl.h> HTTP, WCS's side of it
		libpq-dev          run,deb users and call records in PostgreSQL
		libmariadb-dev     run,deb users and call records in MariaDB
		libjs-chart.js     run    the charts of the page
		check              check  <check.h> the test framework
		mandoc             check  the manual pages
		mandoc             dist   the manual as text
		libfcgi-dev        check,bench <fcgiapp.h> programs that ours are compared with
		libfcgi-bin        check  cgi-fcgi, to debug a hook
		apache2-bin        check,bench Apache, without the service of apache2
		lighttpd-mod-openssl check  the page over TLS
		apache2-suexec-custom check Apache of a shared host
		libapache2-mod-fcgid check,bench Apache that starts programs
		nginx              check,bench the third web server
		spawn-fcgi         check,bench starts programs for those that do not
		systemd            check  systemd-socket-activate, another way to
		curl               check  the commands of the documents
		jq                 check  the commands of the documents
		openssl            check  signs hooks as WCS does
		apache2-utils      check  htpasswd
		zsh                check  the completion
		fish               check  the completion
		libfcgi-perl       check  a hook in Perl
		python3            check  a hook in Python
		clang              check  a second compiler
		libclang-rt-14-dev check  sanitizers and fuzzing
		clang-format       check  the house style
		clang-tidy         check  static analysis
		shellcheck         check  the scripts
		devscripts         check  hardening-check, which looks at programs
		postgresql         check  users and call records in a database
		mariadb-server     check  users and call records in a database
		procps             check  looks at processes
		strace             check  counts system calls, and makes them fail
		util-linux         check,bench flock and setsid
		php-cgi            check  what rules are compared with
		php-fpm            check,bench a hook in PHP
		faketime           check  simulated days
		promtool           check,torture  checks the metrics; of the package prometheus
		iproute2           check  a network of a test's own
		chromium-headless-shell check looks at the page
		nodejs             check  drives the browser
		npm                check  gets what node needs for that
		debhelper          deb    makes the package
		dpkg-dev           deb    makes the package
		lintian            check  finds what is wrong with the package
		rpm                rpm,torture makes an RPM package
		debootstrap        check,torture  a fresh Debian to install it in
		podman             torture makes and runs a container
		runc               torture runs a container
		podman-compose     torture reads compose.yaml
		redis-server       torture gets the events of a container
		autopkgtest        torture runs debian/tests
		systemd-container  check  boots that
		curl               bench  asks whether a server is up
		wrk                bench  makes load
		valgrind           bench  counts instructions
		php-cgi            bench  what we are compared with
	END
}

[ $# -gt 0 ] || {
	echo "usage: scripts/deps.sh [list|found] run|check|bench|deb|dist|rpm|torture ..." >&2
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

# without_header: prints the lines "package <header> why" whose header the
# compiler does not find.
without_header() {
	if command -v "${COMPILER%% *}" >/dev/null; then
		sed 's/^\([^ ]* \)\(<[^ ]*>\) \(.*\)/#if !__has_include(\2)\n"\1\3"\n#endif/' |
			$COMPILER -E -P -x c - | sed -n 's/^"\(.*\)"$/\1/p'
		return
	fi
	echo "${COMPILER%% *} compiles the programs"
	while read -r name header why; do
		header=${header#<}
		[ -n "$(find /usr/include /usr/local/include \
			-path "*/${header%>}" 2>/dev/null)" ] || echo "$name $why"
	done
}

if [ "$1" = list ]; then
	shift
	wanted "$@" | cut -d ' ' -f 1
	exit
fi

if [ "$1" = found ]; then
	shift
	missing=$(wanted "$@" | grep '^[^ ]* <' | without_header)
	[ -n "$missing" ] || exit 0
	echo "$missing" | sed 's/^\([^ ]*\) /deps: \1 is missing: /' >&2
	echo "deps: to install what is missing, run: make deps" >&2
	exit 100
fi

if ! command -v apt-get >/dev/null; then
	echo "deps: there is no apt-get here; Debian calls the packages that are needed:"
	wanted "$@" | sed 's/^\([^ ]*\) \(<[^ ]*> \)*/  \1 - /'
	exit 0
fi

missing=
while read -r name why; do
	[ -n "$name" ] || continue
	state=$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null)
	[ "$state" = installed ] && continue
	# A node that is not Debian's has its own npm, and conflicts with Debian's.
	[ "$name" = npm ] && command -v npm >/dev/null && continue
	[ "$name" = promtool ] && command -v promtool >/dev/null && continue
	echo "deps: $name is missing: ${why#<*> }"
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

# The packages' own services must not start, least of all on port 80.  As long
# as this policy-rc.d exists, neither invoke-rc.d nor systemd's helpers start
# anything (RUNLEVEL=1 stops only the former); below, new services are disabled.
policy=/usr/sbin/policy-rc.d
if [ ! -e $policy ]; then
	trap '$as_root rm -f $policy' EXIT
	trap 'exit 130' INT TERM HUP
	printf '#!/bin/sh\nexit 101\n' | $as_root tee $policy >/dev/null
	$as_root chmod 755 $policy
fi

# promtool is a program of the package prometheus, of which the rest and what it
# depends on would take 300 MB.  So promtool alone is unpacked.
unpack_promtool() (
	cd "$unpacked" && apt-get download -q prometheus &&
		dpkg-deb --fsys-tarfile prometheus_*.deb | tar -x ./usr/bin/promtool &&
		$as_root cp usr/bin/promtool /usr/local/bin/
)

echo "deps: apt-get install$missing"
log=$(mktemp)
install() {
	by_apt=$(echo "$missing " | sed 's/ promtool / /')
	# shellcheck disable=SC2086
	[ -z "${by_apt% }" ] || $as_root env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -q --no-install-recommends $by_apt || return
	[ "$by_apt" = "$missing " ] && return
	unpacked=$(mktemp -d)
	unpack_promtool
	code=$?
	rm -rf "$unpacked"
	return $code
}
# Update the lists of packages only if installing fails.
install >"$log" 2>&1 || {
	$as_root apt-get update -q >>"$log" 2>&1 && install >>"$log" 2>&1
} || {
	cat "$log" >&2
	rm -f "$log"
	echo "deps: the packages could not be installed; apt-get's output is above" >&2
	exit 100
}
rm -f "$log"

for service in lighttpd nginx mariadb postgresql; do
	case "$missing " in
	*" $service"[\ -]*)
		$as_root systemctl -q disable "$service" 2>/dev/null ||
			$as_root update-rc.d "$service" disable 2>/dev/null ||
			:
		;;
	esac
done
