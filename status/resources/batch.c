/* several - more than one question at once, as a page has them each second. */

#include <stdio.h>
#include <string.h>

#include "status/api.h"
#include "status/freshness.h"

/* A question that stands behind /status/, as if it were asked alone. */
static const struct kept_answer *
answer_one(struct api *a, const char *question)
{
	moment now = fresh_now();
	const struct kept_answer *known = kept_find(&a->kept, question, now);
	struct kept_answer *place;
	struct inquiry q = { 0 };
	struct buffer uri = { 0 };
	struct report r;
	const char *why;

	if (known)
		return known;
	place = kept_place(&a->kept, question, now);
	r = (struct report){
		.status = 200,
		.body = place->body,
		.may_be_old = true,
	};
	why = inquiry_read(&q, buffer_join(&uri, "/status/", question, ""));
	if (why)
		report_refuse(&r, 400, "%s", why);
	else
		api_answer_part(a, &q, &r);
	place->status = r.status;
	place->body = r.body;
	tag_of(&place->body, place->tag);
	inquiry_free(&q);
	buffer_free(&uri);
	return place;
}

static void
add_one(struct report *r, const struct kept_answer *one, const char *known)
{
	bool is_same = one->status == 200 && known && !strcmp(known, one->tag);

	buffer_printf(&r->body, "{\"status\":%d,\"tag\":\"%s\"",
		      is_same ? 304 : one->status, one->tag);
	if (!is_same) {
		buffer_str(&r->body, ",\"body\":");
		buffer_add(&r->body, one->body.at, one->body.len);
	}
	buffer_str(&r->body, "}");
}

static void
answer(struct api *a, const struct inquiry *q, struct report *r)
{
	size_t i, count = 0;

	for (i = 0; i < q->count; i++) {
		const struct parameter *p = &q->at[i];
		bool tagged =
		    i + 1 < q->count && strcmp(p[1].name, "known") == 0;

		if (strcmp(p->name, "ask") != 0)
			continue;
		buffer_str(&r->body, count++ ? ",\n" : "{\"answers\":[\n");
		add_one(r, answer_one(a, p->value), tagged ? p[1].value : NULL);
	}
	r->untagged = true;
	if (count)
		buffer_str(&r->body, "]}\n");
	else
		report_refuse_all(r, &several, "there is no ask");
}

const struct resource several = {
	.name = "several",
	.summary = "more than one question at once, each answered as alone",
	.alone = true,
	.repeats = true,
	.accepted = {
		{ "ask", "what stands behind /status/, like calls?limit=50;"
			 " again and again" },
		{ "known", "the tag of an earlier answer to the ask in front:"
			   " 304 if nothing changed" },
	},
	.answer = answer,
};
