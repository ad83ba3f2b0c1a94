/* delivery_lint - what deliver.conf says that has no effect, or a bad one. */

#include "delivery_lint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/str.h"
#include "base/suggest.h"
#include "database/database_settings.h"
#include "delivery/webhook_secret.h"
#include "report/cdr.h"

#define SHOWN_SIZE 128

static bool
gets_anything(const struct delivery_conf *c, const char *name)
{
	size_t i;

	for (i = 0; i < c->delivery_count; i++)
		if (strcmp(c->deliveries[i].destination, name) == 0)
			return true;
	return false;
}

/* Without TLS anybody on the way reads who called whom. */
static bool
is_in_the_clear(const struct destination *d)
{
	static const char *const here[] = { "http://127.", "http://localhost/",
					    "http://localhost:",
					    "http://[::1]" };
	size_t i;

	if (d->kind != DESTINATION_HTTP ||
	    strncasecmp(d->to, "http://", 7) != 0)
		return false;
	for (i = 0; i < sizeof here / sizeof *here; i++)
		if (strncasecmp(d->to, here[i], strlen(here[i])) == 0)
			return false;
	return true;
}

static bool
is_column(const char *name, struct suggestion *s)
{
	static const char *const aliases[] = { "appKey", "nodeId",
					       "sessionId" };
	size_t i;

	for (i = 0; i < sizeof aliases / sizeof *aliases; i++)
		if (strcmp(aliases[i], name) == 0)
			return true;
	for (i = 0; i < CDR_COLUMNS; i++) {
		if (strcmp(cdr_columns[i].name, name) == 0)
			return true;
		suggest_try(s, cdr_columns[i].name);
	}
	return false;
}

/* A column that does not exist would be empty in each line. */
static void
check_csv(struct diagnostics *f, const struct destination *d, const char *path)
{
	char *names = str_dup(d->columns), *rest = names, *name;
	char shown[SHOWN_SIZE], message[SHOWN_SIZE * 2];

	while ((name = strsep(&rest, ","))) {
		struct suggestion s = { .wanted = name };

		if (is_column(name, &s))
			continue;
		log_escape(shown, sizeof shown, name);
		snprintf(message, sizeof message,
			 "a call record has no column \"%s\"", shown);
		diagnostic_error(
		    f, (struct source_location){ path, d->line, 0 }, message);
	}
	free(names);
}

static void
check_settings(struct diagnostics *f, const struct destination *d,
	       const char *path)
{
	const struct source_location at = { path, d->line, 0 };
	const char *kind = destination_kind_names[d->kind];
	struct database_settings s;
	struct error e;
	struct stat st;

	if (database_settings_read(&s, d->to, &st, &e)) {
		diagnostic_error(f, at, e.text);
		return;
	}
	if (strcmp(s.driver, kind) != 0) {
		error_set(&e, "%s has driver = %s, and the destination is %s",
			  d->to, s.driver, kind);
		diagnostic_error(f, at, e.text);
	} else if (database_settings_is_remote(&s) && !s.ca) {
		diagnostic_warning(f, at,
				   "nothing proves that the server of %s is "
				   "the right one; write ca = FILE into %s",
				   d->name, d->to);
	}
	database_settings_wipe(&s);
}

static void
check_destination(struct diagnostics *f, const struct delivery_conf *c,
		  const struct destination *d, const char *path)
{
	const struct source_location at = { path, d->line, 0 };
	struct webhook_secret secret = { 0 };
	struct error e;

	if (!gets_anything(c, d->name))
		diagnostic_warning(f, at,
				   "nothing is delivered to %s; write: deliver "
				   "cdr to %s",
				   d->name, d->name);
	if (is_in_the_clear(d))
		diagnostic_warning(
		    f, at,
		    "what is delivered to %s goes over the network in the "
		    "clear; use https",
		    d->name);
	if (d->kind == DESTINATION_CSV && d->columns)
		check_csv(f, d, path);
	if (destination_is_database(d))
		check_settings(f, d, path);
	if (d->kind != DESTINATION_HTTP)
		return;
	if (webhook_secret_refresh(&secret, d->secret_file, &e))
		diagnostic_error(f, at, e.text);
	webhook_secret_wipe(&secret);
}

static void
check_columns(struct diagnostics *f, const struct delivery *d, const char *path)
{
	const struct source_location at = { path, d->line, 0 };
	char shown[SHOWN_SIZE];
	size_t i;

	for (i = 0; i < d->condition_count; i++) {
		const char *field = d->conditions[i].field.text;
		struct suggestion s = { .wanted = field };

		if (is_column(field, &s))
			continue;
		log_escape(shown, sizeof shown, field);
		diagnostic_warning(f, at,
				   "a call record has no column \"%s\"%s%s%s",
				   shown, s.name ? "; did you mean \"" : "",
				   s.name ? s.name : "", s.name ? "\"?" : "");
	}
}

void
delivery_lint(struct diagnostics *f, const struct delivery_conf *c,
	      const char *path)
{
	size_t i;

	for (i = 0; i < c->destination_count; i++)
		check_destination(f, c, &c->destinations[i], path);
	for (i = 0; i < c->delivery_count; i++)
		if (delivery_is_of_records(&c->deliveries[i]))
			check_columns(f, &c->deliveries[i], path);
}
