/* curl_script - prints a scenario as curl commands for a shell; sends nothing.
 */
#ifndef ECHOAPP_CURL_SCRIPT_H
#define ECHOAPP_CURL_SCRIPT_H

#include "player.h"
#include "wcs/hook_client.h"

/*
 * Prints the commands, with think times as sleep.  Later hooks are those of a
 * server that answers each hook with its own body.
 */
void curl_script(const struct player_settings *,
		 const struct hook_client_settings *, const char *url);

#endif
