/* doctor_print - collects the findings of a check and prints them. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "doctor.h"
#include "report/escape.h"

/* What text output shows of a check; JSON output has everything. */
#define SUBJECTS_SHOWN 4
#define FINDINGS_SHOWN 12

static const char *const severity_names[] = {
	[DOCTOR_OK] = "OK",
	[DOCTOR_SKIP] = "SKIP",
	[DOCTOR_WARN] = "WARN",
	[DOCTOR_FAIL] = "FAIL",
};

static char *__attribute__((format(printf, 1, 0)))
format_text(const char *format, va_list ap)
{
	char *text;

	if (vasprintf(&text, format, ap) < 0)
		die(EXIT_TEMPORARY, "a finding of doctor:");
	return text;
}

static struct doctor_finding *
add(struct doctor *d, enum doctor_severity severity, char *text)
{
	d->findings = reallocarray(d->findings, d->finding_count + 1,
				   sizeof *d->findings);
	if (!d->findings)
		die(EXIT_TEMPORARY, "a finding of doctor:");
	d->findings[d->finding_count] =
	    (struct doctor_finding){ .severity = severity, .text = text };
	d->last_finding = d->finding_count++;
	return &d->findings[d->last_finding];
}

void
doctor_report(struct doctor *d, enum doctor_severity severity,
	      const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	add(d, severity, format_text(format, ap));
	va_end(ap);
}

static void
add_subject(struct doctor_finding *f, const char *subject)
{
	char *longer;

	if (asprintf(&longer, "%s%s%s", f->subjects ? f->subjects : "",
		     f->subjects ? "," : "", subject) < 0)
		die(EXIT_TEMPORARY, "a finding of doctor:");
	free(f->subjects);
	f->subjects = longer;
	f->subject_count++;
}

void
doctor_report_hook(struct doctor *d, enum doctor_severity severity,
		   const char *subject, const char *format, ...)
{
	struct doctor_finding *f = NULL;
	char *text;
	va_list ap;
	size_t i;

	va_start(ap, format);
	text = format_text(format, ap);
	va_end(ap);
	for (i = 0; i < d->finding_count && !f; i++)
		if (d->findings[i].severity == severity &&
		    d->findings[i].subjects &&
		    strcmp(d->findings[i].text, text) == 0)
			f = &d->findings[i];
	if (f) {
		free(text);
		d->last_finding = (size_t)(f - d->findings);
	} else {
		f = add(d, severity, text);
	}
	add_subject(f, subject);
}

void
doctor_fix(struct doctor *d, const char *format, ...)
{
	struct doctor_finding *f = &d->findings[d->last_finding];
	va_list ap;

	free(f->fix);
	va_start(ap, format);
	f->fix = format_text(format, ap);
	va_end(ap);
}

void
doctor_fix_for_server(struct doctor *d, enum server_hint hint)
{
	char text[SERVER_HINTS_SIZE];

	doctor_fix(d, "%s",
		   server_hints_text(hint, d->server, text, sizeof text));
}

/* Appends names of hooks as "call, hold and 3 more: ". */
static void
add_subject_names(struct buffer *out, const struct doctor_finding *f)
{
	const char *at = f->subjects;
	size_t i, shown = f->subject_count <= SUBJECTS_SHOWN + 1
			      ? f->subject_count
			      : SUBJECTS_SHOWN;

	for (i = 0; i < shown; i++) {
		size_t len = strcspn(at, ",");

		buffer_printf(out, "%s%.*s", i ? ", " : "", (int)len, at);
		at += len + (at[len] == ',');
	}
	if (shown < f->subject_count)
		buffer_printf(out, " and %zu more", f->subject_count - shown);
	buffer_str(out, ": ");
}

/* Prints a line: a severity, or "", a name, or "", and a text. */
static void
print_line(const char *severity, const char *name, const char *text)
{
	struct buffer out = { 0 };

	escape_add(&out, text);
	printf("%-4s  %-12s  %.*s\n", severity, name, (int)out.len, out.at);
	buffer_free(&out);
}

