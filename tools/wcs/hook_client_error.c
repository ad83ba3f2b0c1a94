/* hook_client_error - why a hook has no answer. */

#include "hook_client_error.h"

#include <errno.h>

bool
hook_client_error_is_send_failure(const struct hook_call *c, CURLcode code)
{
	return !c->has_response &&
	       (code == CURLE_COULDNT_CONNECT || code == CURLE_SEND_ERROR ||
		code == CURLE_COULDNT_RESOLVE_HOST ||
		code == CURLE_RECV_ERROR || code == CURLE_GOT_NOTHING);
}

/* A connection has a local port before TLS begins on it. */
static enum hook_call_error
timeout_kind(const struct hook_call *c)
{
	curl_off_t pretransfer = 0;
	long local_port = 0;

	curl_easy_getinfo(c->handle, CURLINFO_PRETRANSFER_TIME_T, &pretransfer);
	curl_easy_getinfo(c->handle, CURLINFO_LOCAL_PORT, &local_port);
	if (pretransfer)
		return HOOK_CALL_TIMEOUT;
	return local_port ? HOOK_CALL_NO_TLS : HOOK_CALL_CONNECT_TIMEOUT;
}

static enum hook_call_error
connect_kind(const struct hook_call *c)
{
	long os_error = 0;

	curl_easy_getinfo(c->handle, CURLINFO_OS_ERRNO, &os_error);
	return os_error == ECONNREFUSED ? HOOK_CALL_REFUSED
					: HOOK_CALL_UNREACHABLE;
}

static enum hook_call_error
error_kind(const struct hook_call *c, CURLcode code)
{
	switch (code) {
	case CURLE_COULDNT_RESOLVE_HOST:
		return HOOK_CALL_NO_HOST;
	case CURLE_COULDNT_CONNECT:
		return connect_kind(c);
	case CURLE_OPERATION_TIMEDOUT:
		return timeout_kind(c);
	case CURLE_SSL_CONNECT_ERROR:
		return HOOK_CALL_NO_TLS;
	case CURLE_PEER_FAILED_VERIFICATION:
		return HOOK_CALL_UNTRUSTED;
	default:
		return HOOK_CALL_BAD_RESPONSE;
	}
}

/* Timeouts in the words of WCS's own log, which is Java's. */
static const char *
error_text(const struct hook_call *c, CURLcode code)
{
	switch (code) {
	case CURLE_OPERATION_TIMEDOUT:
		return c->error_kind == HOOK_CALL_TIMEOUT ? "Read timed out"
							  : "connect timed out";
	case CURLE_WRITE_ERROR:
		return "the answer is too long";
	case CURLE_ABORTED_BY_CALLBACK:
		return c->aborts ? "WCS went away"
				 : "the connection closes each time";
	case CURLE_SSL_CONNECT_ERROR:
	case CURLE_PEER_FAILED_VERIFICATION:
		return c->detail[0] ? c->detail : curl_easy_strerror(code);
	default:
		return curl_easy_strerror(code);
	}
}

void
hook_client_error_set(struct hook_call *c, CURLcode code)
{
	c->error_kind = error_kind(c, code);
	c->error = error_text(c, code);
}
