/* check_setup - the configuration of EchoApp, and its programs. */

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "auth/auth.h"
#include "base/log.h"
#include "base/sandbox.h"
#include "check/diagnostic.h"
#include "check/rule_lint.h"
#include "cli/program_names.h"
#include "doctor.h"
#include "protocol/methods.h"

static void
check_conf(struct doctor *d)
{
	const struct conf_file *c = d->x->conf;
	struct stat st;

	if (!c->usable) {
		doctor_report(d, DOCTOR_FAIL, "%s", c->error.text);
		return;
	}
	if (stat(c->file.path, &st)) {
		doctor_report(d, DOCTOR_OK,
			      "there is no %s, so all keys have their defaults",
			      c->file.path);
		return;
	}
	if (st.st_mode & S_IWOTH) {
		doctor_report(d, DOCTOR_FAIL,
			      "every user may write %s (mode %04o)",
			      c->file.path, st.st_mode & 07777);
		doctor_fix(d, "chmod o-w '%s'", c->file.path);
		return;
	}
	doctor_report(d, DOCTOR_OK, "%s", c->file.path);
}

static void
report_diagnostic(void *arg, struct source_location at, bool is_error,
		  const char *message)
{
	struct doctor *d = arg;

	const enum doctor_severity level = is_error ? DOCTOR_FAIL : DOCTOR_WARN;

	if (at.line)
		doctor_report(d, level, "%s:%u: %s", at.file, at.line, message);
	else
		doctor_report(d, level, "%s: %s", at.file, message);
}

static void
report_error(void *arg, const char *file, unsigned line, unsigned column,
	     const char *message)
{
	diagnostic_error(arg, (struct source_location){ file, line, column },
			 message);
}

static void
check_rules(struct doctor *d)
{
	struct diagnostics f = { .report = report_diagnostic, .arg = d };
	const struct lint_databases databases = { d->programs, true };
	struct rules rules = { 0 };

	if (!d->x->conf->usable) {
		doctor_report(d, DOCTOR_SKIP, "the configuration is broken");
		return;
	}
	if (!d->x->conf->current.rules_file)
		doctor_report(d, DOCTOR_OK,
			      "the configuration names no file of rules");
	else if (rules_read(&rules, NULL, d->x->conf->current.rules_file, NULL,
			    report_error, &f) == 0) {
		rule_lint(&f, &rules);
		lint_lists(&f, &rules);
		lint_databases(&f, &rules, &databases);
	}
	if (f.errors == 0)
		lint_config(&f, &rules, &d->x->conf->current);
	if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK, "%s: %zu rules",
			      d->x->conf->current.rules_file, rules.count);
	rules_free(&rules);
}

static void
check_secrets(struct doctor *d)
{
	struct auth auth = { 0 };
	const char *error;

	if (!d->x->conf->usable) {
		doctor_report(d, DOCTOR_SKIP, "the configuration is broken");
		return;
	}
	log_set_targets(0);
	auth_refresh(&auth, &d->x->conf->current);
	error = auth_error(&auth);
	if (error)
		doctor_report(d, DOCTOR_FAIL, "%s", error);
	else if (d->x->conf->current.auth == AUTH_NONE &&
		 d->x->conf->current.trusted.count == 0)
		doctor_report(
		    d, DOCTOR_OK,
		    "none: anybody who reaches the port can send hooks");
	auth_close(&auth);
}

/* Does the rule put a secret into the answer to a hook? */
static bool
sets_secret(const struct rule *r, const struct name_set *secrets)
{
	size_t i;

	for (i = 0; i < r->setting_count; i++) {
		const struct rule_setting *s = &r->settings[i];
		const char *name = s->field.names[s->field.depth - 1];

		if (s->value.kind == VALUE_FILE ||
		    name_set_has(secrets, name, strlen(name)))
			return true;
	}
	return false;
}

static void
ignore_error(void *arg, const char *file, unsigned line, unsigned column,
	     const char *message)
{
	(void)arg, (void)file, (void)line, (void)column, (void)message;
}

static void
check_hook_hosts(struct doctor *d)
{
	const struct conf *c = &d->x->conf->current;
	struct rules rules = { 0 };
	size_t i;

	if (!d->x->conf->usable || !c->rules_file || c->hook_hosts.count ||
	    c->auth != AUTH_NONE ||
	    rules_read(&rules, NULL, c->rules_file, NULL, ignore_error, NULL))
		return;
	for (i = 0; i < rules.count && d->finding_count == 0; i++)
		if (sets_secret(&rules.at[i], &c->redact))
			doctor_report(d, DOCTOR_WARN,
				      "%s:%u sets a secret, and hooks are "
				      "answered under every host name",
				      rules.at[i].file, rules.at[i].line);
	rules_free(&rules);
}

