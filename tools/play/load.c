/* load - plays many sessions at a steady rate, and measures their hooks. */

#include "load.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/die.h"
#include "base/monotonic.h"
#include "histogram.h"

struct hook_latency {
	const char *name;
	unsigned long count, errors, unexpected;
	struct histogram histogram;
};

struct load {
	struct hook_latency all;
	struct hook_latency **hooks;
	size_t count;
	unsigned long answered;
	unsigned long aborted;
	bool shows_progress;
	struct error *error; /* of the first hook without an answer */
};

static struct hook_latency *
find_hook(struct load *l, const char *name)
{
	struct hook_latency *h;
	size_t i;

	for (i = 0; i < l->count; i++)
		if (strcmp(l->hooks[i]->name, name) == 0)
			return l->hooks[i];
	l->hooks = reallocarray(l->hooks, l->count + 1, sizeof(void *));
	h = calloc(1, sizeof *h);
	if (!l->hooks || !h)
		die(EXIT_TEMPORARY, "cannot store the figures:");
	h->name = name;
	return l->hooks[l->count++] = h;
}

static void
add_latency(struct hook_latency *h, const struct player *p, int64_t took)
{
	h->count++;
	h->errors += p->verdict.is_error;
	h->unexpected += p->unexpected.len > 0;
	histogram_add(&h->histogram, took);
}

static void
record_answer(void *arg, const struct player *p, const struct hook_call *c,
	      int64_t due)
{
	struct load *l = arg;

	if (!c)
		return;
	if (p->aborts) {
		l->aborted++;
		return;
	}
	if (c->status)
		l->answered++;
	else if (!l->error->text[0])
		error_set(l->error, "%s", c->error);
	add_latency(&l->all, p, c->ended_at - due);
	add_latency(find_hook(l, p->step->hook.name), p, c->ended_at - due);
}

static double
seconds(const struct scheduler *d)
{
	return (double)(monotonic_now() - d->started_at) / 1e6;
}

static double
percentile_ms(const struct hook_latency *h, double share)
{
	return (double)histogram_percentile(&h->histogram, share) / 1e3;
}

static void
show_progress(void *arg, const struct scheduler *d)
{
	const struct load *l = arg;

	if (!l->shows_progress)
		return;
	fprintf(stderr,
		"\r%6.1f s  %u sessions, %u live  %lu hooks  %.0f/s  "
		"p99 %.1f ms  %lu errors \033[K",
		seconds(d), d->started, d->live, l->all.count,
		(double)l->all.count / seconds(d), percentile_ms(&l->all, 0.99),
		l->all.errors);
	fflush(stderr);
}

static void
print_row(const struct hook_latency *h)
{
	printf("  %-23s %9lu %7lu %9.2f %9.2f %9.2f %9.2f %9.2f\n", h->name,
	       h->count, h->errors, percentile_ms(h, 0.5),
	       percentile_ms(h, 0.9), percentile_ms(h, 0.99),
	       percentile_ms(h, 0.999), (double)h->histogram.max / 1e3);
}

static void
print_summary(const struct load *l, const struct scheduler *d,
	      double took_seconds)
{
	size_t i;

	printf("%u session%s in %.1f s, %u at once, %lu hooks, %.1f a second, "
	       "%lu error%s, %lu not as the scenario expects",
	       d->started, d->started == 1 ? "" : "s", took_seconds,
	       d->live_max, l->all.count, (double)l->all.count / took_seconds,
	       l->all.errors, l->all.errors == 1 ? "" : "s", l->all.unexpected);
	if (l->aborted)
		printf(", %lu aborted on purpose", l->aborted);
	if (faults_any(&d->player.faults))
		printf("; repeat with --seed %llu",
		       (unsigned long long)d->player.seed);
	printf("\n\nmilliseconds since a hook was due\n  %-23s %9s %7s %9s %9s "
	       "%9s %9s %9s\n",
	       "hook", "count", "errors", "p50", "p90", "p99", "p99.9", "max");
	for (i = 0; i < l->count; i++)
		print_row(l->hooks[i]);
	print_row(&l->all);
}

static void
print_object(const struct hook_latency *h)
{
	printf("{\"hook\":\"%s\",\"count\":%lu,\"errors\":%lu,"
	       "\"unexpected\":%lu,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,"
	       "\"p99.9\":%.3f,\"max\":%.3f}",
	       h->name, h->count, h->errors, h->unexpected,
	       percentile_ms(h, 0.5), percentile_ms(h, 0.9),
	       percentile_ms(h, 0.99), percentile_ms(h, 0.999),
	       (double)h->histogram.max / 1e3);
}

static void
print_json(const struct load *l, const struct scheduler *d, double took_seconds)
{
	size_t i;

	printf("{\"sessions\":%u,\"atOnce\":%u,\"seconds\":%.3f,\"hooks\":%lu,"
	       "\"perSecond\":%.3f,\"errors\":%lu,\"unexpected\":%lu,"
	       "\"aborted\":%lu,\"seed\":%llu,\"ms\":[",
	       d->started, d->live_max, took_seconds, l->all.count,
	       (double)l->all.count / took_seconds, l->all.errors,
	       l->all.unexpected, l->aborted,
	       (unsigned long long)d->player.seed);
	for (i = 0; i < l->count; i++) {
		print_object(l->hooks[i]);
		printf(",");
	}
	print_object(&l->all);
	printf("]}\n");
}

long
load_run(struct scheduler *d, bool json, struct error *error)
{
	struct load *l = calloc(1, sizeof *l);
	double took_seconds;
	long unexpected;

	if (!l)
		die(EXIT_TEMPORARY, "cannot store the figures:");
	l->all.name = "all";
	l->error = error;
	l->shows_progress = isatty(STDERR_FILENO);
	d->on_answer = record_answer;
	d->on_tick = show_progress;
	d->arg = l;
	scheduler_run(d);
	took_seconds = seconds(d);
	if (l->shows_progress)
		fprintf(stderr, "\r\033[K");
	if (json)
		print_json(l, d, took_seconds);
	else
		print_summary(l, d, took_seconds);
	unexpected =
	    l->all.count > 0 && l->answered == 0 ? -1 : (long)l->all.unexpected;
	while (l->count > 0)
		free(l->hooks[--l->count]);
	free(l->hooks);
	free(l);
	return unexpected;
}
