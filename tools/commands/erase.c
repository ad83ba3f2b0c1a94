/* erase - removes the names of a person from the journal and the index. */

#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/json_write.h"
#include "base/lines.h"
#include "base/sql.h"
#include "cli/confirm.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "cli/progress_bar.h"
#include "erase/anonymise.h"
#include "erase/mentions.h"
#include "journal/day_lock.h"
#include "journal/day_reader.h"
#include "journal/journal_rewrite.h"
#include "report/escape.h"

struct erase_run {
	struct command_context *x;
	const char *user;
	struct sip_party party;
	struct mentions mentions;
	bool everywhere;
	bool dry_run; /* tells what would change, and changes nothing */
	struct progress_bar bar;
	struct json_scan scan;
	struct buffer erased; /* a line without the person in known members */
	uint64_t lines;	      /* changed in all */
	uint64_t garbled;     /* unreadable lines of the day with the name */
};

static bool
anonymise_line(void *arg, struct buffer *out, const char *line, size_t len)
{
	struct erase_run *e = arg;
	struct buffer *erased = &e->erased;
	bool garbled, changed;

	progress_bar_add(&e->bar, len + 1);
	erased->len = 0;
	changed = anonymise(erased, &e->scan, line, len, &e->party, &garbled);
	e->garbled += garbled;
	if (changed) {
		line = erased->at;
		len = erased->len;
	}
	if (mentions_in_line(&e->mentions, e->everywhere ? out : NULL, &e->scan,
			     line, len))
		return true;
	if (changed)
		buffer_add(out, line, len);
	return changed;
}

static void
print_mention(const struct erase_run *e, const char *path, uint64_t values)
{
	struct buffer b = { 0 };

	if (e->x->json) {
		buffer_str(&b, "{\"member\":");
		json_write_string(&b, path, strlen(path));
		buffer_printf(&b, ",\"values\":%" PRIu64 "}", values);
	} else {
		buffer_printf(&b, "  %8" PRIu64 "  ", values);
		escape_add(&b, path);
	}
	printf("%.*s\n", (int)b.len, b.at);
	buffer_free(&b);
}

/* What names the person besides the members that erase() knows. */
static void
print_mentions(const struct erase_run *e)
{
	const struct mentions *m = &e->mentions;
	size_t i;

	if (m->count == 0)
		return;
	if (!e->x->json && e->everywhere)
		printf("the name %s erased in values of these members, too:\n",
		       e->dry_run ? "would be" : "was");
	else if (!e->x->json && e->dry_run)
		printf("values of these members would still have the name; "
		       "erase --everywhere takes it out:\n");
	else if (!e->x->json)
		printf("values of these members still have the name; "
		       "erase --everywhere takes it out:\n");
	for (i = 0; i < m->count; i++)
		print_mention(
		    e, m->at[i].path[0] ? m->at[i].path : "(names of members)",
		    m->at[i].values);
	if (m->others)
		print_mention(e, "(others)", m->others);
}

static void
print_day(const struct erase_run *e, const char *file, uint64_t changed)
{
	char date[DAY_FILE_DATE_SIZE];

	day_file_date(date, file);
	if (e->x->json) {
		printf("{\"day\":\"%s\",\"changed\":%" PRIu64
		       ",\"garbled\":%" PRIu64 "}\n",
		       date, changed, e->garbled);
		return;
	}
	if (changed)
		printf("%s UTC  %10" PRIu64 " lines %s\n", date, changed,
		       e->dry_run ? "would change" : "changed");
	if (e->garbled)
		printf("%s UTC  %10" PRIu64
		       " unreadable lines have that name, and stay\n",
		       date, e->garbled);
}

/* Limits count on from there; without it they wait for the new index. */
static void
move_checkpoint(void *arg, const char *file, int new_file, off_t offset)
{
	const struct erase_run *e = arg;
	struct stat st;

	if (fstat(new_file, &st) == 0)
		index_meta_move_checkpoint(e->x->index, file, st.st_ino,
					   offset);
}

