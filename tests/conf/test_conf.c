/* conf: what each key accepts, and the error for everything else. */

#include "conf/conf.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "support/harness.h"
#include "support/log_capture.h"

static struct conf_file f;

static void
forget(void)
{
	conf_close(&f);
}

/* Reads ./test.conf with that text. */
static const struct conf *
conf_of(const char *text)
{
	conf_close(&f);
	write_file("test.conf", text);
	conf_open(&f, "test.conf", NULL);
	return &f.current;
}

static bool
is_in(const struct name_set *n, const char *name)
{
	return name_set_has(n, name, strlen(name));
}

const struct test_setup test_setup = {
	.before = log_capture_start,
	.after = forget,
};

/* Hooks need no time zone: without the database they are answered as before. */
TEST(a_zone_that_does_not_exist_does_not_stop_the_programs)
{
	const struct conf *c =
	    conf_of("timezone = UTC\n# later\ntimezone = Nowhere/At_All\n");

	ck_assert(f.usable);
	ck_assert_str_eq(f.error.text, "");
	ck_assert_str_eq(c->timezone, "Nowhere/At_All");
	ck_assert_uint_eq(c->timezone_line, 3);
}

TEST(has_defaults_for_everything)
{
	const struct conf *c = conf_of("");

	ck_assert(f.usable);
	ck_assert_str_eq(f.error.text, "");
	ck_assert_int_eq(c->state_dir[0], '/');
	ck_assert_ptr_null(c->rules_file);
	ck_assert_ptr_null(c->deliver_file);
	ck_assert_uint_eq(c->body_max, 1024 * 1024);
	ck_assert_uint_eq(c->workers_max, 4);
	ck_assert_int_eq(c->request_timeout, 5);
	ck_assert_int_eq(c->response_timeout, 10);
	ck_assert(!c->strict);
	ck_assert(!c->sync_to_disk);
	ck_assert(!c->refuse_unrecorded);
	ck_assert_uint_eq(c->log_targets, LOG_TO_SERVER | LOG_TO_SYSLOG);
	ck_assert(is_in(&c->redact, "sipPassword"));
	ck_assert(is_in(&c->redact, "authToken"));
	ck_assert(is_in(&c->redact, "token"));
	ck_assert(is_in(&c->redact, "password"));
	ck_assert(is_in(&c->redact, "Authorization"));
	ck_assert(is_in(&c->drop, "sdp"));
	ck_assert(is_in(&c->drop, "sipSDP"));
	ck_assert(!is_in(&c->drop, "body"));
	ck_assert_int_eq(c->auth, AUTH_NONE);
	ck_assert_ptr_null(c->secret_file);
	ck_assert_ptr_null(c->passwd_file);
	ck_assert_str_eq(c->timezone, "UTC");
	ck_assert_uint_eq(c->trusted.count, 0);
	ck_assert_uint_eq(c->page_hosts.count, 0);
	ck_assert_uint_eq(c->hook_hosts.count, 0);
	ck_assert_uint_eq(c->allowed_origins.count, 0);
	ck_assert_ptr_null(networks_refusal(&c->watchers, "127.0.0.1"));
	ck_assert_ptr_null(networks_refusal(&c->watchers, "::1"));
	ck_assert_ptr_nonnull(networks_refusal(&c->watchers, "10.0.0.1"));
}

TEST(reads_every_key)
{
	const struct conf *c = conf_of("state_dir = /a/b\n"
				       "rules = /c/d\n"
				       "body_max = 2M\n"
				       "strict = yes\n"
				       "durability = disk\n"
				       "on_state_error = refuse\n"
				       "redact = pin\n"
				       "keep = sdp\n"
				       "drop = body\n"
				       "log = syslog\n"
				       "auth = hmac\n"
				       "secret_file = /c/d\n"
				       "passwd_file = e/f\n"
				       "trusted = 10.0.0.0/8\n"
				       "watchers = 10.0.0.0/8\n"
				       "watchers = 192.0.2.1\n"
				       "page_hosts = a.example, b\n"
				       "page_hosts = c\n"
				       "hook_hosts = wcs.example, hooks\n"
				       "allowed_origins = https://a.example, "
				       "http://b.example:8080\n");

	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert_str_eq(c->state_dir, "/a/b");
	ck_assert_str_eq(c->rules_file, "/c/d");
	ck_assert_uint_eq(c->body_max, 2 << 20);
	ck_assert(c->strict);
	ck_assert(c->sync_to_disk);
	ck_assert(c->refuse_unrecorded);
	ck_assert_uint_eq(c->log_targets, LOG_TO_SYSLOG);
	ck_assert_int_eq(c->auth, AUTH_HMAC);
	ck_assert_str_eq(c->secret_file, "/c/d");
	ck_assert_str_eq(c->passwd_file, path_here("e/f"));
	ck_assert_uint_eq(c->trusted.count, 1);
	ck_assert_uint_eq(c->watchers.count, 2);
	ck_assert_uint_eq(c->page_hosts.count, 3);
	ck_assert(is_in(&c->page_hosts, "A.example"));
	ck_assert_uint_eq(c->hook_hosts.count, 2);
	ck_assert(is_in(&c->hook_hosts, "WCS.example"));
	ck_assert_uint_eq(c->allowed_origins.count, 2);
	ck_assert(is_in(&c->allowed_origins, "https://a.example"));
	ck_assert(is_in(&c->redact, "pin"));
	ck_assert(!is_in(&c->drop, "sdp"));
	ck_assert(is_in(&c->drop, "body"));
}

