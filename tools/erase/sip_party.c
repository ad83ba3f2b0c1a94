/* sip_party - finds the names of one person in hooks. */

#include "sip_party.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct text_part {
	const char *at;
	size_t len;
};

static bool
part_equals(struct text_part p, const char *text)
{
	return p.len == strlen(text) && memcmp(p.at, text, p.len) == 0;
}

static struct text_part
trim(struct text_part p)
{
	while (p.len > 0 && isspace((unsigned char)p.at[0])) {
		p.at++;
		p.len--;
	}
	while (p.len > 0 && isspace((unsigned char)p.at[p.len - 1]))
		p.len--;
	return p;
}

/* Length of the scheme of an address, with the colon; 0: no scheme. */
static size_t
scheme_length(struct text_part p)
{
	static const char *const schemes[] = { "sip:", "sips:", "tel:", "im:",
					       "pres:" };
	size_t i;

	for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		size_t len = strlen(schemes[i]);

		if (p.len > len && strncasecmp(p.at, schemes[i], len) == 0)
			return len;
	}
	return 0;
}

/* The part up to the first of these characters. */
static struct text_part
part_before(struct text_part p, const char *ends)
{
	size_t n = 0;

	while (n < p.len && !strchr(ends, p.at[n]))
		n++;
	return (struct text_part){ p.at, n };
}

/* Login and host; false: the text has neither scheme nor host. */
static bool
split(struct text_part address, struct text_part *login, struct text_part *host)
{
	size_t scheme = scheme_length(address);
	const char *at;

	address.at += scheme;
	address.len -= scheme;
	at = memchr(address.at, '@', part_before(address, "?").len);
	*host = (struct text_part){ address.at, 0 };
	if (!at) {
		*login = part_before(address, ":;?");
		return scheme > 0;
	}
	*login = part_before(
	    (struct text_part){ address.at, (size_t)(at - address.at) }, ":;");
	*host = (struct text_part){ at + 1, address.len -
						(size_t)(at + 1 - address.at) };
	*host = part_before(*host, ":;?");
	return true;
}

static bool
copy(char *into, size_t size, struct text_part p)
{
	if (p.len >= size)
		return false;
	memcpy(into, p.at, p.len);
	into[p.len] = '\0';
	return true;
}

bool
sip_party_parse(struct sip_party *p, const char *name)
{
	struct text_part whole = { name, strlen(name) }, login, host;

	*p = (struct sip_party){ .name = name };
	if (!split(whole, &login, &host))
		login = whole;
	return login.len > 0 && copy(p->login, sizeof p->login, login) &&
	       copy(p->host, sizeof p->host, host);
}

/* The text between < and > outside of quotes; without them the contact. */
static struct text_part
address_of(struct text_part contact)
{
	const char *end = contact.at + contact.len, *at, *from = NULL;
	bool quoted = false;

	for (at = contact.at; at < end; at++) {
		if (quoted && *at == '\\' && at + 1 < end)
			at++;
		else if (*at == '"')
			quoted = !quoted;
		else if (!quoted && *at == '<')
			from = at + 1;
		else if (!quoted && *at == '>' && from)
			return (struct text_part){ from, (size_t)(at - from) };
	}
	return contact;
}

static bool
is_contact(const struct sip_party *p, struct text_part contact)
{
	struct text_part address = trim(address_of(contact)), login, host;

	if (part_equals(contact, p->name) || part_equals(address, p->name))
		return true;
	if (!split(address, &login, &host) || !part_equals(login, p->login))
		return false;
	return !p->host[0] || (host.len == strlen(p->host) &&
			       strncasecmp(host.at, p->host, host.len) == 0);
}

/* The first contact of a list: up to a comma outside of quotes and <>. */
static struct text_part
first_contact(struct text_part list)
{
	bool quoted = false, inside = false;
	size_t n;

	for (n = 0; n < list.len; n++) {
		char c = list.at[n];

		if (quoted && c == '\\' && n + 1 < list.len)
			n++;
		else if (c == '"')
			quoted = !quoted;
		else if (!quoted && (c == '<' || c == '>'))
			inside = c == '<';
		else if (!quoted && !inside && c == ',')
			break;
	}
	return (struct text_part){ list.at, n };
}

static void
add_between(struct buffer *out, const char *from, const char *to)
{
	buffer_add(out, from, (size_t)(to - from));
}

bool
sip_party_replace(const struct sip_party *p, struct buffer *out,
		  const char *text, size_t len, const char *instead)
{
	const char *at = text, *end = text + len;
	size_t back = out->len;
	bool any = false;

	/* The name itself may have commas. */
	if (sip_party_equals(p, text, len)) {
		buffer_str(out, instead);
		return true;
	}
	for (;; at++) {
		struct text_part left = { at, (size_t)(end - at) };
		struct text_part whole = first_contact(left), one = trim(whole);
		bool is = is_contact(p, one);

		any = any || is;
		add_between(out, at, one.at);
		if (is)
			buffer_str(out, instead);
		else
			buffer_add(out, one.at, one.len);
		at = whole.at + whole.len;
		add_between(out, one.at + one.len, at);
		if (at == end)
			break;
		buffer_str(out, ",");
	}
	if (!any)
		out->len = back;
	return any;
}

bool
sip_party_equals(const struct sip_party *p, const char *text, size_t len)
{
	return part_equals((struct text_part){ text, len }, p->name);
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

bool
sip_party_in_text(const struct sip_party *p, const char *text, size_t len)
{
	const char *end = text + len, *at = text;
	size_t n = strlen(p->login);

	while ((at = memmem(at, (size_t)(end - at), p->login, n))) {
		if ((at == text || !is_letter(at[-1])) &&
		    (at + n == end || !is_letter(at[n])))
			return true;
		at++;
	}
	return false;
}

bool
sip_party_in_sip_message(const struct sip_party *p, const char *text,
			 size_t len)
{
	static const char username[] = "username=\"";
	const char *end = text + len, *at = text;
	size_t n = strlen(p->login);

	for (; (at = memmem(at, (size_t)(end - at), p->login, n)); at++) {
		size_t back = at - text < 10 ? (size_t)(at - text) : 10;
		const char *from = at - back;

		if (!p->host[0] && back == 10 &&
		    memcmp(from, username, 10) == 0 && at + n < end &&
		    at[n] == '"')
			return true;
		for (; from < at; from++) {
			struct text_part rest = { from, (size_t)(end - from) };

			if (from + scheme_length(rest) == at &&
			    is_contact(p, part_before(rest, "<>\" \t\r\n,")))
				return true;
		}
	}
	return false;
}
