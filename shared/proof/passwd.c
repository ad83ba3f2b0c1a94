/* passwd - the file of users and the hashes of their passwords. */

#include "passwd.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <crypt.h>

#include "base/die.h"
#include "base/digest.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/read_file.h"

#define BCRYPT_COST_MAX 12
#define SHA_ROUNDS_MAX 200000

/* Before a hash of crypt(5). */
#define WORDPRESS "$wp"

/* Bytes of a user's name in a message. */
#define SHOWN_SIZE 128

static bool
is_cheap_bcrypt(const char *setting)
{
	int cost = 0, n = 0;

	return sscanf(setting, "%2d$%n", &cost, &n) == 1 && n == 3 &&
	       cost <= BCRYPT_COST_MAX;
}

static bool
is_cheap_sha(const char *setting)
{
	return strncmp(setting, "rounds=", 7) != 0 ||
	       strtoul(setting + 7, NULL, 10) <= SHA_ROUNDS_MAX;
}

/* The parameters of mkpasswd are j9T; B takes four times that, 64 MiB. */
static bool
is_cheap_yescrypt(const char *setting)
{
	return setting[0] == 'j' && setting[1] && setting[2] &&
	       strchr("789AB", setting[1]) && strchr("5T", setting[2]) &&
	       setting[3] == '$';
}

static bool
is_cheap(const char *setting)
{
	(void)setting;
	return true;
}

static const struct scheme {
	const char *prefix;
	size_t last; /* how many bytes follow the last $ */
	bool (*is_cheap)(const char *setting);
} schemes[] = {
	{ "$2y$", 53, is_cheap_bcrypt },    { "$2b$", 53, is_cheap_bcrypt },
	{ "$2a$", 53, is_cheap_bcrypt },    { "$6$", 86, is_cheap_sha },
	{ "$5$", 43, is_cheap_sha },	    { "$y$", 43, is_cheap_yescrypt },
	{ "$gy$", 43, is_cheap_yescrypt },  { "$1$", 22, is_cheap },
	{ "$wp$2y$", 53, is_cheap_bcrypt },
};

const char *
passwd_fault(const char *hash)
{
	size_t i;

	if (strncmp(hash, "{SHA}", 5) == 0)
		return "a {SHA} hash can be guessed too fast";
	if (strncmp(hash, "$apr1$", 6) == 0)
		return "an $apr1$ hash can be guessed too fast";
	for (i = 0; i < sizeof schemes / sizeof *schemes; i++) {
		const struct scheme *s = &schemes[i];
		const size_t n = strlen(s->prefix);

		if (strncmp(hash, s->prefix, n) != 0)
			continue;
		if (strlen(strrchr(hash, '$') + 1) != s->last)
			return "the hash is cut off or too long";
		return s->is_cheap(hash + n)
			   ? NULL
			   : "checking a wrong password would take too long "
			     "(bcrypt: a cost above 12)";
	}
	return "this is a plain password, or a hash of a kind that is not "
	       "supported";
}

/* The next line that is neither blank nor a comment, or NULL. */
static char *
next_line(char **rest, unsigned *number)
{
	while (**rest) {
		char *line = *rest, *end = line + strcspn(line, "\n");

		*rest = *end ? end + 1 : end;
		*end = '\0';
		++*number;
		while (end > line && strchr(" \t\r", end[-1]))
			*--end = '\0';
		if (line[0] && line[0] != '#')
			return line;
	}
	return NULL;
}

static void
add(struct passwd_file *p, char *name, char *hash)
{
	if ((p->count & (p->count - 1)) == 0) {
		p->at = reallocarray(p->at, p->count ? p->count * 2 : 1,
				     sizeof *p->at);
		if (!p->at)
			die(EXIT_TEMPORARY, "cannot allocate a list of users:");
	}
	p->at[p->count++] = (struct passwd_user){ name, hash };
	hash_index_add(&p->by_name, hash_text(HASH_START, name),
		       (int64_t)p->count);
}

/* Adds user:hash; returns what is wrong with the line, or NULL. */
static const char *
add_line(struct passwd_file *p, char *line, const char **user)
{
	char *hash = strchr(line, ':');
	const char *fault;

	if (!hash)
		return "a line is user:hash";
	*hash++ = '\0';
	hash[strcspn(hash, ":")] = '\0';
	if (!line[0])
		return "a line is user:hash, and this user has no name";
	*user = line;
	fault = passwd_fault(hash);
	if (!fault && passwd_find(p, line))
		return "this user has an earlier line";
	if (!fault)
		add(p, line, hash);
	return fault;
}

