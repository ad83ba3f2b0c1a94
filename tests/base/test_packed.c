/* packed, packed_write: compressed files, read at any offset. */

#include "base/packed.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/packed_codec.h"
#include "base/packed_write.h"
#include "base/write_all.h"
#include "support/harness.h"

/* Who wrote the file: we, others in one frame, or others in many. */
enum writer { OURS, ONE_FRAME, FRAMES };

static const struct {
	enum packed_kind kind;
	enum writer writer;
	const char *unpack; /* a command that anybody has */
} forms[] = {
	{ PACKED_ZSTD, OURS, "zstd -dc file" },
	{ PACKED_ZSTD, ONE_FRAME, "zstd -dc file" },
	{ PACKED_ZSTD, FRAMES, "zstd -dc file" },
	{ PACKED_GZIP, OURS, "gzip -dc < file" },
	{ PACKED_GZIP, ONE_FRAME, "gzip -dc < file" },
	{ PACKED_GZIP, FRAMES, "gzip -dc < file" },
};

/* Lines of some length, so that nothing is the same at two offsets. */
static char *
make_text(size_t len)
{
	char *text = malloc(len + 64);
	uint64_t random = len + 1;
	size_t n = 0;

	ck_assert_ptr_nonnull(text);
	while (n < len)
		n += (size_t)sprintf(text + n, "%zu %llx\n", n,
				     (unsigned long long)next_random(&random) >>
					 40);
	return text;
}

static void
write_form(size_t form, const char *text, size_t len)
{
	const struct packed_codec *codec =
	    forms[form].kind == PACKED_ZSTD ? &packed_zstd : &packed_gzip;
	int fd = open("file", O_WRONLY | O_CREAT | O_TRUNC, 0600);
	size_t piece = forms[form].writer == FRAMES ? 100000 : len, n;
	struct buffer b = { 0 };

	if (forms[form].writer == OURS) {
		struct packed_write *w =
		    packed_write_open(fd, forms[form].kind);

		ck_assert_int_eq(packed_write_add(w, text, len / 3), 0);
		ck_assert_int_eq(
		    packed_write_add(w, text + len / 3, len - len / 3), 0);
		ck_assert_int_eq(packed_write_end(w), 0);
		packed_write_free(w);
	} else {
		do {
			n = len < piece ? len : piece;
			ck_assert_int_eq(codec->pack(&b, text, n), 0);
			text += n;
			len -= n;
		} while (len > 0);
		ck_assert_int_eq(write_all(fd, b.at, b.len), 0);
		buffer_free(&b);
	}
	close(fd);
}

static struct packed *
open_form(size_t form)
{
	struct packed *p =
	    packed_open(open("file", O_RDONLY), forms[form].kind, AT_FDCWD);

	ck_assert_ptr_nonnull(p);
	return p;
}

static void
check_read(struct packed *p, const char *text, size_t len, size_t offset,
	   size_t n)
{
	static char into[3 << 20];
	size_t got = 0;
	ssize_t count;

	while (got < n && (count = packed_read(p, into + got, n - got,
					       (off_t)(offset + got))) > 0)
		got += (size_t)count;
	ck_assert_uint_eq(got, offset >= len	  ? 0
			       : offset + n < len ? n
						  : len - offset);
	ck_assert_int_eq(memcmp(into, text + offset, got), 0);
}

static const size_t sizes[] = { 0, 1, 100, 1048575, 1048576, 1048577, 2200000 };

TEST_LOOP(any_bytes_are_read_at_any_offset, ROWS(forms) * ROWS(sizes))
{
	size_t form = (size_t)_i % ROWS(forms);
	size_t len = sizes[(size_t)_i / ROWS(forms)];
	const char *text = make_text(len);
	uint64_t random = (uint64_t)_i + 1;
	struct packed *p;
	int i;

	write_form(form, text, len);
	p = open_form(form);
	for (i = 0; i < 24; i++) {
		size_t at = next_random(&random) % (len + 1);
		size_t n = next_random(&random) % (i % 4 ? 300 : 2000000);

		if (i == 8)
			ck_assert_int_eq(packed_size(p), (off_t)len);
		if (i == 16)
			ck_assert_int_eq(packed_allow_reverse(p), 0);
		check_read(p, text, len, at, n);
	}
	check_read(p, text, len, len, 10);
	ck_assert_int_eq(packed_size(p), (off_t)len);
	packed_close(p);
}

