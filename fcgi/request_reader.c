/* request_reader - puts the records of one connection together to a request. */

#include "request_reader.h"

#include <string.h>
#include <sys/socket.h>

#include "fastcgi_record.h"

/* The fields of a BEGIN_REQUEST. */
#define BEGIN_SIZE 8

static void
add_value(struct buffer *out, const struct fastcgi_pair *asked)
{
	/* One request at a time for each connection (FastCGI 1.0, 4.1). */
	static const struct {
		const char *name, *value;
	} known[] = {
		{ "FCGI_MAX_CONNS", "256" },
		{ "FCGI_MAX_REQS", "256" },
		{ "FCGI_MPXS_CONNS", "0" },
	};
	size_t i;

	for (i = 0; i < sizeof known / sizeof *known; i++)
		if (strlen(known[i].name) == asked->name_len &&
		    memcmp(known[i].name, asked->name, asked->name_len) == 0)
			fastcgi_record_add_pair(out, asked->name,
						asked->name_len, known[i].value,
						strlen(known[i].value));
}

/* Answers at most as many bytes as fit into a record. */
static void
reply_values(struct buffer *out, const char *at, const char *end)
{
	struct buffer values = { 0 };
	struct fastcgi_pair asked;

	while (fastcgi_record_next_pair(&asked, &at, end) &&
	       values.len + asked.name_len + 16 <= FASTCGI_CONTENT_MAX)
		add_value(&values, &asked);
	fastcgi_record_add_head(out, FASTCGI_GET_VALUES_RESULT, 0, values.len);
	buffer_add(out, values.at, values.len);
	buffer_free(&values);
}

static void
reply_to_management(struct buffer *out, const struct fastcgi_head *h,
		    const char *content)
{
	const char unknown[8] = { (char)h->type };

	if (h->type == FASTCGI_GET_VALUES) {
		reply_values(out, content, content + h->content_len);
		return;
	}
	fastcgi_record_add_head(out, FASTCGI_UNKNOWN_TYPE, 0, sizeof unknown);
	buffer_add(out, unknown, sizeof unknown);
}

static bool
begin(struct request_reader *r, const struct fastcgi_head *h,
      const char *content)
{
	bool keep;
	int role;

	if (h->content_len < BEGIN_SIZE || (r->active && h->id == r->id))
		return false;
	role = (unsigned char)content[0] << 8 | (unsigned char)content[1];
	keep = content[2] & FASTCGI_KEEP_CONN;
	if (r->active) {
		fastcgi_record_add_end(&r->replies, h->id,
				       FASTCGI_CANT_MPX_CONN);
		return true;
	}
	if (role != FASTCGI_RESPONDER) {
		fastcgi_record_add_end(&r->replies, h->id,
				       FASTCGI_UNKNOWN_ROLE);
		r->close = !keep;
		return true;
	}
	r->active = true;
	r->keep = keep;
	r->id = h->id;
	return true;
}

static void
forget_request(struct request_reader *r, size_t keep)
{
	buffer_clear(&r->params, keep);
	buffer_clear(&r->body, keep);
	r->active = r->whole = r->truncated = false;
	r->params_end = r->body_end = false;
}

static void
add_body(struct request_reader *r, const char *content, size_t len, size_t max)
{
	size_t room = max + 1 > r->body.len ? max + 1 - r->body.len : 0;

	buffer_add(&r->body, content, len < room ? len : room);
	r->truncated = r->truncated || r->body.len > max;
	r->body_end = r->body_end || len == 0;
}

/* A record of the request in progress; others may still be on their way. */
static bool
add_to_request(struct request_reader *r, const struct fastcgi_head *h,
	       const char *content, size_t body_max)
{
	if (!r->active || h->id != r->id || r->whole)
		return true;
	switch (h->type) {
	case FASTCGI_ABORT_REQUEST:
		fastcgi_record_add_end(&r->replies, h->id,
				       FASTCGI_REQUEST_COMPLETE);
		r->close = r->close || !r->keep;
		forget_request(r, 0);
		return true;
	case FASTCGI_PARAMS:
		if (r->params.len + h->content_len > REQUEST_READER_PARAMS_MAX)
			return false;
		if (!r->params_end)
			buffer_add(&r->params, content, h->content_len);
		r->params_end = r->params_end || h->content_len == 0;
		break;
	case FASTCGI_STDIN:
		if (!r->body_end)
			add_body(r, content, h->content_len, body_max);
		break;
	default:
		break;
	}
	r->whole = r->params_end && r->body_end;
	return true;
}

