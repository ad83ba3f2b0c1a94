/*
 * conf - echoapp.conf: `key = value` lines, `#` comments.
 *
 * Read when a program starts, and again when the file changes (looked at once
 * a second at most).  A broken new version keeps the old one in force, and
 * says so.  A program that starts on a broken one has nothing to keep: it
 * answers 503 with the error until the file is mended, because to go on with
 * defaults would be to drop the operator's rules in silence.
 */
#ifndef ECHOAPP_CONF_H
#define ECHOAPP_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/file_watch.h"
#include "base/name_set.h"
#include "base/networks.h"

#define CONF_BODY_MAX_LOW ((size_t)1024)
#define CONF_BODY_MAX_HIGH ((size_t)64 * 1024 * 1024)

/* auth: how a hook proves who sent it. */
enum auth_scheme { AUTH_NONE, AUTH_HMAC, AUTH_BASIC };

struct conf {
	char *state_dir;	/* absolute */
	char *rules_file;	/* absolute; NULL: there are none */
	size_t body_max;	/* bytes */
	bool strict;		/* an odd body is refused */
	bool sync_to_disk;	/* durability = disk */
	bool refuse_unrecorded; /* on_state_error = refuse */
	struct name_set redact; /* members whose values nobody may see */
	struct name_set drop;	/* members whose values are too large to keep */
	unsigned log_targets;	/* enum log_set_targets */
	struct conf_timeouts {
		int64_t ringing; /* silence, in seconds, after which it is */
		int64_t call;
		int64_t connection;
		int64_t stream;
	} timeouts;
	enum auth_scheme auth;
	unsigned auth_line;	    /* where that was said; 0: nowhere */
	char *secret_file;	    /* absolute, or NULL */
	char *passwd_file;	    /* absolute, or NULL */
	struct networks trusted;    /* empty: everybody */
	struct networks watchers;   /* who may look at the page */
	bool watchers_given;	    /* they are not the default */
	struct name_set page_hosts; /* names by which it may be asked for */
	char *rest_client_config;   /* absolute, or NULL */
};

/* A configuration file and what it said when it was last good. */
struct conf_file {
	struct file_watch file;
	bool optional;	 /* without the file defaults hold */
	char *state_dir; /* given from outside, wins over the file; or NULL */
	struct conf current;
	bool usable;	    /* `now` may be used */
	struct error error; /* why the last reading failed; "" */
};

/*
 * Opens `path`; NULL or "": the echoapp.conf beside the program, or else the
 * installed one, whose absence is no error.
 * `state_dir`, when it is not NULL or "", wins over the file's.  Relative
 * paths are relative to the current directory here, and to the file in it.
 */
void conf_open(struct conf_file *, const char *path, const char *state_dir);

/* Reads the file again if it changed; true when `now` is another. */
bool conf_refresh(struct conf_file *);

void conf_close(struct conf_file *);

/* The default of `watchers`: this machine. */
void conf_keys_default_watchers(struct networks *);

#endif
