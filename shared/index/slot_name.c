/* slot_name - names the holder of a limit's slot. */

#include "slot_name.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "entity_id.h"
#include "protocol/hook_roles.h"

/* The second word of a rate's key. */
static bool
is_rate(const char *key)
{
	const char *word = strchr(key, ' ');

	return word && strncmp(word, " rate ", 6) == 0;
}

static bool
begins_entity(const struct journal_line *v)
{
	const struct hook_roles *h = hook_roles_find(v->hook);

	return h && (h->role == ROLE_BEGINS || h->role == ROLE_ARRIVES);
}

const char *
slot_name_retry(const struct journal_line *v, int64_t instance)
{
	static char prefix[SLOT_RETRY_SIZE];
	const char *node = v->node ? v->node : "";
	const char *session = v->session ? v->session : "";
	uint8_t digest[DIGEST_SHA256];
	enum entity_kind kind;
	const char *id;
	size_t i;

	if (!begins_entity(v) || !entity_id_find(v, &kind, &id))
		return NULL;
	digest_hmac_sha256(
	    digest, (struct bytes){ "", 0 },
	    (const struct bytes[]){
		{ node, strlen(node) },
		{ "", 1 },
		{ session, strlen(session) },
		{ "", 1 },
		{ id, strlen(id) },
		{ (const char *)&instance, instance ? sizeof instance : 0 },
	    },
	    6);
	for (i = 0; i < SLOT_RETRY_SIZE / 2 - 1; i++)
		snprintf(prefix + i * 2, 3, "%02x", digest[i]);
	prefix[SLOT_RETRY_SIZE - 2] = ' ';
	prefix[SLOT_RETRY_SIZE - 1] = '\0';
	return prefix;
}

/* A name that was cut ends in a digest, so two that begin alike differ. */
static void
end_in_digest(struct buffer *name, const char *session, const char *id)
{
	const struct bytes parts[] = {
		{ name->at, SLOT_NAME_SIZE - 1 },
		{ session, strlen(session) },
		{ " ", 1 },
		{ id, strlen(id) },
	};
	uint8_t digest[DIGEST_SHA256];
	size_t i;

	digest_hmac_sha256(digest, (struct bytes){ "", 0 }, parts,
			   sizeof parts / sizeof *parts);
	name->len = SLOT_NAME_SIZE - 1 - sizeof digest * 2;
	for (i = 0; i < sizeof digest; i++)
		buffer_printf(name, "%02x", digest[i]);
}

static void
add_owner(struct buffer *name, const struct journal_line *v)
{
	buffer_byte(name, ' ');
	buffer_str(name, v->node ? v->node : "");
	buffer_byte(name, ' ');
	buffer_str(name, v->session ? v->session : "");
}

const char *
slot_name(const struct journal_line *v, const char *key, int64_t instance)
{
	static struct buffer name;
	const char *prefix = is_rate(key) ? slot_name_retry(v, instance) : NULL;
	enum entity_kind kind;
	const char *id;

	name.len = 0;
	if (prefix) {
		buffer_str(&name, prefix);
		buffer_number(&name, v->time);
	} else if (is_rate(key) || !begins_entity(v) ||
		   !entity_id_find(v, &kind, &id)) {
		buffer_number(&name, v->time);
		add_owner(&name, v);
		if (name.len >= SLOT_NAME_SIZE)
			name.len = SLOT_NAME_SIZE - 1;
	} else {
		buffer_str(&name, entity_kind_names[kind]);
		if (instance > 0) {
			buffer_byte(&name, '/');
			buffer_number(&name, instance);
		}
		add_owner(&name, v);
		buffer_byte(&name, ' ');
		buffer_str(&name, id);
		if (name.len >= SLOT_NAME_SIZE)
			end_in_digest(&name, v->session ? v->session : "", id);
	}
	buffer_add(&name, "", 1);
	return name.at;
}
