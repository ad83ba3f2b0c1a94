/* webhook_secret: requests are signed as Standard Webhooks has it. */

#include <string.h>
#include <sys/stat.h>

#include "delivery/webhook_secret.h"
#include "support/harness.h"

static void
write_secret(const char *text)
{
	write_file("secret", text);
	ck_assert_int_eq(chmod("secret", 0600), 0);
}

static const char *
sign(const char *id, int64_t seconds, const char *body)
{
	static struct webhook_secret s;
	static struct buffer out;
	struct error e;

	s = (struct webhook_secret){ 0 };
	out.len = 0;
	ck_assert_int_eq(webhook_secret_refresh(&s, path_here("secret"), &e),
			 0);
	webhook_secret_sign(&s, id, seconds,
			    (struct bytes){ body, strlen(body) }, &out);
	buffer_byte(&out, '\0');
	webhook_secret_wipe(&s);
	return out.at;
}

/* From the tests of the reference implementations. */
#define KNOWN "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="

TEST(a_known_message_has_the_known_signature)
{
	write_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
	ck_assert_str_eq(sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
			      "{\"test\": 2432232314}"),
			 KNOWN);
}

TEST(each_secret_of_the_file_signs)
{
	write_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\r\n\n"
		     "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
	ck_assert_str_eq(sign("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330,
			      "{\"test\": 2432232314}"),
			 KNOWN " " KNOWN);
}

TEST(what_is_no_secret_is_refused_with_its_line)
{
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ "", "has no secret" },
		{ "\n\n", "has no secret" },
		{ "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", "secret:1: " },
		{ "\nwhsec_short\n", "secret:2: " },
		{ "whsec_AAAA\n", "24 to 64 bytes" },
		{ "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS!\n", "secret:1: " },
	};
	struct webhook_secret s;
	struct error e;
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		s = (struct webhook_secret){ 0 };
		write_secret(rows[i].text);
		ck_assert_int_eq(
		    webhook_secret_refresh(&s, path_here("secret"), &e), -1);
		ck_assert_msg(strstr(e.text, rows[i].error), "%s", e.text);
		webhook_secret_wipe(&s);
	}
}

TEST(a_secret_that_others_can_read_is_refused)
{
	struct webhook_secret s = { 0 };
	struct error e;

	write_secret("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n");
	ck_assert_int_eq(chmod("secret", 0644), 0);
	ck_assert_int_eq(webhook_secret_refresh(&s, path_here("secret"), &e),
			 -1);
	webhook_secret_wipe(&s);
}