static void
print_finding(const struct doctor_finding *f, const char *name)
{
	struct buffer text = { 0 };

	if (f->subjects)
		add_subject_names(&text, f);
	buffer_str(&text, f->text);
	buffer_add(&text, "", 1);
	print_line(severity_names[f->severity], name, text.at);
	buffer_free(&text);
}

static void
print_text(const struct doctor *d, const struct doctor_check *check,
	   enum doctor_severity worst)
{
	const char *printed = NULL;
	size_t i;

	for (i = 0; i < d->finding_count && i < FINDINGS_SHOWN; i++) {
		const struct doctor_finding *f = &d->findings[i];
		const char *fix = f->fix ? f->fix : check->fix;

		print_finding(f, i ? "" : check->name);
		if (i == 0 && worst >= DOCTOR_WARN)
			print_line("", "why:", check->why);
		if (f->severity < DOCTOR_WARN ||
		    (printed && !strcmp(printed, fix)))
			continue;
		print_line("", "fix:", fix);
		printed = fix;
	}
	if (i < d->finding_count)
		printf("%-4s  %-12s  and %zu more; --json prints all\n", "", "",
		       d->finding_count - i);
}

static void
add_json(struct buffer *b, const char *name, const char *text)
{
	buffer_printf(b, "\"%s\":", name);
	if (text)
		json_write_string(b, text, strlen(text));
	else
		buffer_str(b, "null");
}

static void
add_subjects(struct buffer *b, const char *at)
{
	buffer_str(b, "\"hooks\":[");
	while (at && *at) {
		size_t len = strcspn(at, ",");

		json_write_string(b, at, len);
		at += len + (at[len] == ',');
		if (*at)
			buffer_str(b, ",");
	}
	buffer_str(b, "],");
}

static void
print_json(const struct doctor *d, const struct doctor_check *check,
	   enum doctor_severity worst)
{
	struct buffer b = { 0 }, safe = { 0 };
	size_t i;

	buffer_str(&b, "{");
	add_json(&b, "check", check->name);
	buffer_printf(&b, ",\"says\":\"%s\",", severity_names[worst]);
	add_json(&b, "why", check->why);
	buffer_str(&b, ",\"findings\":[");
	for (i = 0; i < d->finding_count; i++) {
		const struct doctor_finding *f = &d->findings[i];
		const char *fix = f->fix ? f->fix : check->fix;

		buffer_printf(&b, "%s{\"says\":\"%s\",", i ? "," : "",
			      severity_names[f->severity]);
		add_subjects(&b, f->subjects);
		add_json(&b, "text", f->text);
		buffer_str(&b, ",");
		add_json(&b, "fix", f->severity < DOCTOR_WARN ? NULL : fix);
		buffer_str(&b, "}");
	}
	buffer_str(&b, "]}\n");
	escape_add_json(&safe, b.at, b.len - 1);
	printf("%.*s\n", (int)safe.len, safe.at);
	buffer_free(&safe);
	buffer_free(&b);
}

enum doctor_severity
doctor_print(struct doctor *d, const struct doctor_check *check, bool json)
{
	enum doctor_severity worst = DOCTOR_OK;
	size_t i;

	if (d->finding_count == 0)
		doctor_report(d, DOCTOR_OK, "%s",
			      check->ok_text ? check->ok_text : "fine");
	for (i = 0; i < d->finding_count; i++)
		if (d->findings[i].severity > worst)
			worst = d->findings[i].severity;
	if (json)
		print_json(d, check, worst);
	else
		print_text(d, check, worst);
	fflush(stdout);
	for (i = 0; i < d->finding_count; i++) {
		free(d->findings[i].subjects);
		free(d->findings[i].text);
		free(d->findings[i].fix);
	}
	free(d->findings);
	d->findings = NULL;
	d->finding_count = 0;
	return worst;
}