/* How far the index has folded that day; false: it has not. */
static bool
find_checkpoint(const struct erase_run *e, const char *file,
		struct journal_rewrite_position *at)
{
	struct checkpoint *all = NULL;
	int count = e->x->index ? index_meta_checkpoints(e->x->index, &all) : 0;
	bool found = false;
	int i;

	for (i = 0; i < count && !found; i++) {
		found = strcmp(all[i].file, file) == 0;
		at->offset = all[i].offset - all[i].packed_bytes;
	}
	free(all);
	return found;
}

/* Counts the lines of a day that erase_day() would change. */
static int
count_day(struct erase_run *e, const struct journal_days *d, const char *file,
	  uint64_t *changed, struct error *error)
{
	struct buffer out = { 0 };
	struct day_reader from;
	struct lines l = { .read = day_reader_read_lines, .arg = &from };
	const char *line;
	int got = -1, bad = day_reader_open(&from, d->dir, file), error_number;
	size_t len;

	*changed = 0;
	if (!bad) {
		l.end = day_reader_size(&from);
		while (l.end >= 0 && (got = lines_next(&l, &line, &len)) == 1) {
			out.len = 0;
			*changed += anonymise_line(e, &out, line, len);
		}
	}
	if (got < 0)
		day_reader_explain(&from, error);
	error_number = errno;
	lines_free(&l);
	buffer_free(&out);
	day_reader_close(&from);
	errno = error_number;
	return got;
}

static int
erase_day(struct erase_run *e, const struct journal_days *d, const char *file,
	  uint64_t *changed, struct error *error)
{
	struct journal_rewrite_position at = {
		.moves = move_checkpoint,
		.arg = e,
	};
	/* Limits read the last day only. */
	bool is_last = file == d->at[d->count - 1].file;

	return journal_rewrite_day(
	    d, file, anonymise_line, e,
	    is_last && find_checkpoint(e, file, &at) ? &at : NULL, changed,
	    error);
}

/* 0, which is unknown, if a day is compressed. */
static off_t
bytes_of(const struct journal_days *d)
{
	off_t bytes = 0;
	size_t i;

	for (i = 0; i < d->count; i++) {
		if (d->at[i].packed.kind != PACKED_NONE)
			return 0;
		bytes += journal_days_bytes(&d->at[i]);
	}
	return bytes;
}

static int
erase_days(struct erase_run *e, const struct journal_days *d)
{
	size_t i;

	progress_bar_start(&e->bar, NULL, (uint64_t)bytes_of(d));
	for (i = 0; i < d->count; i++) {
		const char *file = d->at[i].file;
		struct error error;
		uint64_t changed;

		e->garbled = 0;
		if (e->dry_run ? count_day(e, d, file, &changed, &error)
			       : erase_day(e, d, file, &changed, &error)) {
			/* Somebody has purged the day meanwhile. */
			if (errno == ENOENT)
				continue;
			return complain_error("%s; when that is solved, erase"
					      " this user again",
					      error.text);
		}
		e->lines += changed;
		progress_bar_end(&e->bar);
		print_day(e, file, changed);
		fflush(stdout);
	}
	if (!e->x->json && e->lines == 0)
		printf("%s\n", !e->mentions.count ? "no line has that name"
			       : e->dry_run	  ? "no line would change"
						  : "no line changed");
	print_mentions(e);
	return 0;
}

/* Before anything is changed. */
static int
check_locks(const struct journal_days *d)
{
	struct error error;
	size_t i;

	for (i = 0; i < d->count; i++)
		if (day_lock_check(d, d->at[i].file, &error))
			return complain_error("%s; nothing was changed",
					      error.text);
	return 0;
}

