/* doctor_say - what was found, and how it is shown. */

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/die.h"
#include "base/json_write.h"
#include "doctor.h"
#include "report/escape.h"

/* For a person; a program gets all. */
#define SUBJECTS_SHOWN 4
#define FINDINGS_SHOWN 12

static const char *const words[] = {
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
		die(EXIT_TEMPORARY, "a finding:");
	return text;
}

static struct doctor_finding *
add(struct doctor *d, enum doctor_severity says, char *text)
{
	d->findings = reallocarray(d->findings, d->finding_count + 1,
				   sizeof *d->findings);
	if (!d->findings)
		die(EXIT_TEMPORARY, "a finding:");
	d->findings[d->finding_count] =
	    (struct doctor_finding){ .severity = says, .text = text };
	d->last_finding = d->finding_count++;
	return &d->findings[d->last_finding];
}

void
doctor_report(struct doctor *d, enum doctor_severity says, const char *format,
	      ...)
{
	va_list ap;

	va_start(ap, format);
	add(d, says, format_text(format, ap));
	va_end(ap);
}

static void
add_subject(struct doctor_finding *f, const char *subject)
{
	char *longer;

	if (asprintf(&longer, "%s%s%s", f->subjects ? f->subjects : "",
		     f->subjects ? "," : "", subject) < 0)
		die(EXIT_TEMPORARY, "a finding:");
	free(f->subjects);
	f->subjects = longer;
	f->subject_count++;
}

void
doctor_report_hook(struct doctor *d, enum doctor_severity says,
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
		if (d->findings[i].severity == says &&
		    d->findings[i].subjects &&
		    strcmp(d->findings[i].text, text) == 0)
			f = &d->findings[i];
	if (f) {
		free(text);
		d->last_finding = (size_t)(f - d->findings);
	} else {
		f = add(d, says, text);
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
doctor_fix_for_server(struct doctor *d, enum server_hint what)
{
	char text[SERVER_HINTS_SIZE];

	doctor_fix(d, "%s",
		   server_hints_text(what, d->server, text, sizeof text));
}

/* "call, hold and 3 more" */
static void
show_subjects(struct buffer *out, const struct doctor_finding *f)
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

/* Behind a name of four letters and of twelve. */
static void
show(const char *what, const char *name, const char *text)
{
	struct buffer out = { 0 };

	escape_add(&out, text);
	printf("%-4s  %-12s  %.*s\n", what, name, (int)out.len, out.at);
	buffer_free(&out);
}

static void
show_finding(const struct doctor_finding *f, const char *name)
{
	struct buffer text = { 0 };

	if (f->subjects)
		show_subjects(&text, f);
	buffer_str(&text, f->text);
	buffer_add(&text, "", 1);
	show(words[f->severity], name, text.at);
	buffer_free(&text);
}

static void
print_text(const struct doctor *d, const struct doctor_check *check,
	   enum doctor_severity worst)
{
	const char *mended = NULL;
	size_t i;

	for (i = 0; i < d->finding_count && i < FINDINGS_SHOWN; i++) {
		const struct doctor_finding *f = &d->findings[i];
		const char *mend = f->fix ? f->fix : check->fix;

		show_finding(f, i ? "" : check->name);
		if (i == 0 && worst >= DOCTOR_WARN)
			show("", "why:", check->why);
		if (f->severity < DOCTOR_WARN ||
		    (mended && !strcmp(mended, mend)))
			continue;
		show("", "mend:", mend);
		mended = mend;
	}
	if (i < d->finding_count)
		printf("%-4s  %-12s  and %zu more; --json tells all\n", "", "",
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
	buffer_printf(&b, ",\"says\":\"%s\",", words[worst]);
	add_json(&b, "why", check->why);
	buffer_str(&b, ",\"findings\":[");
	for (i = 0; i < d->finding_count; i++) {
		const struct doctor_finding *f = &d->findings[i];
		const char *mend = f->fix ? f->fix : check->fix;

		buffer_printf(&b, "%s{\"says\":\"%s\",", i ? "," : "",
			      words[f->severity]);
		add_subjects(&b, f->subjects);
		add_json(&b, "text", f->text);
		buffer_str(&b, ",");
		add_json(&b, "mend", f->severity < DOCTOR_WARN ? NULL : mend);
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
