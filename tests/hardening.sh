#!/bin/bash
# hardening - what was built is hardened.
#
#	tests/hardening.sh PROGRAM...
#
# The linker marks a program for Intel's CET only if the files of libc that start
# it are marked, and those of Debian 12 are not; then the objects are looked at.
set -u
cd "$(dirname "$0")/.." || exit 111
[ $# -gt 0 ] || {
	echo "usage: tests/hardening.sh PROGRAM..." >&2
	exit 100
}
cc=${CC:-gcc}
bad=0

has_cet() {
	readelf -n "$1" 2>/dev/null | grep -q 'x86 feature: IBT, SHSTK'
}

without=(--nocfprotection)
has_cet "$($cc -print-file-name=Scrt1.o)" && without=()

for p in "$@"; do
	# Static programs have neither symbols nor a loader that names them PIE.
	is_static=()
	readelf -lW "$p" | grep -q INTERP || is_static=(--nopie --nostackprotector)
	hardening-check -q "${is_static[@]}" "${without[@]}" "$p" || bad=1
	readelf -lW "$p" | grep 'GNU_STACK' | grep -q 'RW ' || {
		echo "$p: its stack is executable"
		bad=1
	}
done

# Static programs consist of the same objects.
if [ "$(uname -m)" = x86_64 ]; then
	while IFS= read -r c; do
		o=build/$cc/${c%.c}.o
		[ ! -e "$o" ] || has_cet "$o" || {
			echo "$o: compiled without -fcf-protection"
			bad=1
		}
	done < <(git ls-files 'fcgi/*.c' 'handlers/*.c' 'shared/*.c' 'status/*.c' 'tools/*.c')
fi
exit $bad
