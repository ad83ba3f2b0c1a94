/* log_capture - captures log lines, for a test to read. */

#include "log_capture.h"

#include "base/buffer.h"
#include "base/log.h"

static struct buffer text;
static size_t count;

static void
keep(void *arg, const char *line)
{
	(void)arg;
	buffer_printf(&text, "%s\n", line);
	count++;
}

void
log_capture_start(void)
{
	text.len = 0;
	count = 0;
	log_set_targets(LOG_TO_SERVER);
	log_set_sink(keep, NULL);
}

const char *
log_capture_text(void)
{
	buffer_add(&text, "", 1);
	text.len--;
	return text.at;
}

size_t
log_capture_count(void)
{
	return count;
}
