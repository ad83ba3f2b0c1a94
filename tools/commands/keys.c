/* keys - keeps the file with the keys of an identity provider fresh. */

#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>

#include "cli/option.h"
#include "cli/publish_file.h"
#include "command.h"
#include "proof/key_set.h"
#include "wcs/hook_client.h"

/* Milliseconds. */
#define TIMEOUT 20000
#define CONNECT_TIMEOUT 10000

/* What goes over the network without TLS could be anybody's. */
static bool
is_safe(const char *url)
{
	static const char *const begins[] = { "https://", "http://127.0.0.1:",
					      "http://localhost:" };
	size_t i;

	for (i = 0; i < sizeof begins / sizeof *begins; i++)
		if (strncasecmp(url, begins[i], strlen(begins[i])) == 0)
			return true;
	return false;
}

/* Asks the server; EXIT_FINE: `c` has its answer. */
static int
ask(struct hook_call *c, const char *url)
{
	const struct hook_client_settings settings = {
		.timeout = TIMEOUT,
		.connect_timeout = CONNECT_TIMEOUT,
		.answer_max = KEY_SET_FILE_MAX,
	};
	struct hook_client *client = hook_client_new(&settings);

	*c = (struct hook_call){
		.url = url,
		.body = "",
		.http_method = "GET",
		.is_anonymous = true,
		.is_last = true,
	};
	hook_client_send(client, c);
	while (!hook_client_wait(client, INT64_C(1000) * TIMEOUT))
		;
	hook_client_free(client);
	if (c->error && c->error[0])
		return complain_error("%s: %s", url, c->error);
	if (c->location)
		return complain_error("%s: the server names another address: "
				      "%s; give that one",
				      url, c->location);
	return c->status == 200 ? EXIT_FINE
				: complain_error("%s: the server answered %ld",
						 url, c->status);
}

/* A file that other users can read may not have a secret (key_set.h). */
static int
check_keys(const char *path, void *arg)
{
	const char *url = arg;
	struct error error;
	struct stat st;
	struct key_set *keys = key_set_read(path, &st, &error);

	if (!keys)
		return complain_error("%s: this is no set of public keys: %s",
				      url, error.text);
	key_set_free(keys);
	return EXIT_FINE;
}

static int
fetch(char *url, const char *file)
{
	struct hook_call call = { 0 };
	int code = ask(&call, url);

	if (!code &&
	    publish_file_is_same(file, &call.answer, KEY_SET_FILE_MAX)) {
		printf("%s has these keys already\n", file);
	} else if (!code) {
		/* So a secret is refused, whatever the old file's mode is. */
		code = publish_file(file, &call.answer, 0644, check_keys, url);
		if (!code)
			printf("%s has new keys\n", file);
	}
	hook_client_clear_call(&call);
	return code;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	static const struct option options[] = { { NULL, 0, NULL, 0 } };
	int c = getopt_long(argc, argv, ":", options, NULL);

	(void)x;
	if (c != -1)
		return complain_option(c, argv);
	if (optind == argc || strcmp(argv[optind], "fetch") != 0)
		return complain_usage("write: keys fetch URL FILE");
	if (argc - optind != 3)
		return complain_usage("keys fetch needs a URL and a FILE");
	if (!is_safe(argv[optind + 1]))
		return complain_usage("the URL must begin with https://");
	return fetch(argv[optind + 1], argv[optind + 2]);
}

/* Who gives no arguments is told what to write on any host. */
static bool
wants_http(int argc, char **argv)
{
	(void)argv;
	return argc > 1;
}

const struct command keys_command = {
	.name = "keys",
	.summary = "fetches the keys of an identity provider",
	.usage =
	    "keys fetch URL FILE\n"
	    "Gets a JWK Set over https, and puts it in the place of FILE if "
	    "it\n"
	    "has public keys, and no secret. Programs see the change within a\n"
	    "second. If anything fails, FILE stays as it was.\n"
	    "\n"
	    "  echoappctl keys fetch https://idp.example.com/jwks.json "
	    "keys.json\n",
	.sends_hooks = wants_http,
	.stays_root = true,
	.run = run,
};
