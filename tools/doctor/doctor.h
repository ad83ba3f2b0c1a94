/*
 * doctor - finds what is wrong with a hook server, and how to fix it.
 *
 * A check is a row of a table: its name, why it matters, the fix, and a
 * function that reports findings.  Each file check_X.c has a table; the tables
 * run in order, and a check may use what earlier checks stored in struct
 * doctor.
 */
#ifndef ECHOAPP_DOCTOR_H
#define ECHOAPP_DOCTOR_H

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#include "command.h"
#include "probe.h"
#include "server_hints.h"
#include "wcs/hook_client.h"
#include "wcs/json_members.h"
#include "wcs/rest_policy.h"

#define DOCTOR_DEFAULT_URL "http://127.0.0.1:9091/EchoApp"
#define DOCTOR_APP "echoapp-doctor"

/* When WCS gives up, and what counts as slow; milliseconds. */
#define DOCTOR_TIMEOUT 15000L
#define DOCTOR_SLOW 1000L

/* From good to bad. */
enum doctor_severity {
	DOCTOR_OK,
	DOCTOR_SKIP, /* could not be checked, or need not be */
	DOCTOR_WARN,
	DOCTOR_FAIL,
};

struct doctor;

/* What a check needs; without it the check is skipped. */
enum doctor_when {
	DOCTOR_ALWAYS,
	DOCTOR_ANSWERED, /* the server answers */
	DOCTOR_HANDLED,	 /* the same, and not every hook is refused */
	DOCTOR_LOCAL,	 /* the server is EchoApp on this machine */
};

struct doctor_check {
	const char *name;
	const char *why;     /* why it matters */
	const char *fix;     /* a command or a line of configuration */
	const char *ok_text; /* printed if nothing was reported; or NULL */
	enum doctor_when when;
	void (*run)(struct doctor *);
};

struct doctor_finding {
	enum doctor_severity severity;
	char *subjects; /* names of hooks, separated by commas; or NULL */
	size_t subject_count;
	char *text;
	char *fix; /* NULL: the fix of the check */
};

struct doctor {
	const struct command_context *x;
	char url[2048];
	char programs[PATH_MAX]; /* the directory of EchoApp's programs */
	double idle_seconds;	 /* how long keep-alive is tested; 0: not */
	struct json_members set; /* members for all bodies */
	struct hook_client_settings settings;
	char key[1024];
	char password[1024];
	const char *log;    /* --log: a kernel log to read instead of this
			       machine's; or NULL */
	int64_t started_at; /* seconds since the epoch */

	/* Stored by checks for later checks. */
	struct hook_client *client;
	char host[256];
	char session[64];
	char server[64];      /* the value of the header Server, or "" */
	size_t accepted;      /* hooks of the session answered with 200 */
	bool is_local;	      /* the URL leads to this machine */
	bool is_up;	      /* the server answers hooks */
	bool is_ours;	      /* the server is EchoApp */
	bool connect_blocked; /* the web server itself refuses connect */

	bool is_recorded; /* all accepted hooks are in the journal we read */

	struct probe probe;
	struct rest_policy policy;   /* from the response to connect */
	struct json_members connect; /* the members of that response */

	/* The findings of the current check. */
	struct doctor_finding *findings;
	size_t finding_count;
	size_t last_finding; /* what doctor_fix() is about */
};

extern const struct doctor_check check_reach[], check_hooks[], check_answers[],
    check_connect[], check_refuse[], check_routes[], check_state[],
    check_setup[], check_denied[], check_view[];

/*
 * Reports a finding of the current check.  The text may hold bytes from the
 * server: they are escaped when they are printed.
 */
void doctor_report(struct doctor *, enum doctor_severity, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));

/* The same about a hook; hooks with the same text become one finding. */
void doctor_report_hook(struct doctor *, enum doctor_severity,
			const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* Sets the fix of the last finding, in place of the fix of the check. */
void doctor_fix(struct doctor *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, with the directives of the web server in use. */
void doctor_fix_for_server(struct doctor *, enum server_hint);

/* Prints the check with its findings, and drops them; returns the worst. */
enum doctor_severity doctor_print(struct doctor *, const struct doctor_check *,
				  bool json);

/*
 * Sends a body to a hook as WCS would, except for what `call` sets.  `call`
 * gets the response; hook_client_clear_call() frees it.
 */
void doctor_send(struct doctor *, struct hook_call *, const char *hook,
		 const char *body, size_t len);

/* The body of the response, of answer.len bytes; never NULL. */
const char *doctor_answer_body(const struct hook_call *);

/* Is the response from a handler, and not an error page of the web server? */
bool doctor_is_decision(const struct hook_call *);

/* Writes "status 200" or "no answer: REASON" into `into`; returns it. */
const char *doctor_outcome(const struct hook_call *, char *into, size_t size);

#endif
