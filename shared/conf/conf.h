/*
 * conf - reads echoapp.conf: `key = value` lines, `#` comments.
 *
 * The file is read when a program starts, and again when it changes, which is
 * checked once a second at most.  If a new version has an error, the version
 * before stays in force and the error is logged.  If the first version has an
 * error, the program answers 503 with the error until the file is corrected,
 * because with the defaults it would not apply the operator's rules.
 */
#ifndef ECHOAPP_CONF_H
#define ECHOAPP_CONF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/digest.h"
#include "base/error.h"
#include "base/file_watch.h"
#include "base/name_set.h"
#include "base/networks.h"
#include "base/sandbox_paths.h"
#include "base/timestamp.h"

/* The range of body_max, in bytes. */
#define CONF_BODY_MAX_LOW ((size_t)1024)
#define CONF_BODY_MAX_HIGH ((size_t)64 * 1024 * 1024)

/* The most days of keep_days. */
#define CONF_KEEP_DAYS_MAX 36500

/* The highest workers_max. */
#define CONF_WORKERS_MAX_HIGH 64u

/* The key auth: how a hook proves who sent it. */
enum auth_scheme { AUTH_NONE, AUTH_HMAC, AUTH_BASIC };

/* The values of the keys; names in comments are those of echoapp.conf. */
struct conf {
	char *state_dir;	  /* absolute */
	char *rules_file;	  /* absolute; NULL: no rules */
	char *deliver_file;	  /* absolute; NULL: nothing is delivered */
	size_t body_max;	  /* bytes */
	unsigned workers_max;	  /* processes of a program that answer */
	int64_t request_timeout;  /* seconds until a request is whole */
	int64_t response_timeout; /* seconds until a response is taken */
	bool strict;		  /* a body with a wrong member is refused */
	bool sync_to_disk;	  /* durability = disk */
	bool refuse_unrecorded;	  /* on_state_error = refuse */
	bool sandbox;		  /* base/sandbox.h */
	struct name_set redact;	  /* members whose values the journal hides */
	struct name_set drop;	  /* members whose values it leaves out */
	unsigned log_targets;	  /* a bit set of enum log_target */
	/* After so many seconds without a hook, an entity counts as ended. */
	struct conf_timeouts {
		int64_t ringing; /* a call that was not answered yet */
		int64_t call;	 /* one that was */
		int64_t connection;
		int64_t stream;
		int64_t hangup; /* one whose end a client asked for */
	} timeouts;
	int64_t compress_after; /* seconds after the end of a day; 0: never */
	int64_t keep_days;	/* days after its end; 0: for ever */
	enum auth_scheme auth;
	unsigned auth_line;	    /* the line with the key auth, or 0 */
	char *secret_file;	    /* absolute, or NULL */
	char *passwd_file;	    /* absolute, or NULL */
	struct networks trusted;    /* who may send hooks; empty: anybody */
	struct name_set hook_hosts; /* host names of hooks; empty: any */
	struct name_set allowed_origins; /* of pages that may send hooks */
	struct networks watchers;	 /* who may look at the page */
	bool watchers_given;		 /* watchers is not the default */
	struct name_set page_hosts;   /* host names that requests may ask for */
	char *rest_client_config;     /* absolute, or NULL */
	char *timezone;		      /* of what is shown; may not exist */
	unsigned timezone_line;	      /* the line with the key, or 0 */
	char digest[DIGEST_HEX_SIZE]; /* of the file's text; "": no file */
	timestamp loaded;	      /* when the file was read */
};

/* A configuration file, and its last version without an error. */
struct conf_file {
	struct file_watch file;
	bool optional;	 /* if the file is missing, the defaults are in force */
	char *state_dir; /* from conf_open(), or NULL */
	struct conf current;
	bool usable;	    /* `current` may be used */
	bool missing;	    /* there is no file: the defaults are in force */
	struct error error; /* why the last version was refused, or "" */
};

/*
 * Reads `path`.  NULL or "": echoapp.conf beside the program, or in the
 * directory above (of a source tree), or else the installed one, which may be
 * missing.  A `state_dir` other than NULL or ""
 * replaces that of the file.  Both may be relative to the current directory.
 * An error is in f->error, and in the log.
 */
void conf_open(struct conf_file *, const char *path, const char *state_dir);

/* Reads the file again if it changed.  True: `current` is another version. */
bool conf_refresh(struct conf_file *);

void conf_close(struct conf_file *);

/* Adds the directories of the state and of all files that the version names. */
void conf_add_paths(const struct conf_file *, struct sandbox_paths *);

/*
 * Does the journal not keep a member, because it or one that it is in has a
 * name that `redact` or `drop` has?
 */
bool conf_hides(const struct conf *, char *const *names, size_t count);

/* Adds the default of `watchers`: the addresses of this machine. */
void conf_keys_default_watchers(struct networks *);

#endif