TEST(reads_the_other_word_of_each_key)
{
	const struct conf *c = conf_of("strict = no\n"
				       "durability = process\n"
				       "on_state_error = answer\n"
				       "log = both\n");

	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert(!c->strict && !c->sync_to_disk && !c->refuse_unrecorded);
	ck_assert_uint_eq(c->log_targets, LOG_TO_SERVER | LOG_TO_SYSLOG);
	ck_assert_uint_eq(conf_of("log = server\n")->log_targets,
			  LOG_TO_SERVER);
}

static const struct {
	const char *line;
	size_t bytes;
} sizes[] = {
	{ "body_max = 1024", 1024 },	  { "body_max = 1k", 1024 },
	{ "body_max = 512k", 512 << 10 }, { "body_max = 65536k", 64 << 20 },
	{ "body_max = 64M", 64 << 20 },	  { "body_max = 67108864", 64 << 20 },
	{ "body_max = 0002048", 2048 },
};

TEST_LOOP(reads_a_size, ROWS(sizes))
{
	ck_assert_uint_eq(conf_of(sizes[_i].line)->body_max, sizes[_i].bytes);
	ck_assert_msg(f.usable, "%s", f.error.text);
}

#define KEYS                                                                   \
	"; the keys are state_dir body_max request_timeout "                   \
	"response_timeout workers_max strict durability "                      \
	"on_state_error sandbox "                                              \
	"redact keep drop log stale_ringing stale_call stale_connection "      \
	"stale_stream stale_hangup compress_after keep_days auth secret_file " \
	"passwd_file trusted "                                                 \
	"watchers hook_hosts allowed_origins "                                 \
	"page_hosts rules deliver "                                            \
	"rest_client_config timezone"
#define TILDE                                                                  \
	": \"~\" is not replaced by a home directory; write a path from / "    \
	"on, "                                                                 \
	"or one that is relative to this file"
#define ORIGINS "\" is not origins like https://console.example.org"
#define SIZE "\" is not bytes, 1k to 64M"

