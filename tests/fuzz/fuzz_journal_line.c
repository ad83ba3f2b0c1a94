/*
 * fuzz_journal_line - any line of the journal, read by us and by json-c, for
 * libFuzzer.
 *
 * It is an error if a line that one reader takes for JSON is none for the
 * other, or if a member has another value.
 */

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz/support/fuzz.h"
#include "journal/journal_line.h"
#include "support/jsonc_oracle.h"

/* The text of a scalar; json-c has the last of members of one name, as we. */
static void
check_text(const char *ours, struct json_object *o, const char *name)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(o, name, &value);
	switch (json_object_get_type(value)) {
	case json_type_null:
	case json_type_object:
	case json_type_array:
		MUST(ours == NULL);
		break;
	case json_type_string:
		MUST(ours && strcmp(ours, json_object_get_string(value)) == 0);
		break;
	default:
		MUST(ours != NULL);
	}
}

static void
check_members(const struct journal_line *l, struct json_object *o)
{
	struct json_object *body = json_object_object_get(o, "body");

	check_text(l->hook, o, "hook");
	check_text(l->app, o, "appKey");
	check_text(l->node, o, "nodeId");
	check_text(l->session, o, "sessionId");
	check_text(l->reason, o, "reason");
	check_text(l->rule, o, "rule");
	if (!json_object_is_type(body, json_type_object))
		return;
	check_text(l->body[MEMBER_CALL_ID], body, "callId");
	check_text(l->body[MEMBER_CALLER], body, "caller");
	check_text(l->body[MEMBER_CALLEE], body, "callee");
	check_text(l->body[MEMBER_STATUS], body, "status");
	check_text(l->body[MEMBER_SIP_LOGIN], body, "sipLogin");
}

/*
 * json-c keeps a member where it was first, cuts names and texts at a NUL, and
 * replaces half surrogates.
 */
static bool
can_compare(const char *line, size_t len)
{
	return !memmem(line, len, "\\u", 2);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct journal_line l;
	struct fuzz_input in = { data, size };
	size_t len;
	char *line = fuzz_rest(&in, &len);
	struct json_object *o;

	if (journal_line_read(&l, line, len) == 0) {
		MUST(l.time >= 0 && l.hook[0]);
		MUST(l.took >= -1 && l.took <= JOURNAL_LINE_TOOK_MAX);
		MUST(l.slot_count <= JOURNAL_LINE_SLOTS_MAX);
		o = oracle_object(line, len, JSON_SCAN_DEPTH + 2);
		MUST(o != NULL);
		if (can_compare(line, len))
			check_members(&l, o);
		json_object_put(o);
	}
	free(line);
	return 0;
}
