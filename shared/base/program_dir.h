/* self - where the program that runs is. */
#ifndef ECHOAPP_SELF_H
#define ECHOAPP_SELF_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Its directory, without a slash at the end, links followed; as the kernel was
 * asked for it, because not everywhere is there a /proc.  False: that is not
 * known, or longer than `size`, and *into is "".
 */
bool program_dir(char *into, size_t size);

#endif
