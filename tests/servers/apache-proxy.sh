# apache-proxy - Apache, with programs that sockets.sh starts.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/apache.sh"
start() {
	sockets
	fill apache-proxy.conf "$work/echoapp.conf"
	apache proxy proxy_fcgi <<-END
		Include "$work/echoapp.conf"
	END
}
