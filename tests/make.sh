#!/bin/bash
# make - tests the makefiles.  `make all tests` has to come first.
set -eu
cd "$(dirname "$0")/.."
d=$(mktemp -d /tmp/echoapp-make.XXXXXX)
trap 'rm -rf "$d"' EXIT
trap 'exit 130' INT TERM HUP
[ -e compile_commands.json ] || trap 'rm -rf "$d" compile_commands.json' EXIT
unset MAKEFLAGS MFLAGS MAKELEVEL

fail() {
	echo "make: $*" >&2
	exit 1
}

# run ARGUMENT...: runs make; its output goes to $d/said.
run() {
	make --no-print-directory "$@" >"$d/said" 2>&1
}
said() {
	grep -q -e "$1" "$d/said" || fail "$2: $(cat "$d/said")"
}

# An edited makefile or CI=1 does not rebuild anything.
for ci in '' 1; do
	run -q CI=$ci -W Makefile -W mk/bench.mk -W mk/install.mk all tests ||
		fail "all and tests are not up to date (CI=$ci)"
done

# Other flags compile every file again, and the user's flags are the last.
run -n V=1 CPPFLAGS=-DUSER CFLAGS=-Og all tests
[ "$(grep -c -e '-DUSER -Og -c -o' "$d/said")" -gt 300 ] ||
	fail "other flags do not compile every file again"
grep -e '-c -o' "$d/said" | grep -qv -e '-DUSER -Og -c -o' &&
	fail "the user's flags are not the last"
said '-DSYSCONFDIR=.* -c -o build/gcc/shared/conf/conf.o' "conf.o does not know its path"

# What hardens comes before the user's flags, and leaves out what they would make a
# warning.
harden() {
	run -n V=1 "$@" build/gcc/handlers/call.o -W handlers/call.c
}
harden CFLAGS='-O2 -fno-stack-protector'
said '-fstack-protector-strong .*-fno-stack-protector -c' "the user cannot switch it off"
said '-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=[23] ' "_FORTIFY_SOURCE is missing"
for flags in CFLAGS=-O0 CFLAGS= CPPFLAGS=-D_FORTIFY_SOURCE=2; do
	harden "$flags"
	grep -e '-D_FORTIFY_SOURCE=[0-9].*-D_FORTIFY' "$d/said" && fail "$flags: two levels"
	case $flags in CFLAGS*) grep FORTIFY "$d/said" && fail "$flags: cannot fortify" ;; esac
done

# Sanitized and plain objects are never mixed.
run -n V=1 SAN=address all tests
said 'fsanitize=address.* -o build/gcc-address/fcgi/call.fcgi' "SAN builds nothing"
grep -E '(^| )(build/gcc|fcgi|tools|deploy)/[^ ]*\.(o|a|fcgi|conf)( |$)' "$d/said" &&
	fail "a sanitized build writes to a plain one"

# Missing packages are named before any file is compiled.
mine=(O="$d/o" P="$d/fcgi" TOOL="$d/echoappctl")
# Without two of them, programs leave out databases.
packages=$(sed -n '/^Build-Depends/,/^[^ B]/s/^ \(.*-dev\),*$/\1/p' debian/control |
	grep -vxE 'libpq-dev|libmariadb-dev')
[ "$(wc -l <<<"$packages")" -ge 7 ] || fail "debian/control builds with: $packages"
for cc in "gcc --sysroot=$d" "$d/cc"; do
	PKG_CONFIG_LIBDIR=$d run "${mine[@]}" CC="$cc" && fail "builds without headers"
	for p in $packages; do
		[ "$cc" = "$d/cc" ] || said "^deps: $p is missing: [A-Za-z]" "not named: $p"
	done
	said 'make deps$' "make deps is not named"
	grep -e 'error:' -e ' CC ' "$d/said" && fail "something was compiled"
