#!/bin/bash
# container - builds the image of Containerfile, and runs what compose.yaml says:
# a read-only root, no capability, hooks, the page, Prometheus and Redis.
#
# The base image is a bare Debian that debootstrap makes.
set -eu
cd "$(dirname "$0")/.."
PATH=$PATH:/usr/sbin:/sbin
# shellcheck source=tests/bare_debian.sh
. tests/bare_debian.sh
d=$(mktemp -d /tmp/echoapp-container.XXXXXX)
container=
networks=()
finish() {
	local job n
	for job in $(jobs -p); do
		kill "$job" 2>/dev/null || :
	done
	[ -z "$container" ] || pod rm --force --time 1 "$container" >/dev/null 2>&1 || :
	wait
	for n in "${networks[@]}"; do
		ip netns delete "$n" || :
	done
	pod volume rm --force "$state" >/dev/null 2>&1 || :
	rm -rf "$d"
}
trap finish EXIT
trap 'exit 130' INT TERM HUP

fail() {
	echo "container: $*" >&2
	[ -z "$container" ] || pod logs "$container" >&2 || :
	exit 1
}

state=echoapp-test-$$
image=localhost/echoapp-test
base=localhost/echoapp-bare
for tool in podman runc jq ip redis-server redis-cli promtool debootstrap; do
	command -v $tool >/dev/null || fail "there is no $tool; run: scripts/deps.sh torture"
done

# A root that may not raise limits cannot let runc do so.
cat >"$d/runc" <<'END'
#!/bin/bash
words=("$@")
for i in "${!words[@]}"; do
	[ "${words[i]}" != --bundle ] || config=${words[i + 1]}/config.json
done
if [ -f "${config-}" ]; then
	changed=$(jq 'del(.process.rlimits)' "$config")
	echo "$changed" >"$config"
fi
exec runc "$@"
END
chmod +x "$d/runc"
printf '[containers]\nlog_driver = "k8s-file"\ndefault_ulimits = []\n[engine]\ncgroup_manager = "cgroupfs"\n' \
	>"$d/containers.conf"
pod() {
	CONTAINERS_CONF=$d/containers.conf podman --log-level fatal \
		--runtime "$d/runc" "$@"
}

mkdir "$d/root"
bare_debian bookworm "$d/root" >"$d/log" 2>&1 || fail "debootstrap: $(tail -n 5 "$d/log")"
tar -c -C "$d/root" . | pod import - "$base" >"$d/log" 2>&1 || fail "$(cat "$d/log")"
rm -rf "$d/root"
pod build --isolation chroot --network host --format docker --build-arg BASE=$base \
	--tag $image . >"$d/log" 2>&1 || fail "the image: $(tail -n 20 "$d/log")"
echo "the image has $(($(pod image inspect --format '{{.Size}}' $image) / 1000000)) MB"

# The container and this test are in two networks with an address each of the
# network of compose.yaml.
here=echoapp-$$-a
there=echoapp-$$-b
for n in $here $there; do
	ip netns add "$n"
	networks+=("$n")
	ip -n "$n" link set lo up
done
ip -n $here link add hooks type veth peer name hooks netns $there
ip -n $here address add 172.29.91.1/24 dev hooks
ip -n $there address add 172.29.91.2/24 dev hooks
ip -n $here link set hooks up
ip -n $there link set hooks up
here() {
	ip netns exec $here "$@"
}
ask() {
	here curl -s --max-time 10 "$@"
}

container=$(pod run --detach --read-only --tmpfs /tmp:mode=1777 --cap-drop ALL \
	--security-opt no-new-privileges --network "ns:/run/netns/$there" \
	--volume "$state:/var/lib/echoapp" \
	--volume "$PWD/deploy/container/conf:/etc/echoapp:ro" \
	--volume "$PWD/deploy/container/events:/events:ro" $image)
for _ in {1..100}; do
	! pod exec "$container" /usr/libexec/echoapp/healthy >"$d/said" 2>&1 || break
	sleep 0.1
done
grep -q '"well":true' "$d/said" || fail "not well: $(cat "$d/said")"
pod healthcheck run "$container" >"$d/said" 2>&1 || fail "not healthy: $(cat "$d/said")"

