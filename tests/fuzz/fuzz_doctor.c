/*
 * fuzz_doctor - any answers to the hooks that doctor sends, for libFuzzer.
 *
 * The first byte of an input chooses whether the server is on this machine, and
 * what is printed.  After it come the kernel's log up to a NUL, and what
 * fake_hook_client.h makes answers of.  It is an error if doctor prints a line
 * that is no JSON, or exits with another code than those of its manual.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/json_scan.h"
#include "command.h"
#include "fuzz/support/fake_hook_client.h"
#include "support/harness.h"

#define OUTPUT "output"

extern const struct command doctor_command;

static struct conf_file conf;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char text[] = "state_dir = state\n";

	(void)argc;
	(void)argv;
	fuzz_start();
	fuzz_write_file("echoapp.conf", text, sizeof text - 1);
	conf_open(&conf, "echoapp.conf", NULL);
	MUST(conf.usable && mkdir("state", 0700) == 0);
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
	static char log[] = "--log=log", programs[] = "--programs=.";
	static char here[] = "http://127.0.0.1:1/EchoApp";
	static char there[] = "http://192.0.2.1/EchoApp";
	struct fuzz_input in = { data, size };
	const unsigned how = fuzz_byte(&in);
	char *argv[] = { doctor, quick, log, programs, how & 2 ? here : there,
			 NULL };
	struct command_context x = {
		.conf = &conf,
		.state_dir = conf.current.state_dir,
		.json = how & 1,
	};
	char *text = fuzz_string(&in);
	int code;

	fuzz_write_file("log", text, strlen(text));
	free(text);
	fake_hook_client_use(&in);
	fuzz_redirect_output(OUTPUT);
	optind = 0;
	code = doctor_command.run(&x, ROWS(argv) - 1, argv);
	MUST(code == EXIT_FINE || code == EXIT_FOUND || code == EXIT_TROUBLE);
	fflush(stdout);
	if (x.json)
		check_output();
	return 0;
}
