# apache-cgi - a shared host: Apache with a .htaccess, and with the
# AllowOverride that the .htaccess needs.  EVERY=FILE is a program for all hooks,
# which answers most of them.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/apache.sh"
start() {
	local site=$work/site${UNDER-}/EchoApp
	mkdir -p "$site" "$work/site/apps"
	[ -n "${UNDER-}" ] || ln -s ../EchoApp "$work/site/apps/EchoApp"
	mv "$programs"/*.fcgi "$site"
	rmdir "$programs"
	if [ -n "${EVERY-}" ]; then
		rm "$site"/[n-z]*.fcgi
		cp "$EVERY" "$site/echoapp.fcgi"
	fi
	programs=$site
	fill htaccess "$site/.htaccess"
	sed -i "s,^#SetEnv ECHOAPP_CONF .*,SetEnv ECHOAPP_CONF \"$ECHOAPP_CONF\"," \
		"$site/.htaccess"
	apache cgid <<-END
		ScriptSock "$run/cgid"
		Listen 127.0.0.1:$PORT
		DocumentRoot "$work/site"
		<Directory "$work/site">
			Require all granted
			Options FollowSymLinks
			AllowOverride FileInfo Options=ExecCGI
		</Directory>
	END
}
