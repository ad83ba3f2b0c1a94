# run_as - which user the programs of scripts/serve.sh run as, and what it may
# reach.  serve.sh sources this file, defines fail, and sets ECHOAPP_ROOT,
# ECHOAPP_PROGRAMS and ECHOAPP_CONF.
#
# Root is never needed, so root starts them as RUN_AS; by default as the user
# that STATE belongs to, or the one that typed sudo, or www-data.
# shellcheck shell=bash

# The prefix of a command of that user; empty: nothing changes.
run_as=()
run_as_user=
run_as_handed_over=

# run_as_state: prints the path of STATE
run_as_state() {
	local said=${STATE_DIR-}
	if [ -z "$said" ]; then
		cd "$(dirname "$ECHOAPP_CONF")" || return
		said=$(sed -n 's/^[[:space:]]*state_dir[[:space:]]*=[[:space:]]*//p' \
			"$ECHOAPP_CONF" | sed -n '$s/[[:space:]]*$//p')
	fi
	realpath -ms "${said:-/var/lib/echoapp}"
}

# run_as_choose STATE: sets run_as_user
run_as_choose() {
	local owner
	owner=$(stat -c %U "$1" 2>/dev/null) || owner=root
	for run_as_user in "${RUN_AS-}" "$owner" "${SUDO_USER-}" www-data nobody; do
		case $run_as_user in '' | UNKNOWN) continue ;; esac
		[ "$run_as_user" != root ] || [ -n "${RUN_AS-}" ] || continue
		id -u "$run_as_user" >/dev/null 2>&1 && return
		[ -z "${RUN_AS-}" ] || fail "RUN_AS=$RUN_AS: there is no such user"
	done
	run_as_user=root
}

# run_as_hand_over STATE: gives that user what root has made; only if STATE is
# root's, because otherwise others could have moved files of root there.
run_as_hand_over() {
	local to
	to=$(id -u "$run_as_user"):$(id -g "$run_as_user")
	if [ ! -e "$1" ]; then
		run_as_handed_over=$1
		mkdir -p "$(dirname "$1")" && install -d -m 700 -o "${to%:*}" -g "${to#*:}" "$1"
	elif [ "$(stat -c %u "$1")" = 0 ] && { [ -d "$1/journal" ] || [ -z "$(ls -A "$1")" ]; }; then
		run_as_handed_over=$1
		chmod 700 "$1"
		find "$1" -xdev -user 0 -exec chown -h "$to" {} +
	fi
}

# run_as_can_reach STATE: can that user read and write what it needs?
run_as_can_reach() {
	"${run_as[@]}" test -x "$ECHOAPP_PROGRAMS/echo.fcgi" -a -r "$ECHOAPP_CONF" \
		-a -r "$ECHOAPP_ROOT/lighttpd.conf" -a -r "$ECHOAPP_ROOT/www/index.html" \
		-a -w "$1" -a -x "$1" 2>/dev/null
}

# run_as_closed: prints the first directory above the source that it cannot enter
run_as_closed() {
	local at=
	local part
	IFS=/ read -ra parts <<<"${ECHOAPP_ROOT#/}"
	for part in "${parts[@]}"; do
		at=$at/$part
		"${run_as[@]}" test -x "$at" || break
	done
	echo "$at"
}

# run_as_uncover: in a mount namespace of this process, replaces that directory
# by one that has nothing but the way to the source.  So the paths stay, and
# nothing else of it can be seen.
run_as_uncover() {
	local closed bound
	closed=$(run_as_closed)
	[ "$closed" != "$ECHOAPP_ROOT" ] || return
	bound=$(mktemp -d) || return
	mount --bind "$ECHOAPP_ROOT" "$bound" &&
		mount -t tmpfs -o mode=755,size=64k echoapp "$closed" &&
		mkdir -p "$ECHOAPP_ROOT" && mount --bind "$bound" "$ECHOAPP_ROOT" &&
		cd "$ECHOAPP_ROOT" || return
	umount "$bound" && rmdir "$bound"
}

# run_as_is_inside PATH...: are all of them in the source?
run_as_is_inside() {
	local path
	for path; do
		[[ $path == "$ECHOAPP_ROOT"/* ]] || return
	done
}

# run_as_prepare COMMAND...: sets run_as, or starts the command, which is the
# script, again in a mount namespace; for root only
run_as_prepare() {
	local state
	state=$(run_as_state)
	run_as_choose "$state"
	[ "$run_as_user" != root ] || return 0
	run_as=(setpriv --reuid "$run_as_user" --regid "$(id -g "$run_as_user")" --init-groups)
	run_as_hand_over "$state"
	if [ -n "${ECHOAPP_UNCOVER-}" ]; then
		unset ECHOAPP_UNCOVER
		run_as_uncover 2>/dev/null
	elif ! run_as_can_reach "$state" &&
		run_as_is_inside "$ECHOAPP_PROGRAMS" "$ECHOAPP_CONF" "$state" &&
		unshare --mount --propagation private true 2>/dev/null; then
		exec unshare --mount --propagation private env ECHOAPP_UNCOVER=yes "$@"
	fi
	run_as_can_reach "$state" && return
	echo "serve: the programs run as root, because $run_as_user cannot read" \
		"$ECHOAPP_PROGRAMS, read $ECHOAPP_CONF, or write to $state" >&2
	echo "serve: to run them as $run_as_user, type: chmod o+x $(run_as_closed)" >&2
	[ -z "$run_as_handed_over" ] ||
		find "$run_as_handed_over" -xdev -user "$run_as_user" -exec chown -h 0:0 {} +
	run_as=()
	run_as_user=root
}
