#!/bin/sh
# fill - makes a configuration from a template in deploy/.
#
#	NAME=VALUE... scripts/fill.sh PARTS TEMPLATE
#
# A word @NAME@ is replaced by the value of that variable, and a line `@include
# PART@` by the file PARTS/PART.conf, which may hold such words, too.
set -eu
[ $# = 2 ] || {
	echo "usage: NAME=VALUE... scripts/fill.sh PARTS TEMPLATE" >&2
	exit 100
}
exec awk -v parts="$1" '
function fail(what) {
	print "fill: " FILENAME ":" FNR ": " what >"/dev/stderr"
	exit 100
}
function filled(line,   name, out) {
	while (match(line, /@[A-Z]+@/)) {
		name = substr(line, RSTART + 1, RLENGTH - 2)
		if (!(name in ENVIRON))
			fail("the variable " name " is not set")
		out = out substr(line, 1, RSTART - 1) ENVIRON[name]
		line = substr(line, RSTART + RLENGTH)
	}
	return out line
}
{ $0 = filled($0) }
match($0, /^[ \t]*@include [a-z-]+@$/) {
	indent = $0
	sub(/@.*/, "", indent)
	file = $2
	sub(/@$/, "", file)
	file = parts "/" file ".conf"
	while ((got = (getline line <file)) > 0)
		print indent filled(line)
	if (got < 0)
		fail("cannot read " file)
	close(file)
	next
}
{ print }' "$2"
