/*
 * htaccess - keeps Apache from serving files of the state directory.
 *
 * Under CGI the state is in a home directory, and may lie within a site
 * without its owner knowing.
 */
#ifndef ECHOAPP_HTACCESS_H
#define ECHOAPP_HTACCESS_H

/*
 * Writes a .htaccess that denies everything, unless the directory has one.
 * Makes the directory if it is missing; logs an error.
 */
void htaccess_write(const char *dir);

#endif
