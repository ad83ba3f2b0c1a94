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
#include "wcs/json_members.h"

/* How a name in a URL came to be. */
enum probe_spelling {
	PROBE_CAPTURED, /* WCS writes it so */
	PROBE_OTHER,	/* it was seen, or may be */
};

struct probe_request {
	const struct method *method;
	enum probe_spelling spelling;
	char name[64]; /* as it is in the URL */
	struct buffer body;
	struct hook_call call;
};

struct probe {
	struct probe_request *at;
	size_t count;	/* that were sent */
	bool gave_up;	/* after several that were not answered */
	size_t planned; /* would have been sent */
};

/* What a body is made of; nothing is kept. */
struct probe_body {
	const char *app;
	const char *session;
	const struct json_members *set; /* these win */
	bool is_extreme; /* numbers that WCS does not send today */
	size_t sdp_len;	 /* bytes of an sdp; 0: none */
};

/*
 * Appends the body of a hook, or of one that nobody knows (NULL).  The values
 * are in `custom`, and in `doctor` where `set` has a custom of its own; there
 * the hook is named, too.
 */
void probe_body(struct buffer *, const struct method *handler, const char *name,
		const struct probe_body *);

/* Asks all of them; `ask` sends one. */
void probe_run(struct probe *, const struct probe_body *,
	       void (*ask)(void *arg, struct probe_request *), void *arg);
void probe_free(struct probe *);

/* How WCS spells connect, as it was asked; NULL: it was not. */
const struct probe_request *probe_find(const struct probe *, const char *name);

#endif
