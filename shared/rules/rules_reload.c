/* rules_file - rules that are read again when they change. */

#include "rules_reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/log.h"

/* What is said of a reading that fails. */
struct complaint {
	char *text; /* the first one */
	size_t size;
	unsigned more;
};

static void
complain(void *arg, const char *file, unsigned line, unsigned column,
	 const char *message)
{
	struct complaint *c = arg;

	(void)column;
	if (c->text[0])
		c->more++;
	else if (line)
		snprintf(c->text, c->size, "%s:%u: %s", file, line, message);
	else
		snprintf(c->text, c->size, "%s: %s", file, message);
}

static bool
read_again(struct rules_file *f)
{
	struct complaint c = { .text = f->error, .size = sizeof f->error };
	struct rules next;
	size_t len;

	f->error[0] = '\0';
	if (f->has_failed)
		rules_free(&f->failed);
	f->has_failed =
	    rules_read(&next, &f->now, f->path, f->own, complain, &c) != 0;
	if (!f->has_failed) {
		rules_free(&f->now);
		f->now = next;
		f->good = true;
		return true;
	}
	f->failed = next;
	len = strlen(f->error);
	if (c.more)
		snprintf(f->error + len, sizeof f->error - len,
			 " (%u more: echoappctl check)", c.more);
	warn("%s%s", f->error,
	     f->good ? "; the rules that were read before stay in force" : "");
	return false;
}

void
rules_open(struct rules_file *f, const char *path, const struct method *own)
{
	*f = (struct rules_file){ .own = own, .good = !path };
	if (!path)
		return;
	f->path = strdup(path);
	if (!f->path)
		die(EXIT_AGAIN, "the rules' path:");
	f->looked = time(NULL);
	read_again(f);
}

bool
rules_refresh(struct rules_file *f)
{
	const time_t now = time(NULL);

	if (!f->path || now == f->looked)
		return false;
	f->looked = now;
	return rules_are_old(f->has_failed ? &f->failed : &f->now) &&
	       read_again(f);
}

void
rules_close(struct rules_file *f)
{
	rules_free(&f->now);
	rules_free(&f->failed);
	free(f->path);
	*f = (struct rules_file){ 0 };
}