/* The text after "PATH:" in the error. */
static const struct {
	const char *text;
	const char *error;
} broken[] = {
	{ "state_dir =\n", "1: state_dir = \"\" is not a directory" },
	{ "state_dir = ~/state\n", "1: state_dir" TILDE },
	{ "rules = ~\n", "1: rules" TILDE },
	{ "passwd_file = ~me/x\n", "1: passwd_file" TILDE },
	{ "rules =\n", "1: rules = \"\" is not a file" },
	{ "body_max =\n", "1: body_max = \"" SIZE },
	{ "workers_max = 0\n",
	  "1: workers_max = \"0\" is not a number from 1 to 64" },
	{ "workers_max = 65\n",
	  "1: workers_max = \"65\" is not a number from 1 to 64" },
	{ "workers_max = 2x\n",
	  "1: workers_max = \"2x\" is not a number from 1 to 64" },
	{ "request_timeout = 5\n",
	  "1: request_timeout = \"5\" is not a time like 90s, 3m, 4h, 1d" },
	{ "body_max = 1023\n", "1: body_max = \"1023" SIZE },
	{ "body_max = 0\n", "1: body_max = \"0" SIZE },
	{ "body_max = 65M\n", "1: body_max = \"65M" SIZE },
	{ "body_max = 65537k\n", "1: body_max = \"65537k" SIZE },
	{ "body_max = 67108865\n", "1: body_max = \"67108865" SIZE },
	{ "body_max = 18446744073709551616\n",
	  "1: body_max = \"18446744073709551616" SIZE },
	{ "body_max = 17592186044416M\n",
	  "1: body_max = \"17592186044416M" SIZE },
	{ "body_max = -1\n", "1: body_max = \"-1" SIZE },
	{ "body_max = +2k\n", "1: body_max = \"+2k" SIZE },
	{ "body_max = 2 k\n", "1: body_max = \"2 k" SIZE },
	{ "body_max = 2K\n", "1: body_max = \"2K" SIZE },
	{ "body_max = 2kB\n", "1: body_max = \"2kB" SIZE },
	{ "body_max = 0x800\n", "1: body_max = \"0x800" SIZE },
	{ "body_max = 1.5M\n", "1: body_max = \"1.5M" SIZE },
	{ "strict = maybe\n", "1: strict = \"maybe\" is not yes or no" },
	{ "strict = Yes\n", "1: strict = \"Yes\" is not yes or no" },
	{ "strict =\n", "1: strict = \"\" is not yes or no" },
	{ "strict = yes # really\n",
	  "1: strict = \"yes # really\" is not yes or no" },
	{ "strict = yes = no\n", "1: strict = \"yes = no\" is not yes or no" },
	{ "durability = ram\n",
	  "1: durability = \"ram\" is not process or disk" },
	{ "on_state_error = ignore\n",
	  "1: on_state_error = \"ignore\" is not answer or refuse" },
	{ "log = nowhere\n",
	  "1: log = \"nowhere\" is not both, server or syslog" },
	{ "log = \x1b[31m\n",
	  "1: log = \"\\x1b[31m\" is not both, server or syslog" },
	{ "strict = yes\n\n# fine\nbogus = 1\n",
	  "4: there is no key \"bogus\"" KEYS },
	{ "Strict = yes\n", "1: there is no key \"Strict\"" KEYS },
	{ "= yes\n", "1: there is no key \"\"" KEYS },
	{ "\xef\xbb\xbfstrict = yes\n",
	  "1: the file begins with a byte order mark (write it as UTF-8 "
	  "without one)" },
	{ "\xff\xfes\x01",
	  "1: the file begins with a byte order mark of UTF-16 (write it as "
	  "UTF-8 without one)" },
	{ "strict = yes\n\xef\xbb\xbfstrict = yes\n",
	  "2: there is no key \"\\xef\\xbb\\xbfstrict\"" KEYS },
	{ "\nstrict yes\n",
	  "2: \"strict yes\" has no =; a line is key = value" },
	{ "strict\r\n", "1: \"strict\" has no =; a line is key = value" },
	{ "strict = no\nx", "2: \"x\" has no =; a line is key = value" },
	{ "compress_after = 23h\n",
	  "1: compress_after = \"23h\" is not never or a "
	  "time from 1d on, like 2d" },
	{ "compress_after =\n",
	  "1: compress_after = \"\" is not never or a time "
	  "from 1d on, like 2d" },
	{ "keep_days = 0\n",
	  "1: keep_days = \"0\" is not forever or a number of days, 1 to "
	  "36500" },
	{ "keep_days = 36501\n",
	  "1: keep_days = \"36501\" is not forever or a number of days, 1 to "
	  "36500" },
	{ "keep_days = 9d\n",
	  "1: keep_days = \"9d\" is not forever or a number of days, 1 to "
	  "36500" },
	{ "keep_days = 99999999999999999999\n",
	  "1: keep_days = \"99999999999999999999\" is not forever or a number "
	  "of days, 1 to 36500" },
	{ "auth = md5\n", "1: auth = \"md5\" is not none, hmac or basic" },
	{ "auth =\n", "1: auth = \"\" is not none, hmac or basic" },
	{ "secret_file =\n", "1: secret_file = \"\" is not a file" },
	{ "passwd_file =\n", "1: passwd_file = \"\" is not a file" },
	{ "timezone =\n", "1: timezone = \"\" is not a time zone such as "
			  "Europe/Berlin, or UTC" },
	{ "strict = no\ntimezone = ../../etc/passwd\n",
	  "2: timezone = \"../../etc/passwd\" is not a time zone such as "
	  "Europe/Berlin, or UTC" },
	{ "timezone = /usr/share/zoneinfo/Europe/Berlin\n",
	  "1: timezone = \"/usr/share/zoneinfo/Europe/Berlin\" is not a time "
	  "zone such as Europe/Berlin, or UTC" },
	{ "timezone = Europe/Berlin CET\n",
	  "1: timezone = \"Europe/Berlin CET\" is not a time zone such as "
	  "Europe/Berlin, or UTC" },
	{ "\nauth = hmac\n", "2: auth = hmac needs secret_file = PATH" },
	{ "auth = hmac\npasswd_file = x\n",
	  "1: auth = hmac needs secret_file = PATH" },
	{ "secret_file = x\nauth = basic\n",
	  "2: auth = basic needs passwd_file = PATH" },
	{ "secret_file = x\n", " there is a secret_file, but no auth; write "
			       "auth = hmac, or auth = none" },
	{ "passwd_file = x\n", " there is a passwd_file, but no auth; write "
			       "auth = basic, or auth = none" },
	{ "trusted =\n",
	  "1: trusted = \"\" is not networks like 10.0.0.0/8 ::1" },
	{ "watchers = all\n",
	  "1: watchers: \"all\" is not an address or a network: 192.0.2.1, "
	  "10.0.0.0/8, ::1, 2001:db8::/32" },
	{ "page_hosts =\n",
	  "1: page_hosts = \"\" is not names like echo.example.org" },
	{ "page_hosts = a.example:9091\n",
	  "1: page_hosts = \"a.example:9091\" is not names like "
	  "echo.example.org" },
	{ "hook_hosts =\n",
	  "1: hook_hosts = \"\" is not names like hooks.example.org" },
	{ "hook_hosts = http://wcs.example\n",
	  "1: hook_hosts = \"http://wcs.example\" is not names like "
	  "hooks.example.org" },
	{ "allowed_origins =\n", "1: allowed_origins = \"" ORIGINS },
	{ "allowed_origins = null\n", "1: allowed_origins = \"null" ORIGINS },
	{ "allowed_origins = *\n", "1: allowed_origins = \"*" ORIGINS },
	{ "allowed_origins = a.example\n",
	  "1: allowed_origins = \"a.example" ORIGINS },
	{ "allowed_origins = https://\n",
	  "1: allowed_origins = \"https://" ORIGINS },
	{ "allowed_origins = https://a.example/\n",
	  "1: allowed_origins = \"https://a.example/" ORIGINS },
	{ "allowed_origins = https://a.example:443\n",
	  "1: allowed_origins = \"https://a.example:443" ORIGINS },
	{ "allowed_origins = http://a.example:80\n",
	  "1: allowed_origins = \"http://a.example:80" ORIGINS },
	{ "trusted = ,\n",
	  "1: trusted = \",\" is not networks like 10.0.0.0/8 ::1" },
	{ "# us\ntrusted = ::1, 10.0.0.1/8\n",
	  "2: trusted: \"10.0.0.1/8\" has bits set after the first 8; the "
	  "network is 10.0.0.0/8, the single address is 10.0.0.1" },
	{ "trusted = 10.0.0.0/33\n",
	  "1: trusted: \"10.0.0.0/33\": an IPv4 network has a length of 0 to "
	  "32" },
	{ "trusted = wcs.example\n",
	  "1: trusted: \"wcs.example\" is not an address or a network: "
	  "192.0.2.1, 10.0.0.0/8, ::1, 2001:db8::/32" },
	{ "strict = maybe\nbogus = 1\n",
	  "1: strict = \"maybe\" is not yes or no" },
};

