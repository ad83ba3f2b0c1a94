/* comma_list - names in one string, separated by commas. */
#ifndef ECHOAPP_COMMA_LIST_H
#define ECHOAPP_COMMA_LIST_H

#include <stdbool.h>

/*
 * Is the name in the list?  Blanks around a name do not count.  A NULL list
 * is empty.
 */
bool comma_list_has(const char *list, const char *name);

#endif
