/*
 * doctor - what is wrong with a hook server, and how to mend it.
 *
 * A check is a row: its name, why it matters, how to mend it, and a function
 * that finds something or nothing.  Rows are in groups, one file each; the
 * groups run in order, and a later one may use what an earlier one learned.
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

/* WCS's patience, and what is too long already; milliseconds. */
#define DOCTOR_TIMEOUT 15000L
#define DOCTOR_SLOW 1000L

/* From good to bad. */
enum doctor_severity {
	DOCTOR_OK,
	DOCTOR_SKIP, /* it could not be looked at, or need not be */
	DOCTOR_WARN,
	DOCTOR_FAIL,
};

struct doctor;

/* When a check makes sense. */
enum doctor_when {
	DOCTOR_ALWAYS,
	DOCTOR_ANSWERED, /* the server answers */
	DOCTOR_HANDLED,	 /* and not only to say no to all hooks */
	DOCTOR_LOCAL,	 /* it is ours, and on this machine */
};

struct doctor_check {
	const char *name;
	const char *why;     /* it matters */
	const char *fix;     /* the command or the line */
	const char *ok_text; /* in words, when nothing was found */
	enum doctor_when when;
	void (*run)(struct doctor *);
};

struct doctor_finding {
	enum doctor_severity severity;
	char *subjects; /* hooks, with commas between, or NULL */
	size_t subject_count;
	char *text;
	char *fix; /* NULL: the row's */
};

struct doctor {
	const struct command_context *x;
	char url[2048];
	char programs[PATH_MAX]; /* the directory of ours */
	double idle_seconds;	 /* seconds; 0: none */
	struct json_members set; /* of all bodies */
	struct hook_client_settings settings;
	char key[1024];
	const char *log; /* of the kernel, instead of this machine's; or NULL */
	int64_t started_at; /* seconds since the epoch */

	/* What was learned. */
	struct hook_client *client;
	char host[256];
	char session[64];
	char server[64];      /* which one it says it is, or "" */
	size_t accepted;      /* hooks of that session that were answered 200 */
	bool is_local;	      /* the URL is of this machine */
	bool is_up;	      /* it answers hooks */
	bool is_ours;	      /* it answers as EchoApp does */
	bool connect_blocked; /* the web server itself says no, to connect */

	bool is_recorded; /* all that was taken is in our journal */

	struct probe probe;
	struct rest_policy policy;   /* of the answer to connect */
	struct json_members connect; /* that answer */

	/* Of the check in hand. */
	struct doctor_finding *findings;
	size_t finding_count;
	size_t last_finding; /* the one that is to be mended */
};

extern const struct doctor_check check_reach[], check_hooks[], check_answers[],
    check_connect[], check_refuse[], check_routes[], check_state[],
    check_setup[], check_denied[], check_view[];

/*
 * Finds something.  Texts may hold what the server said: they are made safe
 * when they are shown.
 */
void doctor_report(struct doctor *, enum doctor_severity, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));

/* The same about a hook; what is said of several becomes one finding. */
void doctor_report_hook(struct doctor *, enum doctor_severity,
			const char *subject, const char *format, ...)
    __attribute__((format(printf, 4, 5)));

/* How to mend what was just found, when the row does not know. */
void doctor_fix(struct doctor *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* The same, as the web server at hand has it. */
void doctor_fix_for_server(struct doctor *, enum server_hint);

/* Prints the row, and forgets what was found; the worst of it. */
enum doctor_severity doctor_print(struct doctor *, const struct doctor_check *,
				  bool json);

/*
 * Sends a body to a hook as WCS would; `call` may hold how it differs.  The
 * answer is in it.
 */
void doctor_send(struct doctor *, struct hook_call *, const char *hook,
		 const char *body, size_t len);

/* Its body, of answer.len bytes; never NULL. */
const char *doctor_answer_body(const struct hook_call *);

/* Is it what a handler says, and not a page of the web server's own? */
bool doctor_is_decision(const struct hook_call *);

/* In a word: "200", "no answer: refused". */
const char *doctor_outcome(const struct hook_call *, char *into, size_t size);

#endif
