/* entity_keys - a set of entities, and the file of a purge at work. */

#include "entity_keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/die.h"
#include "base/hash.h"
#include "base/open_file.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "base/write_all.h"
#include "entity_id.h"

#define FILE_NAME ".purge"
#define NEW_NAME ".purge.new"

/* A connection's key has no id; the text is good until the next call. */
static const char *
key_of(enum entity_kind kind, const char *connection, const char *id)
{
	static struct buffer key;

	key.len = 0;
	buffer_number(&key, kind);
	buffer_byte(&key, '\n');
	buffer_str(&key, connection);
	buffer_byte(&key, '\n');
	buffer_str(&key, id);
	buffer_byte(&key, '\0');
	return key.at;
}

static uint64_t
hash_of(const char *key)
{
	return hash_bytes(HASH_START, key, strlen(key));
}

static bool
has_key(const struct entity_keys *k, const char *key)
{
	size_t position = 0;
	int64_t n;

	while ((n = hash_index_next(&k->by_key, hash_of(key), &position)))
		if (strcmp(k->at[n - 1], key) == 0)
			return true;
	return false;
}

static void
add_key(struct entity_keys *k, const char *key)
{
	if (has_key(k, key))
		return;
	if ((k->count & (k->count - 1)) == 0) {
		k->at = reallocarray(k->at, k->count ? k->count * 2 : 1,
				     sizeof(char *));
		if (!k->at)
			die(EXIT_TEMPORARY, "listing entities:");
	}
	k->at[k->count++] = str_dup(key);
	hash_index_add(&k->by_key, hash_of(key), (int64_t)k->count);
}

void
entity_keys_add(struct entity_keys *k, enum entity_kind kind,
		const char *connection, const char *id)
{
	add_key(k, key_of(ENTITY_CONNECTION, connection, ""));
	if (kind != ENTITY_CONNECTION && kind != ENTITY_REGISTRATION)
		add_key(k, key_of(kind, connection, id));
}

void
entity_keys_free(struct entity_keys *k)
{
	while (k->count > 0)
		free(k->at[--k->count]);
	free(k->at);
	hash_index_free(&k->by_key);
	*k = (struct entity_keys){ 0 };
}

bool
entity_keys_has(const struct entity_keys *k, const struct journal_line *v)
{
	enum entity_kind kind;
	const char *id;

	if (!entity_id_find(v, &kind, &id))
		return false;
	if (kind == ENTITY_CONNECTION || kind == ENTITY_REGISTRATION)
		return has_key(
		    k, key_of(ENTITY_CONNECTION, entity_id_connection(v), ""));
	return has_key(k, key_of(kind, entity_id_connection(v), id));
}

/* The date and the keys, each with its NUL. */
int
entity_keys_write(const struct entity_keys *k, int dir)
{
	struct buffer b = { 0 };
	struct stat st;
	int fd, bad, error;
	size_t i;

	buffer_add(&b, k->before, strlen(k->before) + 1);
	for (i = 0; i < k->count; i++)
		buffer_add(&b, k->at[i], strlen(k->at[i]) + 1);
	fd = open_file(dir, NEW_NAME, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
		       0600);
	bad = fd < 0 || write_all(fd, b.at, b.len) || fstat(dir, &st) ||
	      (st.st_uid != geteuid() && fchown(fd, st.st_uid, st.st_gid)) ||
	      fsync(fd) || renameat(dir, NEW_NAME, dir, FILE_NAME) ||
	      sync_dir(dir);
	error = errno;
	if (fd >= 0)
		close(fd);
	if (bad)
		unlinkat(dir, NEW_NAME, 0);
	buffer_free(&b);
	errno = error;
	return bad ? -1 : 0;
}

static int
read_bytes(int fd, struct buffer *b)
{
	struct stat st;
	ssize_t n = 0;

	if (fstat(fd, &st))
		return -1;
	buffer_reserve(b, (size_t)st.st_size + 1);
	while (b->len < (size_t)st.st_size &&
	       (n = read(fd, b->at + b->len, (size_t)st.st_size - b->len)) > 0)
		b->len += (size_t)n;
	buffer_byte(b, '\0');
	return n < 0 ? -1 : 0;
}

/* Without a whole date the file says nothing. */
static bool
has_date(const struct buffer *b)
{
	return strlen(b->at) == strlen("20261123") &&
	       strspn(b->at, "0123456789") == strlen("20261123");
}

int
entity_keys_read(struct entity_keys *k, int dir)
{
	int fd = open_file(dir, FILE_NAME, O_RDONLY | O_NOFOLLOW, 0);
	struct buffer b = { 0 };
	const char *at;
	int bad;

	*k = (struct entity_keys){ 0 };
	if (fd < 0)
		return errno == ENOENT ? 0 : -1;
	bad = read_bytes(fd, &b);
	close(fd);
	if (!bad && has_date(&b)) {
		str_copy(k->before, sizeof k->before, b.at);
		for (at = b.at + strlen(b.at) + 1; at < b.at + b.len - 1;
		     at += strlen(at) + 1)
			add_key(k, at);
	}
	buffer_free(&b);
	return bad;
}

int
entity_keys_remove(int dir)
{
	if (unlinkat(dir, FILE_NAME, 0) && errno != ENOENT)
		return -1;
	return sync_dir(dir);
}
