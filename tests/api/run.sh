#!/bin/bash
# run - checks what programs are told against the schemas of docs/schema.
#
# The npm packages of the tests are installed into build/api.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
modules=$root/build/api

mkdir -p "$modules"
cmp -s tests/api/package-lock.json "$modules/installed" || {
	cp tests/api/package{,-lock}.json tests/api/.npmrc "$modules"
	(cd "$modules" && npm ci --ignore-scripts --prefer-offline) >"$modules/log" 2>&1 || {
		tail -n 20 "$modules/log" >&2
		echo "api: npm could not fetch the packages of tests/api/package.json" >&2
		exit 1
	}
	cp tests/api/package-lock.json "$modules/installed"
}
cp tests/api/*.mjs tests/api/client.ts "$modules"
export ROOT=$root
for test in "$modules"/check_*.mjs; do
	node "$test"
done

# A client whose types are generated; TypeScript checks how it is used.
cd "$modules"
node_modules/.bin/openapi-typescript "$root/docs/openapi.json" -o openapi.d.ts >"$modules/log" 2>&1 || {
	cat "$modules/log" >&2
	exit 1
}
node_modules/.bin/tsc --strict --skipLibCheck --target es2022 --module nodenext --types node client.ts
node client.js
