/*
 * apache - the routes for Apache's mod_rewrite.
 *
 * There is one rule for each name and no RewriteMap, because .htaccess does not
 * allow maps, and a text map caches every name that a stranger invents.
 */

#include "routes.h"

#include <stdio.h>

/* How a rule leads to a program, whose name is between `before` and `after`. */
struct rewrite_target {
	const char *begin; /* of the pattern, up to the hook's name */
	const char *before;
	const char *after;
	const char *flags;
};

static void
write_rule(const struct rewrite_target *w, const char *name,
	   const char *program)
{
	printf("RewriteRule \"(?i)%s%s/*$\" \"%s%s%s\" [%s]\n", w->begin, name,
	       w->before, program, w->after, w->flags);
}

static void
write_rules(const struct rewrite_target *w)
{
	const struct named_method *m;

	for (m = methods; m->program; m++) {
		if (m->method->name)
			write_rule(w, m->method->name, m->program);
		if (m->method->alias)
			write_rule(w, m->method->alias, m->program);
	}
	for (m = methods; m->program; m++)
		if (!m->method->name)
			printf("RewriteRule \"^\" \"%s%s%s\" [%s]\n", w->before,
			       m->program, w->after, w->flags);
}

void
apache_write_fcgid(void)
{
	write_rules(
	    &(struct rewrite_target){ "/", "@PROGRAMS@/", ".fcgi", "END" });
}

void
apache_write_proxy(void)
{
	write_rules(&(struct rewrite_target){ "/", "unix:@RUN@/",
					      "|fcgi://localhost/", "P" });
}

static void
write_hook(const char *name, const char *program)
{
	printf("RewriteRule \"(?i)(?:^|/)%s/*$\" - [E=HOOK:%s]\n", name,
	       program);
}

/*
 * In .htaccess a URL begins without a slash.  These rules only set HOOK; the
 * template checks whether that program exists.
 */
void
apache_write_cgi(void)
{
	const struct named_method *m;

	for (m = methods; m->program; m++)
		if (!m->method->name)
			printf("RewriteRule \"^\" - [E=HOOK:%s]\n", m->program);
	for (m = methods; m->program; m++) {
		if (m->method->name)
			write_hook(m->method->name, m->program);
		if (m->method->alias)
			write_hook(m->method->alias, m->program);
	}
}
