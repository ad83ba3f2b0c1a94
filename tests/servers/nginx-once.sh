# nginx-once - nginx that makes a connection to a program for every hook.
# shellcheck shell=bash disable=SC2154
. "$here/nginx.sh"
eval "$(declare -f fill | sed '1s/fill/fill_as_it_is/')"
fill() {
	fill_as_it_is "$@"
	sed -i 's/fastcgi_keep_conn on/fastcgi_keep_conn off/' "$2"
}
