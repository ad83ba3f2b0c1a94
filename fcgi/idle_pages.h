/*
 * idle_pages - an idle process gives back the pages that it can do without.
 */
#ifndef ECHOAPP_IDLE_PAGES_H
#define ECHOAPP_IDLE_PAGES_H

/*
 * Unmaps the program's code and constants, which the
 * kernel keeps in its cache of files.  Each page is mapped again when it is
 * used; what only the start of a program reads, such as relocations, is not.
 */
void idle_pages_give_back(void);

#endif
