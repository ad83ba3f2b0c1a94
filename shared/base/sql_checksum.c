/* sql_checksum - each page of a database ends in a checksum of it. */

#include "sql_checksum.h"

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define CONTENT (SQL_CHECKSUM_PAGE - SQL_CHECKSUM_SIZE)

/* Two numbers in one register, which x86-64 and ARM64 all have. */
typedef uint64_t pair __attribute__((vector_size(16)));

/* Five at once, because each addition waits for the one before. */
#define SUMS 5
#define ROUND (SUMS * sizeof(pair))

_Static_assert(CONTENT % ROUND == sizeof(uint64_t), "rounds and one number");
_Static_assert(SQL_CHECKSUM_SIZE == sizeof(uint64_t), "one number");

/*
 * The system's files, and the same with our functions in two places: those work
 * on the same objects.
 */
static sqlite3_vfs checked_vfs;
static int (*open_unchecked)(sqlite3_vfs *, const char *, sqlite3_file *, int,
			     int *);
static const sqlite3_io_methods *unchecked;
static sqlite3_io_methods checked;

/*
 * Fletcher's checksum: the sum of all numbers, and the sum of those sums, which
 * depends on their order.  Another value of any one number changes both.
 */
struct fletcher {
	pair sum;
	pair sums;
};

static inline void
add(struct fletcher *f, const unsigned char *at)
{
	pair numbers;

	memcpy(&numbers, at, sizeof numbers);
	f->sum += numbers;
	f->sums += f->sum;
}

/* Each step can be undone, so no change is lost. */
static uint64_t
mix(uint64_t sum, uint64_t number)
{
	sum = (sum ^ number) * UINT64_C(0x9E3779B97F4A7C15);
	return sum ^ sum >> 32;
}

/* A page of another offset, and a page of zeros, have other sums. */
static uint64_t
sum_of(const unsigned char *page, sqlite3_int64 offset)
{
	const unsigned char *end = page + CONTENT - sizeof(uint64_t);
	struct fletcher a = { 0 }, b = { 0 }, c = { 0 }, d = { 0 }, e = { 0 };
	const struct fletcher *all[] = { &a, &b, &c, &d, &e };
	uint64_t last, sum = mix(1, (uint64_t)offset);
	size_t i;

	for (; page < end; page += ROUND) {
		add(&a, page);
		add(&b, page + 1 * sizeof(pair));
		add(&c, page + 2 * sizeof(pair));
		add(&d, page + 3 * sizeof(pair));
		add(&e, page + 4 * sizeof(pair));
	}
	memcpy(&last, page, sizeof last);
	sum = mix(sum, last);
	for (i = 0; i < SUMS; i++) {
		sum = mix(sum, all[i]->sum[0]);
		sum = mix(sum, all[i]->sum[1]);
		sum = mix(sum, all[i]->sums[0]);
		sum = mix(sum, all[i]->sums[1]);
	}
	return sum;
}

/* Otherwise it is a part of the header, which is read with its page later. */
static int
is_page(int len)
{
	return len >= 512;
}

static int
read_checked(sqlite3_file *file, void *into, int len, sqlite3_int64 offset)
{
	const int code = unchecked->xRead(file, into, len, offset);
	const unsigned char *page = into;
	uint64_t sum;

	if (code != SQLITE_OK || !is_page(len))
		return code;
	/* A damaged header may tell of another size. */
	if (len != SQL_CHECKSUM_PAGE)
		return SQLITE_CORRUPT;
	memcpy(&sum, page + CONTENT, sizeof sum);
	return sum == sum_of(page, offset) ? SQLITE_OK : SQLITE_CORRUPT;
}

static int
write_checked(sqlite3_file *file, const void *from, int len,
	      sqlite3_int64 offset)
{
	unsigned char page[SQL_CHECKSUM_PAGE];
	uint64_t sum;

	if (len != SQL_CHECKSUM_PAGE)
		return unchecked->xWrite(file, from, len, offset);
	sum = sum_of(from, offset);
	memcpy(page, from, CONTENT);
	memcpy(page + CONTENT, &sum, sizeof sum);
	return unchecked->xWrite(file, page, len, offset);
}

/*
 * Is it a database of somebody else, or of a version without checksums?  Byte
 * 20 of the header tells how many bytes of each page SQLite leaves alone.
 */
static int
has_none(sqlite3_file *file)
{
	unsigned char header[100];

	return file->pMethods->xRead(file, header, sizeof header, 0) ==
		   SQLITE_OK &&
	       header[20] != SQL_CHECKSUM_SIZE;
}

static int
open_checked(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags,
	     int *flags_got)
{
	const int code = open_unchecked(vfs, path, file, flags, flags_got);

	if (code != SQLITE_OK || !(flags & SQLITE_OPEN_MAIN_DB) ||
	    has_none(file))
		return code;
	if (!unchecked) {
		unchecked = file->pMethods;
		checked = *unchecked;
		checked.xRead = read_checked;
		checked.xWrite = write_checked;
		/* Without mapped files, which are read by nobody's call. */
		if (checked.iVersion > 2)
			checked.iVersion = 2;
	}
	/* The system has one kind of files for databases. */
	if (file->pMethods == unchecked)
		file->pMethods = &checked;
	return SQLITE_OK;
}

bool
sql_checksum_is_used(sqlite3 *db)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(db, NULL, SQLITE_FCNTL_FILE_POINTER, &file);
	return file && file->pMethods == &checked;
}

const char *
sql_checksum_vfs(void)
{
	sqlite3_vfs *system;

	if (checked_vfs.zName)
		return checked_vfs.zName;
	system = sqlite3_vfs_find(NULL);
	if (!system)
		return NULL;
	open_unchecked = system->xOpen;
	checked_vfs = *system;
	checked_vfs.xOpen = open_checked;
	checked_vfs.pNext = NULL;
	checked_vfs.zName = "echoapp";
	if (sqlite3_vfs_register(&checked_vfs, 0) == SQLITE_OK)
		return checked_vfs.zName;
	checked_vfs.zName = NULL;
	return NULL;
}
