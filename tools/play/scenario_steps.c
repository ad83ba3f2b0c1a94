/* scenario_steps - reads the steps of a scenario's file. */

#include <stdlib.h>
#include <string.h>

#include "base/str.h"
#include "json_reader.h"
#include "protocol/hook_type.h"
#include "scenario.h"
#include "scenario_parts.h"

static struct scenario_step *
last_step(struct json_reader *r)
{
	return &r->scenario->steps[r->scenario->count - 1];
}

static int
read_outcome(struct json_reader *r, const struct json_token *value)
{
	static const char *const outcomes[] = {
		[EXPECT_GOES_ON] = "goes on",
		[EXPECT_STOPS] = "stops",
		[EXPECT_ANY] = "any",
	};
	size_t i;

	for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		if (json_token_equals(&r->scan, value, outcomes[i],
				      strlen(outcomes[i]))) {
			last_step(r)->expect.outcome = (enum expected)i;
			return 0;
		}
	return json_reader_fail(
	    r, value, "an outcome is \"goes on\", \"stops\" or \"any\"");
}

static int
read_number(struct json_reader *r, const struct json_token *value, double max,
	    double *into)
{
	char *word = json_reader_to_text(r, value);

	*into = strtod(word, NULL);
	free(word);
	if (*into >= 0 && *into <= max)
		return 0;
	return json_reader_fail(r, value, "a number from 0 to %g is wanted",
				max);
}

static int
read_status(struct json_reader *r, const struct json_token *value)
{
	double status;

	if (read_number(r, value, 999, &status))
		return -1;
	last_step(r)->expect.status = (long)status;
	return 0;
}

static int
read_browser(struct json_reader *r, const struct json_token *value)
{
	last_step(r)->expect.tells_browser = true;
	return scenario_read_members(r, value, &last_step(r)->expect.browser);
}

static int
read_uses(struct json_reader *r, const struct json_token *value)
{
	return scenario_read_members(r, value, &last_step(r)->expect.uses);
}

static int
read_expect(struct json_reader *r, const struct json_token *value)
{
	static const struct json_reader_key keys[] = {
		{ "outcome", JSON_STRING, read_outcome },
		{ "status", JSON_NUMBER, read_status },
		{ "browser", JSON_OBJECT, read_browser },
		{ "uses", JSON_OBJECT, read_uses },
		{ NULL, 0, NULL },
	};

	return value->kind == JSON_STRING ? read_outcome(r, value)
					  : json_reader_object(r, value, keys);
}

/* The name becomes the last segment of the URL. */
static int
check_name(struct json_reader *r, const struct json_token *value,
	   const char *name)
{
	if (name[0] &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789_-") == strlen(name))
		return 0;
	return json_reader_fail(
	    r, value, "a hook's name has letters, digits, _ and - only");
}

static int
read_hook(struct json_reader *r, const struct json_token *value)
{
	struct scenario_step *step = last_step(r);
	char *name = json_reader_to_text(r, value);
	int bad;

	/* An unknown hook keeps a type that was read before. */
	struct wcs_hook known = { name, step->hook.type };

	scenario_hook(name, &known);
	free((char *)step->hook.name);
	step->hook.name = str_dup(known.name);
	step->hook.type = known.type;
	bad = check_name(r, value, name);
	free(name);
	return bad;
}

static int
read_type(struct json_reader *r, const struct json_token *value)
{
	static const enum hook_type types[] = { HOOK_CONNECT, HOOK_DIRECT,
						HOOK_EVENT, HOOK_INCOMING };
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++)
		if (json_token_equals(&r->scan, value, hook_type_name(types[i]),
				      strlen(hook_type_name(types[i])))) {
			last_step(r)->hook.type = types[i];
			return 0;
		}
	return json_reader_fail(r, value,
				"a type is connect, direct, event or incoming");
}

static int
read_as(struct json_reader *r, const struct json_token *value)
{
	struct scenario_step *step = last_step(r);

	free(step->as);
	step->as = json_reader_to_text(r, value);
	return check_name(r, value, step->as);
}

