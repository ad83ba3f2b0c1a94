/* paste - a scenario as curl commands for a shell; nothing is sent. */
#ifndef ECHOAPP_PASTE_H
#define ECHOAPP_PASTE_H

#include "player.h"
#include "wcs/hook_client.h"

/*
 * Prints them, with the think times as sleep, as if every answer were the
 * hook itself.
 */
void curl_script(const struct player_settings *,
		 const struct hook_client_settings *, const char *url);

#endif
