/* Under parallel load each hook is answered and recorded once. */

#include "support/harness.h"
#include "support/load_client.h"
#include "support/web_server.h"

const struct test_setup test_setup = {
	.before = web_start,
	.after = web_stop,
};

TEST(twenty_thousand_hooks_of_eight_clients_are_recorded_once_each)
{
	load_check((struct load_client){ .clients = 8, .hooks = 2500 });
}

TEST(eight_clients_of_one_hook_are_recorded_once_each)
{
	load_check((struct load_client){
	    .clients = 8,
	    .hooks = 500,
	    .only = "/EchoApp/callStatusEvent",
	});
}
