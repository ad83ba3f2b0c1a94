/* fastcgi_record - the records of FastCGI 1.0. */

#include "fastcgi_record.h"

#include <string.h>

#define VERSION_1 1
/* A length of a name or value from this one on takes four bytes. */
#define LONG_LENGTH 128

struct fastcgi_head
fastcgi_record_head(const char *bytes)
{
	const unsigned char *b = (const unsigned char *)bytes;

	return (struct fastcgi_head){
		.version = b[0],
		.type = b[1],
		.id = (uint16_t)(b[2] << 8 | b[3]),
		.content_len = (size_t)b[4] << 8 | b[5],
		.padding_len = b[6],
	};
}

void
fastcgi_record_add_head(struct buffer *out, enum fastcgi_type type, uint16_t id,
			size_t content_len)
{
	char *at = buffer_reserve(out, FASTCGI_HEAD_SIZE);

	at[0] = VERSION_1;
	at[1] = (char)type;
	at[2] = (char)(id >> 8);
	at[3] = (char)id;
	at[6] = at[7] = 0;
	fastcgi_record_set_length(at, content_len);
	out->len += FASTCGI_HEAD_SIZE;
}

void
fastcgi_record_set_length(char *record, size_t content_len)
{
	record[4] = (char)(content_len >> 8);
	record[5] = (char)content_len;
}

void
fastcgi_record_add_end(struct buffer *out, uint16_t id, enum fastcgi_end how)
{
	/* The first four bytes are the exit code of the application: 0. */
	const char content[8] = { [4] = (char)how };

	fastcgi_record_add_head(out, FASTCGI_END_REQUEST, id, sizeof content);
	buffer_add(out, content, sizeof content);
}

static void
add_length(struct buffer *out, size_t len)
{
	if (len >= LONG_LENGTH) {
		buffer_byte(out, (char)(len >> 24 | 0x80));
		buffer_byte(out, (char)(len >> 16));
		buffer_byte(out, (char)(len >> 8));
	}
	buffer_byte(out, (char)len);
}

void
fastcgi_record_add_pair(struct buffer *out, const char *name, size_t name_len,
			const char *value, size_t value_len)
{
	add_length(out, name_len);
	add_length(out, value_len);
	buffer_add(out, name, name_len);
	buffer_add(out, value, value_len);
}

static bool
read_length(size_t *len, const char **at, const char *end)
{
	const unsigned char *b = (const unsigned char *)*at;

	if (*at == end)
		return false;
	if (b[0] < LONG_LENGTH) {
		*len = b[0];
		*at += 1;
		return true;
	}
	if (end - *at < 4)
		return false;
	*len = (size_t)(b[0] & 0x7f) << 24 | (size_t)b[1] << 16 |
	       (size_t)b[2] << 8 | b[3];
	*at += 4;
	return true;
}

bool
fastcgi_record_next_pair(struct fastcgi_pair *p, const char **at,
			 const char *end)
{
	const char *from = *at;

	if (!read_length(&p->name_len, &from, end) ||
	    !read_length(&p->value_len, &from, end) ||
	    p->name_len > (size_t)(end - from) ||
	    p->value_len > (size_t)(end - from) - p->name_len)
		return false;
	p->name = from;
	p->value = from + p->name_len;
	*at = p->value + p->value_len;
	return true;
}
