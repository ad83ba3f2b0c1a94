/*
 * entity_kind - the kinds of things that hooks are about, and how far one of
 * them has come.
 */
#ifndef ECHOAPP_ENTITY_KIND_H
#define ECHOAPP_ENTITY_KIND_H

enum entity_kind {
	ENTITY_CONNECTION,
	ENTITY_REGISTRATION,
	ENTITY_CALL,
	ENTITY_MESSAGE,
	ENTITY_STREAM,
	ENTITY_KINDS
};

/* "connection", ... */
extern const char *const entity_kind_names[ENTITY_KINDS];

/* How far it has come; only forward, save between equals. */
enum stage {
	STAGE_PENDING,	   /* PENDING */
	STAGE_TRYING,	   /* TRYING, SENT */
	STAGE_RINGING,	   /* RING, SESSION_PROGRESS */
	STAGE_ESTABLISHED, /* ESTABLISHED, HOLD, PUBLISHING, ACCEPTED */
	STAGE_IMDN,	   /* IMDN_... */
	STAGE_ENDED,	   /* FINISH, FAILED: the first one stays */
};

/* How far a status says that it has come; one that nobody knows: tried. */
enum stage entity_kind_stage(enum entity_kind, const char *status);

#endif
