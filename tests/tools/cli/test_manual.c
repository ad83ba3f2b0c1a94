/*
 * echoappctl(1) names each command and option that --help names, and
 * echoapp.conf(5) each key that the program knows, with its default.
 */

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "conf/conf_keys.h"
#include "support/ctl_runner.h"
#include "support/harness.h"

/* The page as text, without bold and underlined letters. */
static char *
page(void)
{
	char command[4096], *text, *from, *to;

	snprintf(command, sizeof command, "mandoc -T ascii '%s'",
		 source_path("man/echoappctl.1"));
	text = output_of(command);
	for (from = to = text; *from; from++)
		if (*from == '\b')
			to--;
		else
			*to++ = *from;
	*to = '\0';
	return text;
}

/* Is the word there, not as a part of a longer one? */
static bool
has_word(const char *text, const char *word)
{
	const char *at = text;

	for (; (at = strstr(at, word)); at++) {
		char before = at > text ? at[-1] : ' ';
		char after = at[strlen(word)];

		if (!isalnum((unsigned char)before) && before != '-' &&
		    !isalnum((unsigned char)after) && after != '-')
			return true;
	}
	return false;
}

static size_t
check_options(const char *manual, const char *help)
{
	char option[64];
	size_t n = 0, len;

	for (; (help = strstr(help, "--")); help += len, n++) {
		len = 2 + strspn(help + 2, "abcdefghijklmnopqrstuvwxyz-");
		snprintf(option, sizeof option, "%.*s", (int)len, help);
		ck_assert_msg(has_word(manual, option), "%s is missing",
			      option);
	}
	return n;
}

TEST(the_page_names_each_command_and_option_of_help)
{
	char *help = ctl_output(ctl_run("--help", NULL)), *manual = page(),
	     *line;
	size_t commands = 0, options = check_options(manual, help);

	while ((line = strsep(&help, "\n"))) {
		char name[32];

		if (strncmp(line, "  ", 2) != 0 ||
		    sscanf(line, " %31[a-z-]", name) != 1)
			continue;
		ck_assert_msg(has_word(manual, name), "%s is missing", name);
		options += check_options(
		    manual, ctl_output(ctl_run(name, "--help", NULL)));
		commands++;
	}
	ck_assert_uint_ge(commands, 17);
	ck_assert_uint_ge(options, 60);
}

TEST(a_missing_word_would_be_noticed)
{
	ck_assert(has_word("a [--live] b", "--live"));
	ck_assert(!has_word("a [--lively] b", "--live"));
	ck_assert(!has_word("a ---live b", "--live"));
}

#define CONF_MANUAL "man/echoapp.conf.5"
#define KEY_ITEM "\n.It Ic "

/* The item of the next key after `at`, and the key; NULL: there are no more. */
static const char *
next_key(const char *at, char key[64])
{
	at = strstr(at, KEY_ITEM);
	if (!at)
		return NULL;
	ck_assert_int_eq(sscanf(at, KEY_ITEM "%63[a-z_] No =", key), 1);
	return at + strlen(KEY_ITEM);
}

/* Reads one line into `c`; false: an error, described in `error`. */
static bool
accepts(struct conf *c, const char *text, struct error *error)
{
	const struct conf_line at = { "conf", 1, error };
	char line[256];

	error->text[0] = '\0';
	snprintf(line, sizeof line, "%s", text);
	return conf_keys_read_line(c, &at, line) == 0;
}

TEST(the_manual_has_each_key_and_no_other)
{
	const char *item = harness_read_file(source_path(CONF_MANUAL), NULL);
	char described[2048] = " ", key[64], word[64], *at, *next;
	struct error known;
	size_t n = 0, len;
	struct conf c;

	while ((item = next_key(item, key))) {
		len = strlen(described);
		snprintf(described + len, sizeof described - len, "%s ", key);
		n++;
	}
	conf_keys_set_defaults(&c);
	ck_assert(!accepts(&c, "no_such_key = 1", &known));
	at = strstr(known.text, "the keys are ");
	ck_assert_ptr_nonnull(at);
	for (at += strlen("the keys are "); (next = strsep(&at, " ")); n--) {
		snprintf(word, sizeof word, " %s ", next);
		ck_assert_msg(strstr(described, word) != NULL,
			      "%s is not described", next);
	}
	ck_assert_msg(n == 0, "%zu too many:%s", n, described);
}

/* The value after "Default:" in an item; false: there is no default. */
static bool
has_default(const char *item, char value[128])
{
	const char *end = strstr(item, "\n.It "), *at;

	if (!end)
		end = item + strlen(item);
	at = strstr(item, "\nDefault");
	ck_assert_msg(at && at < end, "no default: %.40s", item);
	at = strchr(at + 1, '\n');
	return at[-1] == ':' && sscanf(at, "\n.Li %127[^\n]", value) == 1;
}

/* Sets each key to a value that is not its default. */
static void
spoil(struct conf *c)
{
	conf_keys_set_defaults(c);
	c->body_max = 1;
	c->strict = c->sync_to_disk = c->refuse_unrecorded = true;
	c->log_targets = 0;
	c->auth = AUTH_HMAC;
	c->compress_after = c->keep_days = 1;
	c->timeouts = (struct conf_timeouts){ 1, 1, 1, 1, 1 };
	name_set_free(&c->redact);
	name_set_free(&c->drop);
	free(c->timezone);
	c->timezone = NULL;
}

