#!/bin/bash
# run - runs the code in the documents, as a reader would type it.
#
#	tests/documents/run.sh [DOCUMENT...]
#
# Each document has a machine of its own: namespaces with a checkout, a network in
# which every port is free, and a /tmp of its own; for root also an /etc, /usr/local
# and /var.  What is written there is in memory.  table.mjs says which blocks are not
# simply typed.  `make all tests` has to come first.
set -eu
PATH=$PATH:/usr/sbin:/sbin
cd "$(dirname "$0")/../.."

# overlay LOWER AT: at AT is what is in LOWER; what is written is in $mine.
overlay() {
	local name=${2//\//-}
	mkdir -p "$mine/.up/$name" "$mine/.work/$name"
	mount -t overlay -o "lowerdir=$1,upperdir=$mine/.up/$name,workdir=$mine/.work/$name" \
		overlay "$2" 2>/dev/null
}

# machine CHECKOUT MINE DOCUMENT: inside of the namespaces
machine() {
	local mine=$2 home=$2/home below
	ip link set lo up
	mount -t tmpfs -o mode=1777 machine "$mine"
	mkdir -p "$home/echoapp"
	overlay "$1" "$home/echoapp" || cp -a "$1/." "$home/echoapp"
	if [ -n "$IS_ROOT" ]; then
		for below in /etc /usr/local /var/lib /var/log; do
			overlay "$below" "$below" || IS_ROOT=
		done
		mount -t tmpfs -o mode=755 run /run
	fi
	# curl prints no progress meter on a terminal on which it prints the response.
	printf '%s\n' silent show-error >"$home/.curlrc"
	mount --rbind "$mine" /tmp
	cd /tmp/home/echoapp
	# The shell stays, because somebody has to wait for processes without a parent.
	node tests/documents/document.mjs "$3"
}

if [ "${1-}" = --machine ]; then
	shift
	machine "$@"
	exit
fi

export IS_ROOT=
isolated=(unshare -mnpf --mount-proc --propagation private --kill-child)
if [ "$(id -u)" = 0 ]; then
	IS_ROOT=yes
else
	isolated+=(-r)
fi
work=$(mktemp -d "$PWD/build/documents.XXXXXX")
finish() {
	local machines
	mapfile -t machines < <(jobs -p)
	[ ${#machines[@]} = 0 ] || kill "${machines[@]}" 2>/dev/null || :
	wait
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

# The checkout takes the objects along, so that little is compiled.
mkdir -p "$work/checkout/build"
{
	git ls-files -co --exclude-standard -z
	find deploy fcgi -maxdepth 1 -type f -print0
	find tools -name 'echoappctl*' -type f -print0
} | sort -zu | xargs -0 cp --parents -pt "$work/checkout"
cp -a build/gcc "$work/checkout/build/"
make -C "$work/checkout" --no-print-directory -s CC=gcc all

documents=("$@")
[ $# != 0 ] || mapfile -t documents < <(node tests/documents/document.mjs)
for n in "${!documents[@]}"; do
	mkdir "$work/$n"
	"${isolated[@]}" "$0" --machine "$work/checkout" "$work/$n" "${documents[$n]}" \
		>"$work/$n.said" 2>&1 &
	# Most of them wait most of the time.
	[ "$(jobs -rp | wc -l)" -le "$(nproc)" ] || wait -n || :
done
wait
failed=0
for n in "${!documents[@]}"; do
	cat "$work/$n.said"
	tail -n 1 "$work/$n.said" | grep -q '^ok ' || failed=$((failed + 1))
done
echo "$((${#documents[@]} - failed)) passed, $failed failed"
[ "$failed" = 0 ]
