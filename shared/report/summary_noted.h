/* summary_noted - what a summary knows from STATE/in_force.json. */
#ifndef ECHOAPP_SUMMARY_NOTED_H
#define ECHOAPP_SUMMARY_NOTED_H

#include "summary.h"

/*
 * Reads it, and fills in how many rules are in force since when: the files may
 * have been edited since.
 */
void summary_noted_read(struct summary *);

/*
 * Writes what the programs for hooks do while the rules cannot be used, as the
 * end of a sentence; "" if nothing is noted.
 */
void summary_noted_describe_rules(struct error *, const struct in_force *);

/* Since when the programs work with this configuration, or TIMESTAMP_NONE. */
timestamp summary_noted_conf_since(const struct summary *);

#endif
