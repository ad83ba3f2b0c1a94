/* scenario_parts - the parts of a scenario's file; for scenario_read.c. */
#ifndef ECHOAPP_SCENARIO_PARTS_H
#define ECHOAPP_SCENARIO_PARTS_H

#include "json_reader.h"
#include "wcs/json_members.h"

/* Members, whose strings may have variables. */
int scenario_read_members(struct json_reader *, const struct json_token *object,
			  struct json_members *);

/* The array of steps; what they refer to has been read. */
int scenario_steps(struct json_reader *, const struct json_token *array);

#endif
