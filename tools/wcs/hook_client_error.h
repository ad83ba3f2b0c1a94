/*
 * hook_client_error - why a hook has no answer: libcurl's error as one of
 * enum hook_call_error, and in words.
 */
#ifndef ECHOAPP_HOOK_CLIENT_ERROR_H
#define ECHOAPP_HOOK_CLIENT_ERROR_H

#include <curl/curl.h>
#include <stdbool.h>

#include "hook_client.h"

/*
 * Could the hook not be sent, or did the connection end without a byte of an
 * answer?  WCS sends such a hook again (PROTOCOL.md, Timeout and retries).
 */
bool hook_client_error_is_send_failure(const struct hook_call *, CURLcode);

/*
 * Sets `error_kind` and `error` of a call that failed with this code.  The call
 * has its handle still; `error` is good until the call is sent again.
 */
void hook_client_error_set(struct hook_call *, CURLcode);

#endif
