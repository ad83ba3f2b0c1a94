/* keys: a fetched set replaces the file only if it has public keys alone. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "support/ctl_runner.h"
#include "support/fake_server.h"
#include "support/harness.h"
#include "support/web_server.h"

static const char public[] =
    "{\"keys\":[{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"kid\":\"a\","
    "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}]}";

static struct outcome
fetch(const char *url)
{
	return ctl_run("--conf", "echoapp.conf", "keys", "fetch", url, "keys",
		       NULL);
}

static struct outcome
fetch_answer(int status, const char *body)
{
	const struct fake_response rows[] = {
		{ .status = status, .body = body },
		{ 0 },
	};
	char *url;

	write_file("echoapp.conf", "");
	ck_assert_int_gt(
	    asprintf(&url, "%s/jwks.json", fake_server_start(rows)), 0);
	return fetch(url);
}

static const char *
kept(void)
{
	return harness_read_file("keys", NULL);
}

TEST(new_keys_take_the_place_of_the_file)
{
	struct outcome r = fetch_answer(0, public);
	struct stat st;

	ck_assert_msg(r.code == 0, "%s", r.err);
	ck_assert_str_eq(r.out, "keys has new keys\n");
	ck_assert_str_eq(kept(), public);
	ck_assert_int_eq(stat("keys", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0644);
	ck_assert_int_eq(chmod("keys", 0640), 0);
	r = fetch_answer(0, public);
	ck_assert_str_eq(r.out, "keys has these keys already\n");
	write_file("keys", "old");
	fetch_answer(0, public);
	ck_assert_int_eq(stat("keys", &st), 0);
	ck_assert_uint_eq(st.st_mode & 0777, 0640);
	ck_assert_str_eq(output_of("ls keys*"), "keys\n");
}

TEST(the_file_stays_if_there_are_no_good_keys)
{
	static const struct {
		int status;
		const char *body, *says;
	} rows[] = {
		{ 500, public, "the server answered 500" },
		{ 404, "no", "the server answered 404" },
		{ 0, "<html>This is the login page of your provider</html>",
		  "this is no set of public keys" },
		{ 0, "", "this is no set of public keys" },
		{ 0, "{\"keys\":[]}", "this is no set of public keys" },
		{ 0,
		  "{\"keys\":[{\"kty\":\"oct\",\"k\":"
		  "\"eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHh4eHg\"}]}",
		  "this is no set of public keys" },
	};
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		struct outcome r;

		write_file("keys", "old");
		r = fetch_answer(rows[i].status, rows[i].body);
		ck_assert_int_eq(r.code, 2);
		ck_assert_msg(strstr(r.err, rows[i].says) != NULL, "%s", r.err);
		ck_assert_str_eq(kept(), "old");
		ck_assert_str_eq(output_of("ls keys*"), "keys\n");
	}
}

TEST(keys_come_over_tls_only)
{
	struct outcome r;

	write_file("echoapp.conf", "");
	r = fetch("http://idp.example.com/jwks.json");
	ck_assert_int_eq(r.code, 2);
	ck_assert_ptr_nonnull(strstr(r.err, "must begin with https://"));
	r = fetch("file:///etc/passwd");
	ck_assert_ptr_nonnull(strstr(r.err, "must begin with https://"));
	r = ctl_run("--conf", "echoapp.conf", "keys", "fetch", NULL);
	ck_assert_ptr_nonnull(strstr(r.err, "needs a URL and a FILE"));
}

/* Nobody vouches for this certificate. */
TEST(a_server_that_is_not_trusted_is_not_believed)
{
	struct outcome r;
	char *url, port[16];

	write_file("echoapp.conf", "");
	write_file("keys", "old");
	snprintf(port, sizeof port, "%d", web_free_port());
	output_of("openssl req -x509 -newkey ec -pkeyopt "
		  "ec_paramgen_curve:P-256 -nodes -keyout key.pem -out "
		  "cert.pem -days 2 -subj /CN=localhost 2>&1");
	ck_assert_int_gt(
	    asprintf(
		&url,
		"openssl s_server -accept %s -cert cert.pem -key key.pem "
		"-WWW >/dev/null 2>&1 & echo $! >pid; for i in $(seq 100); "
		"do openssl s_client -connect 127.0.0.1:%s </dev/null "
		">/dev/null 2>&1 && break; sleep 0.1; done",
		port, port),
	    0);
	output_of(url);
	ck_assert_int_gt(asprintf(&url, "https://localhost:%s/keys", port), 0);
	r = fetch(url);
	output_of("kill $(cat pid)");
	ck_assert_int_eq(r.code, 2);
	ck_assert_msg(strstr(r.err, "certificate") != NULL, "%s", r.err);
	ck_assert_str_eq(kept(), "old");
}
