/*
 * fuzz_delivery - any bytes as deliver.conf, and as the files of a destination,
 * for libFuzzer.  The first byte chooses the file.
 *
 * It is an error if a file is refused without a reason, if a line that is
 * printed is not read as it was, or if a position that is written is another
 * one when it is read.
 */

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/open_file.h"
#include "base/write_all.h"
#include "delivery/delivery_conf.h"
#include "delivery/delivery_note.h"
#include "delivery/delivery_position.h"
#include "fuzz/support/fuzz.h"

#include <fcntl.h>

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	MUST(mkdir("state", 0700) == 0 && mkdir("state/deliver", 0700) == 0);
	return 0;
}

static void
put(const char *path, const void *data, size_t size)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	MUST(fd >= 0 && write_all(fd, data, size) == 0);
	close(fd);
}

static void
report(void *arg, unsigned line, unsigned column, const char *message)
{
	(void)line, (void)column;
	MUST(message[0] != '\0');
	*(bool *)arg = true;
}

/* Printed and read again, a line is the same. */
static void
check_delivery(const struct delivery_conf *c, const struct delivery *d)
{
	struct buffer text = { 0 }, again = { 0 };
	struct delivery_conf other;
	bool failed = false;

	buffer_printf(&text, "destination %s http http://h/ secret s\n",
		      delivery_conf_find(c, d->destination)->name);
	delivery_print(d, &text);
	put("again.conf", text.at, text.len);
	MUST(delivery_conf_read(&other, "again.conf", report, &failed) == 0);
	MUST(other.delivery_count == 1);
	delivery_print(&other.deliveries[0], &again);
	MUST(text.len >= again.len &&
	     memcmp(text.at + text.len - again.len, again.at, again.len) == 0);
	delivery_conf_free(&other);
	buffer_free(&text);
	buffer_free(&again);
}

static void
read_conf(const void *data, size_t size)
{
	struct delivery_conf c;
	bool failed = false;
	size_t i;

	put("deliver.conf", data, size);
	MUST((delivery_conf_read(&c, "deliver.conf", report, &failed) == 0) ==
	     !failed);
	for (i = 0; i < c.destination_count; i++)
		MUST(c.destinations[i].name[0] &&
		     !strchr(c.destinations[i].name, '/'));
	for (i = 0; i < c.delivery_count; i++)
		check_delivery(&c, &c.deliveries[i]);
	delivery_conf_free(&c);
}

static void
read_position(const void *data, size_t size)
{
	struct delivery_position p, again;
	struct error e = { 0 };
	int got;

	put("state/deliver/a.position", data, size);
	got = delivery_position_read(&p, "state", "a", &e);
	MUST(got >= 0 || e.text[0]);
	if (got != 1)
		return;
	MUST(delivery_position_write(&p, "state", "a", &e) == 0);
	MUST(delivery_position_read(&again, "state", "a", &e) == 1);
	MUST(again.day_count == p.day_count && again.delivered == p.delivered &&
	     again.dead == p.dead && strcmp(again.records, p.records) == 0 &&
	     strcmp(again.file, p.file) == 0);
}

static void
read_letters(const void *data, size_t size)
{
	struct dead_letters all;
	struct error e = { 0 };
	int moved;

	put("state/deliver/a.dead", data, size);
	MUST(dead_letters_read(&all, "state", "a", "dead", &e) == 0);
	unlink("state/deliver/a.replay");
	moved = dead_letters_move("state", "a", "dead", "replay", NULL, &e);
	MUST(moved == (int)all.count);
	dead_letters_free(&all);
	MUST(dead_letters_read(&all, "state", "a", "replay", &e) == 0);
	MUST(moved == (int)all.count);
	dead_letters_free(&all);
}

static void
read_note(const void *data, size_t size)
{
	struct delivery_note n;

	put("state/deliver/a.trouble", data, size);
	if (delivery_note_read(&n, "state", "a"))
		delivery_note_write("state", "a", &n);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(const void *, size_t) = {
		read_conf,
		read_position,
		read_letters,
		read_note,
	};

	if (size > 0)
		readers[data[0] % 4](data + 1, size - 1);
	return 0;
}
