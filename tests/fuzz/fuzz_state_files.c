/*
 * fuzz_state_files - any bytes in the files of a state, for libFuzzer.
 *
 * The first byte of an input chooses a file, the second whether the rest
 * replaces its bytes, or changes some: three bytes are a place, the fourth is
 * what is there then.  It is an error if the index does not heal by itself, or
 * becomes another one than before.
 */

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "fuzz/support/fuzz.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/index_reader.h"
#include "support/random_history.h"

/* One reader finds the damage, the next one has a new index. */
#define READERS 2

static struct state_file {
	const char *path;
	/* The index follows from it, and nobody knows better. */
	bool is_journal;
	/* When records became final is known from nothing else. */
	bool is_ledger;
	char *bytes;
	size_t len;
} files[] = {
	{ .path = "state/index.db" },
	{ .path = "state/records.log", .is_ledger = true },
	{ .path = "state/index.lock" },
	{ .path = "state/index.db-wal" },
	{ .path = "state/index.db-shm" },
	{ .path = "state/journal/20260301.ndjson.zst", .is_journal = true },
	{ .path = "state/journal/20260302.ndjson.gz", .is_journal = true },
};

static char *tables;

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	size_t i;

	(void)argc;
	(void)argv;
	fuzz_start();
	random_history_make(7, true);
	random_history_deliver(0.5, false);
	random_history_write("state");
	history_fold();
	tables = history_tables("state");
	for (i = 0; i < ROWS(files); i++)
		if (access(files[i].path, F_OK) == 0)
			files[i].bytes =
			    harness_read_file(files[i].path, &files[i].len);
	return 0;
}

static void
restore(void)
{
	size_t i;

	for (i = 0; i < ROWS(files); i++)
		if (files[i].bytes)
			fuzz_write_file(files[i].path, files[i].bytes,
					files[i].len);
		else
			unlink(files[i].path);
}

static void
damage(const struct state_file *f, struct fuzz_input *in)
{
	const bool replaces = fuzz_byte(in) % 2 || !f->len;
	char *bytes = malloc(f->len + 1);
	size_t at;

	MUST(bytes != NULL);
	if (f->len)
		memcpy(bytes, f->bytes, f->len);
	while (!replaces && in->left >= 4) {
		at = fuzz_byte(in) << 16;
		at |= fuzz_byte(in) << 8;
		at |= fuzz_byte(in);
		bytes[at % f->len] = (char)fuzz_byte(in);
	}
	fuzz_write_file(f->path, replaces ? (const char *)in->at : bytes,
			replaces ? in->left : f->len);
	free(bytes);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	const struct state_file *f = &files[fuzz_byte(&in) % ROWS(files)];
	int readers = 0;
	char *got;

	restore();
	damage(f, &in);
	while (!index_reader_read()) {
		/* A person has to move the file away, and is told so. */
		if (f->is_journal || f->is_ledger)
			return 0;
		MUST(++readers < READERS);
	}
	if (f->is_journal)
		return 0;
	got = history_tables("state");
	history_check_same(got, tables, f->path);
	free(got);
	return 0;
}
