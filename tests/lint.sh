#!/bin/bash
# lint - checks the rules of the house that a compiler does not know.
#
# Prints each broken rule, and exits 1 if there is one.
set -u
cd "$(dirname "$0")/.." || exit 111
bad=0

broken() {
	echo "lint: $*"
	bad=1
}

mapfile -t product < <(git ls-files -co --exclude-standard 'shared/*.[ch]' 'fcgi/*.[ch]' \
	'handlers/*.c' 'database/*.[ch]' 'deliver/*.[ch]' 'tools/*.[ch]' 'status/*.[ch]' 'scripts/*.c')
mapfile -t tested < <(git ls-files -co --exclude-standard 'tests/*.[ch]')
mapfile -t scripts < <(git ls-files -co --exclude-standard '*.sh' 'deploy/*.sh.in' \
	'debian/p*inst' 'debian/p*rm')

# one_includer HEADER FILE...: only these files may include HEADER; a HEADER that
# ends in / stands for all headers of that directory.
one_includer() {
	local header=$1 who
	shift
	who=$(grep -lF "#include <$header" "${product[@]}" | grep -vxF "$(printf '%s\n' "$@")")
	[ -z "$who" ] || broken "<$header> is for $* only:" "$who"
}
one_includer json-c/json.h shared/base/json_write.c
one_includer pcre2.h shared/base/regex.c
one_includer sys/file.h shared/base/lock.c
one_includer crypt.h shared/proof/passwd.c
one_includer nettle/ shared/base/digest.c
one_includer openssl/ shared/proof/crypto_library.h
one_includer syslog.h shared/base/log.c
one_includer sqlite3.h shared/base/sql.c shared/base/sql_checksum.h database/database_sqlite.c
one_includer libpq-fe.h database/postgresql_login.h
one_includer mysql.h database/mariadb_login.h
one_includer zstd.h shared/base/packed_zstd.c
one_includer zlib.h shared/base/packed_gzip.c
one_includer seccomp.h shared/base/sandbox_calls.c
one_includer linux/landlock.h shared/base/sandbox_files.c
one_includer curl/curl.h tools/wcs/hook_client.c tools/wcs/hook_client_error.h deliver/http_post.c

# Local time is <time.h>'s, which everybody may include for clocks.
who=$(grep -lE '\b(localtime|localtime_r|mktime|tzset)\(' "${product[@]}" |
	grep -vxF shared/base/time_zone.c)
[ -z "$who" ] || broken "local time is for shared/base/time_zone.c only:" "$who"

# Which rooms a room may include.  A room may only name rooms of a line above its
# own, so there is no circle.  method.h is the part of shared/protocol that handlers
# see, command.h the part of tools/cli that commands see.
arrows() {
	cat <<-'END'
		shared/base
		shared/conf       shared/base
		shared/protocol   shared/base
		shared/journal    shared/base
		shared/proof      shared/base
		shared/auth       shared/base shared/conf shared/protocol shared/proof
		shared/rules      shared/base shared/protocol shared/proof
		shared/index      shared/base shared/conf shared/protocol shared/journal
		shared/limits     shared/base shared/protocol shared/journal shared/index
		shared/delivery   shared/base shared/protocol shared/journal shared/rules shared/index
		shared/report     shared/base shared/conf shared/protocol shared/journal shared/auth shared/rules shared/index shared/delivery
		shared/request    shared/base shared/conf shared/protocol shared/journal shared/auth shared/proof shared/rules shared/index shared/limits
		handlers          shared/protocol
		database          shared/base shared/proof
		fcgi/routes       shared/protocol
		scripts           shared/protocol
		fcgi              shared/base shared/protocol shared/index shared/request
		status/http       shared/base shared/journal
		status            shared/base shared/conf shared/protocol shared/journal shared/index shared/report fcgi status/http
		status/resources  shared/base shared/protocol shared/journal shared/index shared/report status/http status
		deliver           database shared/base shared/conf shared/protocol shared/journal shared/rules shared/index shared/report shared/delivery
		tools/wcs         shared/base shared/protocol
		tools/cli         shared/base shared/conf shared/protocol shared/journal shared/index shared/report tools/wcs
		tools/check       database shared/base shared/conf shared/protocol shared/proof shared/rules shared/delivery shared/report
		tools/erase       shared/base shared/journal shared/index
		tools/explain     shared/base shared/conf shared/protocol shared/proof shared/rules shared/delivery shared/report shared/request tools/wcs tools/cli
		tools/play        shared/base shared/protocol shared/journal shared/delivery shared/report tools/wcs tools/cli
		tools/doctor      shared/base shared/protocol shared/journal shared/auth shared/index shared/report tools/wcs tools/cli tools/check
		tools/commands    shared/base shared/protocol shared/journal shared/proof shared/rules shared/index shared/delivery shared/report tools/wcs tools/cli tools/check tools/erase tools/explain
		tools             shared/base tools/wcs tools/cli
	END
}

# includes: "FILE HEADER" for each include of another of our files, by whole paths.
includes() {
	grep -noE '^#include "[^"]+"' "${product[@]}" /dev/null |
		sed 's/:[0-9]*:#include "\(.*\)"/ \1/' |
		while read -r file header; do
			for at in "${file%/*}/$header" "shared/$header" "tools/$header" "$header"; do
				[ -f "$at" ] && break
			done
			echo "$file $at"
		done
}
included=$(includes)

