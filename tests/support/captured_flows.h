/*
 * captured_flows - the flows of a real WCS, captured by Flashphoner
 * (documentation of REST hooks, network traffic analysis), with their timing.
 */
#ifndef ECHOAPP_CAPTURED_FLOWS_H
#define ECHOAPP_CAPTURED_FLOWS_H

#include <stdbool.h>

/* One request of a flow; behind the last there is one without a path. */
struct step {
	double at; /* seconds since the flow began */
	const char *path;
	const char *body;
};

extern const struct step flow_connection[];

/* Silent for over seven seconds while the two of them talk. */
extern const struct step flow_call[];

/* Both spellings of a first letter in one flow, as they were captured. */
extern const struct step flow_messages[];

/*
 * Every answer is its request, and the connection is never reopened.  In a
 * hurry there is no silence.
 */
void flow_play(const struct step *, bool hurry);

#endif
