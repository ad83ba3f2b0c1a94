/* play and doctor over TLS: whose certificates are trusted. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "support/ctl_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/http_client.h"
#include "support/web_server.h"

static char url[64];

static void
make_certificate(const char *name)
{
	char command[512], said[4096];

	snprintf(command, sizeof command,
		 "openssl req -x509 -newkey rsa:2048 -nodes -keyout %s.key "
		 "-out %s.crt -days 2 -subj /CN=%s -addext "
		 "subjectAltName=IP:127.0.0.1 2>&1",
		 name, name, name);
	ck_assert_msg(run_shell(command, said, sizeof said) == 0, "%s", said);
}

/* lighttpd with TLS before the fake server. */
static void
start(void)
{
	const char *behind = fake_server_start(&(struct fake_response){ 0 });
	const int port = web_free_port();
	char conf[1024], here[512];

	make_certificate("own");
	make_certificate("other");
	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	snprintf(conf, sizeof conf,
		 "server.modules = ( \"mod_openssl\", \"mod_proxy\" )\n"
		 "server.document-root = \"%s\"\n"
		 "server.bind = \"127.0.0.1\"\n"
		 "server.port = %d\n"
		 "ssl.engine = \"enable\"\n"
		 "ssl.pemfile = \"own.crt\"\n"
		 "ssl.privkey = \"own.key\"\n"
		 "proxy.server = ( \"\" => (( \"host\" => \"127.0.0.1\", "
		 "\"port\" => %d )) )\n",
		 here, port, atoi(strrchr(behind, ':') + 1));
	write_file("lighttpd.conf", conf);
	if (fork() == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		setenv("PATH", "/usr/sbin:/usr/bin:/bin", 1);
		execlp("lighttpd", "lighttpd", "-D", "-f", "lighttpd.conf",
		       (char *)NULL);
		_exit(127);
	}
	snprintf(conf, sizeof conf,
		 "timeout 20 bash -c 'until (: </dev/tcp/127.0.0.1/%d) "
		 "2>/dev/null; do sleep .05; done'",
		 port);
	output_of(conf);
	snprintf(url, sizeof url, "https://127.0.0.1:%d/EchoApp", port);
	write_file("one.json",
		   "{\"steps\":[{\"hook\":\"call\",\"body\":{\"a\":1}}]}");
}

const struct test_setup test_setup = {
	.before = start,
	.seconds = 120,
};

TEST(the_certificate_of_a_ca_of_ones_own_is_trusted_with_cacert)
{
	struct outcome r = ctl_run("play", "./one.json", "--url", url, NULL);

	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "certificate"));
	r = ctl_run("play", "./one.json", "--url", url, "--cacert", "other.crt",
		    NULL);
	ck_assert_int_eq(r.code, 2);
	ck_assert_str_eq(fake_server_requests(), "");
	ctl_output(ctl_run("play", "./one.json", "--url", url, "--cacert",
			   "own.crt", NULL));
	ck_assert_uint_eq(count_lines(fake_server_requests()), 1);
}

TEST(any_certificate_will_do_with_insecure)
{
	ctl_output(
	    ctl_run("play", "./one.json", "--url", url, "--insecure", NULL));
	ck_assert_uint_eq(count_lines(fake_server_requests()), 1);
}

TEST(doctor_takes_both_options)
{
	struct outcome r =
	    ctl_run("doctor", url, "--quick", "--cacert", "own.crt", NULL);

	ck_assert_ptr_null(strstr(r.out, "certificate problem"));
	ck_assert_ptr_nonnull(strstr(r.out, "127.0.0.1"));
	ck_assert_ptr_nonnull(strstr(r.out, "answers"));
	r = ctl_run("doctor", url, "--quick", "--insecure", NULL);
	ck_assert_ptr_nonnull(strstr(r.out, "answers"));
	r = ctl_run("doctor", url, "--quick", NULL);
	ck_assert_ptr_nonnull(strstr(r.out, "--cacert"));
}

TEST(a_file_that_cannot_be_read_is_named)
{
	struct outcome r = ctl_run("play", "./one.json", "--url", url,
				   "--cacert", "no.crt", NULL);

	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(
	    strstr(r.err, "cannot read no.crt: No such file"));
}

TEST(curl_gets_the_same_options)
{
	const char *out =
	    ctl_output(ctl_run("play", "./one.json", "--url", url, "--cacert",
			       "own.crt", "--curl", NULL));

	ck_assert_ptr_nonnull(strstr(out, "--cacert 'own.crt'"));
	out = ctl_output(ctl_run("play", "./one.json", "--url", url,
				 "--insecure", "--curl", NULL));
	ck_assert_ptr_nonnull(strstr(out, " --insecure"));
}
