/*
 * explain_text - prints one exchange: its rules, its answer, and what WCS does
 * with the answer.
 */
#ifndef ECHOAPP_EXPLAIN_TEXT_H
#define ECHOAPP_EXPLAIN_TEXT_H

#include <stdbool.h>

#include "request/serve.h"
#include "wcs/rest_policy.h"

struct explain_text {
	bool json;		   /* print one object */
	struct rest_policy policy; /* see dry_run_connect() */
	int exit_code;		   /* result: see complain.h */
};

/* Prints the exchange; the argument is a struct explain_text. */
serve_result_fn explain_text_print;

/* Frees the policy. */
void explain_text_free(struct explain_text *);

#endif
