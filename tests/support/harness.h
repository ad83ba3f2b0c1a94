/*
 * harness - main() of each test program, and helpers for all tests.
 *
 * Each test starts in an empty directory of its own, which is removed
 * afterwards, and in a process of its own (unless CK_FORK=no).
 *
 * TEST_ONLY=NAME runs one test of a program; NAME may be a pattern as in a
 * shell: TEST_ONLY='*_is_refused'.
 */
#ifndef ECHOAPP_HARNESS_H
#define ECHOAPP_HARNESS_H

#include <check.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define ROWS(table) (sizeof(table) / sizeof *(table))

/*
 * TEST(a_sentence) { ... } defines a test, and the linker lists it: main() runs
 * the tests of a program in the order of their lines.
 *
 * TEST_LOOP(a_sentence, rounds) { ... } runs `rounds` times; _i counts them
 * from 0.  TEST_IF(condition, a_sentence) { ... } runs only if condition()
 * returns true.
 */
#define TEST(sentence) TEST_WITH(sentence, .rounds = 1)
#define TEST_LOOP(sentence, times) TEST_WITH(sentence, .rounds = (int)(times))
#define TEST_IF(condition, sentence)                                           \
	TEST_WITH(sentence, .rounds = 1, .runs = (condition))

#define TEST_WITH(sentence, ...)                                               \
	static void sentence(int);                                             \
	static const struct test_case sentence##_test = {                      \
		.test = { #sentence, sentence, __FILE__, __LINE__ },           \
		__VA_ARGS__                                                    \
	};                                                                     \
	/* A pointer, because compilers may pad structs in a section. */       \
	static const struct test_case *const sentence##_listed                 \
	    __attribute__((used, section("test_list"))) = &sentence##_test;    \
	static void sentence(int _i __attribute__((unused)))

struct test_case {
	TTest test;
	int rounds;
	bool (*runs)(void); /* NULL: always */
};

/*
 * Functions that run before and after the tests of a file; unused members are
 * NULL or 0.
 */
struct test_setup {
	/* Once per program, in main()'s process. */
	void (*before_all)(void), (*after_all)(void);
	/* Around each test, in the test's process and directory. */
	void (*before)(void), (*after)(void);
	int seconds; /* seconds until a test fails by timeout; 0: 300 */
};

/* Defined by a test file that needs a setup. */
extern const struct test_setup test_setup;

/* Reads a whole file, and adds a NUL; *len may be NULL.  Never freed. */
char *harness_read_file(const char *path, size_t *len);

/* Has the program a sanitizer, whose calls no sandbox could allow? */
bool harness_is_sanitized(const char *program);
void write_file(const char *path, const char *text);

/* Replaces a file by a rename, as editors do; the new file has that mode. */
void replace_file(const char *path, const char *text, mode_t mode);

/* Removes a directory with its contents. */
void remove_tree(const char *path);

/* Runs a command with sh; keeps its output, and returns its exit code. */
int run_shell(const char *command, char *output, size_t size);

/* The output of a command of sh, which must succeed.  Never freed. */
char *output_of(const char *command);

/*
 * The absolute path that an environment variable names, or else that of
 * `otherwise` in the source tree.  Never freed.
 */
char *path_from(const char *variable, const char *otherwise);

/* An absolute path below the current directory.  Never freed. */
char *path_here(const char *below);

/* Seconds of the monotonic clock. */
double seconds_now(void);

/* The root of the source tree. */
const char *source_dir(void);

/* An absolute path in the source tree; valid until the next call. */
const char *source_path(const char *below);

/* The only day file of the journal in a state directory, or NULL. */
char *journal_path(const char *state_dir);

/* The journal of ./state as text; fails if there is none. */
char *journal_text(void);

/* The last line of that, without the newline. */
char *journal_last_line(void);

/* How many newlines the text has. */
size_t count_lines(const char *text);

/* How often `needle` occurs in `text`. */
size_t count_of(const char *text, const char *needle);

/* A pseudo-random number (xorshift64); the caller keeps the seed. */
uint64_t next_random(uint64_t *state);

#endif
