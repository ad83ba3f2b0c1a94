/* scan_copy - texts read by scan where a sanitizer sees what is read too much.
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
