/* conf_values: what test_conf does not see, above all words. */

#include "conf/conf_values.h"

#include <string.h>

#include "support/harness.h"

/* The words, each followed by a bar. */
static const char *
words_of(const char *value)
{
	static char all[256];
	size_t len;

	all[0] = '\0';
	for (; (value = conf_values_next_word(value, &len)); value += len) {
		strncat(all, value, len);
		strcat(all, "|");
	}
	return all;
}

TEST(words_are_parted_by_blanks_or_commas)
{
	ck_assert_str_eq(words_of(""), "");
	ck_assert_str_eq(words_of(" ,\t, "), "");
	ck_assert_str_eq(words_of("a"), "a|");
	ck_assert_str_eq(words_of("a b,c\td , e"), "a|b|c|d|e|");
	ck_assert_str_eq(words_of(",a::/8;,"), "a::/8;|");
}

TEST(what_cannot_be_had_changes_nothing)
{
	size_t bytes = 7;
	int64_t seconds = 7;
	bool word = true;

	ck_assert_int_eq(conf_values_bytes(&bytes, "1k", 2000, 3000), -1);
	ck_assert_int_eq(conf_values_bytes(&bytes, "3k", 2000, 3000), -1);
	ck_assert_int_eq(conf_values_bytes(&bytes, "x", 0, 3000), -1);
	ck_assert_uint_eq(bytes, 7);
	ck_assert_int_eq(conf_values_bytes(&bytes, "2k", 2000, 3000), 0);
	ck_assert_uint_eq(bytes, 2048);
	ck_assert_int_eq(conf_values_duration(&seconds, "0s"), -1);
	ck_assert_int_eq(conf_values_duration(&seconds, "5"), -1);
	ck_assert_int_eq(conf_values_duration(&seconds, "366d"), -1);
	ck_assert_int_eq(conf_values_duration(&seconds, "8761h"), -1);
	ck_assert_int_eq(seconds, 7);
	ck_assert_int_eq(conf_values_duration(&seconds, "2m"), 0);
	ck_assert_int_eq(seconds, 120);
	ck_assert_int_eq(conf_values_duration(&seconds, "365d"), 0);
	ck_assert_int_eq(seconds, 365 * 86400);
	ck_assert_int_eq(conf_values_choice(&word, "", "no", "yes"), -1);
	ck_assert(word);
	ck_assert_int_eq(conf_values_choice(&word, "no", "no", "yes"), 0);
	ck_assert(!word);
}
