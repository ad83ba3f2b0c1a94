#!/bin/bash
# merge.sh - keeps in tests/fuzz/corpus/FUZZER.tar.gz what fuzzers found in
# build/corpus, as few inputs as reach all of the code that was reached.
#
#	tests/fuzz/merge.sh DIRECTORY FUZZER...
set -u
here=$PWD programs=$PWD/$1
shift
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

# Inputs in the directory FUZZER are kept as they are, and need not be here, too.
for f in "$@"; do
	packed=$here/tests/fuzz/corpus/$f.tar.gz
	mkdir -p "$dir/$f" "$dir/before" "$here/tests/fuzz/corpus/$f"
	[ ! -f "$packed" ] || tar -xzf "$packed" -C "$dir/before"
	TMPDIR=$dir "$programs/$f" -merge=1 -max_len=8192 -timeout=10 "$dir/$f" \
		"$here/tests/fuzz/corpus/$f" "$here/build/corpus/$f" "$dir/before" \
		>"$dir/log" 2>&1 || { cat "$dir/log" && exit 1; }
	tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$dir/$f" \
		-c . | gzip -9n >"$packed"
	echo "  KEPT $(find "$dir/$f" -type f | wc -l) inputs of $f"
	rm -rf "${dir:?}/$f" "$dir/before"
done
