/* stand_ins - what the passwords of unknown users of a database are checked by.
 */

#include "stand_ins.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/shared_memory.h"

#define KINDS_MAX 8
#define HASH_SIZE 160

/* As PHP's password_hash() has them, until a hash is found. */
static const char first[] =
    "$2y$10$.....................................................";

/*
 * Two processes that add at the same time may lose a kind, which the next hash
 * of that kind adds again.
 */
static struct kinds {
	size_t count;
	char at[KINDS_MAX][HASH_SIZE];
} * kinds;

void
stand_ins_share(void)
{
	if (!kinds)
		kinds = shared_memory_new(sizeof *kinds);
}

void
stand_ins_forget(void)
{
	if (kinds)
		*kinds = (struct kinds){ 0 };
}

/*
 * How long the method and its cost are: "$2y$10$", "$6$rounds=9000$",
 * "$y$j9T$". The salt of the others has no cost before it.
 */
static size_t
cost_len(const char *hash)
{
	static const char wordpress[] = "$wp";
	const char *method = strchr(hash + 1, '$') + 1;
	const char *end = strchr(method, '$');
	const bool has_cost =
	    hash[1] == '2' || hash[1] == 'y' || hash[1] == 'g' ||
	    strncmp(method, "rounds=", strlen("rounds=")) == 0;

	if (strncmp(hash, wordpress, strlen(wordpress)) == 0)
		return strlen(wordpress) + cost_len(method - 1);
	return (size_t)((has_cost && end ? end + 1 : method) - hash);
}

/* "." is a character of every salt and hash. */
static void
make_kind(char kind[HASH_SIZE], const char *hash)
{
	size_t i;

	snprintf(kind, HASH_SIZE, "%s", hash);
	for (i = cost_len(hash); kind[i]; i++)
		if (kind[i] != '$')
			kind[i] = '.';
}

void
stand_ins_note(const char *hash)
{
	char kind[HASH_SIZE];
	size_t i;

	stand_ins_share();
	if (strlen(hash) >= sizeof kind)
		return;
	make_kind(kind, hash);
	for (i = 0; i < kinds->count; i++)
		if (strcmp(kinds->at[i], kind) == 0)
			return;
	if (i == KINDS_MAX)
		return;
	memcpy(kinds->at[i], kind, sizeof kind);
	kinds->count = i + 1;
}

size_t
stand_ins_count(void)
{
	stand_ins_share();
	return kinds->count ? kinds->count : 1;
}

const char *
stand_ins_get(size_t number)
{
	static char kind[HASH_SIZE];

	snprintf(kind, sizeof kind, "%s",
		 kinds && kinds->count ? kinds->at[number % kinds->count]
				       : first);
	return kind;
}
