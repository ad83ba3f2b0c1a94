/*
 * echoappctl doctor knows the defaults of each web server that are wrong for
 * WCS, and the directive that fixes each.
 */

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/doctor_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/web_server.h"

#define ECHOES "application/json\r\nServer: "
#define PAGE "text/html\r\nServer: "

/* A fault of a web server, imitated by a fake server with its name. */
static const struct {
	struct fake_response row;
	const char *check, *says, *fix;
} faults[] = {
	{ { .type = PAGE "nginx/1.22.1",
	    .status = 413,
	    .above = 131072,
	    .body = "<html>" },
	  "large body",
	  "WARN a body of 140",
	  "nginx: client_max_body_size 1025k;" },
	{ { .type = PAGE "Apache/2.4",
	    .status = 500,
	    .above = 131072,
	    .body = "<html>" },
	  "large body",
	  "WARN a body of 140",
	  "FcgidMaxRequestLen 1050624" },
	{ { .type = PAGE "lighttpd/1.4.69",
	    .status = 413,
	    .above = 90000,
	    .body = "<html>" },
	  "large body",
	  "FAIL a body of 100",
	  "server.max-request-size" },
	{ { .type = ECHOES "EchoApp",
	    .status = 413,
	    .above = 90000,
	    .body = "{\"status\":413}" },
	  "large body",
	  "FAIL a body of 100",
	  "body_max" },
	{ { .hook = "hangup",
	    .type = PAGE "nginx",
	    .status = 502,
	    .body = "<html>" },
	  "hooks",
	  "hangup: FAIL status 502",
	  "systemctl start echoapp.target" },
	{ { .hook = "hangup",
	    .type = PAGE "Apache",
	    .status = 404,
	    .body = "<html>" },
	  "hooks",
	  "hangup: FAIL status 404",
	  "deploy/apache-fcgid.conf" },
};

/* The header Server is in the response to connect, too. */
static struct outcome
doctor_on_fault(const struct fake_response *fault, const char *first,
		const char *second, const char *third, const char *fourth)
{
	struct fake_response rows[] = { *fault,
					{ .type = fault->type },
					{ 0 } };

	if (strncmp(fault->type, PAGE, sizeof PAGE - 1) == 0)
		ck_assert_int_ge(asprintf((char **)&rows[1].type, ECHOES "%s",
					  fault->type + sizeof PAGE - 1),
				 0);
	return doctor_run(fake_server_start(rows), first, second, third, fourth,
			  NULL);
}

const struct test_setup test_setup = {
	.seconds = 120,
};

TEST_LOOP(the_fix_is_the_directive_of_that_server, ROWS(faults))
{
	struct outcome r =
	    doctor_on_fault(&faults[_i].row, NULL, NULL, NULL, NULL);
	const char *found = doctor_run_findings(r, faults[_i].check);

	ck_assert_msg(strstr(found, faults[_i].says) != NULL, "%s", found);
	found = doctor_run_fix(r, faults[_i].check);
	ck_assert_msg(strstr(found, faults[_i].fix) != NULL, "%s", found);
}

TEST(a_missing_proof_and_a_wrong_one_are_distinguished)
{
	static const char *const reasons[][2] = {
		{ "{\"status\":403,\"reason\":\"the hook is not signed: there "
		  "is no Authorization header\"}",
		  "FAIL the hook has proof, but the program gets no" },
		{ "{\"status\":403,\"reason\":\"the signature does not match "
		  "the body\"}",
		  "FAIL a hook with proof is refused, too" },
	};
	size_t i;

	write_file("key", "secret\n");
	for (i = 0; i < 2; i++) {
		const struct fake_response fault = { .type =
							 ECHOES "Apache/2.4",
						     .status = 403,
						     .body = reasons[i][0] };
		struct outcome r =
		    doctor_on_fault(&fault, "--sign", "key", NULL, NULL);
		const char *found = doctor_run_findings(r, "proof");
		const char *fixes[] = { doctor_run_fix(r, "hooks"),
					doctor_run_fix(r, "proof") };

		ck_assert_msg(strstr(found, reasons[i][1]) != NULL, "%s",
			      found);
		ck_assert_int_eq(strstr(fixes[0], "CGIPassAuth On") != NULL,
				 i == 0);
		ck_assert_int_eq(strstr(fixes[1], "CGIPassAuth On") != NULL,
				 i == 0);
	}
}

