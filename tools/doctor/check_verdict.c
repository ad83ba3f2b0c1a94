/* check_verdict - the problems that `status` and the page tell, too. */

#include "check_state.h"
#include "cli/read_summary.h"
#include "doctor.h"

void
check_verdict(struct doctor *d)
{
	struct read_summary r;
	size_t i;

	read_summary(&r, d->x);
	for (i = 0; i < r.summary.problem_count; i++)
		doctor_report(d, DOCTOR_FAIL, "%s", r.summary.problems[i].text);
	read_summary_close(&r);
}
