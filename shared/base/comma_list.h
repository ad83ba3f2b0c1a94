/* comma_list - names in one string, separated by commas. */
#ifndef ECHOAPP_COMMA_LIST_H
#define ECHOAPP_COMMA_LIST_H

#include <stdbool.h>

/*
 * Is the name in the list?  It matches exactly, but for spaces and tabs around
 * the names of the list.  A NULL list is empty.
 */
bool comma_list_has(const char *list, const char *name);

#endif
