/*
 * A client that changes all that a browser can choose never gets past a limit
 * by what its session has proved.
 */

#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/harness.h"
#include "support/http_client.h"
#include "support/processes.h"
#include "support/token.h"
#include "support/web_server.h"

#define CLIENTS 16
#define CALLS 625 /* of each client, so 10,000 in all */
#define USERS 4
#define PROGRAMS 4 /* processes that serve call */
#define LIMIT 2
#define KEPT 2 /* calls that a client leaves active */

static const char rules[] = "prove connect custom.token jwt secret\n"
			    "deny  connect if not jwt.sub exists\n"
			    "set   connect sipLogin \"$jwt.sub\"\n"
			    "limit call 2 active by session.sipLogin\n";

static atomic_int active[USERS], most, passed, refused;
static atomic_bool stop;

struct cheat {
	int number;
	int user;
	int connects; /* so far */
	char kept[KEPT][64];
	unsigned next_kept;
	uint64_t random;
	struct client *client;
};

const struct test_setup test_setup = {
	.after = web_stop,
};

/* Connects a new session of the user, whoever the page says it is. */
static void
connect_again(struct cheat *c)
{
	char claims[64], body[1024];
	int tries;

	c->connects++;
	snprintf(claims, sizeof claims, "{\"sub\":\"user-%d\"}", c->user);
	snprintf(body, sizeof body,
		 "{\"nodeId\":\"n@1\",\"sessionId\":\"s-%d-%d\",\"sipLogin\":"
		 "\"user-%u\",\"session\":{\"sipLogin\":\"x\"},\"custom\":{"
		 "\"token\":\"%s\"}}",
		 c->number, c->connects, (unsigned)next_random(&c->random) % 99,
		 token_of(claims));
	for (tries = 0; tries < 100; tries++) {
		if (client_post(c->client, "/EchoApp/connect", body,
				strlen(body))
			.status == 200)
			return;
		usleep(100000);
	}
	ck_abort_msg("connect failed");
}

static int
post(struct cheat *c, const char *hook, int session, const char *id,
     const char *status)
{
	const unsigned lie = (unsigned)next_random(&c->random) % 1000000;
	char body[512], path[64];

	snprintf(path, sizeof path, "/EchoApp/%s", hook);
	snprintf(body, sizeof body,
		 "{\"nodeId\":\"n@1\",\"sessionId\":\"s-%d-%d\",\"callId\":"
		 "\"%s\",\"caller\":\"c%u\",\"callee\":\"x%u\",\"sipLogin\":"
		 "\"u%u\",\"session\":{\"sipLogin\":\"u%u\"},\"jwt\":{\"sub\":"
		 "\"u%u\"},\"custom\":{\"a\":%u}%s%s%s}",
		 c->number, session, id, lie, lie, lie, lie, lie, lie,
		 status ? ",\"status\":\"" : "", status ? status : "",
		 status ? "\"" : "");
	return client_post(c->client, path, body, strlen(body)).status;
}

/* Ends the oldest call that the client has kept. */
static void
end_one(struct cheat *c)
{
	char *id = c->kept[c->next_kept++ % KEPT];
	int session, tries;

	if (!id[0])
		return;
	session = atoi(id);
	/* Before the end, because that frees the slot for another client. */
	atomic_fetch_sub(&active[c->user], 1);
	for (tries = 0; tries < 100; tries++) {
		if (post(c, "callStatusEvent", session, strchr(id, '-') + 1,
			 "FINISH") == 200)
			break;
		usleep(100000);
	}
	id[0] = '\0';
}

static void
count_passed(struct cheat *c, const char *id)
{
	const int now = atomic_fetch_add(&active[c->user], 1) + 1;
	int seen = atomic_load(&most);

	while (seen < now && !atomic_compare_exchange_weak(&most, &seen, now))
		;
	atomic_fetch_add(&passed, 1);
	end_one(c);
	snprintf(c->kept[(c->next_kept + KEPT - 1) % KEPT], sizeof c->kept[0],
		 "%d-%s", c->connects, id);
}

static void *
cheat(void *arg)
{
	struct cheat *c = arg;
	char id[32];
	int n, status;

	c->client = client_new();
	connect_again(c);
	for (n = 0; n < CALLS; n++) {
		if (n % 100 == 99)
			connect_again(c);
		if (n % 5 == 4)
			end_one(c);
		snprintf(id, sizeof id, "%d.%d", c->number, n);
		status = post(c, "call", c->connects, id, NULL);
		if (status == 200)
			count_passed(c, id);
		else if (status == 403)
			atomic_fetch_add(&refused, 1);
	}
	client_free(c->client);
	return NULL;
}

static void *
kill_programs(void *arg)
{
	pid_t at[PROCESSES_MAX];
	uint64_t random = 7;

	while (!atomic_load(&stop)) {
		size_t n = processes("call.fcgi", at, PROCESSES_MAX);

		if (n)
			kill(at[next_random(&random) % n], SIGKILL);
		usleep(100000);
	}
	return arg;
}

/*
 * Replays the journal: a call of a user passed only while fewer than LIMIT of
 * the same user were active.  It is the truth even of calls whose answers were
 * lost when a program was killed.
 */
static void
check_the_journal(void)
{
	static struct {
		char id[32];
		int user;
	} live[CLIENTS * CALLS];
	char *text = web_journal(), *line;
	size_t n = 0, i, of_user;

	while ((line = strsep(&text, "\n"))) {
		const char *slot = strstr(line, "session.sipLogin = user-");
		const char *at = strstr(line, "\"callId\":\"");
		char id[32] = "";

		if (!at)
			continue;
		sscanf(at, "\"callId\":\"%31[^\"]", id);
		for (i = 0; i < n && strcmp(live[i].id, id) != 0; i++)
			;
		if (strstr(line, "\"FINISH\"") && i < n) {
			live[i] = live[--n];
		} else if (slot && i == n) {
			const int user = atoi(strrchr(slot, '=') + 7);

			for (i = of_user = 0; i < n; i++)
				of_user += live[i].user == user;
			ck_assert_uint_lt(of_user, LIMIT);
			strcpy(live[n].id, id);
			live[n++].user = user;
		}
	}
}

TEST(a_cheating_client_never_gets_past_a_limit_of_its_session)
{
	static struct cheat cheats[CLIENTS];
	pthread_t threads[CLIENTS], killer;
	char conf[PATH_MAX + 64];
	int i;

	web_multiply_program("call", PROGRAMS);
	write_file("secret", TOKEN_SECRET);
	ck_assert_int_eq(chmod("secret", 0600), 0);
	write_file("rules.conf", rules);
	snprintf(conf, sizeof conf, "rules = %s\n", path_here("rules.conf"));
	web_start_with(conf);
	for (i = 0; i < CLIENTS; i++) {
		cheats[i] = (struct cheat){
			.number = i,
			.user = i % USERS,
			.random = (uint64_t)i + 1,
		};
		pthread_create(&threads[i], NULL, cheat, &cheats[i]);
	}
	pthread_create(&killer, NULL, kill_programs, NULL);
	for (i = 0; i < CLIENTS; i++)
		pthread_join(threads[i], NULL);
	atomic_store(&stop, true);
	pthread_join(killer, NULL);
	ck_assert_int_gt(passed, 100);
	ck_assert_int_gt(refused, 100);
	ck_assert_int_le(most, LIMIT);
	check_the_journal();
	ck_assert_uint_eq(count_of(web_log(), "is not applied"), 0);
	ck_assert_uint_eq(count_of(web_log(), "is not known"), 0);
}
