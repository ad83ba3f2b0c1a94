/* play_deliver - what is delivered while a scenario is played. */

#include "play_deliver.h"

#include <arpa/inet.h>
#include <errno.h>
#include <limits.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/digest.h"
#include "cli/find_deliverer.h"
#include "delivery/delivery_position.h"
#include "play_receiver.h"

/* The destination; nobody's deliver.conf has such a name. */
#define NAME "_play"

/* After the end of a call: until its record is final, and has been delivered.
 */
#define LAST_RECORDS_US 2000000

/* The deliverer has its position, or has ended, after so many waits. */
#define STARTS 100
#define START_US 50000

static int
listen_anywhere(unsigned *port)
{
	struct sockaddr_in at = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&at, sizeof at) ||
	    listen(fd, 16) || getsockname(fd, (struct sockaddr *)&at, &len)) {
		if (fd >= 0)
			close(fd);
		return -1;
	}
	*port = ntohs(at.sin_port);
	return fd;
}

static int
write_text(const struct play_deliver *p, const char *name, const char *text)
{
	char path[PATH_MAX];
	FILE *f;
	int bad;

	snprintf(path, sizeof path, "%s/%s", p->dir, name);
	f = fopen(path, "w");
	bad = !f || fputs(text, f) < 0;
	if (f && fclose(f))
		bad = 1;
	return bad ? -1 : 0;
}

static int
write_files(const struct play_deliver *p, unsigned port)
{
	struct buffer secret = { 0 }, lines = { 0 };
	unsigned char bytes[32];
	int bad;

	if (getrandom(bytes, sizeof bytes, 0) != sizeof bytes)
		return -1;
	buffer_str(&secret, "whsec_");
	digest_add_base64(&secret, bytes, sizeof bytes);
	buffer_add(&secret, "\n", 2);
	buffer_printf(&lines,
		      "destination " NAME
		      " http http://127.0.0.1:%u/ secret secret\n"
		      "deliver cdr to " NAME "\n"
		      "deliver CallStatusEvent to " NAME "\n",
		      port);
	buffer_byte(&lines, '\0');
	bad = write_text(p, "secret", secret.at) ||
	      write_text(p, "deliver.conf", lines.at) ||
	      write_text(p, "echoapp.conf",
			 "deliver = deliver.conf\nlog = server\n");
	buffer_free(&secret);
	buffer_free(&lines);
	return bad ? -1 : 0;
}

static pid_t
start_receiver(const struct play_deliver *p, int listener)
{
	char secret[PATH_MAX];
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGINT, SIG_IGN);
	snprintf(secret, sizeof secret, "%s/secret", p->dir);
	play_receiver_run(listener, secret);
	_exit(0);
}

static pid_t
start_deliverer(const struct play_deliver *p)
{
	char path[PATH_MAX], conf[PATH_MAX];
	pid_t pid = fork();

	if (pid)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	find_deliverer(path);
	snprintf(conf, sizeof conf, "%s/echoapp.conf", p->dir);
	setenv("ECHOAPP_CONF", conf, 1);
	setenv("ECHOAPP_STATE_DIR", p->state_dir, 1);
	execl(path, path, (char *)NULL);
	fprintf(stderr, "echoappctl play: cannot run %s: %s\n", path,
		strerror(errno));
	_exit(127);
}

static bool
has_begun(const struct play_deliver *p)
{
	char path[PATH_MAX];

	return delivery_position_path(path, sizeof path, p->state_dir, NAME,
				      "position") &&
	       access(path, F_OK) == 0;
}

/* What is played before the deliverer knows where it is would not be seen. */
static int
wait_for_deliverer(struct play_deliver *p)
{
	int i;

	for (i = 0; i < STARTS; i++) {
		if (has_begun(p))
			return 0;
		if (waitpid(p->deliverer, NULL, WNOHANG) == p->deliverer) {
			p->deliverer = 0;
			return -1;
		}
		usleep(START_US);
	}
	return -1;
}

static void
end_process(pid_t *pid)
{
	if (*pid > 0) {
		kill(*pid, SIGTERM);
		waitpid(*pid, NULL, 0);
	}
	*pid = 0;
}

static void
remove_files(const struct play_deliver *p)
{
	static const char *const names[] = { "secret", "deliver.conf",
					     "echoapp.conf" };
	static const char *const endings[] = { "position", "trouble", "dead" };
	char path[PATH_MAX];
	size_t i;

	for (i = 0; i < sizeof names / sizeof *names; i++) {
		snprintf(path, sizeof path, "%s/%s", p->dir, names[i]);
		unlink(path);
	}
	rmdir(p->dir);
	for (i = 0; i < sizeof endings / sizeof *endings; i++)
		if (delivery_position_path(path, sizeof path, p->state_dir,
					   NAME, endings[i]))
			unlink(path);
}

static void
end(struct play_deliver *p)
{
	end_process(&p->deliverer);
	end_process(&p->receiver);
	remove_files(p);
}

int
play_deliver_start(struct play_deliver *p, const char *state_dir,
		   struct error *e)
{
	unsigned port;
	int listener = listen_anywhere(&port);

	*p = (struct play_deliver){ .state_dir = state_dir };
	snprintf(p->dir, sizeof p->dir, "/tmp/echoapp-play.XXXXXX");
	if (listener < 0)
		return error_set(e, "cannot listen on 127.0.0.1:");
	if (!mkdtemp(p->dir) || write_files(p, port)) {
		close(listener);
		return error_set(e, "cannot write to %s:", p->dir);
	}
	fflush(stdout);
	p->receiver = start_receiver(p, listener);
	close(listener);
	p->deliverer = start_deliverer(p);
	if (p->receiver > 0 && p->deliverer > 0 && wait_for_deliverer(p) == 0)
		return 0;
	end(p);
	return error_set(e, "echoapp-deliver does not run; its message is "
			    "above");
}

void
play_deliver_end(struct play_deliver *p)
{
	usleep(LAST_RECORDS_US);
	end(p);
}
