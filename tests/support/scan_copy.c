/*
 * scan_copy - scans exact copies of texts, so that a sanitizer sees an overrun.
 */

#include "scan_copy.h"

#include <check.h>
#include <stdlib.h>
#include <string.h>

int
scan_copy(struct json_scan *s, const char *text, size_t len)
{
	char *exact = malloc(len ? len : 1);
	int failed;

	ck_assert_ptr_nonnull(exact);
	memcpy(exact, text, len);
	failed = json_scan(s, exact, len);
	s->text = NULL;
	free(exact);
	return failed;
}
