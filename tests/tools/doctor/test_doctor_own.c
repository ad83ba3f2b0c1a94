/* echoappctl doctor on EchoApp itself and its files. */

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "doctor/check_state.h"
#include "support/doctor_runner.h"
#include "support/harness.h"
#include "support/json_lines.h"
#include "support/state_fixture.h"
#include "support/web_server.h"

/* Runs doctor on the server of this test, with its configuration. */
static struct outcome
doctor_on_own_server(const char *first, const char *second)
{
	static char url[64], conf[PATH_MAX];
	const char *a[] = { "--state",	  web_state_dir(), "--conf", conf,
			    "doctor",	  "--json",	   url,	     "--quick",
			    "--programs", web_programs(),  "--log",  "log",
			    first,	  second,	   NULL };

	/* An empty log, because this machine's may have denials. */
	write_file("log", "");

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp", web_port());
	snprintf(conf, sizeof conf, "%s/echoapp.conf", web_dir());
	return ctl_run_bare(a);
}

const struct test_setup test_setup = {
	.before_all = web_start,
	.after_all = web_stop,
	.seconds = 120,
};

TEST(echoapps_own_server_is_ok)
{
	struct outcome r = doctor_on_own_server("--silence", "2");
	size_t i, ok = 0;

	ck_assert_int_eq(r.code, 0);
	for (i = 0; i < count_lines(r.out); i++) {
		struct json_object *o = json_line_of(r.out, i);

		if (strcmp(json_text_of(o, "check"), "proof") == 0)
			continue;
		ck_assert_msg(strcmp(json_text_of(o, "says"), "OK") == 0, "%s",
			      json_object_to_json_string(o));
		ok++;
	}
	ck_assert_uint_ge(ok, 20);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "journal"), "each under its name"));
}

TEST(a_day_of_the_journal_that_is_gone_is_told_of)
{
	static const char file[] = "20260301.ndjson";
	const char *state = web_state_dir();
	char *line = history_line(NOON_US, "ping", 200, "s", "\"a\":1");
	const char *accept[] = { "--state", state, "purge", "--missing", NULL };
	const char *calls[] = { "--state", state, "calls", NULL };
	char path[PATH_MAX];

	history_append(state, file, line, strlen(line));
	ctl_output(ctl_run_bare(calls));
	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_on_own_server(NULL, NULL), "days"),
	    "no day of the journal is missing"));
	snprintf(path, sizeof path, "%s/journal/%s", state, file);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_on_own_server(NULL, NULL), "days"),
	    "1 days of the journal are gone without purge, the first is"
	    " 2026-03-01"));
	ctl_output(ctl_run_bare(accept));
	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_on_own_server(NULL, NULL), "days"),
	    "no day of the journal is missing"));
}

TEST(doctor_leaves_no_warnings_and_no_live_entities)
{
	const char *before = web_journal();
	const char *lines, *calls[] = { "--state", web_state_dir(), "calls",
					"--live",  "--json",	    NULL };
	const char *odd;
	size_t strange = 0;

	doctor_on_own_server(NULL, NULL);
	lines = web_journal() + strlen(before);
	/* doctor sends unknown hooks on purpose. */
	for (odd = lines; (odd = strstr(odd, "\"warnings\":")); odd++)
		strange +=
		    strncmp(odd, "\"warnings\":[\"unknown hook\"]", 27) != 0;
	ck_assert_uint_eq(strange, 0);
	ck_assert_str_eq(ctl_output(ctl_run_bare(calls)), "");
}

TEST(an_empty_state_that_is_not_the_servers_is_reported)
{
	char url[64];
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp", web_port());
	ck_assert_int_eq(mkdir("state", 0700), 0);
	r = doctor_run(url, "--programs", web_programs(), NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "journal:WARN");
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "journal"), ", 0 of them are in "));
}

