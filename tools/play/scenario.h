/*
 * scenario - a flow of hooks, as echoapp-scenario(5) describes it.
 *
 * Steps stand in the order they are played; one that stands in another's
 * "then" comes after it, and is played only if that one goes on.
 */
#ifndef ECHOAPP_SCENARIO_H
#define ECHOAPP_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>

#include "vars.h"
#include "wcs/json_members.h"
#include "wcs/verdict.h"

#define NO_STEP ((size_t)-1)

enum expected { EXPECT_GOES_ON, EXPECT_STOPS, EXPECT_ANY };

struct expectation {
	enum expected outcome;
	long status;		     /* HTTP; 0: any */
	bool tells_browser;	     /* the browser has to be told something, */
	struct json_members browser; /* with these members */
	struct json_members uses; /* what WCS goes on with after the answer */
};

struct scenario_step {
	struct wcs_hook hook;
	char *as;     /* how the capture spells it in the URL, or NULL */
	double after; /* seconds since the step before it */
	char *of;     /* the object it is about, or NULL */
	struct json_members body; /* beyond the object's */
	char *raw;	  /* a body as it was recorded, instead; or NULL */
	bool is_open;	  /* it needs a new connection to the server */
	unsigned session; /* 0 is the first one */
	size_t parent;	  /* it is in that one's "then"; or NO_STEP */
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
 * Reads a file.  Returns NULL with a message in `error`, which names the file,
 * the line, the place in it, and what is accepted.
 */
struct scenario *scenario_read(const char *path, struct buffer *error);

/* An empty one, and a step more at its end; for what makes one otherwise. */
struct scenario *scenario_new(void);
struct scenario_step *scenario_add(struct scenario *);

void scenario_free(struct scenario *);

/* The hook as we know it, however it is spelled; false: nobody knows it. */
bool scenario_hook(const char *name, struct wcs_hook *);

/*
 * Where a scenario of that name is: the path itself when it has a slash, else
 * NAME.json in the source tree or where they are installed.  To be freed;
 * NULL: it is nowhere, and `tried` has the directories, one a line.
 */
char *scenario_find(const char *name, struct buffer *tried);

/* The names there are, one a line, each with what it is about, or as JSON. */
void scenario_find_all(struct buffer *, bool json);

#endif
