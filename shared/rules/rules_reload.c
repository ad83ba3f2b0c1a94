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
read_again(struct rules_reload *f)
{
	struct complaint c = { .text = f->error, .size = sizeof f->error };
	struct rules next;
	size_t len;

	f->error[0] = '\0';
	if (f->has_failed)
		rules_free(&f->failed);
	f->has_failed =
	    rules_read(&next, &f->current, f->path, f->own, complain, &c) != 0;
	if (!f->has_failed) {
		rules_free(&f->current);
		f->current = next;
		f->usable = true;
		return true;
	}
	f->failed = next;
	len = strlen(f->error);
	if (c.more)
		snprintf(f->error + len, sizeof f->error - len,
			 " (%u more: echoappctl check)", c.more);
	log_warn("%s%s", f->error,
		 f->usable ? "; the rules that were read before stay in force"
			   : "");
	return false;
}

void
rules_reload_open(struct rules_reload *f, const char *path,
		  const struct method *own)
{
	*f = (struct rules_reload){ .own = own, .usable = !path };
	if (!path)
		return;
	f->path = strdup(path);
	if (!f->path)
		die(EXIT_TEMPORARY, "the rules' path:");
	f->checked = time(NULL);
	read_again(f);
}

bool
rules_reload_refresh(struct rules_reload *f)
{
	const time_t now = time(NULL);

	if (!f->path || now == f->checked)
		return false;
	f->checked = now;
	return rules_have_changed(f->has_failed ? &f->failed : &f->current) &&
	       read_again(f);
}

void
rules_reload_close(struct rules_reload *f)
{
	rules_free(&f->current);
	rules_free(&f->failed);
	free(f->path);
	*f = (struct rules_reload){ 0 };
}
