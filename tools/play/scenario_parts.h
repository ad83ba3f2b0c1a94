/* scenario_parts - for scenario_read.c: readers of parts of a scenario's file.
 */
#ifndef ECHOAPP_SCENARIO_PARTS_H
#define ECHOAPP_SCENARIO_PARTS_H

#include "json_reader.h"
#include "wcs/json_members.h"

/* Reads members, whose strings may have variables; 0, or -1 with the error. */
int scenario_read_members(struct json_reader *, const struct json_token *object,
			  struct json_members *);

/* Reads the array of steps, after vars and objects; 0, or -1 with the error. */
int scenario_steps(struct json_reader *, const struct json_token *array);

#endif
