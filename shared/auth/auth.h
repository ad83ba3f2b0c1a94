/*
 * auth - who sent this hook?  What echoapp.conf's `auth` asks for.
 *
 * The files it needs are read when the configuration names them, and again
 * when they change; while one never was good nobody is let in.
 */
#ifndef ECHOAPP_AUTH_H
#define ECHOAPP_AUTH_H

#include "auth_basic.h"
#include "conf/conf.h"
#include "protocol/request.h"
#include "secrets.h"

/* A zeroed struct asks for nothing. */
struct auth {
	enum auth_scheme scheme;
	struct secrets secrets;
	struct auth_basic basic;
};

/* Takes up what the configuration says, and files that changed. */
void auth_refresh(struct auth *, const struct conf *);

/* Why nobody can be let in just now, or NULL. */
const char *auth_error(const struct auth *);

/*
 * Why the request is refused, or NULL; words that tell neither what came nor
 * what would have been right.  Its body has to be whole.
 */
const char *auth_refusal(struct auth *, const struct request *);

/* Wipes it. */
void auth_close(struct auth *);

#endif
