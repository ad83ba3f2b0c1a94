/* checkup - are the files that echoapp.conf names any good? */

#include "conf_check.h"

#include <string.h>
#include <sys/stat.h>

#include "report/conf_health.h"
#include "report/key_values.h"

/* Lists that rules name may have changed, too; seconds. */
#define RECHECK_SECONDS 15

static struct timespec
changed(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? st.st_ctim
					    : (struct timespec){ 0 };
}

void
conf_check_refresh(struct conf_check *c, const struct conf_file *conf)
{
	const struct timespec now[2] = {
		changed(conf->file.path),
		changed(conf->usable ? conf->current.rules_file : NULL),
	};
	time_t when = time(NULL);
	struct key_values s;

	if (c->checked_at && when >= c->checked_at &&
	    when - c->checked_at < RECHECK_SECONDS &&
	    c->was_good == conf->usable &&
	    memcmp(now, c->changed, sizeof now) == 0)
		return;
	c->checked_at = when;
	c->was_good = conf->usable;
	memcpy(c->changed, now, sizeof now);
	c->bad_auth = c->bad_rules = false;
	c->json.len = 0;
	if (!conf->usable)
		return;
	key_values_begin(&s, true);
	c->bad_auth = conf_health_auth(&s, &conf->current);
	c->bad_rules = conf_health_rules(&s, &conf->current);
	/* Behind the brace that it began with. */
	buffer_add(&c->json, s.out.at + 1, s.out.len - 1);
	buffer_free(&s.out);
}

void
conf_check_free(struct conf_check *c)
{
	buffer_free(&c->json);
}
