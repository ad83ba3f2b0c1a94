/* changes - tells open pages that something changed. */

#include "changes.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/monotonic.h"
#include "journal/day_file.h"

static struct timespec
changed_at(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? st.st_ctim
					    : (struct timespec){ 0 };
}

/* Paths are those of the last request, which a change leads to. */
static struct changes_seen
look(const struct conf_file *c)
{
	struct changes_seen s;
	char day[DAY_FILE_SIZE], path[PATH_MAX];
	struct stat st;

	/* It is compared by its bytes. */
	memset(&s, 0, sizeof s);
	s.configuration = changed_at(c->file.path);
	if (!c->usable)
		return s;
	s.rules = changed_at(c->current.rules_file);
	day_file_name(day, time(NULL));
	snprintf(path, sizeof path, "%s/journal/%s", c->current.state_dir, day);
	if (stat(path, &st))
		return s;
	s.journal = st.st_mtim;
	s.bytes = st.st_size;
	s.day = st.st_ino;
	return s;
}

const char *
changes_next(struct changes *c, const struct conf_file *conf)
{
	struct changes_seen now = look(conf);
	int64_t time = monotonic_now();

	if (memcmp(&now, &c->seen, sizeof now) != 0) {
		c->seen = now;
		c->told_at = time;
		return "data: changed\n\n";
	}
	if (time - c->told_at < CHANGES_INTERVAL_SECONDS * INT64_C(1000000))
		return NULL;
	c->told_at = time;
	return "data: same\n\n";
}
