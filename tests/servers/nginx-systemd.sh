# nginx-systemd - nginx, with programs as systemd starts them: each at its first
# hook, with the socket as standard input.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/nginx.sh"
start() {
	local name
	for name in $(names); do
		background systemd-socket-activate --inetd -l "$run/$name" \
			-E "ECHOAPP_CONF=$ECHOAPP_CONF" "$programs/$name.fcgi"
	done
	for name in $(names); do
		until [ -S "$run/$name" ]; do sleep 0.02; done
	done
	nginx_with_sockets
}
