/*
 * playHLS - a player asks for an HLS playlist.
 *
 * `token` is what the player's query held: a secret.
 */

#include "method.h"

const struct method method = {
	.name = "playHLS",
	.summary = "a player asks for an HLS playlist",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_BEGINS,
};
