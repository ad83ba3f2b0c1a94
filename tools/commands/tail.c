/* tail - prints the last lines of the journal, and follows it. */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/die.h"
#include "base/json_write.h"
#include "base/str.h"
#include "cli/option.h"
#include "command.h"
#include "journal/journal_follow.h"
#include "journal/reverse_lines.h"
#include "protocol/methods.h"
#include "report/escape.h"
#include "report/line_text.h"

#define POLL_MS 200

struct tail_run {
	bool json;
	bool follow;
	long lines;
	const char *hook;
	const char *user;
	struct journal_line event;
	struct buffer out;
};

static volatile sig_atomic_t stopped;

static void
stop(int signal)
{
	(void)signal;
	stopped = 1;
}

static void
catch_signals(void)
{
	struct sigaction sa = { .sa_handler = stop };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	sigaction(SIGHUP, &sa, NULL);
	/* A reader of a pipe that stops reading ends the program. */
	signal(SIGPIPE, SIG_DFL);
}

/* Parses a line into t->event; an unreadable line is wanted without filters. */
static bool
is_wanted(struct tail_run *t, const char *line, size_t len, bool *readable)
{
	if (t->user && !line_text_may_have_user(line, len, t->user))
		return false;
	*readable = journal_line_read(&t->event, line, len) == 0;
	if (!*readable)
		return len > 0 && !t->event.purged && !t->hook && !t->user;
	return (!t->hook || strcasecmp(t->event.hook, t->hook) == 0) &&
	       (!t->user || line_text_is_of_user(&t->event, t->user));
}

static void
add_line(struct tail_run *t, const char *line, size_t len, bool readable)
{
	struct buffer text = { 0 };

	if (readable && t->json) {
		escape_add_json(&t->out, line, len);
	} else if (readable) {
		line_text_add(&t->out, &t->event);
	} else if (t->json) {
		buffer_str(&text, "{\"unreadable\":");
		json_write_string(&text, line, len);
		escape_add_json(&t->out, text.at, text.len);
		buffer_str(&t->out, "}");
	} else {
		buffer_add(&text, line, len);
		buffer_add(&text, "", 1);
		buffer_str(&t->out, "unreadable: ");
		escape_add(&t->out, text.at);
	}
	buffer_str(&t->out, "\n");
	buffer_free(&text);
}

static void
print_line(void *arg, const char *line, size_t len)
{
	struct tail_run *t = arg;
	bool readable;

	if (!is_wanted(t, line, len, &readable))
		return;
	t->out.len = 0;
	add_line(t, line, len, readable);
	fwrite(t->out.at, 1, t->out.len, stdout);
}

/* Lines as they will be printed, the last one first. */
struct last_lines {
	char **at;
	size_t count;
};

static int
collect_lines(struct tail_run *t, struct last_lines *l, struct day_reader *day,
	      off_t end)
{
	struct reverse_lines b = { 0 };
	const char *line;
	bool readable;
	size_t len;

	reverse_lines_start(&b, day, end);
	while (!stopped && l->count < (size_t)t->lines &&
	       reverse_lines_next(&b, &line, &len)) {
		if (!is_wanted(t, line, len, &readable))
			continue;
		t->out.len = 0;
		add_line(t, line, len, readable);
		if (l->count % 1024 == 0)
			l->at =
			    reallocarray(l->at, l->count + 1024, sizeof *l->at);
		if (!l->at)
			die(EXIT_TEMPORARY, "cannot keep %zu lines:", l->count);
		l->at[l->count++] = str_dup_len(t->out.at, t->out.len);
	}
	reverse_lines_free(&b);
	return b.failed || end < 0 ? -1 : 0;
}

/*
 * The lines of a day before those that are followed.  0, or -1 with the reason.
 */
static int
collect_day(struct tail_run *t, struct last_lines *l, int dir, const char *file,
	    struct journal_follow *f, struct error *e)
{
	const struct followed_file *followed = journal_follow_find(f, file);
	struct day_reader day;
	off_t end;
	int bad;

