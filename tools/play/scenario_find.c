/* scenario_find - finds and lists scenarios. */

#include <dirent.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/program_dir.h"
#include "base/str.h"
#include "scenario.h"

#ifndef SCENARIODIR
#define SCENARIODIR "/usr/local/share/echoapp/scenarios"
#endif

#define SUFFIX ".json"

/*
 * The directories in the order of the search: that of the source tree, as seen
 * from tools/ or build/KIND/tools/, one beside this program, then the installed
 * directory.  False: there are no more.
 */
static bool
directory(unsigned number, char *into, size_t size)
{
	static const char *const relative[] = { "../scenarios",
						"../../../scenarios",
						"scenarios" };
	char self[4000];

	if (number == sizeof relative / sizeof *relative) {
		snprintf(into, size, "%s", SCENARIODIR);
		return true;
	}
	if (number > sizeof relative / sizeof *relative)
		return false;
	program_dir(self, sizeof self);
	snprintf(into, size, "%s/%s", self, relative[number]);
	return true;
}

char *
scenario_find(const char *name)
{
	char dir[PATH_MAX], path[PATH_MAX + NAME_MAX], *real;
	unsigned i;

	if (strchr(name, '/'))
		return str_dup(name);
	for (i = 0; directory(i, dir, sizeof dir); i++) {
		snprintf(path, sizeof path, "%s/%.200s" SUFFIX, dir, name);
		real = realpath(path, NULL);
		if (real)
			return real;
	}
	return NULL;
}

static int
is_scenario(const struct dirent *e)
{
	const char *end = strrchr(e->d_name, '.');

	return e->d_name[0] != '.' && end && strcmp(end, SUFFIX) == 0;
}

static void
list_as_json(struct buffer *out, const char *name, const char *about,
	     const char *error)
{
	struct json_members m = { 0 };

	json_members_set_text(&m, "name", name);
	json_members_set_text(&m, "about", about);
	if (error)
		json_members_set_text(&m, "error", error);
	json_members_write(out, &m);
	buffer_str(out, "\n");
	json_members_free(&m);
}

static void
list_one(struct buffer *out, const char *dir, const char *file, bool json)
{
	char path[PATH_MAX + NAME_MAX], name[NAME_MAX + 1];
	struct error error = { 0 };
	struct scenario *s;
	const char *about;

	snprintf(path, sizeof path, "%s/%.250s", dir, file);
	snprintf(name, sizeof name, "%.*s",
		 (int)(strlen(file) - strlen(SUFFIX)), file);
	s = scenario_read(path, &error);
	about = s && s->about ? s->about : "";
	if (json)
		list_as_json(out, name, about, s ? NULL : error.text);
	else
		buffer_printf(out, "  %-14s %s\n", name,
			      s ? about : "(broken)");
	scenario_free(s);
}

void
scenario_find_all(struct buffer *out, bool json)
{
	char dir[PATH_MAX];
	unsigned i;

	for (i = 0; directory(i, dir, sizeof dir); i++) {
		struct dirent **found = NULL;
		int n = scandir(dir, &found, is_scenario, alphasort), at;

		for (at = 0; at < n; at++) {
			list_one(out, dir, found[at]->d_name, json);
			free(found[at]);
		}
		free(found);
		if (n > 0)
			return;
	}
}
