# nginx-keep - nginx that keeps its connections to the programs.
# shellcheck shell=bash disable=SC1091,SC2154
. "$here/nginx.sh"
eval "$(declare -f fill | sed '1s/fill/fill_as_it_is/')"
fill() {
	fill_as_it_is "$@"
	sed -i 's/fastcgi_keep_conn off/fastcgi_keep_conn on/' "$2"
}
