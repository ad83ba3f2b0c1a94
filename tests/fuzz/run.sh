#!/bin/bash
# run.sh - runs fuzzers one after the other, in equal parts of some seconds.
#
#	tests/fuzz/run.sh DIRECTORY SECONDS FUZZER...
#
# First inputs are those of tests/fuzz/corpus: the directory FUZZER has inputs that
# once found a fault, or that people wrote; FUZZER.tar.gz has what earlier runs
# found.  build/corpus/FUZZER keeps what this run finds.  An input that ends a
# fuzzer is left in build/, and its path is printed.
set -u
here=$PWD programs=$PWD/$1 seconds=$2
shift 2
share=$((seconds / $# > 0 ? seconds / $# : 1))
TMPDIR=$(mktemp -d "$([ -w /dev/shm ] && echo /dev/shm || echo /tmp)/echoapp-fuzzers.XXXXXX")
export TMPDIR
trap 'rm -rf "$TMPDIR"' EXIT

# words FILE...: the strings of sources, as a dictionary of libFuzzer.
words() {
	cat "$@" | grep -oE '"[^"\\]{2,40}"' | grep -vE '%|\.h"' | sort -u
}

# What a fuzzer's inputs are made of is in these sources.
sources() {
	case $1 in
	fuzz_conf) echo shared/conf/*.c shared/base/networks.c ;;
	fuzz_rules*) echo shared/rules/*.c shared/protocol/fields.c ;;
	fuzz_time) echo shared/base/time_*.c tests/base/test_time_*.c ;;
	fuzz_scenario | fuzz_play) echo tools/play/scenario*.c tools/play/vars.c ;;
	fuzz_status) echo status/*.c status/*/*.c ;;
	fuzz_cgi) echo fcgi/main.c shared/request/*.c shared/base/media_type.c ;;
	fuzz_delivery) echo shared/delivery/*.c shared/rules/condition*.c ;;
	fuzz_secrets) echo shared/proof/passwd.c ;;
	fuzz_doctor) echo tools/doctor/*.c tools/wcs/rest_policy.c ;;
	*) echo shared/journal/journal_line.c shared/index/entity*.c \
		shared/index/carried_line.c shared/request/record.c ;;
	esac
}

for f in "$@"; do
	echo "  FUZZ $f"
	found=$here/build/corpus/$f
	mkdir -p "$found" "$TMPDIR/$f"
	seeds=("$TMPDIR/$f")
	[ ! -f "tests/fuzz/corpus/$f.tar.gz" ] ||
		tar -xzf "tests/fuzz/corpus/$f.tar.gz" -C "$TMPDIR/$f"
	[ ! -d "tests/fuzz/corpus/$f" ] || seeds+=("$here/tests/fuzz/corpus/$f")
	[ "$f" != fuzz_hooks ] || seeds+=("$here/tests/data")
	read -ra from < <(sources "$f")
	words "${from[@]}" >"$TMPDIR/$f.dict"
	"$programs/$f" -dict="$TMPDIR/$f.dict" -max_total_time="$share" \
		-max_len=65536 -timeout=10 -print_final_stats=1 \
		-artifact_prefix="$here/build/" "$found" "${seeds[@]}" || exit
done
