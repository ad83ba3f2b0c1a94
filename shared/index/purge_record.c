/* purge_record - what the last purge did. */

#include "purge_record.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/json_member.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/open_file.h"
#include "base/read_file.h"
#include "base/str.h"
#include "base/sync_dir.h"
#include "base/write_all.h"

#define NAME "purge.json"
#define FILE_MAX ((size_t)16384)

/* Returns 0, or -1 if the path is too long. */
static int
format_path(char path[PATH_MAX], const char *state_dir, const char *name)
{
	return snprintf(path, PATH_MAX, "%s/%s", state_dir, name) < PATH_MAX
		   ? 0
		   : -1;
}

static void
format(struct buffer *b, const struct purge_record *r)
{
	char at[TIMESTAMP_SIZE];

	timestamp_format(at, sizeof at, r->at);
	buffer_printf(b,
		      "{\"at\":\"%s\",\"before\":\"%s\",\"days\":%llu,"
		      "\"lines\":%llu,\"bytes\":%llu,\"automatic\":%s,"
		      "\"error\":",
		      at, r->before, (unsigned long long)r->days,
		      (unsigned long long)r->lines,
		      (unsigned long long)r->bytes,
		      r->automatic ? "true" : "false");
	json_write_string(b, r->error.text, strlen(r->error.text));
	buffer_str(b, "}\n");
}

static int
write_file(const char *path, const struct buffer *b)
{
	int fd = open_file(AT_FDCWD, path,
			   O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0600);
	int bad = fd < 0 || write_all(fd, b->at, b->len);

	if (fd >= 0 && close(fd))
		bad = 1;
	return bad;
}

void
purge_record_write(const char *state_dir, const struct purge_record *r)
{
	char path[PATH_MAX], new[PATH_MAX];
	struct buffer b = { 0 };

	if (format_path(path, state_dir, NAME) ||
	    format_path(new, state_dir, NAME ".new"))
		return;
	format(&b, r);
	if (write_file(new, &b) || rename(new, path))
		unlink(new);
	else
		(void)!sync_dir_of(path);
	buffer_free(&b);
}

static void
read_members(const struct json_scan *s, struct purge_record *r)
{
	const struct json_token *o = json_token_root(s);
	const struct json_token *t = json_token_member(s, o, "automatic");

	r->at = json_member_time(s, o, "at");
	json_member_text(s, o, "before", r->before, sizeof r->before);
	json_member_text(s, o, "error", r->error.text, sizeof r->error.text);
	r->days = (uint64_t)json_member_number(s, o, "days");
	r->lines = (uint64_t)json_member_number(s, o, "lines");
	r->bytes = (uint64_t)json_member_number(s, o, "bytes");
	r->automatic = t && t->kind == JSON_BOOLEAN && s->text[t->start] == 't';
}

void
purge_record_read(const char *state_dir, struct purge_record *r)
{
	char path[PATH_MAX];
	struct json_scan s = { 0 };
	struct buffer b = { 0 };
	struct error e;
	struct stat st;

	*r = (struct purge_record){ .at = TIMESTAMP_NONE };
	if (format_path(path, state_dir, NAME))
		return;
	if (read_file(path, FILE_MAX, &b, &st, &e) == 0 && b.len &&
	    json_scan(&s, b.at, b.len) == 0)
		read_members(&s, r);
	json_scan_free(&s);
	buffer_free(&b);
}

timestamp
purge_record_looked(const char *state_dir)
{
	char path[PATH_MAX];
	struct stat st;

	if (format_path(path, state_dir, NAME) || stat(path, &st))
		return 0;
	return (timestamp)st.st_mtim.tv_sec * 1000000 +
	       st.st_mtim.tv_nsec / 1000;
}

/* An empty file is no record, and enough for the time. */
void
purge_record_look(const char *state_dir)
{
	char path[PATH_MAX];
	int fd;

	if (format_path(path, state_dir, NAME))
		return;
	fd = open_file(AT_FDCWD, path, O_WRONLY | O_CREAT | O_NOFOLLOW, 0600);
	if (fd < 0)
		return;
	futimens(fd, NULL);
	close(fd);
}
