/* conf_keys - the keys of echoapp.conf; for conf.c. */
#ifndef ECHOAPP_CONF_KEYS_H
#define ECHOAPP_CONF_KEYS_H

#include <stddef.h>

#include "conf.h"

/* What is being read, for paths and for errors. */
struct conf_line {
	const char *path;
	unsigned number;
	struct error *error;
};

/* Takes in one line of the file, which it cuts up; -1: at->error has words. */
int conf_keys_read_line(struct conf *, const struct conf_line *at, char *text);

/* What only all lines together tell; -1: at->error has words. */
int conf_keys_check(const struct conf *, const struct conf_line *at);

void conf_keys_set_defaults(struct conf *);

/* Copies, or ends the program. */
char *conf_keys_strdup(const char *text);
char *conf_keys_absolute_path(const char *dir, const char *path);

#endif
