/*
 * routes_apache - which URL is whose, for Apache's mod_rewrite.
 *
 * One rule a name, not a RewriteMap: .htaccess knows none, and a map of text
 * remembers every name that a stranger makes up.
 */

#include "routes.h"

#include <stdio.h>

/* Rules that lead to a program, whose name stands between these two. */
struct rewrite_target {
	const char *begin; /* of the pattern, before the hook's name */
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
 * In .htaccess a URL begins without a slash.  Here they only say whose it is:
 * whether there is such a program the template finds out.
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
