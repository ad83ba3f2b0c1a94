/*
 * fuzz_secrets - any bytes as a file of secrets, of passwords, or of a list,
 * for libFuzzer.
 *
 * It is an error if a file is neither refused with a printable reason nor in
 * force; if a secret or a user is not of the file; or if a line of a list is
 * not an entry.
 */

#include <stdlib.h>
#include <string.h>

#include "auth/secrets.h"
#include "base/line_set.h"
#include "fuzz/support/fuzz.h"
#include "proof/passwd.h"
#include "proof/stand_ins.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

static void
check_file(const struct secret_file *f, size_t count)
{
	MUST(!f->text == (f->error.text[0] != '\0'));
	MUST(!f->text == (count == 0));
	MUST(fuzz_is_printable(f->error.text));
}

static void
try_secrets(const char *bytes, size_t len)
{
	struct secrets s = { 0 };
	size_t i;

	secrets_refresh(&s, "file");
	check_file(&s.file, s.count);
	MUST(s.count <= SECRETS_MAX);
	for (i = 0; i < s.count; i++)
		MUST(s.at[i].len > 0 &&
		     memmem(bytes, len, s.at[i].at, s.at[i].len));
	secrets_wipe(&s);
}

static void
try_passwords(const char *bytes, size_t len)
{
	struct passwd_file p = { 0 };
	size_t i;

	passwd_refresh(&p, "file");
	check_file(&p.file, p.count);
	for (i = 0; i < p.count; i++) {
		MUST(passwd_find(&p, p.at[i].name) != NULL);
		stand_ins_note(p.at[i].hash);
		MUST(!passwd_fault(stand_ins_get(i)));
		MUST(memmem(bytes, len, p.at[i].hash, strlen(p.at[i].hash)));
	}
	passwd_wipe(&p);
}

static void
try_list(const char *bytes, size_t len)
{
	const char *at = bytes, *end = bytes + len, *stop;
	struct error e = { 0 };
	struct stat st;
	struct line_set *set = line_set_read("file", &st, &e);
	size_t n;

	MUST(set != NULL);
	if (len >= 3 && memcmp(at, "\xef\xbb\xbf", 3) == 0)
		at += 3;
	for (; at < end; at = stop + 1) {
		stop = memchr(at, '\n', (size_t)(end - at));
		stop = stop ? stop : end;
		n = (size_t)(stop - at);
		n -= n > 0 && at[n - 1] == '\r';
		MUST(line_set_has(set, at, n) == (n > 0));
	}
	line_set_free(set);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_input in = { data, size };
	size_t len;
	char *bytes = fuzz_rest(&in, &len);

	fuzz_write_file("file", bytes, len);
	try_secrets(bytes, len);
	try_passwords(bytes, len);
	try_list(bytes, len);
	free(bytes);
	return 0;
}