TEST_LOOP(says_which_line_is_wrong_and_what_it_takes, ROWS(broken))
{
	char want[PATH_MAX + 512];

	conf_of(broken[_i].text);
	ck_assert(!f.usable);
	snprintf(want, sizeof want, "%s:%s", path_here("test.conf"),
		 broken[_i].error);
	ck_assert_str_eq(f.error.text, want);
}

TEST(names_the_line_that_holds_a_nul_byte)
{
	FILE *out = fopen("test.conf", "wb");
	char want[PATH_MAX + 512];

	ck_assert_ptr_nonnull(out);
	fwrite("strict = no\nlog = both\0 = 1\n", 1, 28, out);
	fclose(out);
	conf_open(&f, "test.conf", NULL);
	ck_assert(!f.usable);
	snprintf(want, sizeof want, "%s:2: the line holds a NUL byte",
		 path_here("test.conf"));
	ck_assert_str_eq(f.error.text, want);
}

/* The error of a name of any length is cut. */
TEST(survives_a_line_of_any_length)
{
	static char text[100000];

	memset(text, 'k', sizeof text - 1);
	conf_of(text);
	ck_assert(!f.usable);
	ck_assert_uint_lt(strlen(f.error.text), sizeof f.error.text);
	text[50000] = '=';
	conf_of(text);
	ck_assert(!f.usable);
	ck_assert_ptr_nonnull(strstr(f.error.text, "there is no key"));
}

