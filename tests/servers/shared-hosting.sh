# shared-hosting - a shared host with an account, whose home has ARCHIVE and an
# empty site.  The host's configuration allows the site only AllowOverride.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/apache.sh"
start() {
	local site=$work/home/public_html
	mkdir -p "$site"
	cp "$ARCHIVE" "$work/home" || fail "there is no archive"
	apache cgid <<-END
		ScriptSock "$run/cgid"
		Listen 127.0.0.1:$PORT
		DocumentRoot "$site"
		<Directory "$site">
			Require all granted
			Options FollowSymLinks
			AllowOverride FileInfo Options=ExecCGI
		</Directory>
	END
}
