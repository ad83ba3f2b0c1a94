/* transport - takes the batch of a sender to its destination. */

#include "transport.h"

#include <string.h>
#include <time.h>

#include "base/monotonic.h"
#include "copy_rows.h"
#include "file_writer.h"
#include "sender_progress.h"

static void
post_batch(struct sender *s, const struct sender_world *w)
{
	struct http_request *r = &s->request;
	struct error e;

	if (webhook_secret_refresh(&s->secret, s->to->secret_file, &e)) {
		sender_progress_wait(s, w, &e, 0);
		return;
	}
	s->body.len = s->signature.len = 0;
	batch_print(&s->batch, &s->body, s->id, s->to->batch > 1);
	r->url = s->to->to;
	r->ca_file = s->to->ca_file;
	r->timeout = s->to->timeout;
	r->body = s->body.at;
	r->len = s->body.len;
	r->id = s->id;
	r->seconds = time(NULL);
	webhook_secret_sign(&s->secret, s->id, r->seconds,
			    (struct bytes){ s->body.at, s->body.len },
			    &s->signature);
	buffer_byte(&s->signature, '\0');
	r->signature = s->signature.at;
	s->state = SENDER_SENDING;
	http_post_send(w->http, r);
}

void
transport_finish_request(struct sender *s, const struct sender_world *w)
{
	struct outcome_of_send o;

	outcome_of_response(&o, &s->request);
	sender_progress_end_batch(s, w, &o);
}

static void
insert_batch(struct sender *s, const struct sender_world *w)
{
	const struct destination *d = s->to;
	struct error e;

	if (!sql_child_is_running(&s->child) &&
	    sql_child_start(&s->child, destination_kind_names[d->kind], d->to,
			    d->table, &e)) {
		sender_progress_wait(s, w, &e, 0);
		return;
	}
	s->body.len = 0;
	copy_rows_add(&s->batch, &s->body);
	s->state = SENDER_SENDING;
	s->sent_at = monotonic_now();
	/* What is wrong is told by its answer, or its end. */
	sql_child_send(&s->child, s->body.at, s->body.len);
}

void
transport_look(struct sender *s, const struct sender_world *w)
{
	const int64_t late = s->sent_at + s->to->timeout * INT64_C(1000000);
	struct outcome_of_send o = { .kind = SENT_FAILED };
	int said;

	if (s->state != SENDER_SENDING || !destination_is_database(s->to))
		return;
	said = sql_child_answer(&s->child, &o.error);
	if (said == 0 && monotonic_now() < late)
		return;
	if (said == 0)
		error_set(&o.error, "the database did not answer within %u s",
			  s->to->timeout);
	else if (said < 0)
		error_set(&o.error, "the process for the database has ended");
	else if (said == SQL_WRITTEN)
		o.kind = SENT_DELIVERED;
	else if (said == SQL_REFUSED)
		o.kind = SENT_REFUSED;
	if (o.kind == SENT_FAILED)
		sql_child_kill(&s->child);
	sender_progress_end_batch(s, w, &o);
}

static void
write_batch(struct sender *s, const struct sender_world *w)
{
	struct outcome_of_send o = { .kind = SENT_DELIVERED };

	if (file_writer_turn(s->to, &s->batch, &s->position) &&
	    sender_progress_save(s, w))
		return;
	if (file_writer_append(s->to, &s->batch, &s->position, &o.error))
		o.kind = SENT_FAILED;
	sender_progress_end_batch(s, w, &o);
}

void
transport_send(struct sender *s, const struct sender_world *w)
{
	if (s->to->kind == DESTINATION_HTTP)
		post_batch(s, w);
	else if (destination_is_database(s->to))
		insert_batch(s, w);
	else
		write_batch(s, w);
}

void
transport_close(struct sender *s, const struct sender_world *w)
{
	http_post_drop(w->http, &s->request);
	sql_child_kill(&s->child);
	webhook_secret_wipe(&s->secret);
	buffer_free(&s->body);
	buffer_free(&s->signature);
}
