# apache - the common part of the three Apache servers; not a server itself.
# shellcheck shell=bash disable=SC1091,SC2154

# apache MODULE...: runs Apache with the configuration on standard input
apache() {
	local m
	{
		for m in mpm_event alias authz_core authz_host dir \
			env headers mime rewrite "$@"; do
			echo "LoadModule ${m}_module /usr/lib/apache2/modules/mod_$m.so"
		done
		cat <<-END
			ServerRoot "$work"
			ServerName localhost
			DefaultRuntimeDir "$work/tmp"
			PidFile "$work/tmp/apache.pid"
			ErrorLog "$work/error.log"
			TypesConfig /dev/null
			<Directory "/">
				AllowOverride None
				Require all denied
			</Directory>
		END
		cat
	} >"$work/apache.conf"
	background apache2 -DFOREGROUND -f "$work/apache.conf"
}
