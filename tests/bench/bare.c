/*
 * bare - the least that a hook can cost: FastCGI or CGI, and nothing else.
 *
 * Sends the body back unchanged; parses and stores nothing.  It serves one
 * connection at a time, and closes it so that others need not wait.
 */

#include <fcgiapp.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static char body[64 * 1024];

static void
answer_cgi(void)
{
	const char *length = getenv("CONTENT_LENGTH");
	size_t want = length ? strtoul(length, NULL, 10) : 0, len = 0;
	ssize_t n;

	while (len < want && len < sizeof body &&
	       (n = read(STDIN_FILENO, body + len, sizeof body - len)) > 0)
		len += (size_t)n;
	printf("Content-Type: application/json\r\n"
	       "Content-Length: %zu\r\n\r\n",
	       len);
	fwrite(body, 1, len, stdout);
}

int
main(void)
{
	static FCGX_Request io;

	FCGX_Init();
	if (FCGX_IsCGI()) {
		answer_cgi();
		return 0;
	}
	FCGX_InitRequest(&io, 0, 0);
	while (FCGX_Accept_r(&io) == 0) {
		int len = FCGX_GetStr(body, (int)sizeof body, io.in);
		char head[96];

		snprintf(head, sizeof head,
			 "Content-Type: application/json\r\n"
			 "Content-Length: %d\r\n\r\n",
			 len);
		FCGX_PutS(head, io.out);
		FCGX_PutStr(body, len, io.out);
		io.keepConnection = 0;
	}
	return 0;
}
