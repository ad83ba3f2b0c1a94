# fresh_debian - makes a fresh Debian in $root by debootstrap, and boots it in a
# container.
#
# build/debian.tar keeps it for the next time: with curl, $others and the packages
# that $deb needs downloaded, but not installed.  The container has no network, and
# sees only $d/told of this machine.
# shellcheck shell=bash disable=SC2154
base=build/debian.tar
others=(procps nginx apache2 libapache2-mod-fcgid spawn-fcgi)
for g in /sys/fs/cgroup /sys/fs/cgroup/systemd /sys/fs/cgroup/unified; do
	[ ! -w "$g/cgroup.procs" ] || groups+=("$g/${d##*/}")
done

# make_root: installs the base of this machine's Debian release.
make_root() {
	local codename mirror proxy=
	if [ -f "$base" ]; then
		tar -xf "$base" -C "$root"
		return
	fi
	codename=$(sed -n 's/^VERSION_CODENAME=//p' /etc/os-release)
	# shellcheck disable=SC2016
	mirror=$(apt-get indextargets 'Identifier: Packages' \
		--format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
		sed -n "s/^$codename main //p" | head -n 1)
	eval "$(apt-config shell proxy Acquire::http::Proxy)"
	[ -z "$proxy" ] || export http_proxy="$proxy"
	debootstrap --variant=minbase --include=systemd-sysv "$codename" \
		"$root" "$mirror" || return
	rm -f "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/*_*
	# With this machine's sources apt finds the packages that fill_root
	# downloads.
	rm -f "$root/etc/apt/sources.list"
	cp -a /etc/apt/sources.list* "$root/etc/apt/"
}

# fill_root: downloads these packages and their dependencies.
fill_root() {
	local wants apt
	wants="$(dpkg-deb -f "$deb" Depends Recommends) ${others[*]}"
	if [ -f "$base" ] && [ "$wants" = "$(cat "$base.for")" ]; then
		return
	fi
	apt=(apt-get -q -y -o "Dir::State=$root/var/lib/apt"
		-o "Dir::State::status=$root/var/lib/dpkg/status"
		-o "Dir::Cache=$root/var/cache/apt")
	"${apt[@]}" update &&
		"${apt[@]}" install --download-only "$deb" curl &&
		"${apt[@]}" install --download-only --no-install-recommends "${others[@]}" &&
		rm -f "$root"/var/cache/apt/*.bin &&
		tar -cf "$base.new" -C "$root" . &&
		echo "$wants" >"$base.for" &&
		mv "$base.new" "$base"
}

# container ARGUMENT... &: runs systemd-nspawn on the fresh Debian, with network
# and control groups of its own.
container() {
	local keep='' g
	if [ ! -d /run/systemd/system ]; then
		keep=--keep-unit
		for g in "${groups[@]}"; do
			mkdir -p "$g"
			echo "$BASHPID" >"$g/cgroup.procs"
		done
	fi
	exec timeout 300 systemd-nspawn -q -D "$root" --register=no $keep \
		--private-network --resolv-conf=off --timezone=off \
		--bind="$d/told:/told" "$@" </dev/null
}
