/*
 * entity_kind - the kinds of things that hooks are about, and how far one of
 * them has come.
 */
#ifndef ECHOAPP_ENTITY_KIND_H
#define ECHOAPP_ENTITY_KIND_H

enum about { CONNECTION, REGISTRATION, CALL, MESSAGE, STREAM, ABOUTS };

/* "connection", ... */
extern const char *const about_names[ABOUTS];

/* How far it has come; only forward, save between equals. */
enum stage {
	STAGE_ASKED, /* PENDING */
	STAGE_TRIED, /* TRYING, SENT */
	STAGE_RINGS, /* RING, SESSION_PROGRESS */
	STAGE_UP,    /* ESTABLISHED, HOLD, PUBLISHING, ACCEPTED */
	STAGE_AFTER, /* IMDN_... */
	STAGE_OVER,  /* FINISH, FAILED: the first one stays */
};

/* How far a status says that it has come; one that nobody knows: tried. */
enum stage stage_of(enum about, const char *status);

#endif