static void
check_sandbox(struct doctor *d)
{
	const unsigned can = sandbox_possible();

	if (!d->x->conf->usable)
		doctor_report(d, DOCTOR_SKIP, "the configuration is broken");
	else if (!d->x->conf->current.sandbox)
		doctor_report(d, can ? DOCTOR_WARN : DOCTOR_OK,
			      "none: sandbox = no");
	else if (!can)
		doctor_report(d, DOCTOR_OK,
			      "none: this kernel, container or build has "
			      "neither seccomp nor Landlock");
	else if (!(can & SANDBOX_FILES))
		doctor_report(d, DOCTOR_OK,
			      "system calls only: this kernel or container has "
			      "no Landlock");
	else if (!(can & SANDBOX_CALLS))
		doctor_report(d, DOCTOR_OK,
			      "files only: this kernel or container has no "
			      "filters of system calls (seccomp)");
	else
		doctor_report(d, DOCTOR_OK, "system calls and files");
}

static void
path_of(const struct doctor *d, const char *name, char *into, size_t size)
{
	snprintf(into, size, "%s/%s.fcgi", d->programs, name);
}

static void
check_program(struct doctor *d, const char *name)
{
	char path[sizeof d->programs + 80];
	struct stat st;

	path_of(d, name, path, sizeof path);
	if (stat(path, &st))
		doctor_report_hook(d, DOCTOR_FAIL, name, "%s", strerror(errno));
	else if (!S_ISREG(st.st_mode) || !(st.st_mode & 0111) ||
		 access(path, X_OK))
		doctor_report_hook(d, DOCTOR_FAIL, name,
				   "it cannot be executed");
	else if (st.st_mode & S_IWOTH)
		doctor_report_hook(d, DOCTOR_FAIL, name,
				   "every user may write it");
	else
		return;
	doctor_fix(d, "make; and chmod 755 '%s'/*.fcgi", d->programs);
}

static void
check_programs(struct doctor *d)
{
	char all_hooks[sizeof d->programs + 80], own[sizeof all_hooks];
	const struct named_method *m;
	bool has_all_hooks;
	struct stat st;
	size_t count = 0;

	if (stat(d->programs, &st)) {
		doctor_report(d, DOCTOR_FAIL, "%s: %s", d->programs,
			      strerror(errno));
		return;
	}
	path_of(d, PROGRAM_NAMES_ALL_HOOKS, all_hooks, sizeof all_hooks);
	has_all_hooks = access(all_hooks, F_OK) == 0;
	if (has_all_hooks)
		check_program(d, PROGRAM_NAMES_ALL_HOOKS);
	for (m = methods; m->program; m++) {
		path_of(d, m->program, own, sizeof own);
		if (has_all_hooks && access(own, F_OK))
			continue;
		check_program(d, m->program);
		count++;
	}
	if (d->finding_count)
		return;
	if (has_all_hooks)
		doctor_report(d, DOCTOR_OK,
			      "%s, and %zu programs of single hooks", all_hooks,
			      count);
	else
		doctor_report(d, DOCTOR_OK, "%s: all %zu programs", d->programs,
			      count);
}

const struct doctor_check check_setup[] = {
	{
	    .name = "conf",
	    .why = "with a broken configuration a program that starts answers "
		   "503, and a running one keeps the last good configuration",
	    .fix = "echoappctl check",
	    .when = DOCTOR_LOCAL,
	    .run = check_conf,
	},
	{
	    .name = "rules",
	    .why = "after an error the whole file has no effect; a rule with "
		   "a warning does not do what it says",
	    .fix = "echoappctl check; echoappctl explain call BODY.json",
	    .when = DOCTOR_LOCAL,
	    .run = check_rules,
	},
	{
	    .name = "secrets",
	    .why = "without the file every hook is refused, and a user who can "
		   "read it can send hooks",
	    .fix = "chmod 640 the file, and chgrp it to the group of the "
		   "programs",
	    .ok_text = "the programs can read them, other users cannot",
	    .when = DOCTOR_LOCAL,
	    .run = check_secrets,
	},
	{
	    .name = "host names",
	    .why = "a stranger's name that leads to this machine (DNS "
		   "rebinding) lets a page of the stranger ask as its own "
		   "server",
	    .fix = "echoapp.conf: hook_hosts = NAME, with the name in WCS's "
		   "URL of the app; addresses are always accepted",
	    .ok_text = "no rule sets a secret, or not every name is accepted",
	    .when = DOCTOR_LOCAL,
	    .run = check_hook_hosts,
	},
	{
	    .name = "sandbox",
	    .why = "a program that a stranger's request has taken over can do "
		   "whatever its user can",
	    .fix = "echoapp.conf: sandbox = yes",
	    .when = DOCTOR_LOCAL,
	    .run = check_sandbox,
	},
	{
	    .name = "programs",
	    .why = "the web server runs a program for each hook",
	    .fix = "make, or make install; or name their directory: "
		   "--programs DIR",
	    .when = DOCTOR_LOCAL,
	    .run = check_programs,
	},
	{ 0 },
};
