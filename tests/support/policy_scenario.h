/*
 * obey - one hook played against a server that has told WCS a rule for it.
 *
 * The session is: connect, the hook, and pushLogs, which follows from it.
 */
#ifndef ECHOAPP_OBEY_H
#define ECHOAPP_OBEY_H

#include "ctl_runner.h"
#include "fake_server.h"

#define FAIL "\"restOnError\":\"FAIL\""
#define LOG "\"restOnError\":\"LOG\""

/* Writes ./it.json; `body` is what the hook and pushLogs are about. */
void obey_scenario(const char *hook, const char *body);

/* An answer to connect with a rule for one hook; never freed. */
char *obey_rule(const char *hook, const char *fields);

/* Plays it, which must go as expected; what --json says of the hook. */
struct json_object *obey_play(const struct scripted *rows);

#endif
