/*
 * delivery_list - the destinations, and how far each of them has got: for
 * `echoappctl deliveries`, the metrics and the page.
 */
#ifndef ECHOAPP_DELIVERY_LIST_H
#define ECHOAPP_DELIVERY_LIST_H

#include "conf/conf.h"
#include "delivery/delivery_conf.h"
#include "delivery/delivery_note.h"
#include "index/index.h"

struct delivery_state {
	const struct destination *to;
	bool has_begun; /* it has a position */
	uint64_t delivered;
	uint64_t died;	  /* that were refused so far */
	size_t dead;	  /* letters that there are now */
	int64_t records;  /* that wait; -1: it gets none, or unknown */
	int64_t bytes;	  /* of the journal, that wait; -1: it gets no hooks */
	timestamp oldest; /* record that waits; TIMESTAMP_NONE: none */
	bool in_trouble;
	struct delivery_note note; /* of the trouble */
	struct error error;	   /* its position cannot be read; "": it can */
};

struct delivery_list {
	struct delivery_conf conf;
	struct delivery_state *at;
	size_t count;
	bool is_running;    /* echoapp-deliver is */
	struct error error; /* what is wrong with deliver.conf, or "" */
};

/*
 * Reads the list; it is empty without deliver = FILE.  delivery_list_free()
 * frees it.  `ix` may be NULL.
 */
void delivery_list_read(struct delivery_list *, struct index *ix,
			const struct conf *);
void delivery_list_free(struct delivery_list *);

/* How long the oldest record has waited, microseconds; 0: none waits. */
int64_t delivery_list_lag(const struct delivery_state *, timestamp now);

#endif
