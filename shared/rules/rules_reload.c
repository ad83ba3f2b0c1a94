/* rules_reload - reads the rules again when a file of theirs changes. */

#include "rules_reload.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/log.h"
#include "base/str.h"
#include "rule_password.h"

/* The first error of a reading, and how many came after it. */
struct errors {
	struct error *first;
	unsigned more;
};

static void
keep_first(void *arg, const char *file, unsigned line, unsigned column,
	   const char *message)
{
	struct errors *e = arg;

	(void)column;
	if (e->first->text[0])
		e->more++;
	else if (line)
		error_set(e->first, "%s:%u: %s", file, line, message);
	else
		error_set(e->first, "%s: %s", file, message);
}

static bool
read_again(struct rules_reload *f)
{
	struct errors errors = { .first = &f->error };
	char *const text = f->error.text;
	char message[LOG_MESSAGE_SIZE];
	struct rules next;
	size_t len;

	rule_password_share();
	text[0] = '\0';
	if (f->has_failed)
		rules_free(&f->failed);
	f->has_failed = rules_read(&next, &f->current, f->path, f->own,
				   keep_first, &errors) != 0;
	if (!f->has_failed) {
		rules_free(&f->current);
		f->current = next;
		f->usable = true;
		log_settle(LOG_TOPIC_RULES);
		return true;
	}
	f->failed = next;
	len = strlen(text);
	if (errors.more)
		snprintf(text + len, sizeof f->error.text - len,
			 " (%u more: echoappctl check)", errors.more);
	snprintf(message, sizeof message, "%s%s", text,
		 f->usable ? "; the rules that were read before stay in force"
			   : "");
	log_warn_once(LOG_TOPIC_RULES, message);
	return false;
}

void
rules_reload_open(struct rules_reload *f, const char *path,
		  const struct method *own)
{
	*f = (struct rules_reload){ .own = own, .usable = !path };
	if (!path)
		return;
	f->path = str_dup(path);
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