done
said "^deps: $d/cc is missing" "the missing compiler is not named"
run "${mine[@]}" CC="gcc --sysroot=$d" "$d/o/found-check" && fail "tests without check"
said '^deps: check is missing: ' "not named: check"
# Here, one package is missing and no other.
printf '#!/bin/sh\nsed "s/__has_include(<json-c[^)]*)/0/" | gcc "$@"\n' >"$d/cc"
chmod +x "$d/cc"
run "${mine[@]}" CC="$d/cc" && fail "builds without json-c"
[ "$(grep -c ' is missing: ' "$d/said")" = 1 ] || fail "other packages are missing: $(cat "$d/said")"
said '^deps: libjson-c-dev is missing: ' "not named: libjson-c-dev"
# pkg-config may be missing.
PKG_CONFIG_LIBDIR=$d run "${mine[@]}" CC=gcc "$d/o/handlers/call.o" ||
	fail "does not build without pkg-config: $(cat "$d/said")"

# These targets need no package.
mkdir -p "$d/bare/build" "$d/bare/fcgi"
cp -r Makefile mk scripts "$d/bare"
touch "$d/bare/fcgi/call.fcgi"
bare() {
	PKG_CONFIG_LIBDIR=$d run -C "$d/bare" CC="$d/none" "$@" || fail "$*: $(cat "$d/said")"
}
bare clean
[ -z "$(ls -A "$d/bare/fcgi")" ] || fail "clean leaves a program"
[ ! -e "$d/bare/build" ] || fail "clean leaves build/"
bare -n deps
bare help

# help lists the targets that the documents name, and only targets.
awk '/^```/ { in_block = !in_block }
	in_block && /^make [a-z]/ { print $2 }
	{ while (match($0, /`make [a-z][a-z_.-]*/)) {
		print substr($0, RSTART + 6, RLENGTH - 6)
		$0 = substr($0, RSTART + RLENGTH)
	} }' ./*.md docs/*.md deploy/*.md | sort -u >"$d/named"
[ "$(wc -l <"$d/named")" -ge 8 ] || fail "the documents name few targets"
sed -n 's/^  make \([a-z][^ =]*\) .*[^ ].*/\1/p' "$d/said" | sort >"$d/helped"
missing=$(comm -23 "$d/named" "$d/helped")
[ -z "$missing" ] || fail "help does not list: $missing"
make -npq help 2>/dev/null | sed -n 's/^\([a-z][^ =:]*\):\( .*\|$\)/\1/p' | sort -u >"$d/targets"
missing=$(comm -23 "$d/helped" "$d/targets")
[ -z "$missing" ] || fail "help lists names that are not targets: $missing"

# Each spelling of T runs the same program.
for t in base/test_str shared/base/test_str tests/base/test_str.c test_str contract/call; do
	name=${t##*/}
	run test T=$t || fail "test T=$t: $(cat "$d/said")"
	said "^Running suite(s): ${name%.c}$" "T=$t runs another program"
	said '^100%: Checks: [1-9]' "T=$t runs no test"
done
run test T=tools/cli/test_usage || fail "test T=tools/cli/test_usage: $(cat "$d/said")"
run test T=contract/call K=no_such_test && fail "K=no_such_test ran a test"
name=$(sed -n 's/^TEST(\(.*\))$/\1/p' tests/base/test_digest.c | tail -n 1)
run test T=base/test_digest K="$name" || fail "K=$name: $(cat "$d/said")"
said '^100%: Checks: 1,' "K=$name runs other tests as well"
run test T=test_lists && fail "T=test_lists fits two programs, and one ran"
said '^status/test_lists' "the candidates are not named"
run test T=nothing && fail "T=nothing ran"
said 'base/test_str' "the tests are not named"

# compile_commands.json has the command of every file.
run compile_commands.json || fail "$(cat "$d/said")"
node -e '
	const all = JSON.parse(require("fs").readFileSync("compile_commands.json"));
	for (const one of all) console.log(one.directory + "\t" + one.file + "\t" + one.command);
' >"$d/commands" || fail "compile_commands.json is not JSON"
diff <(git ls-files -co --exclude-standard '*.c' | sort) <(cut -f 2 "$d/commands" | sort) ||
	fail "compile_commands.json has other files than there are"
[ "$(cut -f 1 "$d/commands" | sort -u)" = "$PWD" ] || fail "compile_commands.json has another directory"
for f in shared/conf/conf.c status/main.c tests/contract.c; do
	command=$(awk -F '\t' -v f="$f" '$2 == f { print $3 }' "$d/commands")
	eval "${command/ -MMD -MP/} -o '$d/x.o'" || fail "does not compile: $command"
done
