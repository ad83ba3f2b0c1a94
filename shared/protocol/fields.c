/* fields - the members that WCS's bodies share (protocol.md, c). */

#include "fields.h"

/* WCS 4 sends no nodeId. */
const struct shape a_context = {
	.name = "context",
	.fields = {
		{ "nodeId", STRING, false },
		{ "appKey", STRING, true },
		{ "sessionId", STRING, true },
		{ "custom", OBJECT, false },
		{ "info", STRING, false },
	},
};

/* The number-like members pass through clients that make strings of them. */
const struct shape a_connection = {
	.name = "connection",
	.kind = CONNECTION,
	.fields = {
		{ "urlServer", STRING, false },
		{ "sipRegisterRequired", BOOLEAN, false },
		{ "sipLogin", STRING, false },
		{ "sipAuthenticationName", STRING, false },
		{ "sipPassword", STRING, false },
		{ "sipVisibleName", STRING, false },
		{ "sipDomain", STRING, false },
		{ "sipOutboundProxy", STRING, false },
		{ "sipProxy", STRING, false },
		{ "sipPort", NUMBER | STRING, false },
		{ "sipContactParams", STRING | NUMBER, false },
		{ "mediaProviders", ARRAY, false },
		{ "status", STRING, false },
		{ "useWsTunnel", BOOLEAN, false },
		{ "useWsTunnelPacketization2", BOOLEAN, false },
		{ "useBase64BinaryEncoding", BOOLEAN, false },
		{ "useSelfSigned", BOOLEAN, false },
		{ "clientVersion", STRING, false },
		{ "clientOSVersion", STRING, false },
		{ "clientBrowserVersion", STRING, false },
		{ "keepAlive", BOOLEAN, false },
		{ "authToken", STRING, false },
		{ "msePacketizationVersion", NUMBER | STRING, false },
		{ "origin", STRING, false },
	},
};

/* A connection has one at most: it is known by the connection. */
const struct shape a_registration = {
	.name = "registration",
	.kind = REGISTRATION,
};

const struct shape a_call = {
	.name = "call",
	.kind = CALL,
	.id = "callId",
	.fields = {
		{ "callId", STRING, true },
		{ "incoming", BOOLEAN, false },
		{ "status", STRING, false },
		{ "caller", STRING, false },
		{ "callee", STRING, false },
		{ "visibleName", STRING, false },
		{ "hasAudio", BOOLEAN, false },
		{ "hasVideo", BOOLEAN, false },
		{ "receiveVideo", BOOLEAN, false },
		{ "mediaProvider", STRING, false },
		{ "isMsrp", BOOLEAN, false },
		{ "holdForTransfer", BOOLEAN, false },
		{ "inviteParameters", OBJECT, false },
		{ "sdp", STRING, false },
		{ "sipSDP", STRING, false },
		{ "sipMessageRaw", STRING, false },
		{ "target", STRING, false },
	},
};

const struct shape a_message = {
	.name = "message",
	.kind = MESSAGE,
	.id = "id",
	.fields = {
		{ "id", STRING, true },
		{ "status", STRING, false },
		{ "from", STRING, false },
		{ "to", STRING, false },
		{ "visibleName", STRING, false },
		{ "body", STRING, false },
		{ "contentType", STRING, false },
		{ "isImdnRequired", BOOLEAN, false },
	},
};

const struct shape a_stream = {
	.name = "stream",
	.kind = STREAM,
	.id = "mediaSessionId",
	.fields = {
		{ "mediaSessionId", STRING, true },
		{ "status", STRING, false },
		{ "name", STRING, false },
		{ "published", BOOLEAN, false },
		{ "hasVideo", BOOLEAN, false },
		{ "hasAudio", BOOLEAN, false },
		{ "record", BOOLEAN, false },
		{ "sdp", STRING, false },
		{ "width", NUMBER, false },
		{ "height", NUMBER, false },
		{ "bitrate", NUMBER, false },
		{ "minBitrate", NUMBER, false },
		{ "maxBitrate", NUMBER, false },
		{ "quality", NUMBER, false },
		{ "mediaProvider", STRING, false },
		{ "rtmpUrl", STRING, false },
		{ "token", STRING, false },
	},
};
