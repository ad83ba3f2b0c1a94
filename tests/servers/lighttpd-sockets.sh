# lighttpd-sockets - lighttpd, and programs that others have started.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/lighttpd.sh"
eval "$(declare -f start | sed '1s/start/start_lighttpd/')"
start() {
	sockets
	HOW=sockets start_lighttpd
}
