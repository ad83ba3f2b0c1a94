# lighttpd-sockets - lighttpd, with programs that sockets.sh starts.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/lighttpd.sh"
eval "$(declare -f start | sed '1s/start/start_lighttpd/')"
start() {
	sockets
	HOW=sockets start_lighttpd
}
