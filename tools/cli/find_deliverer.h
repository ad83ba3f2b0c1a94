/* find_deliverer - the program echoapp-deliver. */
#ifndef ECHOAPP_FIND_DELIVERER_H
#define ECHOAPP_FIND_DELIVERER_H

#include <limits.h>

/* Its path: in the source tree, or where both are installed. */
void find_deliverer(char path[PATH_MAX]);

#endif
