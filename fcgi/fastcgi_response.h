/*
 * fastcgi_response - the records of a response, and what of them the web server
 * has not taken yet.
 */
#ifndef ECHOAPP_FASTCGI_RESPONSE_H
#define ECHOAPP_FASTCGI_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buffer.h"

struct fastcgi_response {
	int fd; /* of the connection */
	uint16_t id;
	bool failed;	   /* the web server is gone, or too slow */
	struct buffer out; /* records */
	size_t sent;	   /* of `out` */
	size_t open;	   /* where the STDOUT record that grows begins */
	bool is_open;	   /* there is one */
};

/* Begins a response; the memory of the one before is used again. */
void fastcgi_response_begin(struct fastcgi_response *, int fd, uint16_t id);

/* Adds a part of the response, or a line for the web server's error log. */
void fastcgi_response_add(struct fastcgi_response *, const void *bytes,
			  size_t len);
void fastcgi_response_log(struct fastcgi_response *, const char *line);

/* Adds the end; nothing may be added after it. */
void fastcgi_response_end(struct fastcgi_response *);

/*
 * Sends what the connection takes without waiting.  True: all was sent, or it
 * failed.
 */
bool fastcgi_response_send(struct fastcgi_response *);

/* Sends all, and waits at most so many milliseconds; see `failed`. */
void fastcgi_response_flush(struct fastcgi_response *, int64_t timeout_ms);

#endif
