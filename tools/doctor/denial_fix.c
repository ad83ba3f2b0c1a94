/* allow - what allows what SELinux or AppArmor has denied. */

#include "denial_fix.h"

#include <stdio.h>
#include <string.h>

static bool
has_any(const char *words, const char *const *wanted)
{
	for (; *wanted; wanted++)
		if (strstr(words, *wanted))
			return true;
	return false;
}

/* Of files it goes by their type, which their directory has. */
static void
by_selinux(const struct denial *d, const char *programs, const char *state,
	   char *into, size_t size)
{
	static const char *const runs[] = { "execute", "entrypoint", NULL };
	static const char *const writes[] = { "write",	"append",      "create",
					      "lock",	"add_name",    "unlink",
					      "rename", "remove_name", NULL };
	const bool is_file =
	    strcmp(d->class, "file") == 0 || strcmp(d->class, "dir") == 0;
	const char *type = NULL, *dir = programs;

	if (is_file && has_any(d->operation, runs)) {
		type = "httpd_sys_script_exec_t";
	} else if (is_file && has_any(d->operation, writes)) {
		type = "httpd_sys_rw_content_t";
		dir = state;
	}
	if (strcmp(d->operation, "name_bind") == 0)
		snprintf(into, size,
			 "semanage port -a -t http_port_t -p tcp %s",
			 d->object);
	else if (type)
		snprintf(into, size,
			 "semanage fcontext -a -t %s '%s(/.*)?' && restorecon "
			 "-R '%s'",
			 type, dir, dir);
	else
		snprintf(into, size,
			 "ausearch -m avc -ts today | audit2allow -M echoapp; "
			 "read echoapp.te; semodule -i echoapp.pp");
}

/* Its letters as a rule has them: to create and to delete is to write. */
static const char *
rule_for(const char *mask)
{
	static const char *const rules[] = { "r",  "w",	 "rw", "k",
					     "rk", "wk", "rwk" };
	const unsigned at = (strchr(mask, 'r') ? 1 : 0) +
			    (strpbrk(mask, "wacd") ? 2 : 0) +
			    (strchr(mask, 'k') ? 4 : 0);

	return at ? rules[at - 1] : "r";
}

/* The file of a profile's additions; one within another is in the other's. */
static void
name_file(char *into, size_t size, const char *profile)
{
	char *at;

	snprintf(into, size, "%s", profile + (profile[0] == '/'));
	at = strstr(into, "//");
	if (at)
		*at = '\0';
	for (at = into; *at; at++)
		if (*at == '/')
			*at = '.';
}

static void
by_apparmor(const struct denial *d, const char *programs, const char *state,
	    char *into, size_t size)
{
	char file[sizeof d->domain], line[sizeof d->object + 16];

	name_file(file, sizeof file, d->domain);
	if (strchr(d->mask, 'x') || strcmp(d->operation, "exec") == 0)
		snprintf(line, sizeof line, "%.1000s/*.fcgi ix,", programs);
	else if (denials_is_below(d, state))
		snprintf(line, sizeof line, "%.1000s/{,**} rwk,", state);
	else
		snprintf(line, sizeof line, "%.1000s %s,", d->object,
			 rule_for(d->mask));
	snprintf(into, size,
		 "add the line \"  %s\" to /etc/apparmor.d/local/%s; "
		 "apparmor_parser -r /etc/apparmor.d/%s",
		 line, file, file);
}

const char *
denial_fix(const struct denial *d, const char *programs, const char *state,
	   char *into, size_t size)
{
	if (d->source == DENIAL_SELINUX)
		by_selinux(d, programs, state, into, size);
	else
		by_apparmor(d, programs, state, into, size);
	return into;
}
