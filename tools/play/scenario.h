/*
 * scenario - a flow of hooks, as echoapp-scenario(5) describes it.
 *
 * Steps are in the order in which they are played.  A step in another's "then"
 * follows that step, its parent, and is played only if the parent goes on.
 */
#ifndef ECHOAPP_SCENARIO_H
#define ECHOAPP_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "vars.h"
#include "wcs/json_members.h"
#include "wcs/verdict.h"

#define NO_STEP ((size_t)-1)

enum expected { EXPECT_GOES_ON, EXPECT_STOPS, EXPECT_ANY };

struct expectation {
	enum expected outcome;
	long status;		     /* HTTP; 0: any */
	bool tells_browser;	     /* the browser must get an event, */
	struct json_members browser; /* with these members */
	struct json_members uses;    /* members that WCS goes on with */
};

struct scenario_step {
	struct wcs_hook hook;
	char *as;		  /* its spelling in the URL, or NULL */
	double after;		  /* seconds since the step before it */
	char *of;		  /* name of the object it is about, or NULL */
	struct json_members body; /* in addition to the object's members */
	char *raw;	  /* a recorded body, which replaces both; or NULL */
	bool is_open;	  /* needs a new connection to the server */
	unsigned session; /* from 0 */
	size_t parent;	  /* index of the step, or NO_STEP */
	char *path;	  /* "steps[1].then[0]" */
	struct expectation expect;
};

struct scenario {
	char *about;
	struct json_members vars; /* templates, in order */
	struct vars_object *objects;
	size_t object_count;
	struct scenario_step *steps;
	size_t count;
	unsigned sessions;
};

/*
 * Reads a file.  NULL: the error names the file, the line, the path in it, and
 * what is accepted.
 */
struct scenario *scenario_read(const char *path, struct error *);

/* An empty scenario. */
struct scenario *scenario_new(void);

/* Appends an empty step, which stays good until the next one is appended. */
struct scenario_step *scenario_add(struct scenario *);

/* Allows NULL. */
void scenario_free(struct scenario *);

/* WCS's spelling and the type of a hook; false: no such hook is known. */
bool scenario_hook(const char *name, struct wcs_hook *);

/*
 * The path of a scenario: the name itself if it has a slash, or else NAME.json
 * in the source tree or in the installed directory.  The caller frees it; NULL:
 * no directory has it.
 */
char *scenario_find(const char *name);

/* Appends all names, one per line, each with its "about"; or as JSON. */
void scenario_find_all(struct buffer *, bool json);

#endif
