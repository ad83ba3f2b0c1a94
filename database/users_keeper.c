/* users_keeper - answers questions for users in time. */

#include "users_keeper.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "proof/user_lookup_wire.h"
#include "users_asker.h"

#define MS INT64_C(1000)
/* How long a child may take until its query works, if nobody waits. */
#define START_MS 5000
/* The pause after a failure doubles from the first to the second. */
#define PAUSE_MS 500
#define PAUSE_MAX_MS 4000
/* How long it counts that the database did not answer another process. */
#define DOUBT_LASTS_MS 20000

static const char late[] = "the database did not answer in time";

/* Times are those of monotonic_now(). */
struct keeper {
	const char *settings;
	struct stat version; /* of the settings, when the child started */
	int socket;	     /* to the program */
	pid_t child;	     /* 0: there is none */
	int child_socket;
	bool is_ready;	 /* the child's query works */
	int64_t started; /* when the child was */
	int64_t proved;	 /* when a child's query worked last */

	bool is_down; /* the last child failed; `why` says how */
	char why[USER_LOOKUP_TEXT_MAX + 1];
	int64_t pause, until; /* no child is started before `until` */

	bool is_asked; /* a question waits: */
	uint32_t id;
	char user[USER_LOOKUP_NAME_MAX + 1];
	int64_t end; /* until when */
	bool is_sent, is_repeated;
};

static void
reply(struct keeper *k, enum user_lookup_result result, const char *text,
      size_t len)
{
	struct user_lookup_reply head = { k->id, result };
	struct iovec parts[] = {
		{ &head, sizeof head },
		{ (char *)text, len },
	};
	const struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2 };

	if (k->is_asked)
		(void)!sendmsg(k->socket, &packet, MSG_NOSIGNAL | MSG_DONTWAIT);
	k->is_asked = k->is_sent = k->is_repeated = false;
	explicit_bzero(k->user, sizeof k->user);
}

static void
end_child(struct keeper *k)
{
	if (!k->child)
		return;
	close(k->child_socket);
	kill(k->child, SIGKILL);
	while (waitpid(k->child, NULL, 0) < 0 && errno == EINTR)
		;
	k->child = 0;
	k->is_ready = k->is_sent = false;
}

/* The child has failed; questions fail until another one is ready. */
static void
go_down(struct keeper *k, const char *why, size_t len)
{
	end_child(k);
	if (len > USER_LOOKUP_TEXT_MAX)
		len = USER_LOOKUP_TEXT_MAX;
	memcpy(k->why, why, len);
	k->why[len] = '\0';
	k->pause = k->is_down ? k->pause * 2 : PAUSE_MS * MS;
	if (k->pause > PAUSE_MAX_MS * MS)
		k->pause = PAUSE_MAX_MS * MS;
	k->until = monotonic_now() + k->pause;
	k->is_down = true;
	reply(k, USER_LOOKUP_FAILED, k->why, strlen(k->why));
}

static void
start_child(struct keeper *k)
{
	static const char why[] = "a process cannot be started";
	int pair[2];
	pid_t self = getpid();

	if (stat(k->settings, &k->version))
		k->version = (struct stat){ 0 };
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair)) {
		go_down(k, why, strlen(why));
		return;
	}
	k->started = monotonic_now();
	k->child = fork();
	if (k->child == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		/* The program's socket is the keeper's only. */
		dup2(pair[1], k->socket);
		_exit(getppid() != self
			  ? 0
			  : users_asker_run(k->settings, k->socket));
	}
	close(pair[1]);
	k->child_socket = pair[0];
	if (k->child > 0)
		return;
	close(pair[0]);
	k->child = 0;
	go_down(k, why, strlen(why));
}

static void
send_question(struct keeper *k)
{
	k->is_sent = send(k->child_socket, k->user, strlen(k->user),
			  MSG_NOSIGNAL | MSG_DONTWAIT) > 0;
}

/* Is there another version of the settings than the child has? */
static bool
is_outdated(const struct keeper *k)
{
	struct stat st;

	return stat(k->settings, &st) == 0 &&
	       (st.st_ctim.tv_sec != k->version.st_ctim.tv_sec ||
		st.st_ctim.tv_nsec != k->version.st_ctim.tv_nsec ||
		st.st_ino != k->version.st_ino);
}

/*
 * Has a question to be answered; a child that starts first has to get ready.
 * The database is doubtful when it did not answer another process since it
 * answered this one.
 */
