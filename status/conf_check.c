/* checkup - are the files that echoapp.conf names any good? */

#include "conf_check.h"

#include <string.h>
#include <sys/stat.h>

#include "report/conf_health.h"
#include "report/key_values.h"

/* Lists that rules name may have changed, too; seconds. */
#define NOW_AND_THEN 15

static struct timespec
changed(const char *path)
{
	struct stat st;

	return path && stat(path, &st) == 0 ? st.st_ctim
					    : (struct timespec){ 0 };
}

void
checkup(struct checkup *c, const struct conf_file *conf)
{
	const struct timespec now[2] = {
		changed(conf->file.path),
		changed(conf->good ? conf->now.rules : NULL),
	};
	time_t when = time(NULL);
	struct sheet s;

	if (c->when && when >= c->when && when - c->when < NOW_AND_THEN &&
	    c->was_good == conf->good &&
	    memcmp(now, c->changed, sizeof now) == 0)
		return;
	c->when = when;
	c->was_good = conf->good;
	memcpy(c->changed, now, sizeof now);
	c->bad_auth = c->bad_rules = false;
	c->found.len = 0;
	if (!conf->good)
		return;
	sheet_begin(&s, true);
	c->bad_auth = health_of_auth(&s, &conf->now);
	c->bad_rules = health_of_rules(&s, &conf->now);
	/* Behind the brace that it began with. */
	buffer_add(&c->found, s.out.at + 1, s.out.len - 1);
	buffer_free(&s.out);
}

void
checkup_free(struct checkup *c)
{
	buffer_free(&c->found);
}
