/* keys - keeps the file with the keys of an identity provider fresh. */

#include <errno.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/read_file.h"
#include "base/sync_dir.h"
#include "base/write_all.h"
#include "cli/option.h"
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

/* Writes the answer to a new file; -1 with errno. */
static int
write_new(int fd, const struct buffer *text, mode_t mode)
{
	return fchmod(fd, mode) || write_all(fd, text->at, text->len) ||
		       fsync(fd)
		   ? -1
		   : 0;
}

/* A file that other users can read may not have a secret (key_set.h). */
static int
check_keys(const char *path, const char *url)
{
	struct error error;
	struct stat st;
	struct key_set *keys = key_set_read(path, &st, &error);

	if (!keys)
		return complain_error("%s: this is no set of public keys: %s",
				      url, error.text);
	key_set_free(keys);
	return EXIT_FINE;
}

/* Puts the file in the place of the old one, if it is good. */
static int
replace(const struct buffer *text, const char *file, const char *url)
{
	char new[PATH_MAX];
	struct stat st;
	int fd, code;

	if (snprintf(new, sizeof new, "%s.XXXXXX", file) >= (int)sizeof new)
		return complain_error("%s: the path is too long", file);
	fd = mkstemp(new);
	if (fd < 0)
		return complain_error("%s: %s", new, error_text(errno));
	/* So a secret is refused, whatever the old file's mode is. */
	code = write_new(fd, text, 0644)
		   ? complain_error("%s: %s", new, error_text(errno))
		   : check_keys(new, url);
	if (!code && stat(file, &st) == 0 && fchmod(fd, st.st_mode & 0777))
		code = complain_error("%s: %s", new, error_text(errno));
	close(fd);
	if (!code && (rename(new, file) || sync_dir_of(file)))
		code = complain_error("%s: %s", file, error_text(errno));
	if (code)
		unlink(new);
	return code;
}

static int
fetch(const char *url, const char *file)
{
	struct buffer old = { 0 };
	struct hook_call call = { 0 };
	struct error error;
	struct stat st;
	int code = ask(&call, url);

	if (!code &&
	    read_file(file, KEY_SET_FILE_MAX, &old, &st, &error) == 0 &&
	    old.len == call.answer.len &&
	    memcmp(old.at ? old.at : "", call.answer.at ? call.answer.at : "",
		   old.len) == 0) {
		printf("%s has these keys already\n", file);
	} else if (!code) {
		code = replace(&call.answer, file, url);
		if (!code)
			printf("%s has new keys\n", file);
	}
	buffer_free(&old);
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
	.sends_hooks = true,
	.stays_root = true,
	.run = run,
};
