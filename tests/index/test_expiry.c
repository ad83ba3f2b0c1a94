/* expiry: the timeouts of the configuration, applied. */

#include "index/expiry.h"

#include "conf/conf_keys.h"
#include "support/harness.h"
#include "support/history.h"

TEST(the_defaults_are_in_force_as_they_stand)
{
	struct conf c;
	struct timeouts p;

	conf_keys_set_defaults(&c);
	p = expiry_timeouts(&c);
	ck_assert_int_eq(p.pending[ENTITY_CALL], 180 * SECOND_US);
	ck_assert_int_eq(p.established[ENTITY_CALL], 4 * 3600 * SECOND_US);
	ck_assert_int_eq(p.hangup, 30 * SECOND_US);
	ck_assert_int_eq(p.established[ENTITY_STREAM], 12 * 3600 * SECOND_US);
	ck_assert_int_eq(p.pending[ENTITY_CONNECTION], 24 * 3600 * SECOND_US);
	ck_assert_int_eq(p.established[ENTITY_REGISTRATION],
			 24 * 3600 * SECOND_US);
}

TEST(nothing_outlives_a_connection_that_is_given_up)
{
	struct conf c;
	struct timeouts p;

	conf_keys_set_defaults(&c);
	c.timeouts.connection = 3600;
	p = expiry_timeouts(&c);
	ck_assert_int_eq(p.pending[ENTITY_CALL], 180 * SECOND_US);
	history_tell(0, "connect", "s", "");
	history_tell(1, "call", "s", "\"callId\":\"c\"");
	history_tell(2, "CallStatusEvent", "s",
		     "\"callId\":\"c\",\"status\":\"ESTABLISHED\"");
	history_tell(3, "StreamStatusEvent", "s",
		     "\"mediaSessionId\":\"m\",\"status\":\"PLAYING\"");
	history_fold_upto("state", &p, 0);
	ck_assert_str_eq(
	    history_query(
		"state",
		"SELECT max(e.expires - c.expires) FROM connection c, (SELECT"
		" expires FROM call UNION ALL SELECT expires FROM stream) e"),
	    "0\n");
}
