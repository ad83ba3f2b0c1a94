/* scenario_steps - the steps in a scenario's file. */

#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "json_reader.h"
#include "scenario.h"
#include "scenario_parts.h"

static struct scenario_step *
step_of(struct reader *r)
{
	return &r->scenario->steps[r->scenario->count - 1];
}

static int
read_outcome(struct reader *r, const struct token *value)
{
	static const char *const outcomes[] = {
		[EXPECT_GOES_ON] = "goes on",
		[EXPECT_STOPS] = "stops",
		[EXPECT_ANY] = "any",
	};
	size_t i;

	for (i = 0; i < sizeof outcomes / sizeof *outcomes; i++)
		if (token_says(&r->scan, value, outcomes[i],
			       strlen(outcomes[i]))) {
			step_of(r)->expect.outcome = (enum expected)i;
			return 0;
		}
	return reader_wrong(r, value,
			    "an outcome is \"goes on\", \"stops\" or \"any\"");
}

static int
read_number(struct reader *r, const struct token *value, double most,
	    double *into)
{
	char *word = reader_word(r, value);

	*into = strtod(word, NULL);
	free(word);
	if (*into >= 0 && *into <= most)
		return 0;
	return reader_wrong(r, value, "it is a number from 0 to %g", most);
}

static int
read_status(struct reader *r, const struct token *value)
{
	double status;

	if (read_number(r, value, 999, &status))
		return -1;
	step_of(r)->expect.status = (long)status;
	return 0;
}

static int
read_browser(struct reader *r, const struct token *value)
{
	step_of(r)->expect.is_told = true;
	return scenario_members(r, value, &step_of(r)->expect.browser);
}

static int
read_uses(struct reader *r, const struct token *value)
{
	return scenario_members(r, value, &step_of(r)->expect.uses);
}

static int
read_expect(struct reader *r, const struct token *value)
{
	static const struct key keys[] = {
		{ "outcome", STRING, read_outcome },
		{ "status", NUMBER, read_status },
		{ "browser", OBJECT, read_browser },
		{ "uses", OBJECT, read_uses },
		{ NULL, 0, NULL },
	};

	return value->kind == STRING ? read_outcome(r, value)
				     : reader_keys(r, value, keys);
}

/* What is put behind the URL's last slash. */
static int
check_name(struct reader *r, const struct token *value, const char *name)
{
	if (name[0] &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			 "0123456789_-") == strlen(name))
		return 0;
	return reader_wrong(r, value,
			    "a hook's name has letters and digits only");
}

static int
read_hook(struct reader *r, const struct token *value)
{
	struct scenario_step *step = step_of(r);
	char *name = reader_word(r, value);
	int bad;

	/* A type that stands in front of it is kept. */
	struct wcs_hook known = { name, step->hook.type };

	scenario_hook(name, &known);
	free((char *)step->hook.name);
	step->hook.name = strdup(known.name);
	if (!step->hook.name)
		die(EXIT_AGAIN, "a hook:");
	step->hook.type = known.type;
	bad = check_name(r, value, name);
	free(name);
	return bad;
}

static int
read_type(struct reader *r, const struct token *value)
{
	static const enum type types[] = { CONNECT, DIRECT, EVENT, INCOMING };
	size_t i;

	for (i = 0; i < sizeof types / sizeof *types; i++)
		if (token_says(&r->scan, value, type_name(types[i]),
			       strlen(type_name(types[i])))) {
			step_of(r)->hook.type = types[i];
			return 0;
		}
	return reader_wrong(r, value,
			    "a type is connect, direct, event or incoming");
}

static int
read_as(struct reader *r, const struct token *value)
{
	struct scenario_step *step = step_of(r);

	free(step->as);
	step->as = reader_word(r, value);
	return check_name(r, value, step->as);
}

static int
read_after(struct reader *r, const struct token *value)
{
	return read_number(r, value, 86400, &step_of(r)->after);
}

static int
read_of(struct reader *r, const struct token *value)
{
	struct scenario_step *step = step_of(r);
	struct vars v = { .objects = r->scenario->objects,
			  .object_count = r->scenario->object_count };

	free(step->of);
	step->of = reader_word(r, value);
	if (vars_object(&v, step->of))
		return 0;
	return reader_wrong(
	    r, value, "there is no object \"%.100s\" in \"objects\"", step->of);
}

static int
read_body(struct reader *r, const struct token *value)
{
	return scenario_members(r, value, &step_of(r)->body);
}

static int
read_new(struct reader *r, const struct token *value)
{
	if (!token_says(&r->scan, value, "new", 3))
		return reader_wrong(r, value, "it can only be \"new\"");
	return 0;
}

static int
read_connection(struct reader *r, const struct token *value)
{
	step_of(r)->is_open = true;
	return read_new(r, value);
}

static int
read_session(struct reader *r, const struct token *value)
{
	r->session = r->scenario->sessions++;
	step_of(r)->session = r->session;
	return read_new(r, value);
}

static int
read_then(struct reader *r, const struct token *value)
{
	size_t parent = r->parent;
	int bad;

	r->parent = r->scenario->count - 1;
	bad = scenario_steps(r, value);
	r->parent = parent;
	return bad;
}

/* What has to be read before what stands in it: `then` comes last. */
static const struct key step_keys[] = {
	{ "hook", STRING, read_hook },
	{ "type", STRING, read_type },
	{ "about", STRING, reader_skip },
	{ "as", STRING, read_as },
	{ "after", NUMBER, read_after },
	{ "of", STRING, read_of },
	{ "body", OBJECT, read_body },
	{ "connection", STRING, read_connection },
	{ "session", STRING, read_session },
	{ "expect", STRING | OBJECT, read_expect },
	{ "then", ARRAY, reader_skip },
	{ NULL, 0, NULL },
};

static int
read_step(struct reader *r, const struct token *object)
{
	static const struct key then[] = { { "then", ARRAY, read_then },
					   { NULL, 0, NULL } };
	const struct scan *s = &r->scan;
	const struct token *value;
	struct scenario_step *step;
	struct wcs_hook known;

	if (object->kind != OBJECT)
		return reader_wrong(r, object, "a step is an object");
	step = scenario_add(r->scenario);
	step->parent = r->parent;
	step->session = r->session;
	step->place = strdup(r->place.at);
	if (!step->place)
		die(EXIT_AGAIN, "a step:");
	if (reader_keys(r, object, step_keys))
		return -1;
	step = step_of(r);
	if (!step->hook.name)
		return reader_wrong(r, object, "the \"hook\" is missing");
	if (!scenario_hook(step->hook.name, &known) &&
	    !token_member(s, object, "type"))
		return reader_wrong(
		    r, object,
		    "there is no hook \"%.100s\"; name one of WCS's, "
		    "or say its \"type\"",
		    step->hook.name);
	/* Whoever says nothing wants it to go well. */
	if (!token_member(s, object, "expect"))
		step->expect.status = 200;
	value = token_member(s, object, "then");
	return value ? reader_key(r, value - 1, value, then) : 0;
}

int
scenario_steps(struct reader *r, const struct token *array)
{
	const struct token *t = token_first(array);
	size_t i;

	for (i = 0; t < token_end(&r->scan, array);
	     t = token_next(&r->scan, t), i++) {
		size_t back = reader_enter(r, "[%zu]", i);

		if (read_step(r, t))
			return -1;
		reader_leave(r, back);
	}
	return 0;
}
