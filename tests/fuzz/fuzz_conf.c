/*
 * fuzz_conf - any bytes as echoapp.conf, for libFuzzer.
 *
 * It is an error if a version is neither refused with a reason nor usable, or
 * if a value that is accepted is outside its bounds.
 */

#include <stdlib.h>
#include <string.h>

#include "conf/conf.h"
#include "fuzz/support/fuzz.h"

#define YEAR INT64_C(31622400)

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

static void
check_path(const char *path)
{
	MUST(!path || path[0] == '/');
}

static void
check_seconds(int64_t seconds)
{
	MUST(seconds >= 0 && seconds <= YEAR);
}

static void
check_values(const struct conf *c)
{
	MUST(c->state_dir != NULL);
	check_path(c->state_dir);
	check_path(c->rules_file);
	check_path(c->secret_file);
	check_path(c->passwd_file);
	check_path(c->rest_client_config);
	MUST(c->body_max >= CONF_BODY_MAX_LOW &&
	     c->body_max <= CONF_BODY_MAX_HIGH);
	check_seconds(c->timeouts.ringing);
	check_seconds(c->timeouts.call);
	check_seconds(c->timeouts.connection);
	check_seconds(c->timeouts.stream);
	check_seconds(c->timeouts.hangup);
	check_seconds(c->compress_after);
	MUST(c->watchers.count > 0);
	/* Whom the lists hold is found in them. */
	MUST(networks_refusal(&c->watchers, "") != NULL);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct conf_file c = { 0 };

	fuzz_write_file("echoapp.conf", data, size);
	conf_open(&c, "echoapp.conf", NULL);
	MUST(c.usable == !c.error.text[0]);
	if (c.usable)
		check_values(&c.current);
	else
		MUST(strstr(c.error.text, "echoapp.conf") != NULL);
	MUST(fuzz_is_printable(c.error.text));
	conf_close(&c);
	return 0;
}
