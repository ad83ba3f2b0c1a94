#!/bin/bash
# suexec - unpacks the archive for shared hosts in the account of an Apache with
# suEXEC, and has suEXEC refuse it for each reason that docs/shared-hosting.md names.
#
# It needs root, for suEXEC, and a mount namespace, for suEXEC's settings.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
if [ "$(id -u)" != 0 ] || [ ! -x /usr/lib/apache2/suexec-custom ]; then
	echo "left out: suEXEC: needs root, and apache2-suexec-custom"
	exit 0
fi
if [ -z "${OWN_MOUNTS-}" ]; then
	unshare -m true 2>/dev/null || {
		echo "left out: suEXEC: needs a mount namespace"
		exit 0
	}
	OWN_MOUNTS=yes exec unshare -m --propagation private "$0"
fi
d=$(mktemp -d /tmp/echoapp-suexec.XXXXXX)
apache=
trap '[ -z "$apache" ] || { kill "$apache" 2>/dev/null; wait "$apache"; } || :; rm -rf "$d"' EXIT
trap 'exit 130' INT TERM HUP
# shellcheck source=tests/support/server.sh
. tests/support/server.sh

fail() {
	echo "suexec: $*" >&2
	cat "$log" "$d/error.log" >&2 2>/dev/null || :
	exit 1
}

# suEXEC reads where sites may be from the file with the name of Apache's user.
chmod 755 "$d"
home=$d/home
site=$home/public_html
mount -t tmpfs log /var/log
mkdir /var/log/apache2
log=/var/log/apache2/suexec.log
mount -t tmpfs suexec /etc/apache2/suexec
allow() {
	printf '%s\n' "$1" public_html >/etc/apache2/suexec/www-data
}
allow "$site"

# The account is nobody's; suEXEC accepts none of the first 100 users.
mkdir -p "$site"
chown -R 65534:65534 "$home"
account() {
	setpriv --reuid 65534 --regid 65534 --clear-groups env -i HOME="$home" \
		PATH=/usr/bin:/bin bash -euc "cd && umask 022 && $1"
}
make --no-print-directory -s dist-shared-hosting >"$d/said" 2>&1 || fail "$(cat "$d/said")"
cp build/echoapp-*-shared-hosting.tar.gz "$d/archive"
account "tar -xzf $d/archive -C public_html"
app=$site/EchoApp

port=$(server_port 9800)
url=http://127.0.0.1:$port/EchoApp
{
	for m in mpm_event alias authz_core authz_host dir env headers mime rewrite cgid suexec; do
		echo "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so"
	done
	cat <<-END
		ServerRoot "$d"
		ServerName localhost
		User www-data
		Group www-data
		DefaultRuntimeDir "$d"
		PidFile "$d/apache.pid"
		ErrorLog "$d/error.log"
		TypesConfig /dev/null
		ScriptSock "$d/cgid"
		Listen 127.0.0.1:$port
		DocumentRoot "$site"
		SuexecUserGroup nobody nogroup
		<Directory "/">
			AllowOverride None
			Require all denied
		</Directory>
		<Directory "$site">
			Require all granted
			Options FollowSymLinks
			AllowOverride FileInfo Options=ExecCGI
		</Directory>
	END
} >"$d/apache.conf"
setpriv --pdeathsig TERM apache2 -DFOREGROUND -f "$d/apache.conf" >"$d/said" 2>&1 &
apache=$!
until server_listens "$port"; do
	kill -0 "$apache" || fail "Apache: $(cat "$d/said")"
	sleep 0.05
done

# post: sends a call; prints the response and its status
post() {
	curl -s -w ' %{http_code}' -H 'Content-Type: application/json' \
		-d '{"callee":"10002"}' "$url/call"
}
works() {
	local said
	said=$(post)
	[ "$said" = '{"callee":"10002"} 200' ] || fail "$*: $said"
}

works "as it was unpacked"
[ "$(stat -c %u "$home/echoapp-state")" = 65534 ] || fail "the state is not the account's"

# refused FAULT REMEDY TEXT: suEXEC refuses for a reason that the document has
refused() {
	eval "$1"
	: >"$log"
	[[ $(post) = *' 500' ]] || fail "$1: $(post)"
	grep -qF "$3" "$log" || fail "$1: suEXEC does not say: $3"
	grep -qF "| \`$3" docs/shared-hosting.md || fail "docs/shared-hosting.md does not have: $3"
	eval "$2"
	works "$2"
}
refused "chmod 775 $app" "chmod 755 $app" "directory is writable by others"
refused "chmod 775 $app/echoapp.fcgi" "chmod 755 $app/echoapp.fcgi" "file is writable by others"
refused "chown root $app/echoapp.fcgi" "chown nobody $app/echoapp.fcgi" "target uid/gid"
refused "allow /srv" "allow $site" "command not in docroot"

# The doctor says where to look.
chmod 775 "$app"
tools/echoappctl --conf /dev/null --state "$d/none" doctor "$url" --quick >"$d/said" 2>&1 || :
grep -q 'suEXEC.*chmod 755' "$d/said" ||
	fail "the doctor does not name suEXEC: $(cat "$d/said")"
