# bench - what benchmarks share; they source it.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/support/server.sh
. "$root/tests/support/server.sh"

fail() {
	echo "bench: $*" >&2
	exit 100
}

# make_scratch NAME [DIRECTORY]: sets scratch, a directory below build/ or
# below DIRECTORY, which goes with the script and its servers
make_scratch() {
	local in=${2:-$root/build}
	mkdir -p "$in"
	scratch=$(mktemp -d "$in/$1.XXXXXX") || exit 111
	trap 'server_stop; rm -rf "$scratch"' EXIT
	trap 'exit 130' INT TERM HUP
}

# median: of the numbers on standard input, a line each
median() {
	sort -g | awk '{ v[NR] = $1 }
		END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# unique_calls: the body of a call's event, whose callId steady replaces
unique_calls() {
	sed -E 's/("callId":"[^"]*-)[^"-]*"/\1@@@@@@@@@@@@@@"/' \
		"$root/tests/bench/body.json"
}