TEST(if_no_program_answers_the_programs_are_checked)
{
	const struct fake_response fault = { .type = PAGE "Apache/2.4",
					     .status = 500,
					     .body = "<html>" };
	struct outcome r;

	ck_assert_int_eq(mkdir("programs", 0755), 0);
	write_file("programs/call.fcgi", "");
	r = doctor_on_fault(&fault, "--programs", "programs", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_fix(r, "hooks"),
				     "Apache: chmod 755 the programs"));
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "programs"),
				     "call: FAIL it cannot be executed"));
	/* Nothing is reported about a web server's own responses. */
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "mirror"), "SKIP no hook"));
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "large body"),
				     "SKIP the web server refuses "
				     "all hooks by itself"));
	/* Without programs the server is not EchoApp. */
	r = doctor_on_fault(&fault, "--programs", "nowhere", NULL, NULL);
	ck_assert_ptr_nonnull(strstr(doctor_run_findings(r, "programs"),
				     "SKIP the server is not EchoApp"));
}

TEST(a_url_without_hooks_is_reported)
{
	const struct fake_response rows[] = {
		{ .type = PAGE "lighttpd/1.4.69\r\nConnection: close",
		  .status = 404,
		  .body = "<html>" },
		{ 0 },
	};
	struct outcome r =
	    doctor_run(fake_server_start(rows), "--programs", "nowhere", NULL);
	const char *fix = doctor_run_fix(r, "hooks");

	ck_assert_str_eq(doctor_run_troubles(r), "hooks:FAIL");
	ck_assert_ptr_nonnull(strstr(fix, "is it the right URL?"));
	/* The fix is for many hooks, so it names none. */
	ck_assert_ptr_nonnull(strstr(fix, "remove app-rest-method APP HOOK"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "keep-alive"), "SKIP "));
}

/* Writes a password file that the server's user can read. */
static void
put_password(void)
{
	char path[PATH_MAX];

	snprintf(path, sizeof path, "%.4000s/passwd", web_dir());
	write_file(path, "Aladdin:$2y$05$hZjs1IIGVA7AtX0kmJpuHeGPS8HtKdEAZ."
			 "QWBuPWe23cZJhh8tiqS\n");
	ck_assert_int_eq(chmod(path, 0600), 0);
	if (geteuid() == 0)
		ck_assert_int_eq(chown(path, 65534, 65534), 0);
}

/* Runs doctor on the server of this test, with its configuration. */
static struct outcome
doctor_on_own_server(const char *first, const char *second)
{
	char url[64], conf[PATH_MAX], programs[PATH_MAX];
	const char *a[] = { "--conf", conf,	 "doctor",     "--json",
			    url,      "--quick", "--programs", programs,
			    first,    second,	 NULL };

	snprintf(url, sizeof url, "http://127.0.0.1:%d/EchoApp", web_port());
	snprintf(conf, sizeof conf, "%.4000s/echoapp.conf", web_dir());
	snprintf(programs, sizeof programs, "%.4000s/server/programs",
		 web_dir());
	return ctl_run_bare(a);
}

/* A real server with the configuration of deploy/, changed by PLANT. */
TEST(three_faults_of_apaches_defaults_are_found)
{
	struct outcome r;

	setenv("TEST_SERVER", "apache-fcgid", 1);
	setenv("PLANT",
	       "s/KeepAliveTimeout .*/KeepAliveTimeout 1/; "
	       "/FcgidMaxRequestLen/d; /CGIPassAuth/d",
	       1);
	web_start_with("state_dir = state\n");
	r = doctor_on_own_server("--silence", "2");
	ck_assert_str_eq(doctor_run_troubles_but_slow(r),
			 "keep-alive:WARN large body:WARN");
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "port"), " answers: Apache/2"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_fix(r, "keep-alive"), "Apache: KeepAlive On"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "large body"), "status 500"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_fix(r, "large body"), "FcgidMaxRequestLen"));
	put_password();
	web_configure("state_dir = state\nauth = basic\n"
		      "passwd_file = passwd\n");
	/* A changed file is noticed within a second. */
	sleep(2);
	r = doctor_on_own_server("--user=Aladdin", "--password=open sesame");
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_findings(r, "hooks"), "no Authorization header"));
	ck_assert_ptr_nonnull(
	    strstr(doctor_run_fix(r, "proof"), "Apache: CGIPassAuth On"));
	web_stop();
}
