/*
 * entity_kind - the kinds of entities that hooks are about, and the stages of
 * an entity.
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

/* "connection", "registration", "call", "message", "stream" */
extern const char *const entity_kind_names[ENTITY_KINDS];

/*
 * How far an entity has come.  An entity never returns to an earlier stage, but
 * its status may change to another one of the same stage.
 */
enum stage {
	STAGE_PENDING,	   /* PENDING */
	STAGE_TRYING,	   /* TRYING, SENT */
	STAGE_RINGING,	   /* RING, SESSION_PROGRESS */
	STAGE_ESTABLISHED, /* ESTABLISHED, HOLD, PUBLISHING, ACCEPTED */
	STAGE_IMDN,	   /* IMDN_...: of a message that was accepted */
	STAGE_ENDED,	   /* FINISH, FAILED: the first such status stays */
	STAGE_NONE,	   /* RESIZE: an event, which changes no status */
};

/* The stage of a status; STAGE_TRYING for one that is not in the table. */
enum stage entity_kind_stage(enum entity_kind, const char *status);

#endif
