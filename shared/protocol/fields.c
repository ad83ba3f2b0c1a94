/* fields - the members that bodies of WCS share (PROTOCOL.md, Bodies). */

#include "fields.h"

/* WCS 4 sends no nodeId. */
const struct entity_type context_fields = {
	.name = "context",
	.fields = {
		{ "nodeId", JSON_STRING, false },
		{ "appKey", JSON_STRING, true },
		{ "sessionId", JSON_STRING, true },
		{ "custom", JSON_OBJECT, false },
		{ "info", JSON_STRING, false },
	},
};

/* Some clients send numbers as strings, and the other way round. */
const struct entity_type connection_entity = {
	.name = "connection",
	.kind = ENTITY_CONNECTION,
	.fields = {
		{ "urlServer", JSON_STRING, false },
		{ "sipRegisterRequired", JSON_BOOLEAN, false },
		{ "sipLogin", JSON_STRING, false },
		{ "sipAuthenticationName", JSON_STRING, false },
		{ "sipPassword", JSON_STRING, false },
		{ "sipVisibleName", JSON_STRING, false },
		{ "sipDomain", JSON_STRING, false },
		{ "sipOutboundProxy", JSON_STRING, false },
		{ "sipProxy", JSON_STRING, false },
		{ "sipPort", JSON_NUMBER | JSON_STRING, false },
		{ "sipContactParams", JSON_STRING | JSON_NUMBER, false },
		{ "mediaProviders", JSON_ARRAY, false },
		{ "status", JSON_STRING, false },
		{ "useWsTunnel", JSON_BOOLEAN, false },
		{ "useWsTunnelPacketization2", JSON_BOOLEAN, false },
		{ "useBase64BinaryEncoding", JSON_BOOLEAN, false },
		{ "useSelfSigned", JSON_BOOLEAN, false },
		{ "clientVersion", JSON_STRING, false },
		{ "clientOSVersion", JSON_STRING, false },
		{ "clientBrowserVersion", JSON_STRING, false },
		{ "keepAlive", JSON_BOOLEAN, false },
		{ "authToken", JSON_STRING, false },
		{ "msePacketizationVersion", JSON_NUMBER | JSON_STRING, false },
		{ "origin", JSON_STRING, false },
	},
};

/* It has no id, because a connection has at most one registration. */
const struct entity_type registration_entity = {
	.name = "registration",
	.kind = ENTITY_REGISTRATION,
};

const struct entity_type call_entity = {
	.name = "call",
	.kind = ENTITY_CALL,
	.id = "callId",
	.fields = {
		{ "callId", JSON_STRING, true },
		{ "incoming", JSON_BOOLEAN, false },
		{ "status", JSON_STRING, false },
		{ "caller", JSON_STRING, false },
		{ "callee", JSON_STRING, false },
		{ "visibleName", JSON_STRING, false },
		{ "hasAudio", JSON_BOOLEAN, false },
		{ "hasVideo", JSON_BOOLEAN, false },
		{ "receiveVideo", JSON_BOOLEAN, false },
		{ "mediaProvider", JSON_STRING, false },
		{ "isMsrp", JSON_BOOLEAN, false },
		{ "holdForTransfer", JSON_BOOLEAN, false },
		{ "inviteParameters", JSON_OBJECT, false },
		{ "sdp", JSON_STRING, false },
		{ "sipSDP", JSON_STRING, false },
		{ "sipMessageRaw", JSON_STRING, false },
		{ "target", JSON_STRING, false },
	},
};

const struct entity_type message_entity = {
	.name = "message",
	.kind = ENTITY_MESSAGE,
	.id = "id",
	.fields = {
		{ "id", JSON_STRING, true },
		{ "status", JSON_STRING, false },
		{ "from", JSON_STRING, false },
		{ "to", JSON_STRING, false },
		{ "visibleName", JSON_STRING, false },
		{ "body", JSON_STRING, false },
		{ "contentType", JSON_STRING, false },
		{ "isImdnRequired", JSON_BOOLEAN, false },
	},
};

const struct entity_type stream_entity = {
	.name = "stream",
	.kind = ENTITY_STREAM,
	.id = "mediaSessionId",
	.fields = {
		{ "mediaSessionId", JSON_STRING, true },
		{ "status", JSON_STRING, false },
		{ "name", JSON_STRING, false },
		{ "published", JSON_BOOLEAN, false },
		{ "hasVideo", JSON_BOOLEAN, false },
		{ "hasAudio", JSON_BOOLEAN, false },
		{ "record", JSON_BOOLEAN, false },
		{ "sdp", JSON_STRING, false },
		{ "width", JSON_NUMBER, false },
		{ "height", JSON_NUMBER, false },
		{ "bitrate", JSON_NUMBER, false },
		{ "minBitrate", JSON_NUMBER, false },
		{ "maxBitrate", JSON_NUMBER, false },
		{ "quality", JSON_NUMBER, false },
		{ "mediaProvider", JSON_STRING, false },
		{ "rtmpUrl", JSON_STRING, false },
		{ "token", JSON_STRING, false },
	},
};
