/* packing - days below ./STATE/journal that are compressed, in every way. */

#include "packing.h"

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "harness.h"
#include "journal/journal_pack.h"

const char *const packing_endings[PACKINGS] = {
	[PACKING_OURS] = ".zst",
	[PACKING_ZSTD] = ".zst",
	[PACKING_GZIP] = ".gz",
	[PACKING_TWICE] = ".zst",
};

static void
pack_ourselves(const char *state, const char *day)
{
	struct journal_days d;
	struct error e;
	off_t bytes;
	size_t i;

	ck_assert_int_eq(journal_days_open(&d, state), 0);
	for (i = 0; i < d.count; i++)
		if (strcmp(d.at[i].file, day) == 0)
			break;
	ck_assert_uint_lt(i, d.count);
	ck_assert_msg(journal_pack_day(&d, &d.at[i], NULL, &bytes, &e) == 0,
		      "%s", e.text);
	ck_assert_int_gt(bytes, 0);
	journal_days_close(&d);
}

const char *
packing_path(const char *state, const char *day, enum packing how)
{
	static char path[PATH_MAX];

	snprintf(path, sizeof path, "%s/journal/%s%s", state, day,
		 packing_endings[how]);
	return path;
}

void
packing_pack(const char *state, const char *day, enum packing how)
{
	static const char *const commands[PACKINGS] = {
		[PACKING_ZSTD] = "zstd -q --rm",
		[PACKING_GZIP] = "gzip",
	};
	char plain[PATH_MAX], command[PATH_MAX + 64];

	snprintf(plain, sizeof plain, "%s/journal/%s", state, day);
	if (commands[how]) {
		snprintf(command, sizeof command, "%s %s", commands[how],
			 plain);
		output_of(command);
		return;
	}
	/* The other file keeps its inode by its second name. */
	if (how == PACKING_TWICE)
		ck_assert_int_eq(link(plain, "kept"), 0);
	pack_ourselves(state, day);
	ck_assert_int_ne(access(plain, F_OK), 0);
	if (how == PACKING_TWICE)
		ck_assert_int_eq(rename("kept", plain), 0);
}

void
packing_pack_before(const char *state, const char *day, enum packing how)
{
	struct journal_days d;
	size_t i;

	ck_assert_int_eq(journal_days_open(&d, state), 0);
	for (i = 0; i < d.count; i++)
		if (strcmp(d.at[i].file, day) < 0)
			packing_pack(state, d.at[i].file, how);
	journal_days_close(&d);
}
