/* progress_bar - how far a long command is, on standard error. */

#include "progress_bar.h"

#include <stdio.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/monotonic.h"
#include "report/quantity.h"

#define FIRST_AFTER INT64_C(1000000) /* microseconds */
#define EVERY INT64_C(200000)

void
progress_bar_start(struct progress_bar *b, const char *unit, uint64_t total)
{
	*b = (struct progress_bar){
		.unit = unit,
		.total = total,
		.start = monotonic_now(),
		.is_terminal = isatty(STDERR_FILENO),
	};
}

static void
add_amount(const struct progress_bar *b, struct buffer *line, double n)
{
	if (b->unit)
		buffer_printf(line, "%.0f %s", n, b->unit);
	else
		quantity_add_bytes(line, (int64_t)n);
}

static void
show(struct progress_bar *b, int64_t now)
{
	const double seconds = (double)(now - b->start) / 1e6;
	const double done = (double)b->done;
	struct buffer line = { 0 };

	if (b->total)
		buffer_printf(&line, "%.1f%%  ", done / (double)b->total * 100);
	add_amount(b, &line, done);
	buffer_str(&line, "  ");
	add_amount(b, &line, done / seconds);
	buffer_str(&line, "/s");
	if (b->total && b->done > 0 && b->total >= b->done) {
		buffer_str(&line, "  ");
		quantity_add_span(&line,
				  (int64_t)((double)(b->total - b->done) /
					    done * seconds * 1e6));
		buffer_str(&line, " left");
	}
	/* After what is printed, the rest of a longer line before is erased. */
	fprintf(stderr, "\r%.*s\033[K", (int)line.len, line.at);
	fflush(stderr);
	buffer_free(&line);
	b->shown_at = now;
	b->is_shown = true;
}

void
progress_bar_add(struct progress_bar *b, uint64_t done)
{
	int64_t now;

	b->done += done;
	if (!b->is_terminal)
		return;
	now = monotonic_now();
	if (now - b->start >= FIRST_AFTER && now - b->shown_at >= EVERY)
		show(b, now);
}

void
progress_bar_set(void *bar, uint64_t done, uint64_t total)
{
	struct progress_bar *b = bar;

	b->total = total;
	b->done = 0;
	progress_bar_add(b, done);
}

void
progress_bar_end(struct progress_bar *b)
{
	if (b->is_shown)
		fputs("\r\033[K", stderr);
	b->is_shown = false;
}
