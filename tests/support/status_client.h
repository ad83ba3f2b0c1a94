/*
 * asking - runs the program of the API once on ./state, as a web server would
 * as CGI.  What is returned is never freed.
 */
#ifndef ECHOAPP_ASKING_H
#define ECHOAPP_ASKING_H

#include <json-c/json.h>

struct heard {
	int status;
	char *head; /* all header lines */
	char *body;
	struct json_object *json; /* NULL: it is none */
};

/* GET, from this machine; a printf format. */
struct heard ask_for_status(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* The same with a verb, a peer (NULL: not known), and If-None-Match or NULL. */
struct heard ask_as(const char *verb, const char *peer, const char *tag,
		    const char *uri);

/* GET, from this machine, by that name (the header Host). */
struct heard ask_by_name(const char *host, const char *uri);

/* Fails unless it is 200 and JSON. */
struct json_object *json_of(const char *format, ...)
    __attribute__((format(printf, 1, 2)));

/* What member `name` of every object in the list `list` says, with blanks. */
const char *all_of(struct json_object *, const char *list, const char *name);

/* A header's value, or "". */
const char *header_of(const struct heard *, const char *name);

#endif
