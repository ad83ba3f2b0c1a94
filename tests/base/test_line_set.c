/* line_set: whole lines, exact to the byte, and many of them. */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/line_set.h"
#include "support/harness.h"

static struct line_set *l;
static struct stat st;
static struct error error;

static void
put(const char *bytes, size_t len)
{
	FILE *f = fopen("list", "wb");

	ck_assert(f && fwrite(bytes, 1, len, f) == len && fclose(f) == 0);
	line_set_free(l);
	l = line_set_read("list", &st, &error);
	ck_assert_msg(l != NULL, "%s", error.text);
	ck_assert_int_eq(st.st_size, len);
}

static bool
has(const char *text)
{
	return line_set_has(l, text, strlen(text));
}

static void
forget(void)
{
	line_set_free(l);
	l = NULL;
}

const struct test_setup test_setup = {
	.after = forget,
};

TEST(an_entry_is_a_whole_line)
{
	put("10001\n10002\nsip:a b#c\n", 22);
	ck_assert(has("10001"));
	ck_assert(has("10002"));
	ck_assert(has("sip:a b#c"));
	ck_assert(!has("1000"));
	ck_assert(!has("100011"));
	ck_assert(!has("0001"));
	ck_assert(!has("sip:a"));
	ck_assert(!has("10001\n10002"));
	ck_assert(!has("10001\n"));
	ck_assert(!has("b#c"));
}

TEST(line_ends_and_a_byte_order_mark_are_no_part_of_an_entry)
{
	put("\xef\xbb\xbf"
	    "a\r\nb\r\n\r\n\n c \r\n#d\ne\r\r\nf",
	    25);
	ck_assert(has("a"));
	ck_assert(has("b"));
	ck_assert(has(" c "));
	ck_assert(has("#d"));
	ck_assert(has("e\r"));
	ck_assert(has("f"));
	ck_assert(!has("a\r"));
	ck_assert(!has("e"));
	ck_assert(!has("c"));
	ck_assert(!has(""));
	ck_assert(!has("\r"));
	ck_assert(!has("\xef\xbb\xbf"));
	ck_assert(!has("\xef\xbb\xbf"
		       "a"));
}

TEST(an_empty_list_has_nothing)
{
	static const char *const texts[] = { "", "\n", "\r\n\r\n",
					     "\xef\xbb\xbf" };
	size_t i;

	for (i = 0; i < ROWS(texts); i++) {
		put(texts[i], strlen(texts[i]));
		ck_assert(!has(""));
		ck_assert(!has("a"));
		ck_assert(!has("\r"));
		ck_assert(!has("\xef\xbb\xbf"));
	}
}

/* If each line were an entry, the last would be compared with all others. */
TEST(an_entry_that_stands_twice_is_one)
{
	static char text[2 * 300000 + 2];
	clock_t begin;
	size_t i;

	put("a\nb\na\na", 7);
	ck_assert(has("a") && has("b"));
	for (i = 0; i < sizeof text; i += 2)
		memcpy(text + i, "a\n", 2);
	memcpy(text + sizeof text - 2, "b\n", 2);
	begin = clock();
	put(text, sizeof text);
	ck_assert_int_lt((clock() - begin) / CLOCKS_PER_SEC, 5);
	ck_assert(has("a") && has("b"));
}

TEST(an_entry_may_hold_any_byte_but_a_newline)
{
	put("a\0b\n\xff\xfe\n", 7);
	ck_assert(line_set_has(l, "a\0b", 3));
	ck_assert(line_set_has(l, "\xff\xfe", 2));
	ck_assert(!has("a"));
	ck_assert(!has("b"));
}

