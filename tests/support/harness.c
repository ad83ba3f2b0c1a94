/* harness - main() of each test program, and helpers for all tests. */

#include "harness.h"

#include <fnmatch.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char root[PATH_MAX];
static char home[PATH_MAX];

/* A test ends with its process, so what it allocated is never freed. */
const char *__asan_default_options(void);

const char *
__asan_default_options(void)
{
	return "abort_on_error=1:detect_leaks=0";
}

static void
enter_empty_directory(void)
{
	const char *tmp = getenv("TMPDIR");

	snprintf(home, sizeof home, "%s/echoapp-test.XXXXXX",
		 tmp ? tmp : "/tmp");
	if (!mkdtemp(home) || chdir(home))
		ck_abort_msg("cannot make a directory for the test");
	unsetenv("ECHOAPP_CONF");
	unsetenv("ECHOAPP_STATE_DIR");
}

static void
leave_directory(void)
{
	if (chdir("/"))
		ck_abort_msg("cannot leave the directory of the test");
	remove_tree(home);
}

int
run_shell(const char *command, char *output, size_t size)
{
	FILE *f = popen(command, "r");
	size_t n;
	int status;

	ck_assert_ptr_nonnull(f);
	n = fread(output, 1, size - 1, f);
	output[n] = '\0';
	status = pclose(f);
	ck_assert_msg(WIFEXITED(status), "%s: status %d", command, status);
	return WEXITSTATUS(status);
}

char *
output_of(const char *command)
{
	const size_t room = 65536;
	char *output = malloc(room);

	ck_assert_ptr_nonnull(output);
	ck_assert_msg(run_shell(command, output, room) == 0, "%s: %s", command,
		      output);
	return output;
}

char *
path_from(const char *variable, const char *otherwise)
{
	const char *given = getenv(variable);

	if (given && given[0] == '/')
		return strdup(given);
	return strdup(source_path(given ? given : otherwise));
}

char *
path_here(const char *below)
{
	char here[PATH_MAX], *path;

	ck_assert_ptr_nonnull(getcwd(here, sizeof here));
	ck_assert_int_gt(asprintf(&path, "%s/%s", here, below), 0);
	return path;
}

const char *
source_dir(void)
{
	return root;
}

const char *
source_path(const char *below)
{
	static char path[PATH_MAX];

	ck_assert_int_lt(snprintf(path, sizeof path, "%s/%s", root, below),
			 (int)sizeof path);
	return path;
}

char *
journal_text(void)
{
	char *path = journal_path("state");

	ck_assert_msg(path != NULL, "there is no journal");
	return harness_read_file(path, NULL);
}

char *
journal_last_line(void)
{
	char *text = journal_text(), *end = strrchr(text, '\n'), *start;

	ck_assert_msg(end && !end[1], "the journal ends in the middle");
	*end = '\0';
	start = strrchr(text, '\n');
	return start ? start + 1 : text;
}

/* The address is NULL when no test file defines it. */
extern const struct test_setup test_setup __attribute__((weak));

/* The bounds of the section test_list; the linker defines them. */
extern const struct test_case *const __start_test_list[];
extern const struct test_case *const __stop_test_list[];

static int
by_line(const void *a, const void *b)
{
	const struct test_case *const *one = a, *const *other = b;

	return (*one)->test.line - (*other)->test.line;
}

/* Adds the tests that TEST_ONLY chooses; returns how many there are. */
static size_t
add_tests(TCase *t)
{
	const char *only = getenv("TEST_ONLY");
	size_t count = (size_t)(__stop_test_list - __start_test_list);
	const struct test_case **sorted = calloc(count, sizeof *sorted);
	size_t added = 0, i;

	if (!sorted)
		exit(111);
	/* Compilers may order a section in any way. */
	memcpy(sorted, __start_test_list, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, by_line);
	for (i = 0; i < count; i++) {
		const struct test_case *one = sorted[i];

		if (only && fnmatch(only, one->test.name, 0))
			continue;
		if (one->runs && !one->runs())
			continue;
		_tcase_add_test(t, &one->test, 0, 0, 0, one->rounds);
		added++;
	}
	free(sorted);
	return added;
}

int
main(int argc, char **argv)
{
	const char *slash = argc > 0 ? strrchr(argv[0], '/') : NULL;
	const char *name = slash ? slash + 1 : "tests";
	Suite *suite = suite_create(name);
	TCase *t = tcase_create(name);
	const struct test_setup none = { 0 };
	const struct test_setup *setup = &test_setup ? &test_setup : &none;
	SRunner *runner;
	int failed;

	if (!getcwd(root, sizeof root))
		return 111;
	tcase_set_timeout(t, setup->seconds ? setup->seconds : 300);
	tcase_add_unchecked_fixture(t, setup->before_all, setup->after_all);
	tcase_add_checked_fixture(t, enter_empty_directory, leave_directory);
	tcase_add_checked_fixture(t, setup->before, setup->after);
	if (!add_tests(t)) {
		fprintf(stderr, "%s: no test to run\n", name);
		return 100;
	}
	suite_add_tcase(suite, t);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_NORMAL);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed > 0;
}
