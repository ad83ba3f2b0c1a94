# nginx - nginx, with programs that sockets.sh starts.
# shellcheck shell=bash disable=SC1091,SC2154
nginx_with_sockets() {
	fill nginx.conf "$work/echoapp.conf"
	cat >"$work/nginx.conf" <<-END
		daemon off;
		worker_processes 2;
		pid $work/tmp/nginx.pid;
		error_log $work/error.log;
		events { worker_connections 512; }
		http {
			access_log off;
			client_body_temp_path $work/tmp/body;
			fastcgi_temp_path $work/tmp/fastcgi;
			proxy_temp_path $work/tmp/proxy;
			scgi_temp_path $work/tmp/scgi;
			uwsgi_temp_path $work/tmp/uwsgi;
			include /etc/nginx/mime.types;
			include $work/echoapp.conf;
		}
	END
	background nginx -p "$work" -e "$work/error.log" -c "$work/nginx.conf"
}

start() {
	sockets
	nginx_with_sockets
}
