/* sip_text - the SIP request that WCS sends when a hook is let through. */

#include "sip_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json_value.h"
#include "protocol/methods.h"

static void
add_uri(struct buffer *out, const struct json_members *m, const char *name,
	const char *domain)
{
	const char *json = json_members_get(m, name);
	char *address;

	if (!json)
		return;
	address = json_value_to_text(json);
	buffer_printf(out, " sip:%s", address);
	if (domain && domain[0] && !strchr(address, '@'))
		buffer_printf(out, "@%s", domain);
	free(address);
}

/* DTMF goes as RTP events unless the hook asks for INFO. */
static void
add_dtmf(struct buffer *out, const struct json_members *m)
{
	const char *type = json_members_get(m, "type");
	const char *digit = json_members_get(m, "dtmf");
	char *text = digit ? json_value_to_text(digit) : NULL;
	bool info = type && strncmp(type, "\"INFO", 5) == 0;

	buffer_str(out, info ? "INFO with DTMF " : "RTP telephone-event ");
	buffer_str(out, text ? text : "");
	free(text);
}

static bool
is_value(const struct json_members *m, const char *name, const char *json)
{
	const char *value = json_members_get(m, name);

	return value && strcmp(value, json) == 0;
}

void
sip_text_update_session(struct sip_session *s, const char *hook,
			const struct json_members *m)
{
	const struct method *h = methods_find(hook);
	const char *domain = json_members_get(m, "sipDomain");

	if (!h || !h->about)
		return;
	if (h->type == HOOK_CONNECT) {
		free(s->domain);
		s->domain = domain ? json_value_to_text(domain) : NULL;
	}
	if (h->about->kind != ENTITY_CALL)
		return;
	if (h->role == ROLE_BEGINS || h->role == ROLE_ARRIVES) {
		s->is_incoming = h->role == ROLE_ARRIVES;
		s->is_answered = false;
	} else if (h->role == ROLE_STATUS &&
		   is_value(m, "status", "\"ESTABLISHED\"")) {
		s->is_answered = true;
	}
}

void
sip_text_free_session(struct sip_session *s)
{
	free(s->domain);
	s->domain = NULL;
}

static const char *
hangup(const struct sip_session *s)
{
	if (s->is_answered)
		return "BYE";
	return s->is_incoming ? "a refusal of the INVITE" : "CANCEL";
}

void
sip_text_add(struct buffer *out, const char *hook, const struct json_members *m,
	     const struct sip_session *s)
{
	const struct method *h = methods_find(hook);

	if (!h)
		return;
	if (strcmp(h->name, "sendDtmf") == 0)
		add_dtmf(out, m);
	if (h->about && h->about->kind == ENTITY_CALL && h->role == ROLE_ENDS)
		buffer_str(out, hangup(s));
	if (!h->sip.request || (h->type == HOOK_CONNECT &&
				!is_value(m, "sipRegisterRequired", "true")))
		return;
	buffer_str(out, h->sip.request);
	if (h->sip.target)
		add_uri(out, m, h->sip.target, s->domain);
}
