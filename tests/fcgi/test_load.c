/* Many at once: every hook is answered and stands in the journal once. */

#include <stdbool.h>

#include "support/harness.h"
#include "support/load_client.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

TEST(twenty_thousand_hooks_of_eight_clients_are_recorded_once_each)
{
	struct load_client l = { .clients = 8, .hooks = 2500 };
	struct recorded r;

	load_client_run(&l);
	ck_assert_str_eq(l.trouble, "");
	ck_assert_uint_eq(l.answered, 20000);
	r = load_recorded();
	ck_assert_uint_eq(r.missing, 0);
	ck_assert_uint_eq(r.doubled, 0);
	ck_assert_uint_eq(r.lines, 20000);
	ck_assert_uint_eq(web_whole_lines(), 20000);
}

TEST(eight_clients_of_one_hook_are_recorded_once_each)
{
	struct load_client l = {
		.clients = 8,
		.hooks = 500,
		.only = "/EchoApp/callStatusEvent",
	};
	struct recorded r;

	load_client_run(&l);
	ck_assert_str_eq(l.trouble, "");
	ck_assert_uint_eq(l.answered, 4000);
	r = load_recorded();
	ck_assert_uint_eq(r.missing, 0);
	ck_assert_uint_eq(web_whole_lines(), 4000);
}
