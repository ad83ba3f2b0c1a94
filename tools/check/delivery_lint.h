/* delivery_lint - what deliver.conf says that has no effect, or a bad one. */
#ifndef ECHOAPP_DELIVERY_LINT_H
#define ECHOAPP_DELIVERY_LINT_H

#include "delivery/delivery_conf.h"
#include "diagnostic.h"

/*
 * Errors in the files that it names; warnings about destinations that get
 * nothing, columns that no record has, and what goes over a network in the
 * clear.
 */
void delivery_lint(struct diagnostics *, const struct delivery_conf *,
		   const char *path);

#endif
