/* given - values of options that several commands take. */

#include "option_value.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command.h"
#include "wcs/hook_client.h"

int
option_value_number(double *into, const char *text, double least, double most)
{
	char *end;

	*into = strtod(text, &end);
	if (end != text && !*end && *into >= least && *into <= most)
		return 0;
	return complain_usage("\"%s\" is no number from %g to %g", text, least,
			      most);
}

int
option_value_url(char *into, size_t size, const char *text, const char *example)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '/')
		len--;
	if (len >= size || !hook_client_is_url(text))
		return complain_usage("\"%s\" is no URL such as %s", text,
				      example);
	memcpy(into, text, len);
	into[len] = '\0';
	return 0;
}

int
option_value_variable(struct json_members *into, char *text)
{
	char *is = strchr(text, '=');

	if (!is || is == text)
		return complain_usage("\"%s\" is not NAME=VALUE", text);
	*is = '\0';
	json_members_set_text(into, text, is + 1);
	return 0;
}

int
option_value_key(char *into, size_t size, const char *path)
{
	FILE *f = fopen(path, "re");
	bool has = f && fgets(into, (int)size, f);

	if (f)
		fclose(f);
	else
		return complain_error("cannot read %s: %s", path,
				      strerror(errno));
	into[strcspn(into, "\r\n")] = '\0';
	if (!has || !into[0])
		return complain_error("%s: its first line has to be the secret",
				      path);
	return 0;
}
