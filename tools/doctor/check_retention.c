/* check_retention - how long are days kept, and does that work? */

#include "base/time_text.h"
#include "check_state.h"
#include "doctor.h"
#include "index/purge_record.h"

void
check_retention(struct doctor *d)
{
	const int64_t keep_days = d->x->conf->current.keep_days;
	struct purge_record p;
	char at[TIME_TEXT_SIZE];

	purge_record_read(d->x->state_dir, &p);
	if (p.error.text[0])
		doctor_report(d, DOCTOR_FAIL,
			      "the days before %s UTC were not purged: %s",
			      p.before, p.error.text);
	if (p.at != TIMESTAMP_NONE && !p.error.text[0]) {
		time_text_format(at, p.at);
		doctor_report(d, DOCTOR_OK,
			      "the last purge was at %s: %llu lines before %s"
			      " UTC",
			      at, (unsigned long long)p.lines, p.before);
	}
	if (keep_days)
		doctor_report(d, DOCTOR_OK, "days are kept for %lld days",
			      (long long)keep_days);
	else if (p.at == TIMESTAMP_NONE)
		doctor_report(d, DOCTOR_OK,
			      "days are kept for ever: keep_days = forever");
}
