/* echoappctl doctor shows what SELinux and AppArmor denied EchoApp. */

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

/*
 * Runs doctor with a log that contains the message, `seconds` from now; STATE
 * in the message becomes the state directory.
 */
static struct outcome
doctor_with_log(int64_t seconds, const char *message)
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

static const char *const denials[] = {
	SELINUX("write", "call.fcgi", "name=\"journal\"", "dir"),
	SELINUX("execute", "lighttpd", "name=\"call.fcgi\"", "file"),
	SELINUX("connectto", "nginx", "path=\"/run/echoapp/call\"",
		"unix_stream_socket"),
	APPARMOR("mknod", "callStatusEvent", "STATE/journal/x", "c"),
	APPARMOR("exec", "lighttpd", "/usr/lib/echoapp/call.fcgi", "x"),
	APPARMOR("open", "call.fcgi", "/etc/echoapp/secrets", "r"),
};

/* Lines that are not denials, or denials that blocked nothing. */
static const char *const harmless[] = {
	"usb 1-1: new device call.fcgi",
	"avc:  granted  { read } for  comm=\"call.fcgi\" name=\"a\"",
	"avc:  denied  { read } for  comm=\"call.fcgi\" permissive=1",
	"apparmor=\"ALLOWED\" operation=\"open\" comm=\"call.fcgi\"",
	"apparmor=\"STATUS\" operation=\"profile_load\" name=\"call.fcgi\"",
};

const struct test_setup test_setup = {
	.seconds = 60,
};

TEST_LOOP(a_denial_is_shown_as_the_kernel_wrote_it, ROWS(denials))
{
	const bool selinux = strncmp(denials[_i], "avc:", 4) == 0;
	const char *shown = strstr(denials[_i], " comm=");
	struct outcome r = doctor_with_log(-60, denials[_i]);
	const char *found = doctor_run_findings(r, "denials");

	ck_assert_uint_eq(count_lines(found), 1);
	ck_assert_int_eq(strncmp(found,
				 selinux ? "WARN SELinux: 1 denial within a day"
					 : "WARN AppArmor: 1 denial within a "
					   "day",
				 35),
			 0);
	ck_assert_msg(strstr(found, shown) != NULL, "%s", found);
	found = doctor_run_fix(r, "denials");
	ck_assert_int_eq(
	    strncmp(found, selinux ? "ausearch " : "journalctl ", 9), 0);
	ck_assert_ptr_nonnull(strstr(found, "SELINUX AND APPARMOR"));
	/* A denial during doctor's own hooks explains their failure. */
	r = doctor_with_log(60, denials[_i]);
	ck_assert_int_eq(strncmp(doctor_run_findings(r, "denials"), "FAIL ", 5),
			 0);
}

TEST_LOOP(a_line_that_blocked_nothing_is_not_shown, ROWS(harmless))
{
	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_with_log(-60, harmless[_i]), "denials"),
	    "OK log: no denial"));
}

TEST(old_denials_and_those_of_other_programs_are_not_shown)
{
	static const char ours[] =
	    SELINUX("write", "call.fcgi", "name=\"journal\"", "dir");
	static const char others[] =
	    APPARMOR("open", "mysqld", "/srv/db/x.fcgi", "r");

	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_with_log(-90000, ours), "denials"),
	    "OK log: no denial within a day"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(doctor_with_log(-1, others), "denials"),
		   "OK log: no denial within a day"));
}

TEST(a_port_that_may_not_be_bound_is_reported)
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
				     "avc:  denied  { name_bind } for "));
}

TEST(an_unreadable_log_is_reported)
{
	char url[64];
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = doctor_run(url, "--log", "nowhere", NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "denials"),
				     "SKIP nowhere: No such file"));
}

TEST(the_last_of_many_denials_is_shown)
{
	const char *found;
	struct outcome r;
	char *line, text[8192] = "";
	size_t i;

	doctor_with_log(
	    -5, SELINUX("write", "call.fcgi", "name=\"journal\"", "dir"));
	line = harness_read_file("log", NULL);
	for (i = 0; i < 5; i++)
		strcat(text, line);
	strcat(text, "\x1b[2J audit(9999999999.1:1): avc:  denied  { write } "
		     "for comm=\"call.fcgi\" name=\"\x1b[2J\"\n");
	strcat(text, line);
	write_file("log", text);
	r = doctor_run("http://127.0.0.1:1/", "--log", "log", NULL);
	found = doctor_run_findings(r, "denials");
	ck_assert_uint_eq(count_lines(found), 1);
	ck_assert_ptr_nonnull(strstr(found, "7 denials within a day"));
	ck_assert_ptr_nonnull(strstr(found, "last at 2286-"));
	ck_assert_ptr_null(strchr(r.out, '\x1b'));
}

TEST(a_line_that_is_too_long_is_cut)
{
	char line[8192] = "avc:  denied  { write } for  comm=\"call.fcgi\" ";

	memset(line + strlen(line), 'x', 6000);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(doctor_with_log(-5, line), "denials"),
		   "1 denial within a day"));
}
