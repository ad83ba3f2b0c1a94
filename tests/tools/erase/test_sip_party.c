/* sip_party: the names of a user in the forms of SIP. */

#include "erase/sip_party.h"

#include <string.h>

#include "support/harness.h"

/* The text with the user replaced; NULL: the text does not name the user. */
static const char *
without(const char *user, const char *text)
{
	struct buffer b = { 0 };
	struct sip_party p;

	ck_assert(sip_party_parse(&p, user));
	if (!sip_party_replace(&p, &b, text, strlen(text), "-")) {
		ck_assert_uint_eq(b.len, 0);
		return NULL;
	}
	buffer_add(&b, "", 1);
	return b.at;
}

static const struct {
	const char *user, *text, *rest;
} named[] = {
	{ "10002", "10002", "-" },
	{ "10002", " 10002", " -" },
	{ "10002", "sip:10002@host", "-" },
	{ "10002", "SIPS:10002@host:5061;transport=tls", "-" },
	{ "10002", "sip:10002:secret@host", "-" },
	{ "10002", "sip:10002", "-" },
	{ "10002", "10002@host", "-" },
	{ "10002", "<10002>", "-" },
	{ "10002", "\"Jane, <Q>\" <sip:10002@host>;tag=a", "-" },
	{ "10002", "Jane <sip:10002@host>", "-" },
	{ "10002", "10001, 10002,10003", "10001, -,10003" },
	{ "10002", "10002,10002 ", "-,- " },
	{ "10002", "\"a, b\" <sip:1@h>, \"c\" <sip:10002@h>",
	  "\"a, b\" <sip:1@h>, -" },
	{ "sip:10002@host", "10002@HOST", "-" },
	{ "sip:10002@host", "sip:10002@host", "-" },
	{ "10002@host", "<sip:10002@Host:5060;lr>", "-" },
	{ "+4930123", "tel:+4930123;phone-context=x", "-" },
	{ "jane.q-p_1", "sip:jane.q-p_1@host", "-" },
	/* One number in other spellings. */
	{ "4930123", "+4930123", "-" },
	{ "+4930123", "4930123", "-" },
	{ "4930123", "tel:+49-30-123", "-" },
	{ "4930123", "TEL:+49(30)1.23;isub=1", "-" },
	{ "tel:+49-30-123", "sip:+4930123@host;user=phone", "-" },
	{ "4930123", "sip:%2B4930123@host", "-" },
	{ "4930123", "tel:123;phone-context=+4930", "-" },
	{ "4930123", "sip:123;Phone-Context=+49-30@host;user=phone", "-" },
	{ "tel:123;phone-context=+4930", "+4930123", "-" },
	{ "123", "tel:123;phone-context=example.org", "-" },
	{ "4930123", "sip%3A%2b4930123%40host%3Ba=b", "-" },
	{ "4930123", "\"4930124\" <tel:+4930123>", "-" },
	{ "jane", "sip:j%61ne@host", "-" },
	{ "j%61ne", "jane", "-" },
	{ "4930123@host", "sip:+4930123@host", "-" },
	{ "jane@corp", "jane@corp", "-" },
	{ "Jane Q, Public", "Jane Q, Public", "-" },
};

TEST_LOOP(texts_that_name_the_user, ROWS(named))
{
	const char *rest = without(named[_i].user, named[_i].text);

	ck_assert_msg(rest != NULL, "%s", named[_i].text);
	ck_assert_str_eq(rest, named[_i].rest);
}

static const struct {
	const char *user, *text;
} others[] = {
	{ "10002", "" },
	{ "10002", "100020" },
	{ "10002", "sip:100020@host" },
	{ "10002", "sip:1@10002" },
	{ "10002", "sip:1@host;user=10002" },
	{ "10002", "\"10002\" <sip:1@host>" },
	{ "10002", "\"<sip:10002@h>\" <sip:1@host>" },
	{ "10002", "call 10002 back" },
	{ "10002", "10002:5060" },
	{ "10002@host", "10002" },
	{ "10002@host", "sip:10002@host2" },
	{ "10002@host", "sip:10002@other" },
	{ "Jane", "sip:jane@host" },
	{ "host", "sip:10002@host" },
	/* Separators make another account, unless it is a global number. */
	{ "10002", "100-02" },
	{ "10002", "sip:1.0002@host" },
	{ "4930123", "tel:+49301234" },
	{ "4930123", "tel:123;phone-context=+4931" },
	{ "jane", "sip:jane%40corp@host" },
	{ "+jane", "jane" },
	{ "10002", "1%30002%" },
	{ "4930123@host", "tel:+4930123" },
};

