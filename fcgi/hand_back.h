/*
 * hand_back - gives what takes longer than a worker has time for from the
 * workers to their supervisor: connections, and folds.
 */
#ifndef ECHOAPP_HAND_BACK_H
#define ECHOAPP_HAND_BACK_H

#include <stdbool.h>
#include <stddef.h>

struct hand_back {
	int give_fd, take_fd;
};

/* Makes a way from workers to the supervisor; returns 0, or -1 with errno. */
int hand_back_open(struct hand_back *);
void hand_back_close(struct hand_back *);

enum hand_back_kind {
	HAND_BACK_REQUEST,  /* these bytes were read, and others will come */
	HAND_BACK_RESPONSE, /* these bytes have to be sent */
	HAND_BACK_FOLD,	    /* a fold is due */
};

struct handed_back {
	int fd; /* of the connection, or the fold's lock */
	enum hand_back_kind kind;
	bool keep;	   /* the connection stays open after the response */
	const char *bytes; /* good until hand_back_done() */
	size_t len;
	void *map; /* of many bytes, or NULL */
};

/*
 * Gives a descriptor, and closes it here.  If that fails, which is logged, the
 * connection is lost.
 */
void hand_back_give(struct hand_back *, const struct handed_back *);

/* Takes the next one without waiting; false: there is none. */
bool hand_back_take(struct hand_back *, struct handed_back *);

/* Frees the bytes; the descriptor stays open. */
void hand_back_done(struct handed_back *);

#endif
