/* user_lookup - the hashes of users' passwords, from a database. */

#include "user_lookup.h"

#include <poll.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/hash.h"
#include "base/monotonic.h"
#include "base/shared_memory.h"
#include "base/str.h"
#include "base/utf8.h"
#include "user_helper.h"

/* Answers that are remembered. */
#define KEPT 64
/* Databases whose state is shared; more share each other's. */
#define SHARED 8
#define SECOND INT64_C(1000000)

struct kept_answer {
	char *user; /* NULL: a free place */
	char *name; /* as the database has it; NULL: nobody */
	char *hash;
	int64_t until;
};

struct lookup {
	struct lookup *next;
	char *path;
	int fd; /* of the helper; -1: there is none */
	int64_t started;
	uint32_t id;
	char why[USER_LOOKUP_TEXT_MAX + 1];
	struct kept_answer kept[KEPT];
};

static struct lookup *lookups;
static const char *program;
static bool is_confined;
/* When a database failed to answer; 0: it answers. */
static atomic_llong *doubts;

void
user_lookup_set_program(const char *path)
{
	program = path;
}

void
user_lookup_share(void)
{
	if (!doubts)
		doubts = shared_memory_new(SHARED * sizeof *doubts);
}

static atomic_llong *
doubt_of(const struct lookup *l)
{
	user_lookup_share();
	return &doubts[hash_text(HASH_START, l->path) % SHARED];
}

static struct lookup *
find(const char *path)
{
	struct lookup *l = lookups;

	while (l && strcmp(l->path, path) != 0)
		l = l->next;
	if (l)
		return l;
	l = calloc(1, sizeof *l);
	if (!l)
		die(EXIT_TEMPORARY, "cannot allocate a lookup of users:");
	l->path = str_dup(path);
	l->fd = -1;
	l->next = lookups;
	lookups = l;
	return l;
}

static void
wipe(char *text)
{
	if (text)
		explicit_bzero(text, strlen(text));
	free(text);
}

static void
forget(struct kept_answer *k)
{
	free(k->user);
	free(k->name);
	wipe(k->hash);
	*k = (struct kept_answer){ 0 };
}

void
user_lookup_end(void)
{
	struct lookup *l;
	size_t i;

	while ((l = lookups)) {
		lookups = l->next;
		for (i = 0; i < KEPT; i++)
			forget(&l->kept[i]);
		if (l->fd >= 0)
			close(l->fd);
		free(l->path);
		free(l);
	}
	is_confined = false;
}

/* Has the helper ended? */
static void
look(struct lookup *l)
{
	struct pollfd on = { .fd = l->fd };

	if (l->fd < 0 || poll(&on, 1, 0) <= 0)
		return;
	close(l->fd);
	l->fd = -1;
}

/* Is there a helper, perhaps a new one? */
static bool
has_helper(struct lookup *l)
{
	const int64_t now = monotonic_now();

	look(l);
	if (l->fd < 0 && !is_confined &&
	    (!l->started || now - l->started >= SECOND)) {
		l->started = now;
		l->fd = user_helper_start(program, l->path, l->why);
	}
	return l->fd >= 0;
}

bool
user_lookup_start(const char *path)
{
	struct lookup *l = find(path);

	if (has_helper(l) || !is_confined)
		return true;
	/* Another process would be no better off with one that ends at once. */
	return l->started && monotonic_now() - l->started < SECOND;
}

void
user_lookup_confine(void)
{
	is_confined = true;
}

static struct kept_answer *
place_of(struct lookup *l, const char *user)
{
	return &l->kept[hash_text(HASH_START, user) % KEPT];
}

/* `found`: the name and the hash, a NUL after each; NULL: nobody. */
static void
keep(struct lookup *l, const char *user, const char *found)
{
	struct kept_answer *k = place_of(l, user);

	forget(k);
	*k = (struct kept_answer){
		.user = str_dup(user),
		.name = str_dup(found),
		.hash = str_dup(found ? found + strlen(found) + 1 : NULL),
		.until = monotonic_now() + USER_LOOKUP_KEPT * SECOND,
	};
}

/* Gives up the helper: a later answer would be one to another question. */
static enum user_lookup_result
fail(struct lookup *l, const char *why)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
	snprintf(l->why, sizeof l->why, "%s", why);
	return USER_LOOKUP_FAILED;
}

/* Is it two texts, a NUL after each? */
static bool
is_user(const char *text, size_t len)
{
	const char *end = memchr(text, '\0', len);
	const size_t name = end ? (size_t)(end - text) + 1 : len;

	return name < len &&
	       memchr(text + name, '\0', len - name) == text + len - 1;
}

/* Takes notice of the answer. */
static enum user_lookup_result
take(struct lookup *l, const char *user, int result, const char *text,
     size_t len)
{
	switch (result) {
	case USER_LOOKUP_FOUND:
		if (!is_user(text, len))
			break;
		keep(l, user, text);
		return USER_LOOKUP_FOUND;
	case USER_LOOKUP_NOBODY:
		keep(l, user, NULL);
		return USER_LOOKUP_NOBODY;
	case USER_LOOKUP_REFUSED:
	case USER_LOOKUP_FAILED:
		snprintf(l->why, sizeof l->why, "%.*s", (int)len, text);
		return (enum user_lookup_result)result;
	default:
		break;
	}
	return fail(l, "the helper " USER_LOOKUP_PROGRAM " did not answer");
}

static enum user_lookup_result
ask(struct lookup *l, const char *user)
{
	atomic_llong *doubt = doubt_of(l);
	const struct user_lookup_question q = {
		.id = ++l->id,
		.doubtful_since = atomic_load(doubt),
	};
	char text[USER_LOOKUP_TEXT_MAX];
	enum user_lookup_result result;
	size_t len = 0;
	const int got = user_helper_ask(l->fd, &q, user, text, &len);

	result = take(l, user, got, text, len);
	explicit_bzero(text, sizeof text);
	if (result != USER_LOOKUP_REFUSED)
		atomic_store(
		    doubt, result == USER_LOOKUP_FAILED ? monotonic_now() : 0);
	return result;
}

/* PostgreSQL ends a question that is no UTF-8; nobody has such a name. */
static bool
may_be_name(const char *user)
{
	const unsigned char *at = (const unsigned char *)user;
	size_t left = strlen(user), n = 1;

	if (left == 0 || left > USER_LOOKUP_NAME_MAX)
		return false;
	for (; left > 0 && n > 0; at += n, left -= n)
		n = utf8_length(at, left);
	return n > 0;
}

static bool
is_kept(const struct kept_answer *k, const char *user)
{
	return k->user && strcmp(k->user, user) == 0 &&
	       k->until > monotonic_now();
}

enum user_lookup_result
user_lookup_ask(const char *path, const char *user,
		struct user_lookup_answer *a)
{
	struct lookup *l = find(path);
	const struct kept_answer *k = place_of(l, user);
	enum user_lookup_result result = USER_LOOKUP_FAILED;

	*a = (struct user_lookup_answer){ .why = l->why };
	if (!may_be_name(user))
		return USER_LOOKUP_NOBODY;
	if (is_kept(k, user))
		result = k->name ? USER_LOOKUP_FOUND : USER_LOOKUP_NOBODY;
	else if (has_helper(l))
		result = ask(l, user);
	else if (!l->why[0])
		fail(l, "the helper " USER_LOOKUP_PROGRAM " has ended");
	if (result == USER_LOOKUP_FOUND) {
		a->name = k->name;
		a->hash = k->hash;
	}
	return result;
}
