/* curl_script - prints a scenario as curl commands for a shell. */

#include "curl_script.h"

#include <stdio.h>
#include <string.h>

#include "report/escape.h"
#include "wcs/hook_signature.h"

/* One word of a shell, in single quotes. */
static void
add_word(struct buffer *out, const char *text)
{
	const char *quote;

	buffer_str(out, "'");
	while ((quote = strchr(text, '\''))) {
		buffer_add(out, text, (size_t)(quote - text));
		buffer_str(out, "'\\''");
		text = quote + 1;
	}
	buffer_str(out, text);
	buffer_str(out, "'");
}

static void
add_header(struct buffer *out, const char *header)
{
	buffer_str(out, " \\\n  -H ");
	add_word(out, header);
}

static void
add_authorization(struct buffer *out, const struct hook_client_settings *s,
		  const char *body)
{
	char line[64 + HOOK_SIGNATURE_SIZE] = "Authorization: WCS ";
	struct buffer user = { 0 };

	if (s->key) {
		hook_signature(line + strlen(line), s->key, body, strlen(body));
		add_header(out, line);
	} else if (s->user) {
		buffer_printf(&user, "%s:%s", s->user,
			      s->password ? s->password : "");
		buffer_add(&user, "", 1);
		buffer_str(out, " \\\n  -u ");
		add_word(out, user.at);
		buffer_free(&user);
	}
}

static void
add_command(struct buffer *out, const struct player *p,
	    const struct hook_client_settings *s, const char *url)
{
	struct buffer body = { 0 }, to = { 0 };

	/* The same object in ASCII, which any terminal can show. */
	escape_add_json(&body, p->body.at, p->body.len);
	buffer_add(&body, "", 1);
	buffer_printf(&to, "%s/%s", url, p->name);
	buffer_add(&to, "", 1);
	/* As play: no proxy of the environment, and no pattern in a URL. */
	buffer_str(
	    out, "curl -sS -g --path-as-is --noproxy '*' -o /dev/null "
		 "-w '%{http_code} %{url}\\n' -A '" HOOK_CLIENT_USER_AGENT "'");
	add_header(out, "Accept: " HOOK_CLIENT_ACCEPT);
	add_header(out, "Content-Type: " HOOK_CLIENT_CONTENT_TYPE);
	add_authorization(out, s, body.at);
	if (s->ca_file) {
		buffer_str(out, " \\\n  --cacert ");
		add_word(out, s->ca_file);
	}
	if (s->is_insecure)
		buffer_str(out, " --insecure");
	buffer_str(out, " \\\n  --data-binary ");
	add_word(out, body.at);
	buffer_str(out, " \\\n  ");
	add_word(out, to.at);
	buffer_str(out, "\n");
	buffer_free(&body);
	buffer_free(&to);
}

void
curl_script(const struct player_settings *settings,
	    const struct hook_client_settings *s, const char *url)
{
	struct player *p = player_new(settings, 1);
	struct buffer out = { 0 };
	int64_t before = 0;

	while (player_next(p)) {
		struct wcs_reply echo = {
			.status = 200,
			.type = HOOK_CLIENT_CONTENT_TYPE,
			.body = p->body.at,
			.len = p->body.len,
		};

		out.len = 0;
		if (p->due > before)
			buffer_printf(&out, "sleep %.3f\n",
				      (double)(p->due - before) / 1e6);
		before = p->due;
		if (!p->aborts)
			add_command(&out, p, s, url);
		fwrite(out.at, 1, out.len, stdout);
		player_take(p, &echo, p->due);
	}
	buffer_free(&out);
	player_free(p);
}
