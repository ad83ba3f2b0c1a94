/*
 * sender - takes the messages of one destination to it, one batch after
 * another, in order.
 *
 * Nothing is copied: a batch is read from the index or the journal, sent until
 * it has been delivered, and then the position moves on.  So after a crash a
 * message may be sent again, and none is left out.
 */
#ifndef ECHOAPP_SENDER_H
#define ECHOAPP_SENDER_H

#include <stdbool.h>
#include <stdint.h>

#include "batch.h"
#include "delivery/delivery_conf.h"
#include "delivery/webhook_secret.h"
#include "http_post.h"
#include "index/index.h"
#include "outcome.h"
#include "sql_child.h"

/* What all senders share. */
struct sender_world {
	const char *state_dir;
	struct index *index; /* NULL: there is none at the moment */
	struct http_post *http;
	const struct delivery_conf *conf;
};

struct sender {
	const struct destination *to;
	struct delivery_position position;
	struct batch batch;
	enum sender_state {
		SENDER_IDLE,
		SENDER_SENDING,
		SENDER_WAITING, /* until `wake` */
	} state;
	int64_t wake;	      /* monotonic_now() */
	unsigned failures;    /* in a row */
	size_t batch_max;     /* smaller after a batch was refused */
	bool of_records;      /* it gets call records, */
	bool of_hooks;	      /* and hooks */
	bool has_begun;	      /* it has a position */
	bool is_unsaved;      /* the position is not on the disk */
	bool hooks_first;     /* the hooks' turn comes next */
	bool is_replay;	      /* the batch is a dead letter, once more */
	timestamp failed_at;  /* the first of the failures in a row */
	struct error trouble; /* why it does not get on, or "" */

	struct sql_child child; /* of a database */
	int64_t sent_at;	/* monotonic_now() */

	struct webhook_secret secret;
	struct http_request request;
	struct buffer body;
	struct buffer signature;
	char id[MESSAGE_ID_SIZE];
};

/* The destination has to outlive the sender, which may not move. */
void sender_open(struct sender *, const struct sender_world *,
		 const struct destination *);

/*
 * Looks for messages and sends them, unless some are under way.  True: there is
 * more to look at.
 */
bool sender_step(struct sender *, const struct sender_world *);

/* Writes the position.  A request under way is ended, and sent again later. */
void sender_close(struct sender *, const struct sender_world *);

#endif
