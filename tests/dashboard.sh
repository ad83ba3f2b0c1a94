#!/bin/bash
# dashboard - checks deploy/grafana.json with the types of Grafana's own schema.
#
# No registry has Grafana itself; its package @grafana/schema has the types from
# which Grafana's dashboards are made.  A mistake that is planted is found first.
set -eu
cd "$(dirname "$0")/.."
modules=$PWD/build/dashboard
mkdir -p "$modules"
cmp -s tests/deploy/dashboard/package-lock.json "$modules/installed" || {
	cp tests/deploy/dashboard/package{,-lock}.json tests/page/.npmrc "$modules"
	(cd "$modules" && npm ci --ignore-scripts --prefer-offline) >"$modules/log" 2>&1 || {
		cat "$modules/log" >&2
		exit 1
	}
	cp tests/deploy/dashboard/package-lock.json "$modules/installed"
}

# accepts FILE: prints what TypeScript has against the dashboard.
accepts() {
	{
		echo "import type { Dashboard } from" \
			"'@grafana/schema/dist/esm/raw/dashboard/x/Dashboard_types.gen';"
		echo "export const dashboard: Dashboard ="
		cat "$1"
	} >"$modules/dashboard.ts"
	(cd "$modules" && node_modules/.bin/tsc --noEmit --strict --skipLibCheck \
		--module nodenext dashboard.ts)
}

for mistake in 's/"gridPos"/"gridpos"/' 's/"h": 8/"h": "8"/' 's/"refresh": 2/"refresh": 7/'; do
	sed "$mistake" deploy/grafana.json >"$modules/wrong.json"
	if accepts "$modules/wrong.json" >/dev/null; then
		echo "dashboard: $mistake is not found" >&2
		exit 1
	fi
done
accepts deploy/grafana.json
