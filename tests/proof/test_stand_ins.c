/* stand_ins: an unknown user's hash is of the kind of the others. */

#include "proof/stand_ins.h"

#include <crypt.h>
#include <string.h>

#include "proof/passwd.h"
#include "support/harness.h"

const struct test_setup test_setup = { .before = stand_ins_forget };

static const struct {
	const char *hash, *kind;
} hashes[] = {
	{ "$2y$11$7hKDZAoYhXjpMYxSmlAgWeMCKdmrNGrTgWJHVPVNXBmIvDhqsLzEC",
	  "$2y$11$....................................................." },
	{ "$wp$2y$04$iYBndA8LwnNuGJ1j2Xd51.3wCNRIGjC8VntwQCMH96Qp0/f925lr2",
	  "$wp$2y$04$....................................................." },
	{ "$6$salt$"
	  "EeHCRjm0bljalWuALHSTs1NB9ipEiLEXLhYeXdOpx22gmlmVejnVXFhd84cEKbYx"
	  "CF.6GGPBBZGYw.FcCOD3C1",
	  "$6$....$" },
	{ "$5$rounds=9000$salt$"
	  "0123456789012345678901234567890123456789012",
	  "$5$rounds=9000$....$" },
	{ "$y$j9T$ABCDEFGHIJKLMNOPQRSTU/$"
	  "0123456789012345678901234567890123456789012",
	  "$y$j9T$......................$" },
	{ "$1$salt$0123456789012345678901", "$1$....$" },
};

TEST_LOOP(a_stand_in_has_the_method_and_the_cost_and_no_more, ROWS(hashes))
{
	const char *kind;

	ck_assert_ptr_null(passwd_fault(hashes[_i].hash));
	stand_ins_note(hashes[_i].hash);
	ck_assert_uint_eq(stand_ins_count(), 1);
	kind = stand_ins_get(7);
	ck_assert_msg(strncmp(kind, hashes[_i].kind, strlen(hashes[_i].kind)) ==
			  0,
		      "%s", kind);
	ck_assert_uint_eq(strlen(kind), strlen(hashes[_i].hash));
	ck_assert_ptr_null(passwd_fault(kind));
}

/* Otherwise an unknown user would cost nothing. */
TEST_LOOP(crypt_takes_a_stand_in_for_a_hash, ROWS(hashes))
{
	const char *made, *kind;

	stand_ins_note(hashes[_i].hash);
	kind = stand_ins_get(0);
	made = crypt("x", kind + (strncmp(kind, "$wp", 3) == 0 ? 3 : 0));
	ck_assert_ptr_nonnull(made);
	ck_assert_int_eq(made[0], '$');
}

TEST(before_a_hash_was_found_there_is_one_of_php)
{
	ck_assert_uint_eq(stand_ins_count(), 1);
	ck_assert_ptr_null(passwd_fault(stand_ins_get(0)));
	ck_assert(!passwd_matches(stand_ins_get(0), ""));
}

TEST(each_kind_is_kept_once_and_not_more_than_some)
{
	char hash[] = "$2y$04$7hKDZAoYhXjpMYxSmlAgWeMCKdmrNGrTgWJHVPVNXBmIvDhqs"
		      "LzEC";
	int i;

	for (i = 0; i < 100; i++) {
		hash[5] = (char)('4' + i % 5);
		hash[20] = (char)('a' + i % 26);
		stand_ins_note(hash);
	}
	ck_assert_uint_eq(stand_ins_count(), 5);
	for (i = 0; i < (int)ROWS(hashes); i++)
		stand_ins_note(hashes[i].hash);
	ck_assert_uint_eq(stand_ins_count(), 8);
}

/* A database may have anything. */
TEST(a_hash_that_ends_where_the_salt_should_be_is_no_trap)
{
	char hash[128] = "$6$rounds=";

	memset(hash + strlen(hash), 'a', 3 + 86 - strlen(hash));
	ck_assert_ptr_null(passwd_fault(hash));
	stand_ins_note(hash);
	ck_assert_uint_eq(strlen(stand_ins_get(0)), strlen(hash));
}
