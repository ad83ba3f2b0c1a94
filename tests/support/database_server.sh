#!/bin/bash
# database_server - a real server of a database, for a test.
#
#	tests/support/database_server.sh postgresql|mariadb DIR PORT
#
# Makes the database in DIR, which is made, unless it is there; then becomes the
# server, at 127.0.0.1:PORT and at a Unix socket in DIR.  A test that root runs
# gets a server of another user, because none runs as root.  The administrator
# is root, or the user who runs the test, without a password at the socket.
set -e
driver=$1 dir=$2 port=$3
# To become another user forgets the signal that is to come with the end of the test.
as=(setpriv --pdeathsig KILL)
if [ "$(id -u)" = 0 ]; then
	as+=(--reuid=nobody --regid=nogroup --clear-groups)
fi
small=(--innodb-log-file-size=4M --innodb-buffer-pool-size=8M)
umask 022
if [ ! -d "$dir" ]; then
	mkdir -m 755 "$dir"
	[ "$(id -u)" != 0 ] || chown nobody:nogroup "$dir"
	new=yes
fi
cd "$dir"
# The certificate is its own authority.  MariaDB's client takes localhost for the
# socket, and an address for a name.
name=localhost
[ "$driver" = postgresql ] || name=127.0.0.1
if [ "$new" ]; then
	(umask 077 && "${as[@]}" openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 \
		-nodes -keyout key.pem -out cert.pem -days 2 -subj "/CN=$name" \
		-addext "subjectAltName=DNS:$name" 2>/dev/null && chmod 644 cert.pem)
fi
case $driver in
postgresql)
	bin=$(find /usr/lib/postgresql -path '*/bin/initdb' -printf '%h\n' | sort -V | tail -n 1)
	if [ "$new" ]; then
		"${as[@]}" "$bin/initdb" -D data -U root -E UTF8 --locale=C --no-sync \
			--auth-local=trust --auth-host=scram-sha-256 >init.log 2>&1 ||
			{ cat init.log >&2 && exit 1; }
	fi
	# A server that was killed left it, and the test may not have taken notice yet.
	rm -f data/postmaster.pid
	exec "${as[@]}" "$bin/postgres" -D data -k "$dir" -c "port=$port" \
		-c listen_addresses=127.0.0.1 -c fsync=off -c dynamic_shared_memory_type=mmap -c log_statement=all \
		-c ssl=on -c "ssl_cert_file=$dir/cert.pem" -c "ssl_key_file=$dir/key.pem" >>server.log 2>&1
	;;
mariadb)
	if [ "$new" ]; then
		"${as[@]}" mariadb-install-db --no-defaults --datadir="$dir/data" --skip-test-db "${small[@]}" \
			--auth-root-authentication-method=normal >init.log 2>&1 ||
			{ cat init.log >&2 && exit 1; }
	fi
	exec "${as[@]}" mariadbd --no-defaults --datadir="$dir/data" --socket="$dir/socket" \
		--port="$port" --bind-address=127.0.0.1 --innodb-flush-log-at-trx-commit=0 \
		"${small[@]}" --general-log=1 --ssl-cert="$dir/cert.pem" --ssl-key="$dir/key.pem" \
		--general-log-file="$dir/general.log" >>server.log 2>&1
	;;
esac
