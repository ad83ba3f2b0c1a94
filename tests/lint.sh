#!/bin/bash
# lint - the rules of the house that a compiler does not know.
#
# Says what breaks one, and exits 1 then.
set -u
cd "$(dirname "$0")/.." || exit 111
bad=0

broken() {
	echo "lint: $*"
	bad=1
}

# one_includer HEADER FILE: only FILE may include HEADER; one that ends in a /
# stands for all that are in there.
one_includer() {
	local who
	who=$(grep -lF "#include <$1" shared/*.[ch] fcgi/*.[ch] handlers/*.c tools/*.[ch] \
		status/*.[ch] |
		grep -vxF "$2")
	[ -z "$who" ] || broken "<$1> is for $2 only:" "$who"
}
one_includer fcgiapp.h fcgi/front.c
one_includer json-c/json.h shared/json.c
one_includer pcre2.h shared/pattern.c
one_includer sys/file.h shared/lock.c
one_includer crypt.h shared/passwd.c
one_includer nettle/ shared/digest.c
one_includer syslog.h shared/log.c
one_includer sqlite3.h shared/sql.c
one_includer curl/curl.h tools/http.c

for h in handlers/*.c; do
	grep '^#include' "$h" | grep -vqE '"method.h"|<[a-z]+\.h>' &&
		broken "$h includes more than method.h and libc"
	grep -nE '\b(printf|open|flock|malloc|free|json_object_|FCGX_)[a-z_A-Z]*\(' \
		"$h" && broken "$h does what the library is for"
	[ "$(wc -l <"$h")" -le 60 ] || broken "$h is longer than 60 lines"
	name=$(basename "$h" .c)
	[ -f "tests/data/$name.json" ] || broken "tests/data/$name.json is missing"
done

grep -n 'fcgi_stdio' shared/*.[ch] status/*.[ch] fcgi/*.[ch] handlers/*.c && broken "fcgi_stdio.h renames printf"

# Every header stands alone.
for h in shared/*.h fcgi/*.h status/*.h tools/*.h tests/*.h; do
	echo "#include \"$(basename "$h")\"" |
		${CC:-gcc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Ishared -Ifcgi -Istatus -Itools -Itests \
			-fsyntax-only -x c - || broken "$h does not stand alone"
done

clang-format --dry-run -Werror shared/*.[ch] fcgi/*.[ch] handlers/*.c status/*.[ch] tools/*.[ch] tools/apart/*.c \
	tests/*.[ch] tests/*/*.c || broken "clang-format would change something: clang-format -i"

mandoc -T lint -W warning man/*.[1-9] || broken "mandoc finds something"

shellcheck tools/*.sh tests/*.sh tests/*/*.sh \
	deploy/*.sh.in debian/p*inst debian/p*rm || broken "shellcheck finds something"

# A third of the steps that clang's analyzer takes by itself: the others are three
# quarters of the time, and found nothing in all of this.
printf '%s\n' shared/*.c fcgi/*.c handlers/*.c status/*.c tools/*.c tools/apart/*.c |
	xargs -P "$(nproc)" -n 1 sh -c 'clang-tidy --quiet --extra-arg=-Xclang \
		--extra-arg=-analyzer-config --extra-arg=-Xclang \
		--extra-arg=max-nodes=75000 "$@" -- -std=c17 \
		-D_GNU_SOURCE -DSYSCONFDIR=\"\" -DSTATEDIR=\"\" -DLIBEXECDIR=\"\" \
		-Ishared -Itools -Ifcgi -Istatus 2>/dev/null' sh ||
	broken "clang-tidy finds something"

exit $bad
