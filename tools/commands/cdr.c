/* cdr - prints a record for each call that has ended, for billing. */

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/open_file.h"
#include "base/state_owner.h"
#include "base/sync_dir.h"
#include "cli/list_command.h"
#include "cli/open_index.h"
#include "cli/option.h"
#include "cli/progress_bar.h"
#include "index/records_cursor.h"
#include "report/cdr.h"

struct cdr_run {
	struct command_context *x;
	enum print_format as;
	timestamp since;
	timestamp until;
	const char *after; /* the cursor given, or read from the file */
	const char *file;  /* keeps the cursor */
};

static int
read_options(struct cdr_run *r, int argc, char **argv)
{
	static const struct option options[] = {
		{ "csv", no_argument, NULL, 'c' },
		{ "since", required_argument, NULL, 's' },
		{ "until", required_argument, NULL, 't' },
		{ "after", required_argument, NULL, 'a' },
		{ "cursor", required_argument, NULL, 'f' },
		{ NULL, 0, NULL, 0 },
	};
	int c;

	while ((c = getopt_long(argc, argv, ":", options, NULL)) != -1) {
		if (c == 'c')
			r->as = PRINT_CSV;
		else if (c == 'a')
			r->after = optarg;
		else if (c == 'f')
			r->file = optarg;
		else if (c == '?' || c == ':')
			return complain_option(c, argv);
		else if (option_time(optarg, c == 's' ? &r->since : &r->until))
			return EXIT_TROUBLE;
	}
	if (option_end(optind, argc, argv))
		return EXIT_TROUBLE;
	if (r->after && r->file)
		return complain_usage("--after and --cursor exclude each"
				      " other");
	if ((r->after || r->file) && (r->since || r->until != INT64_MAX))
		return complain_usage("a cursor takes neither --since nor"
				      " --until");
	if (r->until != INT64_MAX && r->until > timestamp_now())
		return complain_usage("--until is in the future: records may"
				      " still become final before it");
	return 0;
}

/* The file has one line; without the file, the export begins at the first. */
static int
read_cursor(struct cdr_run *r)
{
	static char line[RECORDS_CURSOR_SIZE + 1];
	int fd = open_file(AT_FDCWD, r->file, O_RDONLY, 0);
	FILE *f = fd < 0 ? NULL : fdopen(fd, "r");

	if (!f && errno == ENOENT)
		return 0;
	if (!f)
		return complain_error("cannot read %s: %s", r->file,
				      error_text(errno));
	if (!fgets(line, sizeof line, f)) {
		fclose(f);
		return complain_error("%s has no cursor; remove it to export"
				      " all records",
				      r->file);
	}
	fclose(f);
	line[strcspn(line, "\n")] = '\0';
	r->after = line;
	return 0;
}

/* So that after a crash the file has the old cursor or the new one. */
static int
write_cursor(const char *file, const char *cursor)
{
	char path[PATH_MAX];
	FILE *f;
	int fd, bad;

	if (snprintf(path, sizeof path, "%s.new", file) >= (int)sizeof path)
		return complain_error("%s: the name is too long", file);
	fd = open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	f = fd < 0 ? NULL : fdopen(fd, "w");
	bad = !f || fprintf(f, "%s\n", cursor) < 0 || fflush(f) ||
	      fsync(fileno(f));
	if (f && fclose(f))
		bad = 1;
	if (bad || rename(path, file) || sync_dir_of(file))
		return complain_error("cannot write %s: %s; these records will"
				      " be exported again",
				      path, error_text(errno));
	return 0;
}

/*
 * The records are on the disk before the cursor says so; a file that the shell
 * made for them by its name, too.  A pipe or a terminal cannot be synced.
 */
static int
sync_output(void)
{
	char path[PATH_MAX];
	struct stat st;
	ssize_t n;

	if (fflush(stdout) ||
	    (fsync(STDOUT_FILENO) && errno != EINVAL && errno != EROFS))
		return -1;
	if (fstat(STDOUT_FILENO, &st) || !S_ISREG(st.st_mode) || !st.st_nlink)
		return 0;
	n = readlink("/proc/self/fd/1", path, sizeof path - 1);
	if (n <= 0)
		return 0;
	path[n] = '\0';
	/* It has no name here if it was opened in another container. */
	return sync_dir_of(path) && errno != ENOENT ? -1 : 0;
}

/* How many records there are, for somebody who waits at a terminal. */
static uint64_t
count(const struct cdr_run *r, struct sql *db)
{
	if (!isatty(STDERR_FILENO) || isatty(STDOUT_FILENO))
		return 0;
	return cdr_count(db, r->since, r->until);
}

static int
print(const struct cdr_run *r)
{
	struct sql *db = index_sql(r->x->index);
	struct sql_query *q = cdr_prepare(db, r->since, r->until);
	struct progress_bar bar;
	int code;

	if (!q)
		return complain_error("cannot query the index: %s",
				      sql_error(db));
	/* Each page is wanted once: keeping pages costs more than it gains. */
	sql_exec(db, "PRAGMA cache_size = -2048");
	progress_bar_start(&bar, "records", count(r, db));
	code = list_command_print(db, q, cdr_columns, CDR_COLUMNS, r->as, &bar);
	progress_bar_end(&bar);
	return code;
}

static int
print_after(struct cdr_run *r)
{
	char cursor[RECORDS_CURSOR_SIZE];
	timestamp after = -1, last;
	struct error e;
	int code;

	if (r->file && read_cursor(r))
		return EXIT_TROUBLE;
	if (r->after && records_cursor_parse(r->x->index, r->after, &after, &e))
		return complain_error("%s", e.text);
	if (records_cursor(r->x->index, cursor, &last))
		return complain_error("%s", index_error(r->x->index));
	r->since = after + 1;
	r->until = last + 1;
	code = print(r);
	if (code || !r->file)
		return code;
	if (sync_output())
		return complain_error("cannot write the records: %s",
				      strerror(errno));
	state_owner_leave();
	return write_cursor(r->file, cursor);
}

static int
run(struct command_context *x, int argc, char **argv)
{
	struct cdr_run r = {
		.x = x,
		.as = x->json ? PRINT_JSON : PRINT_TABLE,
		.until = INT64_MAX,
	};

	if (read_options(&r, argc, argv))
		return EXIT_TROUBLE;
	if (r.after || r.file)
		return print_after(&r);
	/* No record may appear in a span of time that was exported. */
	if (r.until != INT64_MAX && open_index_sealed(x, r.until))
		return EXIT_TROUBLE;
	return print(&r);
}

const struct command cdr_command = {
	.name = "cdr",
	.summary = "prints a record for each call that has ended",
	.usage =
	    "cdr [--csv] [--since TIME] [--until TIME]\n"
	    "cdr [--csv] --after CURSOR\n"
	    "cdr [--csv] --cursor FILE\n"
	    "  --csv           as CSV (RFC 4180), with a header\n"
	    "  --since TIME    records that became final at this time or "
	    "later\n"
	    "  --until TIME    records that became final before this time\n"
	    "  --after CURSOR  records that became final after an export\n"
	    "  --cursor FILE   the same; the file keeps the cursor\n"
	    "\n"
	    "  echoappctl cdr --csv --since yesterday --until today\n"
	    "  echoappctl cdr --csv --cursor /var/lib/echoapp/billing.cursor\n",
	.wants_index = true,
	.run = run,
};
