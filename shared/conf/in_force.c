/* in_force - STATE/in_force.json: what the programs for hooks work with. */

#include "in_force.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json_member.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/write_all.h"

#define NAME "in_force.json"
#define SIZE_MAX_READ ((size_t)64 * 1024)

/* The member as a text that the caller frees; NULL: there is none. */
static void
read_version(struct in_force_file *f, const struct json_scan *s,
	     const struct json_token *object)
{
	char path[PATH_MAX];

	f->since = TIMESTAMP_NONE;
	if (!object || object->kind != JSON_OBJECT)
		return;
	json_member_text(s, object, "path", path, sizeof path);
	f->path = path[0] ? str_dup(path) : NULL;
	json_member_text(s, object, "digest", f->digest, sizeof f->digest);
	f->since = json_member_time(s, object, "since");
}

static int
read_json(struct in_force *x, const char *text, size_t len)
{
	struct json_scan s = { 0 };
	const struct json_token *root, *rules;
	int bad = json_scan(&s, text, len);

	if (!bad) {
		root = json_token_root(&s);
		rules = json_token_member(&s, root, "rules");
		read_version(&x->conf, &s,
			     json_token_member(&s, root, "configuration"));
		read_version(&x->rules, &s, rules);
		if (rules && rules->kind == JSON_OBJECT) {
			x->rule_count = json_member_number(&s, rules, "count");
			json_member_text(&s, rules, "error",
					 x->rules_error.text,
					 sizeof x->rules_error.text);
		}
		bad = x->conf.path ? 0 : -1;
	}
	json_scan_free(&s);
	return bad;
}

int
in_force_read(struct in_force *x, const char *state_dir)
{
	char path[PATH_MAX];
	struct buffer text = { 0 };
	struct error why;
	struct stat st;
	int bad;

	*x = (struct in_force){ .rule_count = 0 };
	snprintf(path, sizeof path, "%s/" NAME, state_dir);
	bad = read_file(path, SIZE_MAX_READ, &text, &st, &why);
	if (!bad) {
		buffer_add(&text, "", 1);
		bad = read_json(x, text.at, text.len - 1);
	}
	buffer_free(&text);
	if (bad)
		in_force_free(x);
	return bad;
}

static bool
is_same_version(const struct in_force_file *a, const struct in_force_file *b)
{
	if (!a->path || !b->path)
		return !a->path && !b->path;
	return strcmp(a->path, b->path) == 0 &&
	       strcmp(a->digest, b->digest) == 0;
}

static void
add_version(struct buffer *out, const struct in_force_file *f)
{
	char since[TIMESTAMP_SIZE];

	timestamp_format(since, sizeof since, f->since);
	buffer_str(out, "{\"path\":");
	json_write_string(out, f->path, strlen(f->path));
	buffer_printf(out, ",\"digest\":\"%s\",\"since\":\"%s\"", f->digest,
		      since);
}

static void
write_json(struct buffer *out, const struct in_force *x)
{
	buffer_str(out, "{\"configuration\":");
	add_version(out, &x->conf);
	buffer_str(out, "},\"rules\":");
	if (x->rules.path) {
		add_version(out, &x->rules);
		buffer_printf(out, ",\"count\":%lld,\"error\":",
			      (long long)x->rule_count);
		json_write_string(out, x->rules_error.text,
				  strlen(x->rules_error.text));
		buffer_str(out, "}}\n");
	} else {
		buffer_str(out, "null}\n");
	}
}

/* By rename(), so that a reader never sees a part. */
static int
replace(const char *state_dir, const struct buffer *text)
{
	char path[PATH_MAX], next[PATH_MAX];
	int fd, bad;

	if (snprintf(path, sizeof path, "%s/" NAME, state_dir) >=
		(int)sizeof path ||
	    snprintf(next, sizeof next, "%s/." NAME ".%ld", state_dir,
		     (long)getpid()) >= (int)sizeof next)
		return -1;
	fd = open(next, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
		  0600);
	if (fd < 0)
		return -1;
	bad = write_all(fd, text->at, text->len);
	if (close(fd) == 0 && !bad && rename(next, path) == 0)
		return 0;
	unlink(next);
	return -1;
}

int
in_force_write(const struct in_force *x, const char *state_dir)
{
	struct in_force there, next = *x;
	struct buffer text = { 0 };
	bool same_conf, same_rules;
	int bad = 0;

	in_force_read(&there, state_dir);
	same_conf = is_same_version(&x->conf, &there.conf);
	same_rules = is_same_version(&x->rules, &there.rules) &&
		     strcmp(x->rules_error.text, there.rules_error.text) == 0;
	if (!same_conf || !same_rules) {
		if (same_conf)
			next.conf.since = there.conf.since;
		if (same_rules)
			next.rules.since = there.rules.since;
		write_json(&text, &next);
		bad = replace(state_dir, &text);
		buffer_free(&text);
	}
	in_force_free(&there);
	return bad;
}

bool
in_force_is_same_file(const char *a, const char *b)
{
	struct stat x, y;

	return strcmp(a, b) == 0 ||
	       (stat(a, &x) == 0 && stat(b, &y) == 0 && x.st_dev == y.st_dev &&
		x.st_ino == y.st_ino);
}

void
in_force_free(struct in_force *x)
{
	free(x->conf.path);
	free(x->rules.path);
	*x = (struct in_force){ .rule_count = 0 };
}
