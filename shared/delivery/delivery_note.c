/* delivery_note - what echoapp-deliver tells of a destination in trouble. */

#include "delivery_note.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/json_member.h"
#include "base/json_token.h"
#include "base/json_write.h"
#include "base/open_file.h"
#include "base/read_file.h"
#include "base/write_all.h"
#include "delivery_position.h"

#define NOTE_MAX ((size_t)64 * 1024)

/* Readers see the old text or the new one. */
static int
replace(const char *path, const char *text, size_t len)
{
	char new[PATH_MAX + 8];
	int fd, bad;

	snprintf(new, sizeof new, "%s.new", path);
	fd = open_file(AT_FDCWD, new, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW,
		       0600);
	bad = fd < 0 || write_all(fd, text, len);
	if (fd >= 0 && close(fd))
		bad = 1;
	return bad || rename(new, path) ? -1 : 0;
}

void
delivery_note_write(const char *state_dir, const char *name,
		    const struct delivery_note *n)
{
	char path[PATH_MAX], since[TIMESTAMP_SIZE], next[TIMESTAMP_SIZE];
	struct buffer text = { 0 };

	if (!delivery_position_path(path, sizeof path, state_dir, name,
				    "trouble"))
		return;
	if (!n) {
		unlink(path);
		return;
	}
	timestamp_format(since, sizeof since, n->since);
	timestamp_format(next, sizeof next, n->next);
	buffer_printf(&text,
		      "{\"since\":\"%s\",\"next\":\"%s\",\"failures\":%u,"
		      "\"head\":",
		      since, next, n->failures);
	json_write_string(&text, n->head, strlen(n->head));
	buffer_str(&text, ",\"error\":");
	json_write_string(&text, n->error, strlen(n->error));
	buffer_str(&text, "}\n");
	(void)!replace(path, text.at, text.len);
	buffer_free(&text);
}

bool
delivery_note_read(struct delivery_note *n, const char *state_dir,
		   const char *name)
{
	struct buffer text = { 0 };
	struct json_scan s = { 0 };
	char path[PATH_MAX];
	struct error why;
	struct stat st;
	bool good;

	*n = (struct delivery_note){ 0 };
	good = delivery_position_path(path, sizeof path, state_dir, name,
				      "trouble") &&
	       read_file(path, NOTE_MAX, &text, &st, &why) == 0 &&
	       json_scan(&s, text.at, text.len) == 0;
	if (good) {
		const struct json_token *root = json_token_root(&s);

		n->since = json_member_time(&s, root, "since");
		n->next = json_member_time(&s, root, "next");
		n->failures =
		    (unsigned)json_member_number(&s, root, "failures");
		json_member_text(&s, root, "head", n->head, sizeof n->head);
		json_member_text(&s, root, "error", n->error, sizeof n->error);
	}
	json_scan_free(&s);
	buffer_free(&text);
	return good;
}

int
delivery_note_skip(const char *state_dir, const char *name, const char *id)
{
	char path[PATH_MAX];

	if (!delivery_position_path(path, sizeof path, state_dir, name,
				    "skip")) {
		errno = ENAMETOOLONG;
		return -1;
	}
	return replace(path, id, strlen(id));
}

bool
delivery_note_take_skip(const char *state_dir, const char *name,
			char id[DEAD_LETTER_ID_SIZE])
{
	struct buffer text = { 0 };
	char path[PATH_MAX];
	struct error why;
	struct stat st;
	bool found;

	found = delivery_position_path(path, sizeof path, state_dir, name,
				       "skip") &&
		access(path, F_OK) == 0 &&
		read_file(path, NOTE_MAX, &text, &st, &why) == 0;
	if (found) {
		snprintf(id, DEAD_LETTER_ID_SIZE, "%.*s", (int)text.len,
			 text.at);
		unlink(path);
	}
	buffer_free(&text);
	return found;
}