static int
read_after(struct json_reader *r, const struct json_token *value)
{
	return read_number(r, value, 86400, &last_step(r)->after);
}

static int
read_of(struct json_reader *r, const struct json_token *value)
{
	struct scenario_step *step = last_step(r);
	struct vars v = { .objects = r->scenario->objects,
			  .object_count = r->scenario->object_count };

	free(step->of);
	step->of = json_reader_to_text(r, value);
	if (vars_object(&v, step->of))
		return 0;
	return json_reader_fail(
	    r, value, "there is no object \"%.100s\" in \"objects\"", step->of);
}

static int
read_body(struct json_reader *r, const struct json_token *value)
{
	return scenario_read_members(r, value, &last_step(r)->body);
}

static int
read_new(struct json_reader *r, const struct json_token *value)
{
	if (!json_token_equals(&r->scan, value, "new", 3))
		return json_reader_fail(r, value, "\"new\" is the only value");
	return 0;
}

static int
read_connection(struct json_reader *r, const struct json_token *value)
{
	last_step(r)->is_open = true;
	return read_new(r, value);
}

static int
read_session(struct json_reader *r, const struct json_token *value)
{
	r->session = r->scenario->sessions++;
	last_step(r)->session = r->session;
	return read_new(r, value);
}

static int
read_then(struct json_reader *r, const struct json_token *value)
{
	size_t parent = r->parent;
	int bad;

	r->parent = r->scenario->count - 1;
	bad = scenario_steps(r, value);
	r->parent = parent;
	return bad;
}

/* `then` is read last, because its steps need this one. */
static const struct json_reader_key step_keys[] = {
	{ "hook", JSON_STRING, read_hook },
	{ "type", JSON_STRING, read_type },
	{ "about", JSON_STRING, json_reader_skip },
	{ "as", JSON_STRING, read_as },
	{ "after", JSON_NUMBER, read_after },
	{ "of", JSON_STRING, read_of },
	{ "body", JSON_OBJECT, read_body },
	{ "connection", JSON_STRING, read_connection },
	{ "session", JSON_STRING, read_session },
	{ "expect", JSON_STRING | JSON_OBJECT, read_expect },
	{ "then", JSON_ARRAY, json_reader_skip },
	{ NULL, 0, NULL },
};

static int
read_step(struct json_reader *r, const struct json_token *object)
{
	static const struct json_reader_key then[] = {
		{ "then", JSON_ARRAY, read_then }, { NULL, 0, NULL }
	};
	const struct json_scan *s = &r->scan;
	const struct json_token *value;
	struct scenario_step *step;
	struct wcs_hook known;

	if (object->kind != JSON_OBJECT)
		return json_reader_fail(r, object, "a step is an object");
	step = scenario_add(r->scenario);
	step->parent = r->parent;
	step->session = r->session;
	step->path = str_dup(r->path.at);
	if (json_reader_object(r, object, step_keys))
		return -1;
	step = last_step(r);
	if (!step->hook.name)
		return json_reader_fail(r, object, "the \"hook\" is missing");
	if (!scenario_hook(step->hook.name, &known) &&
	    !json_token_member(s, object, "type"))
		return json_reader_fail(
		    r, object,
		    "there is no hook \"%.100s\"; correct the name, or add "
		    "its \"type\"",
		    step->hook.name);
	/* The default is to expect success. */
	if (!json_token_member(s, object, "expect"))
		step->expect.status = 200;
	value = json_token_member(s, object, "then");
	return value ? json_reader_member(r, value - 1, value, then) : 0;
}

int
scenario_steps(struct json_reader *r, const struct json_token *array)
{
	const struct json_token *t = json_token_first(array);
	size_t i;

	for (i = 0; t < json_token_end(&r->scan, array);
	     t = json_token_next(&r->scan, t), i++) {
		size_t back = json_reader_enter(r, "[%zu]", i);

		if (read_step(r, t))
			return -1;
		json_reader_leave(r, back);
	}
	return 0;
}
