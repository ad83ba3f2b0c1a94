/*
 * captured_flows - the flows of a real WCS, captured by Flashphoner
 * (documentation of REST hooks, network traffic analysis), with their timing.
 */
#ifndef ECHOAPP_CAPTURED_FLOWS_H
#define ECHOAPP_CAPTURED_FLOWS_H

#include <stdbool.h>

/* One request of a flow; the last entry has no path. */
struct step {
	double at; /* seconds since the flow began */
	const char *path;
	const char *body;
};

extern const struct step flow_connection[];

/* Over seven seconds pass without a hook while the call is established. */
extern const struct step flow_call[];

/* Spells hooks with a large and with a small first letter, as captured. */
extern const struct step flow_messages[];

/*
 * Each response must equal its request, and the connection must stay open.
 * `hurry` leaves out the time between requests.
 */
void flow_play(const struct step *, bool hurry);

#endif