TEST_LOOP(texts_that_do_not_name_the_user, ROWS(others))
{
	ck_assert_ptr_null(without(others[_i].user, others[_i].text));
}

static bool
is_addressed(const char *user, const char *text)
{
	struct sip_party p;

	ck_assert(sip_party_parse(&p, user));
	return sip_party_in_sip_message(&p, text, strlen(text));
}

TEST(addresses_in_a_sip_message_are_found)
{
	static const char message[] =
	    "SIP/2.0 100 Trying\r\nFrom: \"A\" <sip:10002@host>;tag=1\r\n"
	    "To: <sips:10003@host:5061>\r\nCSeq: 10 INVITE\r\n"
	    "Authorization: Digest username=\"10004\",realm=\"host\"\r\n"
	    "Contact: sip:10005@host\r\n";

	ck_assert(is_addressed("10002", message));
	ck_assert(is_addressed("10003", message));
	ck_assert(is_addressed("10004", message));
	ck_assert(is_addressed("10005", message));
	ck_assert(is_addressed("10002@host", message));
	ck_assert(!is_addressed("10002@other", message));
	ck_assert(!is_addressed("100", message));
	ck_assert(!is_addressed("10", message));
	ck_assert(!is_addressed("host", message));
	ck_assert(!is_addressed("A", message));
	ck_assert(is_addressed("+10002", message));
	ck_assert(is_addressed("10002", "To: <tel:+1-00-02>\r\n"));
	ck_assert(is_addressed("10002", "INVITE sip:%2b10002@h SIP/2.0\r\n"));
	ck_assert(is_addressed("10002", "username=\"+10002\", a=\"b\""));
	ck_assert(!is_addressed("10002", "To: <tel:+1-00-021>\r\n"));
	ck_assert(!is_addressed("10002", ":username=\"10002"));
}

TEST(a_name_in_a_text_is_a_whole_word)
{
	struct sip_party p;

	ck_assert(sip_party_parse(&p, "10002"));
	ck_assert(sip_party_in_text(&p, "10002", 5));
	ck_assert(sip_party_in_text(&p, "call by caller = 10002", 22));
	ck_assert(sip_party_in_text(&p, "110002, 10002!", 14));
	ck_assert(!sip_party_in_text(&p, "100020 a10002 10002b", 20));
	ck_assert(!sip_party_in_text(&p, "", 0));
}

static bool
is_mentioned(const char *user, const char *text)
{
	struct sip_party p;

	ck_assert(sip_party_parse(&p, user));
	return sip_party_in_text(&p, text, strlen(text));
}

TEST(a_number_in_a_text_is_found_as_people_write_it)
{
	ck_assert(is_mentioned("+4930123", "call 4930123."));
	ck_assert(is_mentioned("4930123", "call +49 (30) 1-23, please"));
	ck_assert(is_mentioned("4930123", "rtmp://h/live?to=%2B4930123&x"));
	ck_assert(is_mentioned("jane", "https://h/?name=%22j%61ne%22"));
	ck_assert(!is_mentioned("4930123", "+49 30 1234"));
	ck_assert(!is_mentioned("4930123", "49 30 123"));
	ck_assert(!is_mentioned("4930123", "+49 30 12"));
	ck_assert(!is_mentioned("jane", "+j ane"));
}

TEST(invalid_names_are_refused)
{
	struct sip_party p;
	char name[400];

	memset(name, 'x', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	ck_assert(!sip_party_parse(&p, ""));
	ck_assert(!sip_party_parse(&p, "@host"));
	ck_assert(!sip_party_parse(&p, name));
}

/* As a string it would end there, and the empty login be everywhere. */
TEST(a_login_with_a_nul_is_no_account)
{
	struct sip_party p;

	ck_assert(!sip_party_parse(&p, "%00"));
	ck_assert(!sip_party_parse(&p, "10002%00@host"));
	ck_assert_ptr_null(without("10002", "sip:10002%00@host"));
}
