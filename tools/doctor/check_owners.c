/* check_owners - does all of the state belong to one user? */

#include <sys/stat.h>

#include "check_state.h"
#include "doctor.h"
#include "report/state_access.h"

void
check_owners(struct doctor *d)
{
	struct error e;
	struct stat st;

	if (!state_access_check_owners(d->x->state_dir, &e) ||
	    stat(d->x->state_dir, &st))
		return;
	doctor_report(d, DOCTOR_FAIL, "%s", e.text);
	doctor_fix(d, "chown -R %u:%u '%s'", (unsigned)st.st_uid,
		   (unsigned)st.st_gid, d->x->state_dir);
}
