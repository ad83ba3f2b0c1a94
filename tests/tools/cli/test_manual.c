/* echoappctl(1) names every command and every option that --help does. */

#include <ctype.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support/ctl_runner.h"
#include "support/harness.h"

/* The page as text, what is bold or underlined made plain. */
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

/* Does it stand there, with no more of a word in front or behind? */
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

TEST(the_page_names_all_that_help_does)
{
	char *help = ctl_output(ctl_run("--help", NULL)), *manual = page(),
	     *line;
	size_t commands = 0, options = check_options(manual, help);

	while ((line = strsep(&help, "\n"))) {
		char name[32];

		if (strncmp(line, "  ", 2) != 0 ||
		    sscanf(line, " %31[a-z]", name) != 1)
			continue;
		ck_assert_msg(has_word(manual, name), "%s is missing", name);
		options += check_options(
		    manual, ctl_output(ctl_run(name, "--help", NULL)));
		commands++;
	}
	ck_assert_uint_ge(commands, 17);
	ck_assert_uint_ge(options, 60);
}

TEST(what_is_missing_would_be_noticed)
{
	ck_assert(has_word("a [--live] b", "--live"));
	ck_assert(!has_word("a [--lively] b", "--live"));
	ck_assert(!has_word("a ---live b", "--live"));
}
