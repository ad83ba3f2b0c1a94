/* option_value - values of options that the commands which send hooks share. */

#include "option_value.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "complain.h"
#include "wcs/hook_client.h"

int
option_value_number(double *into, const char *text, double least, double most)
{
	char *end;

	*into = strtod(text, &end);
	if (end != text && !*end && *into >= least && *into <= most)
		return 0;
	return complain_usage("\"%s\" is not a number from %g to %g", text,
			      least, most);
}

/* Not to blanks or to nothing, so that the number of arguments stays. */
static void
overwrite(char *text, size_t len)
{
	memset(text, '*', len);
}

/* Overwrites the user and the password of a URL. */
static void
overwrite_userinfo(char *url)
{
	char *at = strstr(url, "://"), *end;

	if (!at)
		return;
	at += strlen("://");
	for (end = at + strcspn(at, "/?#"); end > at && *end != '@';)
		end--;
	overwrite(at, (size_t)(end - at));
}

int
option_value_secret(char *into, size_t size, char *text)
{
	const size_t len = strlen(text);

	if (len >= size)
		return complain_usage("a secret of %zu bytes is too long", len);
	memcpy(into, text, len + 1);
	overwrite(text, len);
	return 0;
}

int
option_value_url(char *into, size_t size, char *text, const char *example)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '/')
		len--;
	if (len >= size || !hook_client_is_url(text))
		return complain_usage("\"%s\" is not a URL such as %s", text,
				      example);
	memcpy(into, text, len);
	into[len] = '\0';
	overwrite_userinfo(text);
	return 0;
}

int
option_value_variable(struct json_members *into, char *text)
{
	char *equals = strchr(text, '=');

	if (!equals || equals == text)
		return complain_usage("\"%s\" is not NAME=VALUE", text);
	*equals = '\0';
	json_members_set_text(into, text, equals + 1);
	*equals++ = '=';
	overwrite(equals, strlen(equals));
	return 0;
}

int
option_value_readable(const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return complain_error("cannot read %s: %s", path,
				      strerror(errno));
	close(fd);
	return 0;
}

int
option_value_key(char *into, size_t size, const char *path)
{
	FILE *f = fopen(path, "re");
	bool has_line;

	into[0] = '\0';
	/* A pipe will do, as from a password manager; no directory. */
	has_line = f && fgets(into, (int)size, f);
	if (!f || ferror(f)) {
		complain_error("cannot read %s: %s", path, strerror(errno));
		if (f)
			fclose(f);
		return EXIT_TROUBLE;
	}
	fclose(f);
	into[strcspn(into, "\r\n")] = '\0';
	if (!has_line || !into[0])
		return complain_error("%s:1: write the secret in this line",
				      path);
	return 0;
}
