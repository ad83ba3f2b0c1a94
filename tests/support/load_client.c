/* load_client - clients that post hooks without a pause. */

#include "load_client.h"
#include "http_client.h"

#include <check.h>
#include <ctype.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "protocol/methods.h"
#include "web_server.h"

static struct worker {
	pthread_t thread;
	const struct load_client *load;
	unsigned number;
	unsigned sent;
	unsigned again;
	char trouble[1024];
	bool answered[LOAD_HOOKS];
} workers[LOAD_CLIENTS];

static atomic_bool stopping;
static unsigned method_count;

static void
add_spelled(char *path, const char *name, unsigned spelling)
{
	char *at = path + strlen(path);

	strcpy(at, name);
	if (spelling == 0)
		at[0] = (char)toupper((unsigned char)at[0]);
	else if (spelling == 1)
		at[0] = (char)tolower((unsigned char)at[0]);
	for (; *at; at++)
		if (spelling == 2)
			*at = (char)toupper((unsigned char)*at);
		else if (spelling == 3)
			*at = (char)tolower((unsigned char)*at);
}

static void
mixed_path(char *path, unsigned client, unsigned n)
{
	static const char *const bases[] = {
		"/EchoApp/",
		"/apps/EchoApp/",
		"/EchoApp/index.php/",
	};
	const struct named_method *m =
	    methods + (n * 7 + client) % method_count;

	strcpy(path, bases[n % 3]);
	add_spelled(path, m->method->name ? m->method->name : "neverHeardOf",
		    n % 5);
}

static bool
is_good(const struct load_client *l, const struct response *g, const char *body,
	size_t len)
{
	if (l->status)
		return g->status == l->status;
	return g->status == 200 && g->len == len &&
	       memcmp(g->body, body, len) == 0;
}

static void
forget(struct response *g)
{
	free(g->body);
	free(g->head);
	free(g->type);
}

static bool
send_until_answered(struct worker *w, struct client *c, const char *path,
		    const char *body)
{
	unsigned tries = w->load->tries ? w->load->tries : 1, i;
	size_t len = strlen(body);

	for (i = 0; i < tries; i++) {
		struct response g = client_post(c, path, body, len);
		bool good = is_good(w->load, &g, body, len);

		if (!good && !w->trouble[0])
			snprintf(w->trouble, sizeof w->trouble,
				 "%s: %d %s %.500s", path, g.status,
				 g.error ? g.error : "", g.body);
		forget(&g);
		if (good)
			return true;
		w->again++;
		if (i + 1 < tries)
			usleep(w->load->pause * 1000);
	}
	return false;
}

static void *
work(void *arg)
{
	struct worker *w = arg;
	struct client *c = client_new();
	char path[256], body[1024];
	unsigned n;

	for (n = 0; n < w->load->hooks && !stopping; n++) {
		if (w->load->only)
			snprintf(path, sizeof path, "%s", w->load->only);
		else
			mixed_path(path, w->number, n);
		snprintf(body, sizeof body,
			 "{\"nodeId\":\"load@127.0.0.1\","
			 "\"appKey\":\"defaultApp\","
			 "\"sessionId\":\"/127.0.0.1:%u/127.0.0.1:8443\","
			 "\"callId\":\"load-%u-%u\", \"caller\":\"10001\","
			 "\"status\":\"ESTABLISHED\",\"sipPassword\":\"x\","
			 "\"custom\":{\"text\":\"%.*s\"}}",
			 w->number, w->number, n, (int)(n % 300),
			 "................................................."
			 "................................................."
			 "................................................."
			 "................................................."
			 "................................................."
			 ".................................................");
		w->answered[n] = send_until_answered(w, c, path, body);
		w->sent++;
	}
	client_free(c);
	return NULL;
}

void
load_start(struct load_client *l)
{
	unsigned i;

	ck_assert_uint_le(l->clients, LOAD_CLIENTS);
	ck_assert_uint_le(l->hooks, LOAD_HOOKS);
	memset(workers, 0, sizeof workers);
	stopping = false;
	for (method_count = 0; methods[method_count].program;)
		method_count++;
	for (i = 0; i < l->clients; i++) {
		workers[i].load = l;
		workers[i].number = i;
		ck_assert_int_eq(
		    pthread_create(&workers[i].thread, NULL, work, &workers[i]),
		    0);
	}
}

void
load_wait(struct load_client *l)
{
	unsigned i, n;

	l->sent = l->answered = l->again = 0;
	l->trouble[0] = '\0';
	for (i = 0; i < l->clients; i++) {
		struct worker *w = workers + i;

		pthread_join(w->thread, NULL);
		l->sent += w->sent;
		l->again += w->again;
		for (n = 0; n < w->sent; n++)
			l->answered += w->answered[n];
		if (!l->trouble[0])
			strcpy(l->trouble, w->trouble);
	}
}

void
load_stop(struct load_client *l)
{
	stopping = true;
	load_wait(l);
}

void
load_client_run(struct load_client *l)
{
	load_start(l);
	load_wait(l);
}

/* Finds the client and the number of a line's hook; false: another hook. */
static bool
is_of(const char *line, unsigned long *i, unsigned long *n)
{
	char *at = strstr(line, "\"load-");

	if (!at)
		return false;
	*i = strtoul(at + 6, &at, 10);
	*n = strtoul(at + 1, &at, 10);
	return *at == '"' && *i < LOAD_CLIENTS && *n < LOAD_HOOKS;
}

struct recorded
load_recorded(void)
{
	static bool found[LOAD_CLIENTS][LOAD_HOOKS];
	struct recorded r = { 0 };
	char *rest = web_journal(), *line;
	unsigned long i, n;

	memset(found, 0, sizeof found);
	while ((line = strsep(&rest, "\n"))) {
		if (!is_of(line, &i, &n) || !web_is_whole(line, strlen(line)))
			continue;
		r.lines++;
		r.doubled += found[i][n];
		found[i][n] = true;
	}
	for (i = 0; i < LOAD_CLIENTS; i++)
		for (n = 0; n < LOAD_HOOKS; n++)
			r.missing += workers[i].answered[n] && !found[i][n];
	return r;
}

void
load_check(struct load_client l)
{
	const unsigned hooks = l.clients * l.hooks;
	struct recorded r;

	load_client_run(&l);
	ck_assert_str_eq(l.trouble, "");
	ck_assert_uint_eq(l.answered, hooks);
	r = load_recorded();
	ck_assert_uint_eq(r.missing, 0);
	ck_assert_uint_eq(r.doubled, 0);
	ck_assert_uint_eq(r.lines, hooks);
	ck_assert_uint_eq(web_whole_lines(), hooks);
}
