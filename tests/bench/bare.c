/*
 * bare - the floor that a hook is compared with: FastCGI, and nothing else.
 *
 * Gives the body back as it came; parses nothing, stores nothing.
 */

#include <fcgiapp.h>
#include <stdio.h>

int
main(void)
{
	static char body[64 * 1024];
	static FCGX_Request io;

	FCGX_Init();
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
	}
	return 0;
}
