/*
 * explained - tells of one exchange: its rules, its answer, and what WCS makes
 * of that.
 */
#ifndef ECHOAPP_EXPLAINED_H
#define ECHOAPP_EXPLAINED_H

#include <stdbool.h>

#include "request/serve.h"
#include "wcs/rest_policy.h"

struct explain_text {
	bool json;		   /* one object */
	struct rest_policy policy; /* as connect tells it */
	int exit_code;		   /* to exit with: enum in command.h */
};

serve_result_fn explain_text_print;

void explain_text_free(struct explain_text *);

#endif
