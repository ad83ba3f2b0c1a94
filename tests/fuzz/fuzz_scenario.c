/*
 * fuzz_scenario - any bytes as a scenario, for libFuzzer.
 *
 * It is an error if a scenario is refused without a printable reason that names
 * the file, or if one that is accepted cannot be played to its end.
 */

#include <stdlib.h>
#include <string.h>

#include "fuzz/support/fuzz.h"
#include "play/player.h"

/* No scenario of so few bytes has more hooks. */
#define HOOKS_MAX 100000

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

/* Every hook is answered with its own body. */
static void
play(const struct scenario *s)
{
	struct player_settings settings = { .scenario = s, .seed = 1 };
	struct player *p = player_new(&settings, 1);
	unsigned count = 0;

	while (player_next(p)) {
		struct wcs_reply reply = {
			.status = 200,
			.error = "",
			.type = "application/json",
			.body = p->body.at,
			.len = p->body.len,
		};

		MUST(count++ < HOOKS_MAX);
		player_take(p, p->is_sent && !p->aborts ? &reply : NULL,
			    count * 1000);
	}
	player_free(p);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error e = { 0 };
	struct scenario *s;

	fuzz_write_file("scenario.json", data, size);
	s = scenario_read("scenario.json", &e);
	if (s)
		play(s);
	else
		MUST(strstr(e.text, "scenario.json"));
	scenario_free(s);
	return 0;
}
