# bare_debian - a bare Debian of a release, by debootstrap.
#
# build/bare-CODENAME.tar keeps it for the next time, with the lists of apt.
# shellcheck shell=bash

# bare_debian CODENAME ROOT: makes the root
bare_debian() {
	local codename=$1 root=$2 kept=build/bare-$1.tar mirror security
	if [ -f "$kept" ]; then
		tar -xf "$kept" -C "$root"
		return
	fi
	# shellcheck disable=SC2016
	mirror=$(apt-get indextargets 'Identifier: Packages' \
		--format '$(RELEASE) $(COMPONENT) $(REPO_URI)' |
		sed -n 's/^\(bookworm\|trixie\) main //p' | head -n 1)
	security=${mirror%/}-security
	debootstrap --variant=minbase "$codename" "$root" "$mirror" || return
	rm -f "$root"/var/cache/apt/archives/*.deb
	printf 'deb %s %s main\n' "$mirror" "$codename" "$mirror" "$codename-updates" \
		"$security" "$codename-security" >"$root/etc/apt/sources.list"
	cp /etc/resolv.conf "$root/etc/resolv.conf"
	chroot "$root" apt-get -q update &&
		rm -f "$root"/var/cache/apt/*.bin &&
		tar -cf "$kept.new" -C "$root" . && mv "$kept.new" "$kept"
}

# debs CODENAME ROOT PACKAGE...: has apt find these packages without a network;
# build/debs-CODENAME keeps them for the next time
debs() {
	local kept=build/debs-$1 root=$2
	shift 2
	mkdir -p "$kept"
	cp "$kept"/*.deb "$root/var/cache/apt/archives" 2>/dev/null || :
	chroot "$root" apt-get -q -y install --download-only \
		--no-install-recommends "$@" || return
	cp -u "$root"/var/cache/apt/archives/*.deb "$kept"
}
