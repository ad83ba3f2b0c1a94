/* expect - compares the result of a hook with what its step expects. */

#include <stdlib.h>
#include <string.h>

#include "player.h"
#include "wcs/json_value.h"

static void
check_outcome(struct player *p)
{
	static const enum verdict_next wanted[] = {
		[EXPECT_GOES_ON] = NEXT_CONTINUE,
		[EXPECT_STOPS] = NEXT_STOP,
	};
	enum expected outcome = p->step->expect.outcome;

	if (outcome != EXPECT_ANY && p->verdict.next != wanted[outcome])
		buffer_printf(&p->unexpected, "WCS %s, \"%s\" is expected\n",
			      verdict_next_name(p->verdict.next),
			      verdict_next_name(wanted[outcome]));
}

static void
check_status(struct player *p, const struct wcs_reply *reply)
{
	long wanted = p->step->expect.status;

	if (wanted == 0 || (reply && reply->status == wanted))
		return;
	if (!reply)
		buffer_printf(&p->unexpected,
			      "the hook was not sent, status %ld is expected\n",
			      wanted);
	else
		buffer_printf(&p->unexpected, "%s, status %ld is expected\n",
			      p->verdict.why[0] ? p->verdict.why : "answered",
			      wanted);
}

static void
check_members(struct player *p, const struct json_members *wanted,
	      const struct json_members *got, const char *where)
{
	struct buffer value = { 0 };
	size_t i;

	for (i = 0; i < wanted->count; i++) {
		const struct json_member *e = &wanted->at[i];
		const char *is = json_members_get(got, e->name);

		value.len = 0;
		vars_expand(&p->vars, &value, e->json);
		buffer_add(&value, "", 1);
		if (json_value_equal(is ? is : "null", value.at))
			continue;
		buffer_printf(&p->unexpected, "%s %s is %s, %s is expected\n",
			      where, e->name, is ? is : "missing", value.at);
	}
	buffer_free(&value);
}

void
expect_check(struct player *p, const struct wcs_reply *reply)
{
	const struct expectation *e = &p->step->expect;

	check_outcome(p);
	check_status(p, reply);
	if (e->tells_browser && !p->verdict.event)
		buffer_str(&p->unexpected, "the browser gets no event\n");
	else
		check_members(p, &e->browser, &p->browser, "the browser's");
	check_members(p, &e->uses, &p->uses, "WCS's");
	buffer_add(&p->unexpected, "", 1);
	p->unexpected.len--;
}
