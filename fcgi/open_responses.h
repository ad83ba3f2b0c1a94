/*
 * open_responses - responses that a worker keeps open, and adds parts to.
 *
 * A worker that has some answers other requests as before.  Whoever reads too
 * slowly, or not at all, loses the connection.
 */
#ifndef ECHOAPP_OPEN_RESPONSES_H
#define ECHOAPP_OPEN_RESPONSES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "fastcgi_response.h"

#define OPEN_RESPONSES_MAX 64

/* How often a part is due; milliseconds. */
#define OPEN_RESPONSES_INTERVAL 200

struct open_responses {
	int epoll_fd;
	unsigned count;
	int64_t due; /* clock_ms() */
	struct open_response {
		bool used;
		int fd;
		uint16_t id;
	} at[OPEN_RESPONSES_MAX];
	struct fastcgi_response part;
};

/*
 * Takes over the connection of a response; sends what was added to that before.
 * There must be less than OPEN_RESPONSES_MAX.  When the web server ends the
 * connection, epoll gives `event`, plus the place of the response.
 */
void open_responses_add(struct open_responses *, struct fastcgi_response *,
			uint32_t event);

/* Is the next part due? */
bool open_responses_is_due(struct open_responses *);

/* Adds a part to all. */
void open_responses_send(struct open_responses *, const char *part);

/* Ends the response in that place. */
void open_responses_end(struct open_responses *, size_t place);

/* Ends all, and frees memory. */
void open_responses_end_all(struct open_responses *);

#endif
