/* deliveries - how far each destination has got, and what it has refused. */

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "cli/find_deliverer.h"
#include "cli/option.h"
#include "command.h"
#include "delivery/delivery_position.h"
#include "report/delivery_list.h"
#include "report/key_values.h"

#define SHOWN_SIZE 256

static const char *
state_of(const struct delivery_list *l, const struct delivery_state *s)
{
	if (!l->is_running)
		return "echoapp-deliver is not running";
	if (!s->has_begun)
		return "has not begun";
	return s->in_trouble ? "waits" : "works";
}

static void
print_state(struct key_values *k, const struct delivery_list *l,
	    const struct delivery_state *s)
{
	const char *error = s->error.text[0] ? s->error.text
			    : s->in_trouble  ? s->note.error
					     : NULL;

	key_values_text(k, "destination", s->to->name);
	key_values_text(k, "kind", destination_kind_names[s->to->kind]);
	key_values_text(k, "to", s->to->to);
	key_values_text(k, "state", state_of(l, s));
	key_values_number(k, "delivered", (int64_t)s->delivered);
	key_values_number(k, "dead", (int64_t)s->dead);
	if (s->records >= 0)
		key_values_number(k, "records_waiting", s->records);
	if (s->bytes >= 0)
		key_values_bytes(k, "journal_waiting", s->bytes);
	key_values_duration(k, "lag", delivery_list_lag(s, timestamp_now()));
	key_values_text(k, "error", error);
	if (!s->in_trouble)
		return;
	key_values_number(k, "failures", s->note.failures);
	key_values_timestamp(k, "since", s->note.since);
	key_values_timestamp(k, "next_try", s->note.next);
	key_values_text(k, "head", s->note.head[0] ? s->note.head : NULL);
}

static int
list(const struct command_context *x, const struct delivery_list *l)
{
	bool bad = false;
	size_t i;

	for (i = 0; i < l->count; i++) {
		struct key_values k;

		key_values_begin(&k, x->json);
		print_state(&k, l, &l->at[i]);
		if (!x->json && i + 1 < l->count)
			key_values_line(&k, "", 0);
		key_values_end(&k);
		bad = bad || !l->is_running || l->at[i].in_trouble ||
		      l->at[i].dead || l->at[i].error.text[0];
	}
	return bad ? EXIT_FOUND : EXIT_FINE;
}

static int
list_dead(const struct command_context *x, const char *name)
{
	char error[SHOWN_SIZE], time[TIMESTAMP_SIZE];
	struct dead_letters all;
	struct error e;
	size_t i;

	if (dead_letters_read(&all, x->state_dir, name, "dead", &e))
		return complain_error("%s", e.text);
	for (i = 0; i < all.count; i++) {
		const struct dead_letter *l = &all.at[i];
		struct key_values k;

		if (x->json) {
			key_values_begin(&k, true);
			key_values_text(&k, "id", l->id);
			key_values_timestamp(&k, "timestamp", l->when);
			key_values_timestamp(&k, "died", l->died);
			key_values_number(&k, "status", l->status);
			key_values_text(&k, "error", l->error);
			key_values_end(&k);
			continue;
		}
		timestamp_format(time, sizeof time, l->died);
		log_escape(error, sizeof error, l->error);
		printf("%s  %s  %s\n", l->id, time, error);
	}
	dead_letters_free(&all);
	return EXIT_FINE;
}

static int
move(const struct command_context *x, const char *name, const char *to,
     const char *id)
{
	struct error e;
	int n;

	if (!id)
		return complain_usage("write the ID of a dead letter, or all");
	n = dead_letters_move(x->state_dir, name, "dead", to,
			      strcmp(id, "all") == 0 ? NULL : id, &e);
	if (n < 0)
		return complain_error("%s", e.text);
	if (n == 0)
		return complain_error("%s has no such dead letter; "
				      "echoappctl deliveries dead %s lists "
				      "them",
				      name, name);
	printf("%d %s\n", n, to ? "to be sent once more" : "dropped");
	return EXIT_FINE;
}