crossing=$({
	arrows
	echo
	echo "$included"
} | awk '
	function room(path) {
		if (path == "shared/method.h") return "shared/protocol"
		if (path == "tools/command.h") return "tools/cli"
		sub(/\/[^\/]*$/, "", path)
		return path
	}
	!NF { files = 1; next }
	!files {
		for (i = 2; i <= NF; i++) {
			if (!($i in known)) print "no room above " $1 " is called " $i
			may[$1, $i]
		}
		known[$1]
		next
	}
	{
		from = room($1); to = room($2)
		if (from != to && !((from, to) in may)) print $1 " includes " $2
	}')
[ -z "$crossing" ] || broken "these arrows are not in the table of rooms:" "$crossing"

circle=$(echo "$included" | tsort 2>&1 >/dev/null)
[ -z "$circle" ] || broken "files include each other:" "$circle"

for h in handlers/*.c; do
	grep '^#include' "$h" | grep -vqE '"method.h"|<[a-z]+\.h>' &&
		broken "$h includes more than method.h and libc"
	grep -nE '\b(printf|open|flock|malloc|free|json_object_)[a-z_A-Z]*\(' \
		"$h" && broken "$h does what the library is for"
	[ "$(wc -l <"$h")" -le 60 ] || broken "$h is longer than 60 lines"
	name=$(basename "$h" .c)
	[ -f "tests/data/$name.json" ] || broken "tests/data/$name.json is missing"
done

grep -nE '<(fcgi_stdio|fcgiapp)\.h>' "${product[@]}" && broken "fcgi/ speaks FastCGI itself"

# A symbol that other files see begins with the noun of its file, or is that noun.
# Not so: what method.h gives to handlers, and a header with more than one file.
exceptions() {
	cat <<-'END'
		shared/request/exchange get_string set_string set_value refuse
		shared/protocol/fields context_fields connection_entity registration_entity call_entity message_entity stream_entity
		tools/wcs/hook_client_absent hook_client
		tools/doctor/doctor_print doctor
		shared/base/packed_absent packed
		shared/proof/crypto_library_linked crypto_library
		fcgi/dispatch_one dispatch
		fcgi/dispatch_all dispatch
		tools/echoappctl program_version
		status/main program_version
	END
}
make -s --no-print-directory CC=gcc all
misnamed=$({
	exceptions
	echo
	for c in "${product[@]}"; do
		case $c in handlers/* | scripts/* | *.h) continue ;; esac
		[ ! -f "build/gcc/${c%.c}.o" ] || nm --defined-only --extern-only "build/gcc/${c%.c}.o" |
			awk -v file="${c%.c}" 'NF == 3 && $3 != "main" { print file, $3 }'
	done
} | awk '
	!NF { files = 1; next }
	!files { for (i = 2; i <= NF; i++) may[$1] = may[$1] " " $i; next }
	{
		n = split($1, path, "/")
		count = split(path[n] may[$1], nouns, " ")
		for (i = 1; i <= count; i++)
			if ($2 == nouns[i] || index($2, nouns[i] "_") == 1) next
		if ($2 ~ /_command$/) next
		print $1 ".c: " $2
	}')
[ -z "$misnamed" ] || broken "these symbols do not begin with the noun of their file:" "$misnamed"

databases=$(pkg-config --cflags libpq libmariadb)
read -ra database_flags <<<"$databases"
# Every header stands alone.
for h in "${product[@]}" "${tested[@]}"; do
	case $h in *.c) continue ;; esac
	echo "#include \"$h\"" |
		${CC:-gcc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Ishared -Itools -Itests -I. \
			"${database_flags[@]}" -fsyntax-only -x c - || broken "$h does not stand alone"
done

# A comment that cites a document, as in (PROTOCOL.md, Errors), does so on one
# line, and the document has a section of that name.
cited=$(grep -hoE '\([A-Z]+\.md, [^)]*' "${product[@]}" "${tested[@]}" | sort -u)
while IFS= read -r c; do
	doc=docs/${c:1}
	grep -qxF -e "## ${c#*, }" -e "### ${c#*, }" "${doc%%, *}" ||
		broken "no such section: $c)"
done <<<"$cited"
grep -nE '[A-Z]+\.md,$' "${product[@]}" "${tested[@]}" &&
	broken "a document is cited across two lines"

# No two headers define the same name: all of them can be included together.
printf '%s\n' "${product[@]}" "${tested[@]}" | sed -n 's/.*\.h$/#include "&"/p' |
	${CC:-gcc} -std=c17 -D_GNU_SOURCE -Wall -Wextra -Werror -Ishared -Itools -Itests -I. \
		"${database_flags[@]}" -fsyntax-only -x c - || broken "two headers define the same name"

clang-format --dry-run -Werror "${product[@]}" "${tested[@]}" ||
	broken "clang-format would change something: clang-format -i"

mandoc -T lint -W warning man/*.[1-9] || broken "mandoc finds something"

for js in www/*.js; do
	node --check --input-type=module <"$js" || broken "$js is not JavaScript"
done

shellcheck "${scripts[@]}" || broken "shellcheck finds something"

# The analyzer gets a third of its default steps: the other two thirds take three
# quarters of the time, and found nothing in this tree.
export databases
# shellcheck disable=SC2016
printf '%s\n' "${product[@]}" | grep '\.c$' |
	xargs -P "$(nproc)" -n 1 sh -c 'clang-tidy --quiet --extra-arg=-Xclang \
		--extra-arg=-analyzer-config --extra-arg=-Xclang \
		--extra-arg=max-nodes=75000 "$@" -- -std=c17 \
		-D_GNU_SOURCE -DSYSCONFDIR=\"\" -DSTATEDIR=\"\" -DLIBEXECDIR=\"\" \
		-Ishared -Itools -I. $databases 2>/dev/null' sh ||
	broken "clang-tidy finds something"

exit $bad
