/* conf_check - keeps what summary_check_files() found. */

#include "conf_check.h"

#include <string.h>
#include <sys/stat.h>

#define RECHECK_SECONDS 15

static struct timespec
change_time(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? st.st_ctim
					    : (struct timespec){ 0 };
}

void
conf_check_refresh(struct conf_check *c, const struct conf_file *conf)
{
	const struct timespec changed[2] = {
		change_time(conf->file.path),
		change_time(conf->usable ? conf->current.rules_file : NULL),
	};
	const time_t now = time(NULL);

	if (c->checked_at && now >= c->checked_at &&
	    now - c->checked_at < RECHECK_SECONDS &&
	    c->was_usable == conf->usable &&
	    memcmp(changed, c->changed, sizeof changed) == 0)
		return;
	c->checked_at = now;
	c->was_usable = conf->usable;
	memcpy(c->changed, changed, sizeof changed);
	c->files = (struct summary_files){ .rule_errors = 0 };
	if (!conf->usable)
		return;
	summary_check_files(&c->files, &conf->current);
	rule_list_refresh(&c->rules, &conf->current);
}

void
conf_check_free(struct conf_check *c)
{
	rule_list_free(&c->rules);
}
