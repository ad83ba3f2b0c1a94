/*
 * survey - asks for every hook that is known, in every spelling, and keeps
 * what came.  The bodies are WCS's, as far as they are known, with values in
 * them that a careless server changes.
 */
#ifndef ECHOAPP_SURVEY_H
#define ECHOAPP_SURVEY_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "method.h"
#include "wcs/hook_client.h"
#include "wcs/json_object.h"

/* How a name in a URL came to be. */
enum survey_spelling {
	SURVEY_CAPTURED, /* WCS writes it so */
	SURVEY_OTHER,	 /* it was seen, or may be */
};

struct asked {
	const struct method *method;
	enum survey_spelling spelling;
	char name[64]; /* as it is in the URL */
	struct buffer body;
	struct http_call call;
};

struct survey {
	struct asked *at;
	size_t count;	/* that were sent */
	bool gave_up;	/* after several that were not answered */
	size_t planned; /* would have been sent */
};

/* What a body is made of; nothing is kept. */
struct survey_body {
	const char *app;
	const char *session;
	const struct members *set; /* these win */
	bool is_extreme;	   /* numbers that WCS does not send today */
	size_t ballast;		   /* bytes of an sdp; 0: none */
};

/*
 * Appends the body of a hook, or of one that nobody knows (NULL).  The values
 * are in `custom`, and in `doctor` where `set` has a custom of its own; there
 * the hook is named, too.
 */
void survey_body(struct buffer *, const struct method *about, const char *name,
		 const struct survey_body *);

/* Asks all of them; `ask` sends one. */
void survey_run(struct survey *, const struct survey_body *,
		void (*ask)(void *arg, struct asked *), void *arg);
void survey_free(struct survey *);

/* How WCS spells connect, as it was asked; NULL: it was not. */
const struct asked *survey_find(const struct survey *, const char *name);

#endif
