/*
 * hide - keeps a web server from showing the state.
 *
 * Where a program is CGI the state is in somebody's home, and that may be part
 * of a site without their knowing: sites lie within sites.
 */
#ifndef ECHOAPP_HIDE_H
#define ECHOAPP_HIDE_H

/* Leaves a .htaccess in the directory, which is made if there is none. */
void htaccess_write(const char *dir);

#endif
