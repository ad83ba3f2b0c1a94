/* response_head - the head of a response. */

#include "response_head.h"

#include <stddef.h>

#include "method.h"

/*
 * The phrase is needed because nginx passes Status on unchanged, and HTTP needs
 * a space after the number (RFC 9112, 4).
 */
static const char *
phrase(int status)
{
	static const struct {
		int status;
		const char *phrase;
	} phrases[] = {
		{ 200, "OK" },
		{ HTTP_BAD_REQUEST, "Bad Request" },
		{ HTTP_UNAUTHORIZED, "Unauthorized" },
		{ HTTP_FORBIDDEN, "Forbidden" },
		{ HTTP_METHOD_NOT_ALLOWED, "Method Not Allowed" },
		{ HTTP_CONTENT_TOO_LARGE, "Content Too Large" },
		{ HTTP_UNSUPPORTED_MEDIA_TYPE, "Unsupported Media Type" },
		{ HTTP_SERVICE_UNAVAILABLE, "Service Unavailable" },
	};
	size_t i;

	for (i = 0; i < sizeof phrases / sizeof *phrases; i++)
		if (phrases[i].status == status)
			return phrases[i].phrase;
	return "Refused";
}

/* A header line that the status requires (RFC 9110, 15.5), or "". */
static const char *
required_line(int status)
{
	switch (status) {
	case HTTP_UNAUTHORIZED:
		return "WWW-Authenticate: Basic realm=\"EchoApp\", "
		       "charset=\"UTF-8\"\r\n";
	case HTTP_METHOD_NOT_ALLOWED:
		return "Allow: POST\r\n";
	default:
		return "";
	}
}

void
response_head_add(struct buffer *head, const struct answer *a)
{
	buffer_printf(head,
		      "Status: %d %s\r\n"
		      "%s"
		      "Content-Type: application/json\r\n"
		      "Content-Length: %zu\r\n\r\n",
		      a->status, phrase(a->status), required_line(a->status),
		      a->len);
}
