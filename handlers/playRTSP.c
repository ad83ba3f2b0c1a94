/* playRTSP - a player asks for a stream by RTSP. */

#include "method.h"

const struct method method = {
	.name = "playRTSP",
	.summary = "a player asks for a stream by RTSP",
	.type = HOOK_DIRECT,
	.about = &stream_entity,
	.role = ROLE_BEGINS,
};
