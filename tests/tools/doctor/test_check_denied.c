/* echoappctl doctor tells what SELinux and AppArmor keep EchoApp from. */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/doctor_runner.h"
#include "support/harness.h"
#include "support/state_fixture.h"
#include "support/web_server.h"

static const char programs[] = "/usr/lib/echoapp";

/* With what the log says so many seconds from now; STATE is the state. */
static struct outcome
examined(int64_t seconds, const char *message)
{
	const char *at = strstr(message, "STATE");
	char url[64], *line, state[PATH_MAX];

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	mkdir("state", 0700);
	ck_assert_ptr_nonnull(realpath("state", state));
	ck_assert_int_ge(
	    asprintf(&line,
		     "kernel: audit: type=1400 audit(%lld.5:1): %.*s%s%s\n",
		     (long long)(state_now() / SECOND_US + seconds),
		     at ? (int)(at - message) : (int)strlen(message), message,
		     at ? state : "", at ? at + strlen("STATE") : ""),
	    0);
	write_file("log", line);
	return doctor_run(url, "--log", "log", "--programs", programs, NULL);
}

#define SELINUX(perms, who, object, class)                                     \
	"avc:  denied  { " perms " } for  pid=1 comm=\"" who "\" " object      \
	" scontext=system_u:system_r:httpd_t:s0 "                              \
	"tcontext=system_u:object_r:var_t:s0 tclass=" class " permissive=0"
#define APPARMOR(operation, who, name, mask)                                   \
	"apparmor=\"DENIED\" operation=\"" operation                           \
	"\" profile=\"/usr/sbin/lighttpd\" name=\"" name                       \
	"\" pid=1 comm=\"" who "\" requested_mask=\"" mask                     \
	"\" denied_mask=\"" mask "\" fsuid=33 ouid=0"

static const struct {
	const char *line, *says, *mend;
} denials[] = {
	{ SELINUX("write", "call.fcgi", "name=\"journal\"", "dir"),
	  "SELinux keeps call.fcgi (httpd_t) from { write } on journal, last",
	  "httpd_sys_rw_content_t '" },
	{ SELINUX("execute", "lighttpd", "name=\"call.fcgi\"", "file"),
	  "SELinux keeps lighttpd (httpd_t) from { execute } on call.fcgi",
	  "httpd_sys_script_exec_t '/usr/lib/echoapp(/.*)?' && restorecon" },
	{ SELINUX("connectto", "nginx", "path=\"/run/echoapp/call\"",
		  "unix_stream_socket"),
	  "{ connectto } on /run/echoapp/call", "audit2allow" },
	{ APPARMOR("mknod", "callStatusEvent", "STATE/journal/x", "c"),
	  "AppArmor's profile /usr/sbin/lighttpd keeps callStatusEvent from "
	  "mknod c of /",
	  "/{,**} rwk,\" to /etc/apparmor.d/local/usr.sbin.lighttpd; "
	  "apparmor_parser -r /etc/apparmor.d/usr.sbin.lighttpd" },
	{ APPARMOR("exec", "lighttpd", "/usr/lib/echoapp/call.fcgi", "x"),
	  "exec x of /usr/lib/echoapp/call.fcgi",
	  "\"  /usr/lib/echoapp/*.fcgi ix,\"" },
	{ APPARMOR("open", "call.fcgi", "/etc/echoapp/secrets", "r"),
	  "open r of /etc/echoapp/secrets", "\"  /etc/echoapp/secrets r,\"" },
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(a_denial_is_told_with_the_line_that_allows_it, ROWS(denials))
{
	struct outcome r = examined(-60, denials[_i].line);
	const char *found = doctor_run_findings(r, "denials");

	ck_assert_uint_eq(count_lines(found), 1);
	ck_assert_int_eq(strncmp(found, "WARN ", 5), 0);
	ck_assert_msg(strstr(found, denials[_i].says) != NULL, "%s", found);
	found = doctor_run_fix(r, "denials");
	ck_assert_msg(strstr(found, denials[_i].mend) != NULL, "%s", found);
	/* Again and again, and while we ask: that is why. */
	r = examined(60, denials[_i].line);
	ck_assert_int_eq(strncmp(doctor_run_findings(r, "denials"), "FAIL ", 5),
			 0);
}

TEST(what_is_old_or_anothers_is_not_told)
{
	static const char ours[] =
	    SELINUX("write", "call.fcgi", "name=\"journal\"", "dir");
	static const char others[] =
	    APPARMOR("open", "mysqld", "/srv/db/x.fcgi", "r");

	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(examined(-90000, ours), "denials"),
		   "OK log has denied nothing"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(examined(-1, others), "denials"),
		   "OK log has denied nothing"));
}

TEST(a_port_that_may_not_be_listened_at_is_told)
{
	const char *a[] = { "doctor", "--json", "--quick", "--log",
			    "log",    NULL,	NULL };
	char url[64], line[512];
	const int port = web_free_port();
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp", port);
	snprintf(line, sizeof line,
		 "audit(%lld.1:1): avc:  denied  { name_bind } for  pid=1 "
		 "comm=\"lighttpd\" src=%d scontext=a:b:httpd_t:s0 "
		 "tclass=tcp_socket\n",
		 (long long)(state_now() / SECOND_US), port);
	write_file("log", line);
	a[5] = url;
	r = ctl_run_bare(a);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "denials"),
				     "from { name_bind } on "));
	ck_assert_ptr_nonnull(strstr(doctor_run_fix(r, "denials"),
				     "semanage port -a -t http_port_t"));
}

TEST(a_log_that_cannot_be_read_is_said)
{
	char url[64];
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = doctor_run(url, "--log", "nowhere", NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "denials"),
				     "SKIP nowhere: No such file"));
}

TEST(what_came_often_is_told_once)
{
	struct outcome r;
	char *line, text[8192] = "";
	size_t i;

	examined(-5, SELINUX("write", "call.fcgi", "name=\"journal\"", "dir"));
	line = harness_read_file("log", NULL);
	for (i = 0; i < 5; i++)
		strcat(text, line);
	strcat(text, "\x1b[2J audit(9999999999.1:1): avc:  denied  { write } "
		     "for comm=\"call.fcgi\" name=\"\x1b[2J\"\n");
	write_file("log", text);
	r = doctor_run("http://127.0.0.1:1/", "--log", "log", NULL);
	ck_assert_uint_eq(count_lines(doctor_run_findings(r, "denials")), 2);
	ck_assert_ptr_null(strchr(r.out, '\x1b'));
}
