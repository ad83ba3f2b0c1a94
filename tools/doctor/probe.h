/*
 * probe - sends every known hook in every spelling, and keeps the responses.
 * The bodies are like those of WCS, and have values that careless servers
 * change.
 */
#ifndef ECHOAPP_PROBE_H
#define ECHOAPP_PROBE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buffer.h"
#include "method.h"
#include "wcs/hook_client.h"
#include "wcs/json_members.h"

/* Where the spelling of a name comes from. */
enum probe_spelling {
	PROBE_CAPTURED, /* seen in requests of WCS */
	PROBE_OTHER,	/* possible, but not captured */
};

struct probe_request {
	const struct method *method;
	enum probe_spelling spelling;
	char name[64]; /* as in the URL */
	struct buffer body;
	struct hook_call call;
};

struct probe {
	struct probe_request *at;
	size_t count;	/* sent requests */
	bool gave_up;	/* after several requests without a response */
	size_t planned; /* requests to send */
};

/* What a body is made of; the pointers are not kept. */
struct probe_body {
	const char *app;
	const char *session;
	const struct json_members *set; /* replace other members; or NULL */
	bool is_extreme; /* with numbers that WCS does not send */
	size_t sdp_len;	 /* bytes of the member sdp; 0: none */
};

/*
 * Appends the body of a hook, or of an unknown hook if `handler` is NULL.  The
 * name and the test values are in the member `custom`, or in `doctor` if `set`
 * has a `custom`.
 */
void probe_body(struct buffer *, const struct method *handler, const char *name,
		const struct probe_body *);

/* Sends all requests by `send`, which has to fill in `call`. */
void probe_run(struct probe *, const struct probe_body *,
	       void (*send)(void *arg, struct probe_request *), void *arg);
void probe_free(struct probe *);

/* Returns the sent request of that spelling, or NULL. */
const struct probe_request *probe_find(const struct probe *, const char *name);

#endif
