/*
 * auth - checks who sent a hook, as the key `auth` of echoapp.conf asks.
 *
 * The files of secrets and passwords are read when echoapp.conf names them, and
 * again when they change.  Until such a file has a version without an error,
 * all hooks are refused.
 */
#ifndef ECHOAPP_AUTH_H
#define ECHOAPP_AUTH_H

#include "auth_basic.h"
#include "conf/conf.h"
#include "protocol/request.h"
#include "replays.h"
#include "secrets.h"

/* What processes of a program remember together, since a worker may end. */
struct auth_memory {
	struct password_throttles throttles;
	struct replays_set replays[REPLAYS_SETS];
};

/* A zeroed struct accepts every hook. */
struct auth {
	enum auth_scheme scheme;
	struct secrets secrets;
	struct auth_basic basic;
	struct replays replays;
	unsigned repeats; /* see auth_repeats() */
	struct auth_memory *memory;
};

/*
 * Applies the configuration, and reads files that changed.  Processes that are
 * forked after the first call share what they remember of requests.
 */
void auth_refresh(struct auth *, const struct conf *);

/* Why all hooks are refused at present, or NULL. */
const char *auth_error(const struct auth *);

/*
 * Why the request is refused, or NULL.  The text says neither what the request
 * had nor what would have been right.  The request must have its whole body.
 */
const char *auth_refusal(struct auth *, const struct request *);

/*
 * How often the signed hook that auth_refusal() accepted last came before,
 * within a minute; 0 with another `auth` than hmac.
 */
unsigned auth_repeats(const struct auth *);

/*
 * Could the client have a proof that it did not send?  HTTP clients with a user
 * and a password send them only after a 401 that asks (RFC 9110, 11.6.1).
 */
bool auth_wants_credentials(const struct auth *, const struct request *);

/* Overwrites all secrets, and frees the memory. */
void auth_close(struct auth *);

#endif
