/*
 * policy_scenario - plays one hook against a server whose connect gave WCS a
 * policy for it.
 *
 * The session is: connect, the hook, and pushLogs, which follows from it.
 */
#ifndef ECHOAPP_POLICY_SCENARIO_H
#define ECHOAPP_POLICY_SCENARIO_H

#include <json-c/json.h>

#include "fake_server.h"

#define FAIL "\"restOnError\":\"FAIL\""
#define LOG "\"restOnError\":\"LOG\""

/* Writes ./it.json; `body` has the members of the hook and of pushLogs. */
void policy_scenario_write(const char *hook, const char *body);

/* The response to connect with a policy for one hook; never freed. */
char *policy_scenario_rule(const char *hook, const char *fields);

/* Plays ./it.json, which must succeed; returns --json's line about the hook. */
struct json_object *policy_scenario_play(const struct fake_response *rows);

#endif