static bool
read_record(struct request_reader *r, const struct fastcgi_head *h,
	    const char *content, size_t body_max)
{
	if (h->id == 0) {
		reply_to_management(&r->replies, h, content);
		return true;
	}
	if (h->type == FASTCGI_BEGIN_REQUEST)
		return begin(r, h, content);
	return add_to_request(r, h, content, body_max);
}

/* Reads whole records; returns how many bytes they have, or SIZE_MAX. */
static size_t
read_records(struct request_reader *r, const char *bytes, size_t len,
	     size_t body_max)
{
	size_t done = 0;

	while (len - done >= FASTCGI_HEAD_SIZE) {
		struct fastcgi_head h = fastcgi_record_head(bytes + done);
		size_t size = FASTCGI_HEAD_SIZE + h.content_len + h.padding_len;

		if (h.version != 1)
			return SIZE_MAX;
		if (len - done < size)
			break;
		if (!read_record(r, &h, bytes + done + FASTCGI_HEAD_SIZE,
				 body_max))
			return SIZE_MAX;
		done += size;
	}
	return done;
}

enum request_reader_state
request_reader_feed(struct request_reader *r, const char *bytes, size_t len,
		    size_t body_max)
{
	struct buffer *p = &r->partial;
	size_t done;

	if (p->len > 0) {
		buffer_add(p, bytes, len);
		done = read_records(r, p->at, p->len, body_max);
		if (done == SIZE_MAX)
			return REQUEST_READER_BROKEN;
		p->len -= done;
		memmove(p->at, p->at + done, p->len);
		if (p->len == 0)
			buffer_free(p);
	} else {
		done = read_records(r, bytes, len, body_max);
		if (done == SIZE_MAX)
			return REQUEST_READER_BROKEN;
		buffer_add(p, bytes + done, len - done);
	}
	if (!r->whole)
		return REQUEST_READER_WAITS;
	/* Who answers does not know what was read beyond the request. */
	r->keep = r->keep && p->len == 0;
	return REQUEST_READER_WHOLE;
}

bool
request_reader_reply(struct request_reader *r, int fd)
{
	size_t len = r->replies.len;

	if (len > 0 && send(fd, r->replies.at, len,
			    MSG_NOSIGNAL | MSG_DONTWAIT) != (ssize_t)len)
		return false;
	r->replies.len = 0;
	return !r->close;
}

bool
request_reader_has_begun(const struct request_reader *r)
{
	return r->active || r->partial.len > 0;
}

size_t
request_reader_size(const struct request_reader *r)
{
	return r->partial.cap + r->params.cap + r->body.cap + r->replies.cap;
}

static void
dump_stream(struct buffer *out, enum fastcgi_type type, uint16_t id,
	    const struct buffer *stream, bool ended)
{
	size_t at, n;

	for (at = 0; at < stream->len; at += n) {
		n = stream->len - at;
		if (n > FASTCGI_CONTENT_MAX)
			n = FASTCGI_CONTENT_MAX;
		fastcgi_record_add_head(out, type, id, n);
		buffer_add(out, stream->at + at, n);
	}
	if (ended)
		fastcgi_record_add_head(out, type, id, 0);
}

void
request_reader_dump(const struct request_reader *r, struct buffer *out)
{
	const char begin[BEGIN_SIZE] = {
		[1] = FASTCGI_RESPONDER,
		[2] = (char)(r->keep ? FASTCGI_KEEP_CONN : 0),
	};

	if (r->active) {
		fastcgi_record_add_head(out, FASTCGI_BEGIN_REQUEST, r->id,
					sizeof begin);
		buffer_add(out, begin, sizeof begin);
		dump_stream(out, FASTCGI_PARAMS, r->id, &r->params,
			    r->params_end);
		dump_stream(out, FASTCGI_STDIN, r->id, &r->body, r->body_end);
	}
	buffer_add(out, r->partial.at, r->partial.len);
}

void
request_reader_next(struct request_reader *r, size_t keep)
{
	forget_request(r, keep);
	buffer_clear(&r->partial, keep);
	buffer_clear(&r->replies, keep);
	r->keep = r->close = false;
}

void
request_reader_reset(struct request_reader *r)
{
	request_reader_next(r, 0);
}