	if (day_reader_open(&day, dir, file))
		return errno == ENOENT ? 0 : day_reader_explain(&day, e);
	end = day_reader_end(&day);
	if (followed && day.fd >= 0 && end >= 0)
		end = day.packed_bytes + followed->offset;
	bad = collect_lines(t, l, &day, end);
	if (bad)
		day_reader_explain(&day, e);
	day_reader_close(&day);
	return bad;
}

/* 0, or -1 with the reason why there are not more lines. */
static int
print_last(struct tail_run *t, const struct journal_days *d,
	   struct journal_follow *f, struct error *e)
{
	struct last_lines l = { 0 };
	int bad = 0;
	size_t i;

	for (i = d->count; i-- > 0 && !bad && l.count < (size_t)t->lines;)
		bad = collect_day(t, &l, d->dir, d->at[i].file, f, e);
	while (l.count-- > 0) {
		fputs(l.at[l.count], stdout);
		free(l.at[l.count]);
	}
	free(l.at);
	return bad;
}

static void
follow_journal(struct tail_run *t, struct journal_follow *f)
{
	struct pollfd reader = { .fd = STDOUT_FILENO };

	while (!stopped && fflush(stdout) == 0) {
		if (poll(&reader, 1, POLL_MS) > 0 &&
		    reader.revents & (POLLERR | POLLNVAL))
			return;
		if (!stopped)
			journal_follow_poll(f, print_line, t);
	}
}

/* The name in the journal; some hooks have another name in URLs. */
static const char *
journal_name(const char *name)
{
	const struct method *m = methods_find(name);

	return m ? m->name : name;
}

static int
read_options(struct tail_run *t, int argc, char **argv)
{
	static const struct option options[] = {
		{ "follow", no_argument, NULL, 'f' },
		{ "lines", required_argument, NULL, 'n' },
		{ "hook", required_argument, NULL, 'h' },
		{ "user", required_argument, NULL, 'u' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":fn:", options, NULL)) != -1) {
		switch (c) {
		case 'f':
			t->follow = true;
			break;
		case 'n':
			if (option_number(optarg, &t->lines))
				return EXIT_TROUBLE;
			break;
		case 'h':
			t->hook = journal_name(optarg);
			break;
		case 'u':
			t->user = optarg;
			break;
		default:
			return complain_option(c, argv);
		}
	}
	return option_end(optind, argc, argv);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct tail_run t = { .json = x->json, .lines = 10 };
	struct journal_follow f;
	struct journal_days d;
	struct error e;
	int code = EXIT_FINE;

	if (read_options(&t, argc, argv))
		return EXIT_TROUBLE;
	if (journal_days_open(&d, x->state_dir))
		return complain_error("cannot read %s/journal: %s",
				      x->state_dir, strerror(errno));
	if (journal_follow_start(&f, x->state_dir, &d, &e)) {
		journal_follow_end(&f);
		journal_days_close(&d);
		return complain_error("%s", e.text);
	}
	catch_signals();
	if (print_last(&t, &d, &f, &e))
		code = complain_error("%s", e.text);
	journal_days_close(&d);
	if (t.follow)
		follow_journal(&t, &f);
	journal_follow_end(&f);
	journal_line_free(&t.event);
	buffer_free(&t.out);
	return code;
}

const struct command tail_command = {
	.name = "tail",
	.summary = "prints the last lines of the journal, and follows it",
	.usage =
	    "tail [-f] [-n N] [--hook H] [--user U]\n"
	    "  -f, --follow   then every line that is added, until stopped\n"
	    "  -n, --lines N  the last N lines (10)\n"
	    "  --hook H       only lines of this hook, in any case\n"
	    "  --user U       only lines that name this user\n"
	    "With --json, the lines of the journal as they are.\n"
	    "\n"
	    "  echoappctl tail -f --hook call\n",
	.run = run,
};
