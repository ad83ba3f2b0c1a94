/*
 * fuzz_status - any query of the API of status.fcgi, for libFuzzer.
 *
 * An input is a URL.  It is an error if the response has another status than
 * those of the API, or if what claims to be JSON is none.
 */

#include <stdlib.h>
#include <string.h>

#include "base/json_scan.h"
#include "fuzz/support/fuzz.h"
#include "status/freshness.h"
#include "support/history.h"
#include "support/random_history.h"

const char program_version[] = "fuzzed";

static struct api api;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char conf[] = "state_dir = state\nrules = rules.conf\n";
	static const char rules[] = "limit call 2 active by caller\n"
				    "limit call 9 per day by caller\n";

	(void)argc;
	(void)argv;
	fuzz_start();
	random_history_make(7, true);
	random_history_deliver(0.5, false);
	random_history_write("state");
	history_fold();
	fuzz_write_file("rules.conf", rules, sizeof rules - 1);
	fuzz_write_file("echoapp.conf", conf, sizeof conf - 1);
	conf_open(&api.conf, "echoapp.conf", NULL);
	MUST(api.conf.usable);
	background_fold_init(&api.background_fold);
	return 0;
}

/* cdr.csv sends what it has so far. */
static void
drop_body(struct api_response *r)
{
	r->flushed = true;
	r->body.len = 0;
}

static void
check_response(const struct api_response *r)
{
	static struct json_scan s;

	MUST(r->status == 200 || r->status == 400 || r->status == 404 ||
	     r->status == 503);
	if (!r->flushed && strcmp(r->type, "application/json") == 0)
		MUST(json_scan(&s, r->body.at, r->body.len) == 0);
	MUST(fuzz_is_printable(r->cursor));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct url_query query;
	static struct buffer body;
	struct fuzz_input in = { data, size };
	char *url = fuzz_string(&in);
	struct api_response r = {
		.status = 200,
		.type = "application/json",
		.body = body,
		.flush = drop_body,
	};
	const char *why = url_query_parse(&query, url);

	r.body.len = 0;
	if (why)
		MUST(why[0]);
	else
		api_answer(&api, &query, &r);
	if (!why)
		check_response(&r);
	body = r.body;
	free(url);
	return 0;
}
