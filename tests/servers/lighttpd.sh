# lighttpd - lighttpd, which starts the programs, within Debian's lighttpd.conf.
# shellcheck shell=bash disable=SC1091,SC2154
start() {
	HOW=${HOW:-programs} fill lighttpd.conf "$work/echoapp.conf"
	cat >"$work/lighttpd.conf" <<-END
		server.modules = (
			"mod_indexfile", "mod_access", "mod_alias", "mod_redirect",
		)
		server.document-root = "$work/tmp"
		server.upload-dirs = ( "$work/tmp" )
		server.errorlog = "$work/error.log"
		server.bind = "$run/lighttpd"
		index-file.names = ( "index.php", "index.html" )
		url.access-deny = ( "~", ".inc" )
		static-file.exclude-extensions = ( ".php", ".pl", ".fcgi" )
		include "$work/echoapp.conf"
	END
	background lighttpd -D -f "$work/lighttpd.conf"
}
