/* wcs_sip - what WCS says to the SIP side when a hook lets it go on. */

#include "sip_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "json_value.h"

static const struct {
	const char *hook;
	const char *says;
	const char *target; /* the member it goes to, or NULL */
} actions[] = {
	{ "connect", "REGISTER", "sipLogin" },
	{ "call", "INVITE", "callee" },
	{ "answer", "200 OK to the INVITE", NULL },
	{ "hold", "INVITE again, a=sendonly", NULL },
	{ "unhold", "INVITE again, a=sendrecv", NULL },
	{ "transfer", "REFER, Refer-To:", "target" },
	{ "sendMessage", "MESSAGE", "to" },
	{ "sendIMDN", "MESSAGE with the IMDN", NULL },
	{ "subscribe", "SUBSCRIBE", NULL },
};

static void
add_uri(struct buffer *out, const struct members *m, const char *name,
	const char *domain)
{
	const char *json = members_get(m, name);
	char *who;

	if (!json)
		return;
	who = jsontext_word(json);
	buffer_printf(out, " sip:%s", who);
	if (domain && domain[0] && !strchr(who, '@'))
		buffer_printf(out, "@%s", domain);
	free(who);
}

/* DTMF goes with the sound unless INFO is asked for. */
static void
add_dtmf(struct buffer *out, const struct members *m)
{
	const char *type = members_get(m, "type");
	const char *digit = members_get(m, "dtmf");
	char *said = digit ? jsontext_word(digit) : NULL;
	bool info = type && strncmp(type, "\"INFO", 5) == 0;

	buffer_str(out, info ? "INFO with DTMF " : "RTP telephone-event ");
	buffer_str(out, said ? said : "");
	free(said);
}

static bool
says(const struct members *m, const char *name, const char *json)
{
	const char *is = members_get(m, name);

	return is && strcmp(is, json) == 0;
}

void
wcs_session_hear(struct wcs_session *s, const char *hook,
		 const struct members *m)
{
	const char *domain = members_get(m, "sipDomain");

	if (strcmp(hook, "connect") == 0) {
		free(s->domain);
		s->domain = domain ? jsontext_word(domain) : NULL;
	} else if (strcmp(hook, "call") == 0 ||
		   strcmp(hook, "OnCallEvent") == 0) {
		s->is_incoming = hook[0] == 'O';
		s->is_answered = false;
	} else if (strcmp(hook, "CallStatusEvent") == 0 &&
		   says(m, "status", "\"ESTABLISHED\"")) {
		s->is_answered = true;
	}
}

void
wcs_session_free(struct wcs_session *s)
{
	free(s->domain);
	s->domain = NULL;
}

static const char *
hangup(const struct wcs_session *s)
{
	if (s->is_answered)
		return "BYE";
	return s->is_incoming ? "a refusal of the INVITE" : "CANCEL";
}

void
wcs_sip(struct buffer *out, const char *hook, const struct members *m,
	const struct wcs_session *s)
{
	size_t i;

	if (strcmp(hook, "sendDtmf") == 0)
		add_dtmf(out, m);
	if (strcmp(hook, "hangup") == 0)
		buffer_str(out, hangup(s));
	if (strcmp(hook, "connect") == 0 &&
	    !says(m, "sipRegisterRequired", "true"))
		return;
	for (i = 0; i < sizeof actions / sizeof *actions; i++) {
		if (strcmp(actions[i].hook, hook) != 0)
			continue;
		buffer_str(out, actions[i].says);
		if (actions[i].target)
			add_uri(out, m, actions[i].target, s->domain);
		return;
	}
}
