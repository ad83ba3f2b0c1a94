/* api_verdict - whether all is well, and why not. */

#include "api_verdict.h"

void
api_verdict_read(struct api *a, struct summary *s)
{
	conf_check_refresh(&a->conf_check, &a->conf);
	*s = (struct summary){
		.conf = &a->conf,
		.files = &a->conf_check.files,
		.index = a->index,
		.index_error = a->error,
		.lag = a->index
			   ? summary_lag(a->index, a->conf.current.state_dir)
			   : -1,
		.lock_holder = a->holder.text,
		.counts = a->index ? api_counts(a) : NULL,
	};
	summary_read(s);
}
