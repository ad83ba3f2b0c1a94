/*
 * fuzz_database_settings - any bytes as the file about a database, for
 * libFuzzer.
 *
 * It is an error if a file is neither refused with a printable reason that
 * names it, nor has a driver and a database; or if a reason shows a password.
 */

#include <string.h>

#include "database/database_settings.h"
#include "fuzz/support/fuzz.h"

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	fuzz_start();
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct database_settings s;
	struct error error = { 0 };
	struct stat st;
	int bad;

	fuzz_write_file("db", data, size);
	MUST(chmod("db", 0600) == 0);
	bad = database_settings_read(&s, "db", &st, &error);
	MUST((bad != 0) == (error.text[0] != '\0'));
	if (bad) {
		MUST(strncmp(error.text, "db:", 3) == 0);
		MUST(fuzz_is_printable(error.text));
		return 0;
	}
	MUST(s.driver && s.dbname);
	database_settings_is_remote(&s);
	database_settings_wipe(&s);
	return 0;
}
