/*
 * fuzz_play - any answers to the hooks that play sends, for libFuzzer.
 *
 * The first byte of an input chooses a scenario, the second what is printed;
 * the rest is what fake_hook_client.h makes answers of.  It is an error if play
 * exits with another code than those of its manual.
 */

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "fuzz/support/fake_hook_client.h"
#include "support/harness.h"

extern const struct command play_command;

static const char *const scenarios[] = {
	"call", "connect", "incoming-call", "messages", "publish", "transfer",
};

static char *paths[ROWS(scenarios)];

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	size_t i;

	(void)argc;
	(void)argv;
	fuzz_start();
	for (i = 0; i < ROWS(scenarios); i++)
		MUST(asprintf(&paths[i], "%s/scenarios/%s.json",
			      fuzz_source_dir(), scenarios[i]) > 0);
	fuzz_redirect_output("/dev/null");
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char play[] = "play", speed[] = "--speed=0", seed[] = "--seed=1";
	static char verbose[] = "--verbose", spelling[] = "--spelling=camel";
	struct fuzz_input in = { data, size };
	char *path = paths[fuzz_byte(&in) % ROWS(scenarios)];
	const unsigned how = fuzz_byte(&in);
	char *argv[] = { play, path, speed, seed, how & 1 ? verbose : spelling,
			 NULL };
	struct conf_file conf = { 0 };
	struct command_context x = { .conf = &conf, .state_dir = "" };
	int code;

	x.json = how & 2;
	fake_hook_client_use(&in);
	optind = 0;
	code = play_command.run(&x, 5, argv);
	MUST(code == EXIT_FINE || code == EXIT_FOUND || code == EXIT_TROUBLE);
	return 0;
}
