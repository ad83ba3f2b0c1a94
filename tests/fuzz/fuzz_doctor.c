/*
 * fuzz_doctor - any answers to the hooks that doctor sends, for libFuzzer.
 *
 * An input is what fake_hook_client.h makes answers of.  It is an error if
 * doctor prints a line that is no JSON, or exits with another code than those
 * of its manual.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "command.h"
#include "fuzz/support/fake_hook_client.h"
#include "support/harness.h"

#define OUTPUT "output"

extern const struct command doctor_command;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

static void
check_output(void)
{
	static struct json_scan s;
	size_t len;
	char *text = harness_read_file(OUTPUT, &len), *at = text, *line;

	while ((line = strsep(&at, "\n")) && at)
		MUST(json_scan(&s, line, strlen(line)) == 0);
	/* The last line has a newline, too, and there is no NUL before. */
	MUST(at == NULL && line == text + len);
	free(text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char doctor[] = "doctor", quick[] = "--quick";
	static char url[] = "http://192.0.2.1/EchoApp";
	char *argv[] = { doctor, url, quick, NULL };
	struct conf_file conf = { 0 };
	struct command_context x = { .conf = &conf, .state_dir = "" };
	struct fuzz_input in = { data, size };
	int code;

	x.json = fuzz_byte(&in) % 2;
	fake_hook_client_use(&in);
	fuzz_redirect_output(OUTPUT);
	optind = 0;
	code = doctor_command.run(&x, 3, argv);
	MUST(code == EXIT_FINE || code == EXIT_FOUND || code == EXIT_TROUBLE);
	fflush(stdout);
	if (x.json)
		check_output();
	return 0;
}
