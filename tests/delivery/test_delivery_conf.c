/* delivery_conf: deliver.conf, and what is wrong with it. */

#include <stdio.h>
#include <string.h>

#include "delivery/delivery_conf.h"
#include "support/harness.h"

static char errors[4096];

static void
report(void *arg, unsigned line, unsigned column, const char *message)
{
	const size_t len = strlen(errors);

	(void)arg;
	snprintf(errors + len, sizeof errors - len, "%u:%u: %s\n", line, column,
		 message);
}

static int
read_text(struct delivery_conf *c, const char *text)
{
	errors[0] = '\0';
	write_file("deliver.conf", text);
	return delivery_conf_read(c, path_here("deliver.conf"), report, NULL);
}

/* Some editors put one there, and its user sees nothing. */
TEST(a_byte_order_mark_begins_no_word)
{
	struct delivery_conf c;

	ck_assert_int_eq(read_text(&c, "\xef\xbb\xbf"
				       "destination a json /x\r\n"
				       "deliver cdr to a"),
			 0);
	ck_assert_uint_eq(c.destination_count, 1);
	ck_assert_uint_eq(c.delivery_count, 1);
	ck_assert_uint_eq(c.deliveries[0].line, 2);
	delivery_conf_free(&c);
}

TEST(a_destination_has_what_its_line_says)
{
	struct delivery_conf c;
	const struct destination *d;

	ck_assert_int_eq(
	    read_text(&c,
		      "# the billing\n"
		      "destination billing http https://b.example/cdr "
		      "secret s batch 20 timeout 3 ca /ca from beginning\r\n"
		      "destination days csv /x/cdr-%Y.csv columns src,dst\n"),
	    0);
	ck_assert_uint_eq(c.destination_count, 2);
	d = delivery_conf_find(&c, "billing");
	ck_assert_int_eq(d->kind, DESTINATION_HTTP);
	ck_assert_str_eq(d->to, "https://b.example/cdr");
	ck_assert_str_eq(d->secret_file, path_here("s"));
	ck_assert_str_eq(d->ca_file, "/ca");
	ck_assert_uint_eq(d->batch, 20);
	ck_assert_uint_eq(d->timeout, 3);
	ck_assert(d->from_beginning);
	ck_assert_uint_eq(d->line, 2);
	d = delivery_conf_find(&c, "days");
	ck_assert_int_eq(d->kind, DESTINATION_CSV);
	ck_assert_str_eq(d->columns, "src,dst");
	ck_assert(!d->from_beginning);
	ck_assert_ptr_null(delivery_conf_find(&c, "crm"));
	delivery_conf_free(&c);
}

TEST(a_delivery_is_printed_as_it_is_written)
{
	static const char *const lines[] = {
		"deliver cdr to a",
		"deliver cdr to a if appKey is \"shop\"",
		("deliver CallStatusEvent to a if status is \"ESTABLISHED\" and"
		 " not callee ~ \"^0\""),
		"deliver cdr to a if billsec > \"60\"",
	};
	struct delivery_conf c;
	struct buffer out = { 0 };
	char text[512];
	size_t i;

	for (i = 0; i < ROWS(lines); i++) {
		snprintf(text, sizeof text,
			 "destination a http http://h/ secret s\n%s\n",
			 lines[i]);
		ck_assert_msg(read_text(&c, text) == 0, "%s", errors);
		out.len = 0;
		delivery_print(&c.deliveries[0], &out);
		buffer_byte(&out, '\0');
		ck_assert_str_eq(out.at, lines[i]);
		delivery_conf_free(&c);
	}
	buffer_free(&out);
}

TEST(an_error_names_its_place_and_what_to_write)
{
#define A "destination a http http://h/ secret s\n"
	static const struct {
		const char *text, *error;
	} rows[] = {
		{ "send cdr\n", "1:1: \"send\" begins no line" },
		{ "destination\n", "1:1: the NAME is missing" },
		{ "destination A http http://h/ secret s\n", "1:13: the NAME" },
		{ "destination ../a http http://h/ secret s\n", "1:13:" },
		{ "destination a ftp x\n", "1:15: \"ftp\" is none of" },
		{ "destination a http\n", "the URL is missing" },
		{ "destination a http x secret s\n", "is no URL" },
		{ "destination a http http:// secret s\n", "is no URL" },
		{ "destination a http file:///etc/passwd secret s\n",
		  "is no URL" },
		{ "destination a http http://u:p@h/ secret s\n",
		  "no user and no password" },
		{ "destination a http http://h/\n", "\"secret FILE\" is" },
		{ "destination a http http://h/ secret s batch 0\n",
		  "1:45: batch is a number from 1 to 1000" },
		{ "destination a http http://h/ secret s batch 99999999999\n",
		  "batch is a number" },
		{ "destination a http http://h/ secret s columns src\n",
		  "\"columns\" is no option of http" },
		{ "destination a csv x secret s\n", "is no option of csv" },
		{ "destination a csv x from 2026\n", "comes \"beginning\"" },
		{ "destination a csv x%Z\n", "1:19: after a % in" },
		{ "destination a csv x%\n", "after a % in" },
		{ "destination a csv x\ndeliver call to a\n",
		  "has the columns of call records" },
		{ "destination a mariadb s table 1x\n", "1:31: the table" },
		{ "destination a mariadb s table a.b.c\n", "1:31: the table" },
		{ "destination a postgresql s secret s\n", "is no option of" },
		{ "destination a postgresql s\ndeliver call to a\n",
		  "has the columns of call records" },
		{ A A, "2:13: there is a destination \"a\" above" },
		{ A "deliver cdr\n", "\"to NAME\" is missing" },
		{ A "deliver cdr to b\n", "\"destination b\"" },
		{ A "deliver cdrs to a\n", "there is no hook \"cdrs\"" },
		{ A "deliver cdr to a when x\n", "\"when\" is unexpected" },
		{ A "deliver cdr to a if\n", "a FIELD is missing" },
		{ A "deliver cdr to a if jwt.sub is x\n", "\"jwt.sub\" is a" },
		{ A "deliver cdr to a if src in nofile\n", "cannot be used" },
	};
	struct delivery_conf c;
	size_t i;

	for (i = 0; i < ROWS(rows); i++) {
		ck_assert_int_eq(read_text(&c, rows[i].text), -1);
		ck_assert_msg(strstr(errors, rows[i].error), "%s gives %s",
			      rows[i].text, errors);
		delivery_conf_free(&c);
	}
}

TEST(each_line_with_an_error_is_reported)
{
	struct delivery_conf c;

	ck_assert_int_eq(read_text(&c, "x\ny\n"), -1);
	ck_assert_uint_eq(count_lines(errors), 2);
	delivery_conf_free(&c);
}

TEST(a_file_that_is_missing_is_an_error)
{
	struct delivery_conf c;

	errors[0] = '\0';
	ck_assert_int_eq(delivery_conf_read(&c, "none", report, NULL), -1);
	ck_assert_str_eq(errors, "0:0: No such file or directory\n");
	delivery_conf_free(&c);
}

TEST(the_examples_of_the_manual_can_be_read)
{
	char *page =
	    harness_read_file(source_path("man/echoapp-deliver.8"), NULL);
	struct delivery_conf c;
	char *from, *end;

	from = strstr(strstr(page, ".Sh EXAMPLES"), "destination");
	end = strstr(from, ".Ed");
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	ck_assert_msg(read_text(&c, from) == 0, "%s", errors);
	ck_assert_uint_eq(c.destination_count, 3);
	ck_assert_uint_eq(c.delivery_count, 3);
	delivery_conf_free(&c);
}