TEST(what_is_no_file_is_said)
{
	ck_assert_ptr_null(line_set_read("none", &st, &error));
	ck_assert_str_eq(error.text, "No such file or directory");
	ck_assert_int_eq(st.st_ino, 0);
	ck_assert_ptr_null(line_set_read(".", &st, &error));
	ck_assert_str_eq(error.text, "this is not a regular file");
	ck_assert_int_eq(mkfifo("fifo", 0600), 0);
	ck_assert_ptr_null(line_set_read("fifo", &st, &error));
	ck_assert_str_eq(error.text, "this is not a regular file");
	ck_assert_ptr_null(line_set_read("/dev/zero", &st, &error));
	ck_assert_str_eq(error.text, "this is not a regular file");
}

TEST(a_file_that_is_too_long_is_refused_unread)
{
	int fd = open("huge", O_RDWR | O_CREAT, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(ftruncate(fd, (off_t)3 << 30), 0);
	close(fd);
	ck_assert_ptr_null(line_set_read("huge", &st, &error));
	ck_assert_ptr_nonnull(strstr(error.text, "longer than"));
}

TEST(a_shared_list_lives_as_long_as_its_last_owner)
{
	struct line_set *other;

	put("a\n", 2);
	other = line_set_share(l);
	line_set_free(l);
	l = other;
	ck_assert(has("a"));
}

/* Against a search through all of them. */
TEST(agrees_with_a_search_line_by_line)
{
	uint64_t seed = 5;
	size_t turn;

	for (turn = 0; turn < 300; turn++) {
		char text[256], key[4];
		size_t len = next_random(&seed) % sizeof text, i, probe;

		for (i = 0; i < len; i++)
			text[i] = "ab\n\r"[next_random(&seed) % 4];
		put(text, len);
		for (probe = 0; probe < 200; probe++) {
			size_t n = next_random(&seed) % sizeof key;
			bool found = false;

			for (i = 0; i < n; i++)
				key[i] = "ab\r\n"[next_random(&seed) % 4];
			for (i = 0; i < len;) {
				const char *end =
				    memchr(text + i, '\n', len - i);
				size_t next =
				    end ? (size_t)(end - text) + 1 : len;
				size_t stop = end ? next - 1 : len;

				/* The CR of a last line without LF is removed,
				 * too. */
				if (stop > i && text[stop - 1] == '\r')
					stop--;
				if (stop - i == n && n > 0 &&
				    memcmp(text + i, key, n) == 0)
					found = true;
				i = next;
			}
			ck_assert_int_eq(line_set_has(l, key, n), found);
		}
	}
}

TEST(a_million_entries_are_all_there)
{
	static const size_t million = 1000000;
	FILE *f = fopen("list", "wb");
	char number[32];
	size_t i;

	ck_assert_ptr_nonnull(f);
	for (i = 0; i < million; i++)
		fprintf(f, "+49%zu\r\n", i * 7);
	ck_assert_int_eq(fclose(f), 0);
	l = line_set_read("list", &st, &error);
	ck_assert_msg(l != NULL, "%s", error.text);
	for (i = 0; i < 2 * million; i++) {
		snprintf(number, sizeof number, "+49%zu", i);
		ck_assert_int_eq(has(number), i % 7 == 0);
	}
}

TEST(the_longest_prefix_decides_among_a_million)
{
	struct buffer text = { 0 };
	unsigned i;

	for (i = 0; i < 500000; i++)
		buffer_printf(&text, "49%06u\n!49%06u7\n", i, i);
	l = line_set_new(text.at, text.len);
	for (i = 0; i < 500000; i += 997) {
		char number[32];

		snprintf(number, sizeof number, "49%06u12345", i);
		ck_assert(line_set_has_prefix_of(l, number, strlen(number)));
		snprintf(number, sizeof number, "49%06u72345", i);
		ck_assert(!line_set_has_prefix_of(l, number, strlen(number)));
	}
	ck_assert(!line_set_has_prefix_of(l, "49500000", 8));
	ck_assert(!line_set_has_prefix_of(l, "", 0));
	ck_assert(!line_set_has_prefix_of(l, "!490000007", 10));
	buffer_free(&text);
}