static int
skip(const struct command_context *x, const struct delivery_state *s)
{
	const char *name = s->to->name;

	if (!s->in_trouble || !s->note.head[0])
		return complain_error("%s is not stuck at a message", name);
	if (delivery_note_skip(x->state_dir, name, s->note.head))
		return complain_error("cannot write to %s/" DELIVERY_DIR ": %s",
				      x->state_dir, error_text(errno));
	printf("%s will be a dead letter\n", s->note.head);
	return EXIT_FINE;
}

/* Becomes echoapp-deliver, which has the clients of HTTP and of databases. */
static int
become_deliverer(const char *option, const char *one, const char *two,
		 const char *three)
{
	char path[PATH_MAX];

	find_deliverer(path);
	execl(path, path, option, one, two, three, (char *)NULL);
	return complain_error("cannot run echoapp-deliver: %s; install it "
			      "again",
			      error_text(errno));
}

static int
test(int argc, char **argv)
{
	if (argc != 3)
		return complain_usage("write: test URL SECRET_FILE");
	return become_deliverer("--test", argv[1], argv[2], NULL);
}

static int
prepare(const struct destination *d)
{
	if (!destination_is_database(d))
		return complain_usage("%s is no database, and needs no table",
				      d->name);
	return become_deliverer("--prepare", destination_kind_names[d->kind],
				d->to, d->table);
}

static int
act(const struct command_context *x, const struct delivery_list *l,
    char **arguments, int count)
{
	const char *verb = arguments[0], *name = count > 1 ? arguments[1] : "",
		   *id = count > 2 ? arguments[2] : NULL;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strcmp(l->at[i].to->name, name) == 0)
			break;
	if (i == l->count)
		return complain_usage("there is no destination \"%s\"", name);
	if (strcmp(verb, "dead") == 0 && count == 2)
		return list_dead(x, name);
	if (strcmp(verb, "replay") == 0 && count <= 3)
		return move(x, name, "replay", id);
	if (strcmp(verb, "drop") == 0 && count <= 3)
		return move(x, name, NULL, id);
	if (strcmp(verb, "skip") == 0 && count == 2)
		return skip(x, &l->at[i]);
	if (strcmp(verb, "prepare") == 0 && count == 2)
		return prepare(l->at[i].to);
	return complain_usage("\"%s\" is none of dead, replay, drop, skip, "
			      "prepare and test",
			      verb);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct delivery_list l;
	int code;

	if (argc > 1 && strcmp(argv[1], "test") == 0)
		return test(argc - 1, argv + 1);
	if (!x->conf->current.deliver_file)
		return complain_error("%s has no \"deliver = FILE\", so "
				      "nothing is delivered",
				      x->conf->file.path);
	delivery_list_read(&l, x->index, &x->conf->current);
	if (l.error.text[0])
		code = complain_error("%s: %s", x->conf->current.deliver_file,
				      l.error.text);
	else if (argc > 1)
		code = act(x, &l, argv + 1, argc - 1);
	else
		code = list(x, &l);
	delivery_list_free(&l);
	return code;
}

const struct command deliveries_command = {
	.name = "deliveries",
	.summary = "shows the destinations of deliver.conf",
	.usage =
	    "deliveries\n"
	    "deliveries dead NAME\n"
	    "deliveries replay NAME ID|all\n"
	    "deliveries drop NAME ID|all\n"
	    "deliveries skip NAME\n"
	    "deliveries prepare NAME\n"
	    "deliveries test URL SECRET_FILE\n"
	    "Prints how far each destination has got: what was delivered, "
	    "what\n"
	    "waits, and why. Exits with 1 if one is in trouble or has dead\n"
	    "letters.\n"
	    "\n"
	    "  dead    lists what a destination has refused for ever\n"
	    "  replay  has it sent once more\n"
	    "  drop    removes it from the list\n"
	    "  skip    puts aside the message that a destination is stuck at\n"
	    "  prepare makes the table of a database, or adds columns to it\n"
	    "  test    posts a signed message to a receiver\n"
	    "\n"
	    "  echoappctl deliveries replay billing all\n",
	.wants_index = true,
	.run = run,
};
