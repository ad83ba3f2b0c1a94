/*
 * policy_scenario - one hook played against a server that has told WCS a rule
 * for it.
 *
 * The session is: connect, the hook, and pushLogs, which follows from it.
 */
#ifndef ECHOAPP_POLICY_SCENARIO_H
#define ECHOAPP_POLICY_SCENARIO_H

#include <json-c/json.h>

#include "fake_server.h"

#define FAIL "\"restOnError\":\"FAIL\""
#define LOG "\"restOnError\":\"LOG\""

/* Writes ./it.json; `body` is what the hook and pushLogs are about. */
void policy_scenario_write(const char *hook, const char *body);

/* An answer to connect with a rule for one hook; never freed. */
char *policy_scenario_rule(const char *hook, const char *fields);

/* Plays it, which must go as expected; what --json says of the hook. */
struct json_object *policy_scenario_play(const struct fake_response *rows);

#endif
