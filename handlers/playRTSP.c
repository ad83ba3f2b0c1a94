/* playRTSP - a player asks for a stream by RTSP. */

#include "method.h"

const struct method method = {
	.name = "playRTSP",
	.summary = "a player asks for a stream by RTSP",
	.type = DIRECT,
	.about = &a_stream,
	.role = ROLE_BEGINS,
};
