/*
 * environment - a program that responds with what the web server passed to it:
 * the variables, one a line, and the length of the body.
 */

#include <fcgiapp.h>
#include <stdio.h>
#include <unistd.h>

extern char **environ;

static size_t
count(size_t (*piece)(FCGX_Request *, char *, size_t), FCGX_Request *io)
{
	static char body[64 * 1024];
	size_t all = 0, n;

	while ((n = piece(io, body, sizeof body)) > 0)
		all += n;
	return all;
}

static size_t
fcgi_piece(FCGX_Request *io, char *into, size_t room)
{
	int n = FCGX_GetStr(into, (int)room, io->in);

	return n > 0 ? (size_t)n : 0;
}

static size_t
cgi_piece(FCGX_Request *io, char *into, size_t room)
{
	ssize_t n = read(STDIN_FILENO, into, room);

	(void)io;
	return n > 0 ? (size_t)n : 0;
}

static void
answer_cgi(void)
{
	size_t len = count(cgi_piece, NULL);
	char **v;

	printf("Content-Type: text/plain\r\n\r\n");
	for (v = environ; *v; v++)
		printf("%s\n", *v);
	printf("BODY=%zu\n", len);
}

int
main(void)
{
	static FCGX_Request io;
	char line[64], **v;

	FCGX_Init();
	if (FCGX_IsCGI()) {
		answer_cgi();
		return 0;
	}
	FCGX_InitRequest(&io, STDIN_FILENO, 0);
	while (FCGX_Accept_r(&io) == 0) {
		snprintf(line, sizeof line, "BODY=%zu\n",
			 count(fcgi_piece, &io));
		FCGX_PutS("Content-Type: text/plain\r\n\r\n", io.out);
		for (v = io.envp; *v; v++) {
			FCGX_PutS(*v, io.out);
			FCGX_PutS("\n", io.out);
		}
		FCGX_PutS(line, io.out);
		/* It accepts one connection at a time. */
		io.keepConnection = 0;
		FCGX_Finish_r(&io);
	}
	return 0;
}