TEST(a_secret_of_the_configuration_is_used)
{
	char path[PATH_MAX];
	struct outcome r;

	snprintf(path, sizeof path, "%s/secrets", web_dir());
	write_file(path, "hush\n");
	chmod(path, 0600);
	web_configure("auth = hmac\nsecret_file = secrets\n");
	/* A changed file is noticed within a second. */
	sleep(2);
	r = doctor_on_own_server(NULL, NULL);
	ck_assert_str_eq(doctor_run_troubles_but_slow(r), "");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "proof"),
				     "OK a hook with proof is accepted, "
				     "without it is refused"));
	write_file("wrong", "loud\n");
	r = doctor_on_own_server("--sign", "wrong");
	ck_assert_ptr_nonnull(strstr(doctor_run_troubles(r), "proof:FAIL"));
	chmod(path, 0644);
	r = doctor_on_own_server("--sign", path);
	ck_assert_ptr_nonnull(strstr(doctor_run_troubles(r), "secrets:FAIL"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "secrets"), "type: chmod o="));
	web_configure("");
	sleep(2);
}

TEST(rules_that_wcs_obeys_are_ok_and_others_are_reported)
{
	char path[PATH_MAX];
	struct outcome r;

	snprintf(path, sizeof path, "%s/password", web_dir());
	write_file(path, "geheim\n");
	chmod(path, 0600);
	snprintf(path, sizeof path, "%s/my.rules", web_dir());
	write_file(path,
		   "deny call if callee ~ ^00 reason no\n"
		   "allow connect if origin is \"https://a.example.com\"\n"
		   "deny connect reason \"from our pages\"\n"
		   "set connect sipLogin \"10001\" sipPassword @password\n"
		   "set connect sipDomain d sipOutboundProxy d sipProxy d\n"
		   "set call callee \"5\" if callee ~ \"^7\"\n"
		   "limit call 9 active by caller\n"
		   "hide CallStatusEvent info\nmute pushLogs\n");
	web_configure("rules = my.rules\n");
	sleep(2);
	r = doctor_on_own_server("--set", "origin=https://a.example.com");
	ck_assert_str_eq(doctor_run_troubles(r), "host names:WARN");
	ck_assert_str_eq(doctor_run_findings(r, "host names"),
			 "WARN my.rules:4 sets a secret, and hooks are "
			 "answered under every host name\n");
	web_configure("rules = my.rules\nhook_hosts = hooks.example\n");
	sleep(2);
	r = doctor_on_own_server("--set", "origin=https://a.example.com");
	ck_assert_msg(strcmp(doctor_run_troubles(r), "") == 0, "%s: %s",
		      doctor_run_troubles(r), doctor_run_findings(r, "rules"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "config"), "OK it configures"));
	r = doctor_on_own_server(NULL, NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "hooks"),
				     "FAIL status 403: from our pages"));
	write_file(path, "deyn call\n");
	r = doctor_on_own_server(NULL, NULL);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "rules"),
		   "FAIL my.rules:1: \"deyn\" is not a rule"));
	web_configure("");
	sleep(2);
}

TEST(a_web_server_with_another_limit_than_body_max_is_reported)
{
	web_configure("body_max = 256k\n");
	sleep(2);
	ck_assert_ptr_nonnull(strstr(
	    doctor_run_findings(doctor_on_own_server(NULL, NULL),
				"body limits"),
	    "WARN body_max is 262144 bytes, and the web server stores at "
	    "least twice that much"));
	web_configure("body_max = 4M\n");
	sleep(2);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(doctor_on_own_server(NULL, NULL),
				       "body limits"),
		   "WARN body_max is 4194304 bytes, and the web server accepts "
		   "less"));
	web_configure("");
	sleep(2);
}

TEST(files_that_other_users_may_access_are_named)
{
	struct outcome r;

	chmod(web_state_dir(), 0750);
	r = doctor_on_own_server(NULL, NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "modes:WARN");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "modes"),
				     "its group may use it (mode 0750"));
	chmod(web_state_dir(), 0755);
	r = doctor_on_own_server(NULL, NULL);
	ck_assert_str_eq(doctor_run_troubles(r), "modes:FAIL");
	chmod(web_state_dir(), 0700);
}

