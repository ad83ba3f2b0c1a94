/* read_summary - the verdict on the state (report/summary.h), for commands. */
#ifndef ECHOAPP_READ_SUMMARY_H
#define ECHOAPP_READ_SUMMARY_H

#include "command.h"
#include "report/summary.h"

struct read_summary {
	struct summary summary;

	struct index *index; /* NULL: there is none */
	struct summary_files files;
	struct summary_counts counts;
	struct error index_error;
	struct error holder;   /* of the lock for folds, if it was in vain */
	int64_t unread_bytes;  /* that the index had not folded before */
	uint64_t unread_lines; /* and the lines */
	bool rebuilt;	       /* the index, because the journal changed */
};

/* Brings the index up to date and judges; r->summary points into *r. */
void read_summary(struct read_summary *r, const struct command_context *);
void read_summary_close(struct read_summary *);

#endif