TEST(passes_over_comments_blanks_and_line_ends)
{
	const struct conf *c = conf_of("# comment = 1\r\n"
				       "   # another\n"
				       "#\n"
				       "\r\n"
				       " \t \n"
				       "\tstrict=yes \t\r\n"
				       "  durability  =  disk\r\n"
				       "log = server");

	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert(c->strict);
	ck_assert(c->sync_to_disk);
	ck_assert_uint_eq(c->log_targets, LOG_TO_SERVER);
}

TEST(takes_the_last_of_a_key)
{
	ck_assert(!conf_of("strict = yes\nstrict = no\n")->strict);
	ck_assert_str_eq(conf_of("state_dir = /a\nstate_dir = /b\n")->state_dir,
			 "/b");
}

TEST(adds_to_what_is_redacted_and_takes_nothing_from_it)
{
	const struct conf *c = conf_of("redact = pin, cardNumber\n"
				       "redact = cvc\tiban\n"
				       "redact =\n"
				       "keep = token pin\n");

	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert(is_in(&c->redact, "PIN"));
	ck_assert(is_in(&c->redact, "cardnumber"));
	ck_assert(is_in(&c->redact, "cvc"));
	ck_assert(is_in(&c->redact, "iban"));
	ck_assert(is_in(&c->redact, "token"));
	ck_assert(is_in(&c->redact, "sipPassword"));
	ck_assert(!is_in(&c->redact, ""));
}

TEST(trusts_all_networks_of_all_lines)
{
	const struct conf *c = conf_of("trusted = 127.0.0.0/8 ::1,10.0.0.0/8\n"
				       "trusted =\t192.0.2.1\n");

	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert_uint_eq(c->trusted.count, 4);
	ck_assert_ptr_null(networks_refusal(&c->trusted, "127.0.0.1"));
	ck_assert_ptr_null(networks_refusal(&c->trusted, "::1"));
	ck_assert_ptr_null(networks_refusal(&c->trusted, "10.1.2.3"));
	ck_assert_ptr_null(networks_refusal(&c->trusted, "192.0.2.1"));
	ck_assert_ptr_nonnull(networks_refusal(&c->trusted, "192.0.2.2"));
}

TEST(goes_without_files_that_are_not_needed)
{
	ck_assert_int_eq(conf_of("auth = none\nsecret_file = x\n")->auth,
			 AUTH_NONE);
	ck_assert_msg(f.usable, "%s", f.error.text);
	ck_assert_int_eq(conf_of("auth = hmac\nauth = none\n")->auth,
			 AUTH_NONE);
	ck_assert_msg(f.usable, "%s", f.error.text);
}

TEST(keeps_and_drops_in_the_order_of_the_lines)
{
	const struct conf *c = conf_of("drop = body, custom\nkeep = custom\n");

	ck_assert(is_in(&c->drop, "body"));
	ck_assert(!is_in(&c->drop, "custom"));
	ck_assert(is_in(&c->drop, "sdp"));
	c = conf_of("keep = custom\ndrop = custom\n");
	ck_assert(is_in(&c->drop, "custom"));
}

TEST(keeps_every_sdp_when_told_to_keep_sdp)
{
	const struct conf *c = conf_of("keep = sdp\n");

	ck_assert(!is_in(&c->drop, "sdp"));
	ck_assert(!is_in(&c->drop, "sipSDP"));
	c = conf_of("keep = sipSDP\n");
	ck_assert(is_in(&c->drop, "sdp"));
	ck_assert(!is_in(&c->drop, "sipSDP"));
}

TEST(a_relative_path_is_never_one_below_the_root)
{
	ck_assert_int_eq(mkdir("gone", 0700), 0);
	ck_assert_int_eq(chdir("gone"), 0);
	ck_assert_int_eq(rmdir("../gone"), 0);
	conf_close(&f);
	conf_open(&f, "none.conf", "state");
	ck_assert_str_eq(f.state_dir, "./state");
	ck_assert_str_eq(f.file.path, "./none.conf");
	ck_assert(!f.usable);
}
