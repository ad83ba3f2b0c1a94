# bench - functions for benchmarks, which source this file.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/support/server.sh
. "$root/tests/support/server.sh"

fail() {
	echo "bench: $*" >&2
	exit 100
}

# make_scratch NAME [DIRECTORY]: makes a directory below build/ or DIRECTORY,
# and sets scratch; the end of the script stops its servers and removes the
# directory
make_scratch() {
	local in=${2:-$root/build}
	mkdir -p "$in"
	scratch=$(mktemp -d "$in/$1.XXXXXX") || exit 111
	trap 'server_stop; rm -rf "$scratch"' EXIT
	trap 'exit 130' INT TERM HUP
}

# median: prints the median of the numbers on standard input, one a line
median() {
	sort -g | awk '{ v[NR] = $1 }
		END { print (v[int((NR + 1) / 2)] + v[int(NR / 2) + 1]) / 2 }'
}

# unique_calls: prints the body of a call's event; steady changes its callId
unique_calls() {
	sed -E 's/("callId":"[^"]*-)[^"-]*"/\1@@@@@@@@@@@@@@"/' \
		"$root/tests/bench/body.json"
}