static void
begin_question(struct keeper *k, int64_t doubtful_since)
{
	const int64_t now = monotonic_now();
	bool is_doubtful = doubtful_since && k->proved <= doubtful_since &&
			   now - doubtful_since < DOUBT_LASTS_MS * MS;

	if (is_outdated(k)) {
		end_child(k);
		k->is_down = is_doubtful = false;
	}
	k->end =
	    now + MS * (is_doubtful ? USER_LOOKUP_DOUBT_MS : USER_LOOKUP_MS);
	if (k->is_down) {
		reply(k, USER_LOOKUP_FAILED, k->why, strlen(k->why));
		return;
	}
	if (is_doubtful && !k->is_ready)
		reply(k, USER_LOOKUP_FAILED, late, strlen(late));
	if (!k->child)
		start_child(k);
	else if (k->is_ready)
		send_question(k);
}

/* False: the program has ended. */
static bool
take_question(struct keeper *k)
{
	struct user_lookup_question q = { 0 };
	struct iovec parts[] = {
		{ &q, sizeof q },
		{ k->user, sizeof k->user - 1 },
	};
	struct msghdr packet = { .msg_iov = parts, .msg_iovlen = 2 };
	const ssize_t n = recvmsg(k->socket, &packet, 0);

	if (n < 0 && errno == EINTR)
		return true;
	if (n <= (ssize_t)sizeof q)
		return false;
	k->user[(size_t)n - sizeof q] = '\0';
	k->id = q.id;
	k->is_asked = true;
	k->is_sent = k->is_repeated = false;
	begin_question(k, q.doubtful_since);
	return true;
}

/*
 * A server that was started again has closed the connection, which is noticed
 * only now: another child may still answer.
 */
static void
lose_child(struct keeper *k, const char *why, size_t len)
{
	if (!k->is_ready || !k->is_asked || k->is_repeated) {
		go_down(k, why, len);
		return;
	}
	k->is_repeated = true;
	end_child(k);
	start_child(k);
}

static void
take_answer(struct keeper *k)
{
	static const char ended[] = "the process that asks has ended";
	char packet[USERS_ASKER_PACKET];
	const ssize_t n = recv(k->child_socket, packet, sizeof packet, 0);
	const size_t len = n > 0 ? (size_t)n - 1 : 0;

	switch (n > 0 ? packet[0] : -1) {
	case USERS_ASKER_READY:
		k->is_ready = true;
		k->is_down = false;
		k->proved = monotonic_now();
		if (k->is_asked)
			send_question(k);
		break;
	case USERS_ASKER_FOUND:
		k->proved = monotonic_now();
		reply(k, USER_LOOKUP_FOUND, packet + 1, len);
		break;
	case USERS_ASKER_NOBODY:
		k->proved = monotonic_now();
		reply(k, USER_LOOKUP_NOBODY, "", 0);
		break;
	case USERS_ASKER_REFUSED:
		reply(k, USER_LOOKUP_REFUSED, packet + 1, len);
		break;
	case USERS_ASKER_FAILED:
		lose_child(k, packet + 1, len);
		break;
	default:
		lose_child(k, ended, strlen(ended));
	}
	explicit_bzero(packet, sizeof packet);
}

/* When something is due next; INT64_MAX: nothing is. */
static int64_t
due(const struct keeper *k)
{
	int64_t at = INT64_MAX;

	if (k->is_asked)
		at = k->end;
	else if (k->child && !k->is_ready)
		at = k->started + START_MS * MS;
	if (!k->child && k->is_down && k->until < at)
		at = k->until;
	return at;
}

static void
do_what_is_due(struct keeper *k)
{
	const int64_t now = monotonic_now();

	if (now < due(k))
		return;
	if (!k->child && !k->is_asked)
		start_child(k);
	else
		go_down(k, late, strlen(late));
}

int
users_keeper_run(const char *settings, int socket)
{
	struct keeper k = { .settings = settings, .socket = socket };
	bool goes_on = true;

	start_child(&k);
	while (goes_on) {
		struct pollfd on[] = {
			{ .fd = socket, .events = POLLIN },
			{ .fd = k.child ? k.child_socket : -1,
			  .events = POLLIN },
		};
		const int64_t at = due(&k), now = monotonic_now();
		const int64_t ms = at > now ? (at - now) / MS + 1 : 0;

		poll(on, 2, at == INT64_MAX ? -1 : (int)ms);
		/* The answer comes before another question. */
		if (on[1].revents)
			take_answer(&k);
		if (on[0].revents)
			goes_on = take_question(&k);
		if (goes_on)
			do_what_is_due(&k);
	}
	end_child(&k);
	return 0;
}
