# apache-fcgid - Apache, which starts the programs through mod_fcgid.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/apache.sh"
start() {
	fill apache-fcgid.conf "$work/echoapp.conf"
	apache fcgid <<-END
		FcgidIPCDir "$run"
		FcgidProcessTableFile "$work/tmp/fcgid"
		Include "$work/echoapp.conf"
	END
}