static int
read_options(struct erase_run *e, int argc, char **argv, bool *yes)
{
	static const struct option options[] = {
		{ "user", required_argument, NULL, 'u' },
		{ "everywhere", no_argument, NULL, 'e' },
		{ "dry-run", no_argument, NULL, 'n' },
		{ "yes", no_argument, NULL, 'y' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'y')
			*yes = true;
		else if (c == 'n')
			e->dry_run = true;
		else if (c == 'u')
			e->user = optarg;
		else if (c == 'e')
			e->everywhere = true;
		else
			return complain_option(c, argv);
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	if (!e->user || !e->user[0])
		return complain_usage("--user is missing");
	if (!sip_party_parse(&e->party, e->user))
		return complain_usage("\"%s\" is not a user: give 10001 or "
				      "10001@host",
				      e->user);
	return 0;
}

/*
 * Nobody else makes the index anew meanwhile, and limits count by the old one.
 * SQLite keeps deleted rows in its file, so the index is rebuilt; also if no
 * line changed, because an earlier run may have been killed before this.
 */
static int
erase_and_rebuild(struct erase_run *e, const struct journal_days *d)
{
	int lock = open_index_lock(e->x), code;
	struct fold_result done;

	if (lock < 0)
		return EXIT_TROUBLE;
	code = check_locks(d);
	if (!code) {
		open_index_if_possible(e->x, lock);
		code = erase_days(e, d);
	}
	/* Also if only some of the days were changed. */
	if ((!code || e->lines) && open_index_rebuild(e->x, &done, lock))
		code = EXIT_TROUBLE;
	close(lock);
	return code;
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct erase_run e = { .x = x };
	char question[96];
	struct journal_days d;
	bool yes = false;
	uint64_t salt;
	int code;

	if (read_options(&e, argc, argv, &yes))
		return EXIT_TROUBLE;
	e.mentions.person = &e.party;
	if (getrandom(&salt, sizeof salt, 0) != sizeof salt)
		return complain_error("cannot get a random number: %s",
				      strerror(errno));
	snprintf(e.mentions.id, sizeof e.mentions.id,
		 JOURNAL_ERASED "-%08" PRIx32, (uint32_t)salt);
	if (journal_days_open(&d, x->state_dir))
		return complain_error("cannot read %s/journal: %s",
				      x->state_dir, strerror(errno));
	snprintf(question, sizeof question,
		 "Erase this user from %zu days of the journal for ever?",
		 d.count);
	code = yes || e.dry_run ? 0 : confirm(question);
	if (!code && d.dir >= 0)
		code =
		    e.dry_run ? erase_days(&e, &d) : erase_and_rebuild(&e, &d);
	if (!code && e.dry_run && !x->json)
		puts("nothing was changed");
	journal_days_close(&d);
	json_scan_free(&e.scan);
	buffer_free(&e.erased);
	return code;
}

const struct command erase_command = {
	.name = "erase",
	.summary = "removes a person from the journal and the index",
	.usage =
	    "erase --user U [--everywhere] [--dry-run] [--yes]\n"
	    "  --user U       10001: this account on any host, in every\n"
	    "                 spelling: +10001, sip:10001@host, tel:+1-00-01;\n"
	    "                 10001@host: on this host only\n"
	    "  --everywhere   takes the name out of all other values, too\n"
	    "  --dry-run      counts what would change, and changes nothing\n"
	    "  --yes          does not ask\n"
	    "The user's name as caller, callee, sender, receiver, account,\n"
	    "target and stream, and the visible name, become \"" ERASED "\";\n"
	    "so do the text and the raw form of the user's messages.  Other\n"
	    "members that have the name are listed, and stay as they are\n"
	    "without --everywhere.  An id that has the name becomes another,\n"
	    "so an exported call record with that id is exported again.\n"
	    "Hooks are answered and recorded meanwhile; later hooks name the\n"
	    "user again.\n"
	    "\n"
	    "  echoappctl erase --user 10001\n",
	.run = run,
};
