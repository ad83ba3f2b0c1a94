/*
 * playHLS - a player asks for an HLS playlist.
 *
 * `token` is a secret from the query of the player's URL.
 */

#include "method.h"

const struct method method = {
	.name = "playHLS",
	.summary = "a player asks for an HLS playlist",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_BEGINS,
};
