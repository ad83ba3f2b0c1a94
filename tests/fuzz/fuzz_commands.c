/*
 * fuzz_commands - any journal, shown by commands of echoappctl, for libFuzzer.
 *
 * The first byte of an input chooses a command; after it come a file with a
 * cursor or a body, and the lines of a day, each up to a NUL.  It is an error
 * if a command exits with another code than those of the manual, prints what a
 * terminal would obey, or, for programs, what is no JSON.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/json_scan.h"
#include "fuzz/support/ctl.h"
#include "fuzz/support/fuzz.h"
#include "fuzz/support/line_mutator.h"
#include "support/harness.h"
#include "support/history.h"
#include "tools/command.h"

enum output { PLAIN, JSON, RAW };

static const struct {
	const char *line;
	enum output output;
} runs[] = {
	{ "tail -n 100", PLAIN },
	{ "tail -n 100 --user 10001 --json", JSON },
	{ "show c1", PLAIN },
	{ "show c1 --json", JSON },
	{ "calls --limit 0", PLAIN },
	{ "calls --json --user 10001", JSON },
	{ "connections --json", JSON },
	{ "messages", PLAIN },
	{ "streams", PLAIN },
	{ "cdr", PLAIN },
	{ "cdr --csv", RAW },
	{ "cdr --json --cursor file", JSON },
	{ "status", PLAIN },
	{ "status --json", JSON },
	{ "hooks", PLAIN },
	{ "play --from-journal 2026-03-01 --curl", RAW },
	{ "erase --user 10001 --everywhere --yes", PLAIN },
	{ "compress", PLAIN },
	{ "reindex --json", JSON },
	{ "explain call file", PLAIN },
	{ "explain connect file --json", JSON },
};

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max, unsigned seed)
{
	return line_mutator(data, size, max, seed);
}

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

static void
check_line(const char *line, enum output output)
{
	static struct json_scan s;
	const unsigned char *at = (const unsigned char *)line;

	if (output == JSON)
		MUST(json_scan(&s, line, strlen(line)) == 0);
	for (; output == PLAIN && *at; at++) {
		MUST(*at >= 0x20 && *at != 0x7f);
		/* C1, as UTF-8: U+0080 to U+009F. */
		MUST(*at != 0xc2 || at[1] >= 0xa0);
	}
}

static void
check_output(enum output output)
{
	size_t len;
	char *text = harness_read_file(CTL_OUTPUT, &len), *at = text, *line;

	MUST(output == RAW || strlen(text) == len);
	while (output != RAW && (line = strsep(&at, "\n")) && at)
		check_line(line, output);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const size_t run = fuzz_byte(&in) % ROWS(runs);
	char *file = fuzz_string(&in), *day = fuzz_string(&in);
	int code;

	remove_tree("state");
	fuzz_write_file("file", file, strlen(file));
	history_append("state", DAY_FILE, day, strlen(day));
	code = ctl(runs[run].line);
	MUST(code >= EXIT_FINE && code <= EXIT_TROUBLE);
	check_output(runs[run].output);
	free(day);
	free(file);
	return 0;
}
