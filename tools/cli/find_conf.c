/* find_conf - which configuration a command is about. */

#include "find_conf.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/log.h"
#include "base/str.h"
#include "conf/in_force.h"

/*
 * The state directory stays the one that has the note: whoever can write there
 * must not lead a command elsewhere.
 */
static bool
open_noted(struct conf_file *f)
{
	struct in_force noted;
	char *state_dir;
	bool found;

	if (!f->usable || in_force_read(&noted, f->current.state_dir))
		return false;
	found = access(noted.conf.path, R_OK) == 0 &&
		!in_force_is_same_file(noted.conf.path, f->file.path);
	if (found) {
		state_dir = str_dup(f->current.state_dir);
		conf_close(f);
		conf_open(f, noted.conf.path, state_dir);
		free(state_dir);
	}
	in_force_free(&noted);
	return found;
}

const char *
find_conf(struct conf_file *f, const char *path, const char *state_dir)
{
	conf_open(f, path, state_dir);
	log_set_targets(0);
	if (path && path[0])
		return NULL;
	if (open_noted(f))
		return "the programs work with it";
	return f->missing ? "the defaults, because there is no file"
			  : "the default";
}
