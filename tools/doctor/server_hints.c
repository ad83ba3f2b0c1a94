/* server_hints - the directives of web servers that fix a fault. */

#include "server_hints.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { SERVER_LIGHTTPD, SERVER_NGINX, SERVER_APACHE, SERVER_COUNT };

static const struct {
	const char *header; /* how the header Server begins */
	const char *name;
} servers[SERVER_COUNT] = {
	[SERVER_LIGHTTPD] = { "lighttpd", "lighttpd" },
	[SERVER_NGINX] = { "nginx", "nginx" },
	[SERVER_APACHE] = { "Apache", "Apache" },
};

static const char *const lines[][SERVER_COUNT] = {
	[HINT_KEEP_ALIVE] = {
		[SERVER_LIGHTTPD] = "server.max-keep-alive-idle = 300, "
			     "server.max-keep-alive-requests = 65535 "
			     "(the default is to close after 5 s)",
		[SERVER_NGINX] = "keepalive_timeout 300s; keepalive_requests 1000000",
		[SERVER_APACHE] = "KeepAlive On, KeepAliveTimeout 300, "
			   "MaxKeepAliveRequests 0 (the default is to close "
			   "after 5 s)",
	},
	[HINT_BODY_SIZE] = {
		[SERVER_LIGHTTPD] = "server.max-request-size = 1025 (KiB)",
		[SERVER_NGINX] = "client_max_body_size 1025k",
		[SERVER_APACHE] = "FcgidMaxRequestLen 1050624 (by default mod_fcgid "
			   "answers 500 to more than 131072 bytes), "
			   "LimitRequestBody 1049600",
	},
	[HINT_AUTHORIZATION] = {
		[SERVER_LIGHTTPD] = "lighttpd passes Authorization, so check the proxy "
			     "before it",
		[SERVER_NGINX] = "fastcgi_pass_request_headers on; and behind "
			  "proxy_pass: proxy_set_header Authorization "
			  "$http_authorization",
		[SERVER_APACHE] = "CGIPassAuth On, in the <Directory> of the "
			   "programs, or in .htaccess where AllowOverride has "
			   "AuthConfig",
	},
	[HINT_EXECUTE] = {
		[SERVER_LIGHTTPD] = "chmod 755 the programs, and let its user reach "
			     "them (namei -l FILE); its server.errorlog says "
			     "what it could not start",
		[SERVER_NGINX] = "start the programs (systemctl start echoapp.target, "
			  "or sockets.sh start), and let its group use their "
			  "sockets; its error_log says what it could not reach",
		[SERVER_APACHE] = "chmod 755 the programs, and let its user reach "
			   "them (namei -l FILE); Options +ExecCGI, SetHandler "
			   "fcgid-script and Require all granted for their "
			   "<Directory>; its ErrorLog says what it could not "
			   "start; with suEXEC nobody else may be able to write "
			   "to the program or its directory: chmod 755 both",
	},
	[HINT_ROUTE] = {
		[SERVER_LIGHTTPD] = "include EchoApp's hooks.conf, as its "
			     "deploy/lighttpd.conf does",
		[SERVER_NGINX] = "as EchoApp's deploy/nginx.conf does",
		[SERVER_APACHE] = "as EchoApp's deploy/apache-fcgid.conf does",
	},
};

/* "Apache-Coyote" is Tomcat, so a separator has to follow the name. */
static int
server_of(const char *header)
{
	int i;

	for (i = 0; i < SERVER_COUNT; i++) {
		const size_t len = strlen(servers[i].header);

		if (strncasecmp(header, servers[i].header, len) == 0 &&
		    strchr("/ (", header[len]))
			return i;
	}
	return SERVER_COUNT;
}

const char *
server_hints_text(enum server_hint hint, const char *header, char *into,
		  size_t size)
{
	const int server = server_of(header);
	size_t n = 0;
	int i;

	into[0] = '\0';
	for (i = 0; i < SERVER_COUNT && n < size; i++)
		if (server == SERVER_COUNT || server == i)
			n += (size_t)snprintf(into + n, size - n, "%s%s: %s",
					      n ? "; " : "", servers[i].name,
					      lines[hint][i]);
	return into;
}
