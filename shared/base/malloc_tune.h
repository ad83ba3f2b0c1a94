/*
 * memory - for a while, what is freed is kept at hand.
 *
 * Who takes and frees a great deal in turns would give it back to the system
 * each time, and have every page of it cleared anew.
 */
#ifndef ECHOAPP_MEMORY_H
#define ECHOAPP_MEMORY_H

void malloc_tune_keep(void);

/* Gives it all back, and goes on as usual. */
void malloc_tune_release(void);

#endif
