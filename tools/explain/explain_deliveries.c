/* explain_deliveries - where a hook would be delivered to. */

#include "explain_deliveries.h"

#include <stdio.h>
#include <string.h>

#include "base/json_write.h"
#include "delivery/delivery_conf.h"
#include "report/escape.h"

static void
print_text(const struct delivery *d, const char *line, bool matches)
{
	struct buffer shown = { 0 };

	escape_add(&shown, line);
	printf("deliver.conf:%u  %.*s\n    %s\n", d->line, (int)shown.len,
	       shown.at, matches ? "delivers it" : "does not match");
	buffer_free(&shown);
}

static void
print_json(const struct delivery *d, const char *line, bool matches, bool first)
{
	struct buffer text = { 0 };

	json_write_string(&text, line, strlen(line));
	printf("%s{\"line\":%u,\"destination\":\"%s\",\"deliver\":%.*s,"
	       "\"match\":\"%s\"}",
	       first ? "{\"deliveries\":[" : ",", d->line, d->destination,
	       (int)text.len, text.at, matches ? "yes" : "no");
	buffer_free(&text);
}

static void
print(const struct delivery *d, const struct json_scan *body, bool json,
      bool first)
{
	const bool matches =
	    d->condition_count == 0 || delivery_matches(d, body);
	struct buffer line = { 0 };

	delivery_print(d, &line);
	buffer_byte(&line, '\0');
	if (json) {
		print_json(d, line.at, matches, first);
	} else {
		if (first)
			printf("\n");
		print_text(d, line.at, matches);
	}
	buffer_free(&line);
}

void
explain_deliveries(const struct conf *c, const struct method *m,
		   const char *body, size_t len, bool json)
{
	struct json_scan scan = { 0 };
	struct delivery_conf conf;
	bool first = true;
	size_t i;

	if (!c->deliver_file || json_scan(&scan, body, len)) {
		json_scan_free(&scan);
		return;
	}
	if (delivery_conf_read(&conf, c->deliver_file, NULL, NULL) == 0)
		for (i = 0; i < conf.delivery_count; i++) {
			if (strcmp(conf.deliveries[i].what, m->name) != 0)
				continue;
			print(&conf.deliveries[i], &scan, json, first);
			first = false;
		}
	if (json && !first)
		printf("]}\n");
	delivery_conf_free(&conf);
	json_scan_free(&scan);
}
