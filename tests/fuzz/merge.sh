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

for f in "$@"; do
	packed=$here/tests/fuzz/corpus/$f.tar.gz
	named=$here/tests/fuzz/corpus/$f
	mkdir -p "$dir/new" "$dir/before" "$named"
	[ ! -f "$packed" ] || tar -xzf "$packed" -C "$dir/before"
	# What is in the first directory is kept, and need not be packed, too.
	find "$named" -type f -exec cp -t "$dir/new" {} +
	TMPDIR=$dir "$programs/$f" -merge=1 -max_len=8192 -timeout=10 "$dir/new" \
		"$here/build/corpus/$f" "$dir/before" \
		>"$dir/log" 2>&1 || { cat "$dir/log" && exit 1; }
	find "$named" -type f -printf '%f\0' | (cd "$dir/new" && xargs -0r rm -f)
	tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
		-C "$dir/new" -c . | gzip -9n >"$packed"
	echo "  KEPT $(find "$dir/new" -type f | wc -l) inputs of $f"
	rm -rf "$dir/new" "$dir/before"
done
