/*
 * malloc_tune - lets malloc() keep freed memory for a while.
 *
 * A program that allocates and frees much memory in turns would otherwise
 * return it to the kernel each time, and the kernel clears each page again.
 */
#ifndef ECHOAPP_MALLOC_TUNE_H
#define ECHOAPP_MALLOC_TUNE_H

/* From now on, freed memory stays with this process. */
void malloc_tune_keep(void);

/* Returns free memory to the kernel, and restores malloc()'s defaults. */
void malloc_tune_release(void);

#endif
