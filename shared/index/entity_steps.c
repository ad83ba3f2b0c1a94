/* entity_steps - the history of an entity. */

#include "entity_steps.h"

#include <string.h>

#include "base/json_write.h"

/* Steps in an entity's history; a stream may last for days. */
#define STEPS_MAX 200
/* Steps beyond those that end the entity. */
#define END_STEPS_MAX 8
/* The longest beginning of a step. */
#define STEP_PREFIX ",[-9223372036854775808"

/* May the status return to an earlier one, as from HOLD or PAUSED? */
static bool
can_alternate(const struct entity *e)
{
	switch (e->kind) {
	case ENTITY_CALL:
	case ENTITY_STREAM:
		return e->stage == STAGE_ESTABLISHED;
	case ENTITY_MESSAGE:
		return false;
	default:
		return true;
	}
}

/* The last place of the step in the history; NULL: it is not there. */
static const char *
find_step(const struct entity *e, const struct buffer *step)
{
	const char *end = e->history.at + e->history.len;
	const char *from = e->history.at, *found = NULL;

	for (; e->history.len &&
	       (from = memmem(from, (size_t)(end - from), step->at, step->len));
	     from += step->len)
		found = from;
	return found;
}

/* What a line adds to the history, without its time; good until the next call.
 */
static const struct buffer *
step_of(const struct journal_line *v)
{
	static struct buffer step;
	const char *status = v->body[MEMBER_STATUS];
	const char *info = v->reason ? v->reason : v->body[MEMBER_INFO];

	step.len = 0;
	buffer_str(&step, ",");
	json_write_string(&step, v->hook, strlen(v->hook));
	buffer_str(&step, ",");
	json_write_string(&step, status ? status : "",
			  status ? strlen(status) : 0);
	buffer_str(&step, ",");
	buffer_number(&step, v->status);
	buffer_str(&step, ",");
	json_write_string(&step, info ? info : "", info ? strlen(info) : 0);
	buffer_str(&step, "]");
	return &step;
}

bool
entity_steps_has(const struct entity *e, const struct journal_line *v)
{
	return find_step(e, step_of(v)) != NULL;
}

/* Is the step in the history?  If statuses alternate: is it the last one? */
static bool
is_known_step(const struct entity *e, const struct buffer *step)
{
	const char *found = find_step(e, step);

	return found &&
	       (!can_alternate(e) ||
		found + step->len >= e->history.at + e->history.len - 1);
}

void
entity_steps_add(struct entity *e, const struct journal_line *v)
{
	const char *status = v->body[MEMBER_STATUS];
	bool ends = status && entity_kind_stage(e->kind, status) == STAGE_ENDED;
	const struct buffer *step;

	if (e->steps >= STEPS_MAX + (ends ? END_STEPS_MAX : 0))
		return;
	step = step_of(v);
	if (!is_known_step(e, step)) {
		arena_reserve(e->arena, &e->history,
			      step->len + sizeof STEP_PREFIX);
		buffer_str(&e->history, e->history.len ? ",[" : "[");
		buffer_number(&e->history, v->time);
		buffer_add(&e->history, step->at, step->len);
		e->steps++;
		e->dirty = true;
	}
}
