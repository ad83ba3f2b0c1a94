#!/bin/bash
# readme - types the commands of README.md on a bare Debian 12 and 13.
#
#	tests/readme.sh [CODENAME...]
#
# The machine has what the README asks for, git and make; the packages are
# downloaded before, so that what is timed needs no network.  It prints the time
# from `git clone` to the first answered hook, and the packages that were
# installed until then.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
if [ -z "${OWN_MOUNTS-}" ]; then
	OWN_MOUNTS=yes exec unshare -m --propagation private "$0" "$@"
fi
# shellcheck source=tests/bare_debian.sh
. tests/bare_debian.sh
d=$(mktemp -d /tmp/echoapp-readme.XXXXXX)
finish() {
	umount -R -l "$d"/*/ 2>/dev/null || :
	rm -rf "$d"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "readme: $*" >&2
	exit 1
}

# The commands.  A block that is not here, or another one, is a fault of this
# test: see `node tests/documents/blocks.mjs`.
typed() {
	node tests/documents/blocks.mjs README.md "$@"
}
[ "$(typed 'Two commands' 0)" = "make run" ] || fail "the first command is $(typed 'Two commands' 0)"
mkdir "$d/typed"
typed 'A first hook' 0 >"$d/typed/1-play"
typed 'A first hook' 1 >"$d/typed/2-hook"
typed 'A first rule' 0 >"$d/typed/3-rule"
typed 'A first rule' 1 >"$d/typed/4-check"
# What the README has in its sentences.
grep -o 'apt-get install curl' README.md >"$d/typed/curl"
grep -oE 'tools/echoappctl( --conf echoapp.conf)? calls' README.md >"$d/typed/calls"

cat >"$d/inside" <<'END'
set -eum
export HOME=/root DEBIAN_FRONTEND=noninteractive
fail() {
	echo "$*"
	[ ! -f /tmp/server ] || cat /tmp/server
	exit 1
}
packages() {
	dpkg-query -W -f '${Installed-Size}\n' | awk '{ n++; kb += $1 } END { print n, int(kb / 1024) }'
}
read -r count mib <<<"$(packages)"
apt-get -q -y install curl >/tmp/log 2>&1 || fail "$(cat /tmp/log)"
read -r count mib <<<"$(packages)"
cd /root
start=$(date +%s%N)
git clone -q /source.git echoapp
cd echoapp
make run >/tmp/server 2>&1 &
server=$!
until grep -q '^EchoApp answers at' /tmp/server; do
	kill -0 $server || fail "make run ended"
	sleep 0.05
done
command=$(sed -n 's/^\$ //p' /typed/2-hook)
wanted=$(sed 1d /typed/2-hook)
said=$(bash -c "$command")
[ "$said" = "$wanted" ] || fail "$command prints $said"
end=$(date +%s%N)
read -r count2 mib2 <<<"$(packages)"
echo "from git clone to the first answered hook: $(((end - start) / 1000000000)) s," \
	"$((count2 - count)) packages, $((mib2 - mib)) MiB"
for block in /typed/1-play /typed/calls /typed/4-check; do
	said=$(bash -euc "$(cat $block)" 2>&1) || fail "$(cat $block): $said"
done
cat /typed/3-rule >>rules.conf
sleep 1.1
said=$(bash -euc "$(cat /typed/4-check)" 2>&1) || fail "$(cat /typed/4-check): $said"
said=$(curl -s -H 'Content-Type: application/json' -d '{"callee":"900123"}' \
	http://127.0.0.1:9091/EchoApp/call)
[[ $said == *'"reason":"extensions only"'* ]] || fail "the first rule does not apply: $said"
curl -s http://127.0.0.1:9091/ | grep -q EchoApp || fail "there is no page"
kill -INT -- -$server
# make ends as Ctrl-C has it end.
wait $server || [ $? = 130 ] || fail "make run ends with $?"
END

# typed_on CODENAME
typed_on() {
	local root=$d/$1 wanted tools=(git make ca-certificates)
	mkdir "$root"
	mount -t tmpfs -o mode=755 root "$root"
	bare_debian "$1" "$root" || return
	mapfile -t wanted < <(scripts/deps.sh list run)
	debs "$1" "$root" "${tools[@]}" || return
	chroot "$root" env DEBIAN_FRONTEND=noninteractive apt-get -q -y install \
		--no-install-recommends "${tools[@]}" || return
	debs "$1" "$root" --install-recommends curl || return
	debs "$1" "$root" "${wanted[@]}" || return
	git clone -q --bare --depth 1 "file://$PWD" "$root/source.git"
	cp -r "$d/typed" "$d/inside" "$root/"
	mount --bind /dev "$root/dev"
	unshare -npf --kill-child --mount-proc="$root/proc" sh -c \
		'ip link set lo up && exec chroot "$@"' sh "$root" bash /inside >"$d/said" 2>&1 || {
		cat "$d/said"
		return 1
	}
	umount -R -l "$root"
}

[ $# != 0 ] || set -- bookworm trixie
for codename; do
	typed_on "$codename" >"$d/log" 2>&1 || fail "$codename: $(tail -n 30 "$d/log")"
	echo "$codename: $(cat "$d/said")"
done
