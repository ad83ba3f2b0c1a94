/* rehearse - a hook as it would be answered now, without being recorded. */

#include "rehearse.h"

#include <time.h>

#include "members.h"
#include "methods.h"

struct service *
rehearsal_of(const struct context *x, const struct method *m)
{
	return service_open(x->conf->optional ? "" : x->conf->file.path,
			    x->state_dir, m);
}

void
rehearse(struct service *s, const struct method *m, const char *body,
	 size_t len, service_look *look, void *arg)
{
	struct request r = {
		.request_method = "POST",
		.content_type = "application/json",
		.url = m->name,
		.body = body,
		.len = len,
		.declared = len,
	};

	clock_gettime(CLOCK_MONOTONIC, &r.since);
	service_try(s, m, &r, look, arg);
}

static void
take_policy(void *arg, const struct exchange *x, const struct answer *a)
{
	struct buffer notes = { 0 };
	struct members answer = { 0 };
	struct scan s = { 0 };

	(void)x;
	if (scan(&s, a->body, a->len) == 0) {
		members_read(&answer, &s, token_root(&s));
		wcs_policy_read(arg, &answer, &notes);
	}
	members_free(&answer);
	scan_free(&s);
	buffer_free(&notes);
}

/* An empty request is enough: what it tells depends on the rules alone. */
void
rehearse_connect(const struct context *x, struct wcs_policy *policy)
{
	const struct method *connect = method_named("connect");
	struct service *s = rehearsal_of(x, connect);

	rehearse(s, connect, "{}", 2, take_policy, policy);
	service_close(s);
}
