/* person - whom a name in a hook means. */

#include "sip_party.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

struct part {
	const char *at;
	size_t len;
};

static bool
says(struct part p, const char *text)
{
	return p.len == strlen(text) && memcmp(p.at, text, p.len) == 0;
}

static struct part
trim(struct part p)
{
	while (p.len > 0 && isspace((unsigned char)p.at[0])) {
		p.at++;
		p.len--;
	}
	while (p.len > 0 && isspace((unsigned char)p.at[p.len - 1]))
		p.len--;
	return p;
}

/* How long the scheme of an address is, its colon included; 0: none. */
static size_t
scheme_length(struct part p)
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

/* So much of it as stands in front of one of these characters. */
static struct part
before(struct part p, const char *ends)
{
	size_t n = 0;

	while (n < p.len && !strchr(ends, p.at[n]))
		n++;
	return (struct part){ p.at, n };
}

/* Login and host of an address; one without either is no address. */
static bool
split(struct part address, struct part *login, struct part *host)
{
	size_t scheme = scheme_length(address);
	const char *at;

	address.at += scheme;
	address.len -= scheme;
	at = memchr(address.at, '@', before(address, "?").len);
	*host = (struct part){ address.at, 0 };
	if (!at) {
		*login = before(address, ":;?");
		return scheme > 0;
	}
	*login = before((struct part){ address.at, (size_t)(at - address.at) },
			":;");
	*host = (struct part){ at + 1,
			       address.len - (size_t)(at + 1 - address.at) };
	*host = before(*host, ":;?");
	return true;
}

static bool
copy(char *into, size_t size, struct part p)
{
	if (p.len >= size)
		return false;
	memcpy(into, p.at, p.len);
	into[p.len] = '\0';
	return true;
}

bool
person_read(struct person *p, const char *name)
{
	struct part whole = { name, strlen(name) }, login, host;

	*p = (struct person){ .name = name };
	if (!split(whole, &login, &host))
		login = whole;
	return login.len > 0 && copy(p->login, sizeof p->login, login) &&
	       copy(p->host, sizeof p->host, host);
}

/* What stands between < and >, if anything does; quotes may hold both. */
static struct part
address_of(struct part contact)
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
			return (struct part){ from, (size_t)(at - from) };
	}
	return contact;
}

static bool
is_contact(const struct person *p, struct part contact)
{
	struct part address = trim(address_of(contact)), login, host;

	if (says(contact, p->name) || says(address, p->name))
		return true;
	if (!split(address, &login, &host) || !says(login, p->login))
		return false;
	return !p->host[0] || (host.len == strlen(p->host) &&
			       strncasecmp(host.at, p->host, host.len) == 0);
}

/* The first contact of a list: up to a comma that parts two. */
static struct part
first_contact(struct part list)
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
	return (struct part){ list.at, n };
}

static void
add_between(struct buffer *out, const char *from, const char *to)
{
	buffer_add(out, from, (size_t)(to - from));
}

bool
person_replace(const struct person *p, struct buffer *out, const char *text,
	       size_t len, const char *instead)
{
	const char *at = text, *end = text + len;
	size_t back = out->len;
	bool any = false;

	/* It may have commas of its own. */
	if (person_is(p, text, len)) {
		buffer_str(out, instead);
		return true;
	}
	for (;; at++) {
		struct part left = { at, (size_t)(end - at) };
		struct part whole = first_contact(left), one = trim(whole);
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
person_is(const struct person *p, const char *text, size_t len)
{
	return says((struct part){ text, len }, p->name);
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

bool
person_is_said(const struct person *p, const char *text, size_t len)
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
person_is_addressed(const struct person *p, const char *text, size_t len)
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
			struct part rest = { from, (size_t)(end - from) };

			if (from + scheme_length(rest) == at &&
			    is_contact(p, before(rest, "<>\" \t\r\n,")))
				return true;
		}
	}
	return false;
}
