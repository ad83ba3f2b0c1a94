/* sip_address - the parts of an address of SIP, and the account that it names.
 */

#include "sip_address.h"

#include <ctype.h>
#include <string.h>
#include <strings.h>

size_t
sip_address_scheme(struct text_part p)
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

/* The part from a position in p on. */
static struct text_part
part_from(struct text_part p, const char *at)
{
	return (struct text_part){ at, p.len - (size_t)(at - p.at) };
}

/* The value of the parameter phone-context, in the login or behind the host. */
static struct text_part
phone_context(struct text_part address)
{
	static const char name[] = ";phone-context=";
	const char *at, *end = address.at + address.len;

	for (at = address.at; (size_t)(end - at) >= sizeof name; at++)
		if (strncasecmp(at, name, sizeof name - 1) == 0)
			return part_before(
			    part_from(address, at + sizeof name - 1), ";?@");
	return (struct text_part){ end, 0 };
}

struct sip_address
sip_address_parse(struct text_part text)
{
	struct sip_address a = { .login = text, .host = { text.at, 0 } };
	size_t scheme = sip_address_scheme(text);
	struct text_part rest = part_from(text, text.at + scheme);
	const char *at = memchr(rest.at, '@', part_before(rest, "?").len);

	a.context = phone_context(rest);
	a.is_bare = !at && !scheme && !a.context.len;
	if (a.is_bare)
		return a;
	a.login = part_before(rest, "@:;?");
	if (at)
		a.host = part_before(part_from(rest, at + 1), ":;?");
	return a;
}

static int
hex_digit(char c)
{
	const char *digits = "0123456789abcdef";
	const char *at = c ? strchr(digits, tolower((unsigned char)c)) : NULL;

	return at ? (int)(at - digits) : -1;
}

void
sip_address_decode(struct buffer *out, struct text_part p)
{
	size_t i;

	for (i = 0; i < p.len; i++) {
		int high = -1, low = -1;

		if (p.at[i] == '%' && p.len - i > 2) {
			high = hex_digit(p.at[i + 1]);
			low = hex_digit(p.at[i + 2]);
		}
		if (high >= 0 && low >= 0) {
			buffer_byte(out, (char)(high << 4 | low));
			i += 2;
		} else {
			buffer_byte(out, p.at[i]);
		}
	}
}

/*
 * Leaves the digits of a number, in place.  Only a number that begins with a +
 * may have what RFC 3966 calls visual separators: 100-02 is another account
 * than 10002.
 */
static void
number_digits(char *text)
{
	const char *separators = text[0] == '+' ? "-.()" : "";
	const char *from;
	char *to = text;

	for (from = text + (text[0] == '+'); *from; from++)
		if (!isdigit((unsigned char)*from) &&
		    !strchr(separators, *from))
			return;
	for (from = text; *from; from++)
		if (isdigit((unsigned char)*from))
			*to++ = *from;
	if (to > text)
		*to = '\0';
}

bool
sip_address_account(char into[SIP_ACCOUNT_SIZE], struct text_part context,
		    struct text_part login)
{
	struct buffer decoded = { 0 };
	bool fits;

	sip_address_decode(&decoded, context);
	sip_address_decode(&decoded, login);
	fits = decoded.len > 0 && decoded.len < SIP_ACCOUNT_SIZE &&
	       !memchr(decoded.at, '\0', decoded.len);
	if (fits) {
		memcpy(into, decoded.at, decoded.len);
		into[decoded.len] = '\0';
		number_digits(into);
	}
	buffer_free(&decoded);
	return fits;
}
