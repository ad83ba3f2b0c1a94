# shared-hosting - a shared host with an account that has a home, in which is an
# empty site, and ARCHIVE.  All that the host does for it is AllowOverride.
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