TEST_LOOP(other_programs_read_our_files, ROWS(forms))
{
	const char *text = make_text(3000000);
	char command[96];

	write_form((size_t)_i, text, 3000000);
	write_file("text", "");
	ck_assert_int_eq(truncate("text", 0), 0);
	snprintf(command, sizeof command, "%s | cksum", forms[_i].unpack);
	{
		int fd = open("text", O_WRONLY);

		ck_assert_int_eq(write_all(fd, text, 3000000), 0);
		close(fd);
	}
	ck_assert_str_eq(output_of(command), output_of("cksum < text"));
}

/* 0: all was read, and is right. */
static int
read_whole(size_t form, const char *text, size_t len)
{
	static char into[100000];
	struct packed *p =
	    packed_open(open("file", O_RDONLY), forms[form].kind, AT_FDCWD);
	off_t offset = 0;
	ssize_t n;
	int error;

	if (!p)
		return errno;
	if (packed_size(p) < 0) {
		error = errno;
		packed_close(p);
		return error;
	}
	while ((n = packed_read(p, into, sizeof into, offset)) > 0) {
		ck_assert_uint_le((size_t)(offset + n), len);
		ck_assert_int_eq(memcmp(into, text + offset, (size_t)n), 0);
		offset += n;
	}
	error = n < 0 ? errno : 0;
	packed_close(p);
	ck_assert(error || offset == (off_t)len);
	return error;
}

TEST_LOOP(a_file_that_is_cut_off_is_damaged, ROWS(forms))
{
	const size_t form = (size_t)_i, len = 1500000;
	const char *text = make_text(len);
	uint64_t random = (uint64_t)_i + 1;
	struct stat st;
	int i, whole = 0;

	write_form(form, text, len);
	ck_assert_int_eq(read_whole(form, text, len), 0);
	ck_assert_int_eq(stat("file", &st), 0);
	for (i = 0; i < 24; i++) {
		off_t cut =
		    i < 10
			? st.st_size - 1 - i
			: (off_t)(next_random(&random) % (uint64_t)st.st_size);
		int error;

		write_form(form, text, len);
		ck_assert_int_eq(truncate("file", cut), 0);
		/* At the end of one of its frames it is a shorter file. */
		if (forms[form].writer == FRAMES)
			continue;
		error = read_whole(form, text, len);
		/* Without a whole table all bytes may still be there. */
		if (error == 0)
			whole++;
		else
			ck_assert_int_eq(error, EBADMSG);
	}
	ck_assert(whole == 0 || (forms[form].kind == PACKED_ZSTD &&
				 forms[form].writer == OURS));
}

TEST_LOOP(a_file_with_a_changed_byte_never_gives_wrong_bytes, ROWS(forms))
{
	const size_t form = (size_t)_i, len = 1200000;
	const char *text = make_text(len);
	uint64_t random = (uint64_t)_i + 1;
	int i, damaged = 0;
	struct stat st;

	write_form(form, text, len);
	ck_assert_int_eq(stat("file", &st), 0);
	for (i = 0; i < 24; i++) {
		off_t at = (off_t)(next_random(&random) % (uint64_t)st.st_size);
		int fd, error;
		char byte;

		write_form(form, text, len);
		fd = open("file", O_RDWR);
		ck_assert_int_eq(pread(fd, &byte, 1, at), 1);
		byte ^= (char)(1 << next_random(&random) % 8);
		ck_assert_int_eq(pwrite(fd, &byte, 1, at), 1);
		close(fd);
		error = read_whole(form, text, len);
		ck_assert(error == 0 || error == EBADMSG);
		damaged += error != 0;
	}
	ck_assert_int_gt(damaged, 18);
}

TEST(a_file_of_no_bytes_is_damaged)
{
	write_file("file", "");
	ck_assert_ptr_null(
	    packed_open(open("file", O_RDONLY), PACKED_GZIP, AT_FDCWD));
	ck_assert_int_eq(errno, EBADMSG);
}