TEST(missing_programs_are_named)
{
	struct outcome r;

	ck_assert_int_eq(mkdir("programs", 0755), 0);
	write_file("programs/call.fcgi", "");
	r = doctor_on_own_server("--programs", "programs");
	ck_assert_str_eq(doctor_run_troubles(r), "programs:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "programs"),
				     "call: FAIL it cannot be executed"));
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "programs"),
				     "hold,messageStatusEvent,onCallEvent"));
	r = doctor_on_own_server("--programs", "nowhere");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "programs"),
				     "FAIL nowhere: No such file"));
}

TEST(a_broken_configuration_is_named_with_its_line)
{
	char url[64];
	const char *a[] = { "--conf", "echoapp.conf", "doctor",
			    "--json", "--quick",      url,
			    NULL };
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	write_file("echoapp.conf", "# mine\nstrict = perhaps\n");
	r = ctl_run_bare(a);
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "conf"), "echoapp.conf:2: strict"));
	write_file("echoapp.conf", "state_dir = state\n");
	chmod("echoapp.conf", 0666);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(ctl_run_bare(a), "conf"),
		   "FAIL every user may write"));
}

TEST(a_clock_that_went_back_is_found)
{
	char url[64];
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	state_put(state_now() + DAY_US, "call", 200, "s", "\"callId\":\"c\"");
	r = doctor_run(url, "--programs", web_programs(), NULL);
	ck_assert_str_eq(doctor_run_troubles(r),
			 "port:FAIL verdict:FAIL clock:FAIL");
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "clock"),
				     "but the journal's last line is of"));
}

TEST(a_state_that_cannot_be_written_is_found)
{
	char url[64];
	const char *a[] = { "--state", "/proc/state", "doctor", "--json",
			    "--quick", url,	      NULL };
	struct outcome r;

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	r = ctl_run_bare(a);
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "state"), "FAIL /proc"));
}

TEST(a_file_of_today_that_cannot_be_written_is_found)
{
	char url[64], path[64];
	const char *a[] = { "--state", "state", "doctor", "--json",
			    "--quick", url,	NULL };

	ck_assert_int_eq(mkdir("state", 0700), 0);
	ck_assert_int_eq(mkdir("state/journal", 0700), 0);
	snprintf(path, sizeof path, "state/journal/%s",
		 state_day_file(state_now()));
	ck_assert_int_eq(symlink("elsewhere", path), 0);
	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp",
		 web_free_port());
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(ctl_run_bare(a), "state"), path));
}

TEST(file_systems_and_space_are_judged)
{
	bool remote = false;

	ck_assert_str_eq(check_state_file_system(0x6969, &remote), "NFS");
	ck_assert(remote);
	ck_assert_str_eq(check_state_file_system(0xff534d42, &remote), "CIFS");
	ck_assert_str_eq(check_state_file_system(0x65735546, &remote), "FUSE");
	ck_assert_str_eq(check_state_file_system(0x01021994, &remote), "tmpfs");
	ck_assert(!remote);
	/* ext4, XFS, btrfs */
	ck_assert_ptr_null(check_state_file_system(0xef53, &remote));
	ck_assert_ptr_null(check_state_file_system(0x58465342, &remote));
	ck_assert_ptr_null(check_state_file_system(0x9123683e, &remote));
	ck_assert_int_eq(check_state_space(UINT64_C(1) << 40, UINT64_MAX),
			 DOCTOR_OK);
	ck_assert_int_eq(
	    check_state_space(CHECK_STATE_SPACE_WARN - 1, UINT64_MAX),
	    DOCTOR_WARN);
	ck_assert_int_eq(check_state_space(UINT64_C(1) << 40, 20), DOCTOR_WARN);
	ck_assert_int_eq(
	    check_state_space(CHECK_STATE_SPACE_FAIL - 1, UINT64_MAX),
	    DOCTOR_FAIL);
	ck_assert_int_eq(check_state_space(UINT64_C(1) << 40, 0), DOCTOR_FAIL);
}