static void
check_same(const struct conf *c, const struct conf *d)
{
	ck_assert_uint_eq(c->body_max, d->body_max);
	ck_assert_int_eq(c->strict, d->strict);
	ck_assert_int_eq(c->sync_to_disk, d->sync_to_disk);
	ck_assert_int_eq(c->refuse_unrecorded, d->refuse_unrecorded);
	ck_assert_uint_eq(c->log_targets, d->log_targets);
	ck_assert_int_eq(c->auth, d->auth);
	ck_assert_int_eq(c->compress_after, d->compress_after);
	ck_assert_int_eq(c->keep_days, d->keep_days);
	ck_assert_int_eq(c->timeouts.ringing, d->timeouts.ringing);
	ck_assert_int_eq(c->timeouts.call, d->timeouts.call);
	ck_assert_int_eq(c->timeouts.connection, d->timeouts.connection);
	ck_assert_int_eq(c->timeouts.stream, d->timeouts.stream);
	ck_assert_int_eq(c->timeouts.hangup, d->timeouts.hangup);
	ck_assert_uint_eq(c->watchers.count, d->watchers.count);
	ck_assert_uint_eq(c->redact.count, d->redact.count);
	ck_assert_uint_eq(c->drop.count, d->drop.count);
	ck_assert_pstr_eq(c->timezone, d->timezone);
}

TEST(the_manuals_defaults_are_those_of_the_program)
{
	const char *item = harness_read_file(source_path(CONF_MANUAL), NULL);
	char key[64], value[128], line[256];
	struct conf said, meant;
	struct error error;
	size_t n = 0;

	spoil(&said);
	while ((item = next_key(item, key))) {
		if (!has_default(item, value))
			continue;
		snprintf(line, sizeof line, "%s = %s", key, value);
		ck_assert_msg(accepts(&said, line, &error), "%s", error.text);
		n++;
	}
	conf_keys_set_defaults(&meant);
	check_same(&said, &meant);
	ck_assert_uint_eq(n, 20);
}

/* A line of the sample without its comment sign; NULL: not a setting. */
static char *
sampled(char *line)
{
	if (strncmp(line, "# e.g. ", 7) == 0)
		return line + 7;
	if (line[0] == '#' && islower((unsigned char)line[1]))
		return line + 1;
	return islower((unsigned char)line[0]) ? line : NULL;
}

TEST(the_sample_has_every_key)
{
	const char *item = harness_read_file(source_path(CONF_MANUAL), NULL);
	char *text = harness_read_file(source_path("echoapp.conf"), NULL),
	     *line;
	char shown[4096] = "\n", key[64], want[80];
	struct error error;
	size_t len = 1;
	struct conf c;

	conf_keys_set_defaults(&c);
	while ((line = strsep(&text, "\n"))) {
		line = sampled(line);
		if (!line)
			continue;
		len += (size_t)snprintf(shown + len, sizeof shown - len, "%s\n",
					line);
		ck_assert_msg(accepts(&c, line, &error), "%s", error.text);
	}
	while ((item = next_key(item, key))) {
		snprintf(want, sizeof want, "\n%s = ", key);
		ck_assert_msg(strstr(shown, want) != NULL, "%s is missing",
			      key);
	}
}

/* The defaults shown in the sample change nothing. */
TEST(a_default_in_the_sample_is_the_default)
{
	char *text = harness_read_file(source_path("echoapp.conf"), NULL),
	     *line;
	struct error error;
	struct conf shown, meant;

	conf_keys_set_defaults(&meant);
	conf_keys_set_defaults(&shown);
	while ((line = strsep(&text, "\n")))
		if (line[0] == '#' && islower((unsigned char)line[1]))
			ck_assert_msg(accepts(&shown, line + 1, &error), "%s",
				      error.text);
	check_same(&shown, &meant);
	ck_assert_ptr_null(shown.secret_file);
	ck_assert_uint_eq(shown.trusted.count, 0);
	ck_assert_uint_eq(shown.page_hosts.count, 0);
	ck_assert_uint_eq(shown.hook_hosts.count, 0);
	ck_assert_uint_eq(shown.allowed_origins.count, 0);
}

TEST(the_examples_of_the_manual_are_accepted)
{
	static const char begins[] = ".Bd -literal -offset indent\n";
	char *text = harness_read_file(source_path(CONF_MANUAL), NULL), *end,
	     *line;
	struct error error;
	struct conf c;
	size_t n = 0;

	conf_keys_set_defaults(&c);
	while ((text = strstr(text, begins))) {
		text += strlen(begins);
		end = strstr(text, ".Ed\n");
		ck_assert_ptr_nonnull(end);
		*end = '\0';
		while ((line = strsep(&text, "\n"))) {
			ck_assert_msg(accepts(&c, line, &error), "%s",
				      error.text);
			n++;
		}
		text = end + 1;
	}
	ck_assert_uint_ge(n, 10);
}
