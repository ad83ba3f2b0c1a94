/* sip_party - finds the names of one person in hooks. */

#include "sip_party.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

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

/* The login has digits and no other characters. */
static bool
is_number(const char *login)
{
	return login[strspn(login, "0123456789")] == '\0';
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
	struct sip_address a =
	    sip_address_parse((struct text_part){ name, strlen(name) });
	struct text_part context = a.context;

	*p = (struct sip_party){ .name = name };
	if (context.len && context.at[0] != '+')
		context.len = 0;
	return sip_address_account(p->login, context, a.login) &&
	       copy(p->host, sizeof p->host, a.host);
}

static bool
is_account(const struct sip_party *p, const struct sip_address *a)
{
	const struct text_part none = { a->login.at, 0 };
	char account[SIP_ACCOUNT_SIZE];

	if (sip_address_account(account, none, a->login) &&
	    strcmp(account, p->login) == 0)
		return true;
	return a->context.len && a->context.at[0] == '+' &&
	       sip_address_account(account, a->context, a->login) &&
	       strcmp(account, p->login) == 0;
}

static bool
is_address(const struct sip_party *p, struct text_part address)
{
	struct sip_address a = sip_address_parse(address);

	return is_account(p, &a) &&
	       (!p->host[0] ||
		(a.host.len == strlen(p->host) &&
		 strncasecmp(a.host.at, p->host, a.host.len) == 0));
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
	struct text_part address = trim(address_of(contact));
	struct buffer decoded = { 0 };
	bool is;

	if (part_equals(contact, p->name) || part_equals(address, p->name) ||
	    is_address(p, address))
		return true;
	/* All of it may be encoded, as in a URL: sip%3A10002%40host. */
	if (!sip_address_parse(address).is_bare ||
	    !memchr(address.at, '%', address.len))
		return false;
	sip_address_decode(&decoded, address);
	is = is_address(p, (struct text_part){ decoded.at, decoded.len });
	buffer_free(&decoded);
	return is;
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
	if (part_equals((struct text_part){ text, len }, p->name)) {
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
	const struct text_part t = { text, len };

	return part_equals(t, p->name) || is_address(p, t);
}

static bool
is_letter(char c)
{
	return isalnum((unsigned char)c) || (unsigned char)c >= 0x80;
}

/* The end of the number, if the text has it with separators after a +. */
static const char *
end_of_number(const char *digits, const char *at, const char *end)
{
	for (; at < end && *digits; at++)
		if (*at == *digits)
			digits++;
		else if (!strchr("-.()/ ", *at))
			return NULL;
	return *digits ? NULL : at;
}

bool
sip_party_find(const struct sip_party *p, const char *text, size_t len,
	       struct text_part *word)
{
	const char *end = text + len, *at, *after;
	size_t n = strlen(p->login);

	for (at = text; (at = memmem(at, (size_t)(end - at), p->login, n));
	     at++)
		if ((at == text || !is_letter(at[-1])) &&
		    (at + n == end || !is_letter(at[n]))) {
			if (at > text && at[-1] == '+')
				at--, n++;
			*word = (struct text_part){ at, n };
			return true;
		}
	for (at = text;
	     is_number(p->login) && (at = memchr(at, '+', (size_t)(end - at)));
	     at++) {
		after = end_of_number(p->login, at + 1, end);
		if (after && (after == end || !is_letter(*after))) {
			*word = (struct text_part){ at, (size_t)(after - at) };
			return true;
		}
	}
	return false;
}

bool
sip_party_in_text(const struct sip_party *p, const char *text, size_t len)
{
	struct buffer decoded = { 0 };
	struct text_part word;
	bool has = sip_party_find(p, text, len, &word);

	if (has || !memchr(text, '%', len))
		return has;
	sip_address_decode(&decoded, (struct text_part){ text, len });
	has = sip_party_find(p, decoded.at, decoded.len, &word);
	buffer_free(&decoded);
	return has;
}

bool
sip_party_may_be_in(const struct sip_party *p, const char *line, size_t len)
{
	return memmem(line, len, p->login, strlen(p->login)) ||
	       memchr(line, '\\', len) || memchr(line, '%', len) ||
	       (is_number(p->login) && memchr(line, '+', len));
}

/* An address, up to where the URI ends in a header. */
static bool
begins_with_address(const struct sip_party *p, const char *at, const char *end)
{
	size_t n = 0;

	while (at + n < end && !strchr("<>\" \t\r\n,", at[n]))
		n++;
	return is_contact(p, (struct text_part){ at, n });
}

bool
sip_party_in_sip_message(const struct sip_party *p, const char *text,
			 size_t len)
{
	static const char username[] = "username=\"";
	const char *end = text + len, *at, *close;

	for (at = text; (at = memchr(at, ':', (size_t)(end - at))); at++) {
		const char *from = at - text < 4 ? text : at - 4;

		for (; from < at; from++)
			if (from + sip_address_scheme((struct text_part){
				       from, (size_t)(end - from) }) ==
				at + 1 &&
			    begins_with_address(p, from, end))
				return true;
	}
	for (at = text;
	     !p->host[0] && (at = memmem(at, (size_t)(end - at), username,
					 sizeof username - 1));) {
		at += sizeof username - 1;
		close = memchr(at, '"', (size_t)(end - at));
		if (close && is_address(p, (struct text_part){
					       at, (size_t)(close - at) }))
			return true;
	}
	return false;
}