hook() {
	ask -H 'Content-Type: application/json' -d "$1" \
		http://172.29.91.2:9091/EchoApp/call
}
said=$(hook '{"callId":"c1","callee":"10002"}')
[ "$said" = '{"callId":"c1","callee":"10002"}' ] || fail "a hook is answered with $said"
ask http://172.29.91.2:9091/ | grep -q EchoApp || fail "there is no page"
ask http://172.29.91.2:9091/vendor/chart.js | grep -q Chart || fail "there are no charts"
# As the Prometheus of compose.yaml asks.
ask -H 'Host: echoapp:9091' http://172.29.91.2:9091/metrics >"$d/metrics"
promtool check metrics <"$d/metrics" || fail "the metrics: $(cat "$d/metrics")"
grep -q '^echoapp_hooks_total{hook="call",status="200"} 1$' "$d/metrics" ||
	fail "the metrics have no call: $(cat "$d/metrics")"
said=$(pod exec "$container" id -un)
[ "$said" = www-data ] || fail "it runs as $said"
! pod exec "$container" touch /etc/x 2>/dev/null || fail "its root is not read-only"
! pod exec "$container" grep -q 'CapEff:.*[1-9a-f]' /proc/1/status ||
	fail "it has capabilities"

echo "events"
here redis-server --bind 172.29.91.1 --protected-mode no --save '' --dir "$d" \
	>"$d/redis.log" 2>&1 &
redis() {
	here redis-cli -h 172.29.91.1 "$@"
}
for _ in {1..100}; do
	[ "$(redis ping 2>/dev/null)" != PONG ] || break
	sleep 0.1
done
pod exec --env REDIS=172.29.91.1:6379 "$container" /events >"$d/events" 2>&1 &
wanted='{"callId":"c2","callee":"Zoë \"1\""}'
for n in {1..50}; do
	hook "$wanted" >/dev/null
	[ "$(redis xlen echoapp)" -lt 2 ] || break
	[ "$n" != 50 ] || fail "redis has no event: $(cat "$d/events" "$d/redis.log")"
	sleep 0.1
done
said=$(redis --json xrange echoapp - + count 1 | jq -r '.[0][1][1]' | jq -c .body)
[ "$said" = "$wanted" ] || fail "the event is $said"

echo "a stop, and another container with the same state"
pod stop --time 8 "$container" >/dev/null
[ "$(pod inspect --format '{{.State.ExitCode}}' "$container")" = 0 ] ||
	fail "it did not stop by itself"
said=$(pod run --rm --read-only --network none --volume "$state:/var/lib/echoapp" $image \
	echoappctl --json tail | jq -r .body.callId | sort --unique | tr '\n' ' ')
[ "$said" = "c1 c2 " ] || fail "the state has the calls $said"

echo "compose.yaml"
sed 's,/etc/prometheus/echoapp.yml,'"$PWD/deploy/prometheus-rules.yml," \
	deploy/container/prometheus.yml >"$d/prometheus.yml"
promtool check config "$d/prometheus.yml" >"$d/said" 2>&1 || fail "$(cat "$d/said")"
# podman-compose asks this podman, which makes nothing.
printf '#!/bin/sh\necho podman "$@"\n' >"$d/podman"
chmod +x "$d/podman"
podman-compose --podman-path "$d/podman" --file deploy/container/compose.yaml \
	up --no-start >"$d/said" 2>&1 || fail "compose.yaml: $(cat "$d/said")"
for service in echoapp events redis prometheus; do
	grep -q "^podman create .*--name=container_${service}_1 " "$d/said" ||
		fail "compose.yaml makes no $service: $(cat "$d/said")"
done
for service in echoapp events; do
	grep "^podman create .*--name=container_${service}_1 " "$d/said" |
		grep -- '--read-only ' | grep -- '--cap-drop ALL ' | grep -q -- no-new-privileges ||
		fail "$service may do more than it needs: $(cat "$d/said")"
done
while read -r file; do
	[ -e "deploy/container/$file" ] || fail "compose.yaml names $file, which is not there"
done < <(sed -n 's/^.*"\(\.[^":]*\):.*/\1/p' deploy/container/compose.yaml)
echo "done"