static int
parse(struct passwd_file *p, char *text, const char *path, struct error *error)
{
	unsigned number = 0;
	char *line, shown[SHOWN_SIZE];

	while ((line = next_line(&text, &number))) {
		/* A line without a colon may be a password: not shown. */
		const char *user = "USER", *fault = add_line(p, line, &user);

		if (!fault)
			continue;
		log_escape(shown, sizeof shown, user);
		return error_set(error, "%s:%u: %s; type: htpasswd -B %s %s",
				 path, number, fault, path, shown);
	}
	if (p->count > 0)
		return 0;
	return error_set(error,
			 "%s: this file has no user; type: htpasswd -B %s USER",
			 path, path);
}

static void
forget_users(struct passwd_file *p)
{
	free(p->at);
	hash_index_free(&p->by_name);
	p->at = NULL;
	p->count = 0;
}

static int
load(void *arg, char *text, size_t len, const struct secret_file *from,
     struct error *error)
{
	struct passwd_file *p = arg, new = { 0 };

	if (strlen(text) != len)
		return error_set(error, "%s: this file has a NUL byte",
				 from->file.path);
	if (parse(&new, text, from->file.path, error)) {
		forget_users(&new);
		return -1;
	}
	forget_users(p);
	p->at = new.at;
	p->count = new.count;
	p->by_name = new.by_name;
	return 0;
}

bool
passwd_refresh(struct passwd_file *p, const char *path)
{
	bool taken = secret_file_refresh(&p->file, path, load, p);

	if (!p->file.text)
		forget_users(p);
	return taken;
}

const struct passwd_user *
passwd_find(const struct passwd_file *p, const char *name)
{
	size_t position = 0;
	int64_t row;

	while (p->at &&
	       (row = hash_index_next(&p->by_name, hash_text(HASH_START, name),
				      &position)))
		if (strcmp(p->at[row - 1].name, name) == 0)
			return &p->at[row - 1];
	return NULL;
}

static bool
matches_crypt(const char *hash, const char *password)
{
	/* 32 KiB of traces of the password, overwritten below. */
	static struct crypt_data data;
	const char *made = crypt_r(password, hash, &data);
	const size_t len = strlen(hash);
	/* On failure crypt_r() returns NULL or "*0", which is no hash. */
	bool same = made && made[0] == '$' && strlen(made) == len &&
		    digest_equal(made, hash, len);

	explicit_bzero(&data, sizeof data);
	return same;
}

/*
 * WordPress has made bcrypt hashes since 6.8, of a digest, because bcrypt takes
 * 72 bytes of a password at most.  The digest is not of a length that has
 * padding in base64.
 */
static bool
matches_wordpress(const char *hash, const char *password)
{
	static const char key[] = "wp-sha384";
	uint8_t digest[DIGEST_SHA384];
	struct buffer text = { 0 };
	size_t i;
	bool same;

	digest_hmac_sha2(digest, sizeof digest,
			 (struct bytes){ key, strlen(key) },
			 (struct bytes){ password, strlen(password) });
	digest_add_base64url(&text, digest, sizeof digest);
	for (i = 0; i < text.len; i++)
		text.at[i] = text.at[i] == '-'	 ? '+'
			     : text.at[i] == '_' ? '/'
						 : text.at[i];
	buffer_add(&text, "", 1);
	same = matches_crypt(hash, text.at);
	explicit_bzero(digest, sizeof digest);
	explicit_bzero(text.at, text.cap);
	buffer_free(&text);
	return same;
}

bool
passwd_matches(const char *hash, const char *password)
{
	if (strncmp(hash, WORDPRESS "$", strlen(WORDPRESS "$")) == 0)
		return matches_wordpress(hash + strlen(WORDPRESS), password);
	return matches_crypt(hash, password);
}

struct passwd_file *
passwd_read(const char *path, struct stat *st, struct error *error)
{
	struct passwd_file *p = calloc(1, sizeof *p);
	struct secret_file *f;
	struct buffer text = { 0 };
	int bad;

	if (!p)
		die(EXIT_TEMPORARY, "cannot allocate a list of users:");
	f = &p->file;
	bad = read_file(path, PASSWD_FILE_MAX, &text, st, error);
	if (!bad && st->st_mode & S_IRWXO)
		bad = error_set(error,
				"other users can read or write it (mode %04o): "
				"chmod o= %s",
				(unsigned)st->st_mode & 07777, path);
	if (!bad && memchr(text.at ? text.at : "", '\0', text.len))
		bad = error_set(error, "it has a NUL byte");
	buffer_add(&text, "", 1);
	f->text = text.at;
	f->len = text.len;
	if (!bad)
		bad = parse(p, f->text, path, error);
	if (!bad)
		return p;
	passwd_free(p);
	return NULL;
}

void
passwd_free(struct passwd_file *p)
{
	if (p)
		passwd_wipe(p);
	free(p);
}

void
passwd_wipe(struct passwd_file *p)
{
	secret_file_wipe(&p->file);
	forget_users(p);
	*p = (struct passwd_file){ 0 };
}
