# apache-proxy - Apache, and programs that others have started.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/apache.sh"
start() {
	sockets
	fill apache-proxy.conf "$work/echoapp.conf"
	apache proxy proxy_fcgi <<-END
		Include "$work/echoapp.conf"
	END
}
