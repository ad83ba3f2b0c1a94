/*
 * index: whatever happens to a bit or a page of its file, who folds and reads
 * finds out, and it is made anew.  CORRUPTIONS=1000 sets how many are tried.
 */

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "index/fold.h"
#include "support/harness.h"
#include "support/history.h"
#include "support/index_reader.h"

#define INDEX "state/index.db"
#define LEDGER "state/records.log"
#define PAGE 4096
/* One reader finds the damage, the next one has a new index. */
#define READERS 2

static struct {
	char *index, *ledger; /* as they were before */
	size_t index_len, ledger_len;
	char *tables; /* of an index made anew */
} good;

static void
tell_calls(int from, int to)
{
	/* Longer than a page. */
	static char text[6000];
	char members[8192];
	int i;

	memset(text, 'a', sizeof text - 1);
	for (i = from; i < to; i++) {
		snprintf(members, sizeof members,
			 "\"callId\":\"%d\",\"caller\":\"%d\",\"callee\":\"x\","
			 "\"status\":\"%s\",\"info\":\"%s\"",
			 i / 3, i % 7, i % 3 ? "RING" : "FINISH",
			 i % 50 ? "" : text);
		history_tell(i, i % 3 ? "CallStatusEvent" : "call", "s",
			     members);
		if (i % 5 == 0)
			history_tell_refused(i, "sendMessage", "s",
					     "\"id\":\"m\",\"to\":\"1\"", "no",
					     "rules.conf:7");
	}
}

static void
start(void)
{
	tell_calls(0, 400);
	history_fold();
	good.index = harness_read_file(INDEX, &good.index_len);
	good.ledger = harness_read_file(LEDGER, &good.ledger_len);
	/* What the index has not read yet. */
	tell_calls(400, 420);
	good.tables = history_fresh_tables("state", &history_patient);
}

const struct test_setup test_setup = {
	.before = start,
	.seconds = 3600,
};

static void
restore(const char *path, const char *bytes, size_t len)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, bytes, len), (ssize_t)len);
	close(fd);
}

enum damage { BIT, BYTES, ZEROS, NOISE, ANOTHER_PAGE, CUT, DAMAGES };

/* Describes what it did; the text is good until the next call. */
static const char *
spoil(uint64_t *seed)
{
	static char did[128];
	const size_t pages = good.index_len / PAGE;
	enum damage kind = next_random(seed) % (DAMAGES + 4);
	size_t page = next_random(seed) % pages, from = next_random(seed);
	size_t at = next_random(seed) % good.index_len, i;
	char *bytes = malloc(good.index_len);
	size_t len = good.index_len;

	/* Half of them are bits. */
	if (kind >= DAMAGES)
		kind = BIT;
	from %= pages;
	memcpy(bytes, good.index, len);
	if (kind == BIT)
		bytes[at] ^= (char)(1 << (from % 8));
	for (i = 0; kind == BYTES && i < 16 && at + i < len; i++)
		bytes[at + i] = (char)next_random(seed);
	if (kind == ZEROS)
		memset(bytes + page * PAGE, 0, PAGE);
	for (i = 0; kind == NOISE && i < PAGE; i++)
		bytes[page * PAGE + i] = (char)next_random(seed);
	if (kind == ANOTHER_PAGE)
		memcpy(bytes + page * PAGE, good.index + from * PAGE, PAGE);
	if (kind == CUT)
		len = page * PAGE;
	snprintf(did, sizeof did, "damage %d: byte %zu, page %zu, from %zu",
		 (int)kind, at, page, from);
	restore(INDEX, bytes, len);
	free(bytes);
	return did;
}

static void
check_damage(uint64_t number)
{
	uint64_t seed = number * UINT64_C(0x9E3779B97F4A7C15) + 1;
	const char *did;
	char what[192];
	int readers = 0;

	unlink(INDEX "-wal");
	unlink(INDEX "-shm");
	restore(LEDGER, good.ledger, good.ledger_len);
	did = spoil(&seed);
	while (!index_reader_read()) {
		readers++;
		ck_assert_msg(readers < READERS, "number %llu, %s",
			      (unsigned long long)number, did);
	}
	snprintf(what, sizeof what, "number %llu, %s",
		 (unsigned long long)number, did);
	history_check_same(history_tables("state"), good.tables, what);
}

TEST(damage_heals_by_itself)
{
	const char *wanted = getenv("CORRUPTIONS");
	const long count = wanted ? atol(wanted) : 60;
	long i;

	for (i = 1; i <= count; i++)
		check_damage((uint64_t)i);
}

/* Every seventh. */
TEST(each_bit_of_the_header_heals)
{
	size_t bit;

	for (bit = 0; bit < 100 * 8; bit += 7) {
		char *bytes = malloc(good.index_len);

		unlink(INDEX "-wal");
		unlink(INDEX "-shm");
		restore(LEDGER, good.ledger, good.ledger_len);
		memcpy(bytes, good.index, good.index_len);
		bytes[bit / 8] ^= (char)(1 << bit % 8);
		restore(INDEX, bytes, good.index_len);
		free(bytes);
		if (!index_reader_read())
			ck_assert_msg(index_reader_read(), "bit %zu", bit);
		history_check_same(history_tables("state"), good.tables,
				   "header");
	}
}
