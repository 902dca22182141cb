/* SPDX-License-Identifier: BSD-2-Clause */
/* Which file is read, and reading it, through libConfuse. */
#include <sys/stat.h>

#include <confuse.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "main/setting.h"

#define FILE_MOST (64 * 1024) /* bytes of a configuration */
#define TEXT_MOST 200 /* bytes of libConfuse's own words */

struct reading {
	const char *file;
	unsigned int line;
	bool found; /* a value in this line */
	unsigned int *set_in; /* lines, of all settings; 0: in none so far */
	struct arena *a;
	struct config *out;
	struct err *e;
};

/*
 * libConfuse hands nothing of ours to its callbacks, so they find it here
 * while a file is being read.
 */
static _Thread_local struct reading *reading;

/* libConfuse found a fault: grammar, or a setting that there is not. */
static void __attribute__((format(printf, 2, 0)))
on_error(cfg_t *cfg, const char *fmt, va_list ap)
{
	char text[TEXT_MOST];

	(void)cfg;
	if (reading->e->kind != ERR_NONE)
		return;
	(void)vsnprintf(text, sizeof(text), fmt, ap);
	if (strcmp(text, "premature end of file") == 0)
		(void)snprintf(text, sizeof(text), "the line ends too early");
	/* What follows a value is most often the rest of it. */
	(void)err_set(reading->e, ERR_MALFORMED, "%s:%u: %s; %s", reading->file,
	    reading->line, text,
	    reading->found ?
		"a value with blanks or signs in it is to be in double quotes" :
		"scepgate.conf(5) has all settings");
}

/* Of two values one would be what somebody believes to be in force. */
static int
check_once(const struct setting *s)
{
	unsigned int *set_in = &reading->set_in[s - settings];

	if (*set_in != 0)
		return err_set(reading->e, ERR_MALFORMED,
		    "%s: is set in line %u already: remove one of the two",
		    s->name, *set_in);
	*set_in = reading->line;
	return 0;
}

/* A setting was read: checked at once, while its line is known. */
static int
on_value(cfg_t *cfg, cfg_opt_t *opt)
{
	const struct setting *s = setting_find(cfg_opt_name(opt));
	const char *text = cfg_opt_getstr(opt);

	(void)cfg;
	reading->found = true;
	if (check_once(s) == 0 &&
	    setting_take(s, text != NULL ? text : "", reading->a, reading->out,
		reading->e) == 0)
		return 0;
	return err_prefix(reading->e, "%s:%u", reading->file, reading->line);
}

static cfg_t *
new_parser(void)
{
	cfg_opt_t *opts = mem_array(setting_count + 1, sizeof(*opts));
	cfg_opt_t end = CFG_END();
	cfg_t *cfg;
	size_t i;

	for (i = 0; i < setting_count; i++) {
		cfg_opt_t opt = CFG_STR(settings[i].name, NULL, CFGF_NONE);

		opts[i] = opt;
	}
	opts[setting_count] = end;
	cfg = mem_must(cfg_init(opts, CFGF_NONE));
	free(opts);
	(void)cfg_set_error_function(cfg, on_error);
	for (i = 0; i < setting_count; i++)
		(void)cfg_set_validate_func(cfg, settings[i].name, on_value);
	return cfg;
}

/* A comment or nothing. */
static bool
is_empty(const char *line)
{
	line += strspn(line, " \t\r\n");
	return *line == '\0' || *line == '#';
}

/* The name of a variable and a '}', or what is to stand for one not set. */
static int
check_variable(const char *at, const struct reading *now)
{
	const char *end = strchr(at, '}'), *name;
	size_t len;

	if (end == NULL)
		return err_set(now->e, ERR_MALFORMED,
		    "%s:%u: there is '${' without '}': in single quotes it "
		    "stands for itself",
		    now->file, now->line);
	len = strcspn(at, ":}");
	if (at[len] == ':' && at[len + 1] == '-')
		return 0;
	name = arena_str(now->a, span_of(at, (size_t)(end - at)));
	if (getenv(name) != NULL)
		return 0;
	return err_set(now->e, ERR_MALFORMED,
	    "%s:%u: there is no variable '%s' in the environment: set it, or "
	    "write ${%s:-VALUE} with what it is otherwise",
	    now->file, now->line, name, name);
}

/* "//" within a word, as of a URL, is none. */
static bool
is_comment(const char *line, const char *at)
{
	return *at == '#' ||
	    (strncmp(at, "//", 2) == 0 &&
		(at == line || at[-1] == ' ' || at[-1] == '\t'));
}

/* To libConfuse a variable that is not set is an empty one. */
static int
check_variables(const char *line, const struct reading *now)
{
	char quote = '\0';

	for (const char *s = line; *s != '\0'; s++)
		if (quote == '\0' && is_comment(line, s))
			return 0;
		else if (quote != '\0' && *s == '\\' && s[1] != '\0')
			s++;
		else if (*s == quote)
			quote = '\0';
		else if (quote == '\0' && (*s == '"' || *s == '\''))
			quote = *s;
		else if (quote != '\'' && strncmp(s, "${", 2) == 0 &&
		    check_variable(s + 2, now) == -1)
			return -1;
	return 0;
}

static int
parse_line(cfg_t *cfg, const char *line, struct reading *now)
{
	now->found = false;
	if (is_empty(line))
		return 0;
	if (check_variables(line, now) == -1)
		return -1;
	if (cfg_parse_buf(cfg, line) == CFG_SUCCESS && now->found)
		return 0;
	if (now->e->kind != ERR_NONE)
		return -1;
	/* Such as a quote alone, or what a comment of C has swallowed. */
	return err_set(now->e, ERR_MALFORMED,
	    "%s:%u: want a setting: NAME = VALUE, or # and a comment",
	    now->file, now->line);
}

/*
 * Line by line: a setting has one, libConfuse 3.3 takes a comment for three
 * of them, and given a file it ends the process where that cannot be read on.
 */
static int
parse(cfg_t *cfg, struct span text, struct reading *now)
{
	const uint8_t *end;
	size_t len;

	for (now->line = 1; text.len > 0; now->line++) {
		end = memchr(text.at, '\n', text.len);
		len = end != NULL ? (size_t)(end - text.at) + 1 : text.len;
		if (!text_is_utf8(span_of(text.at, len)))
			return err_set(now->e, ERR_MALFORMED,
			    "%s:%u: is no text in UTF-8: save the file as "
			    "that",
			    now->file, now->line);
		if (parse_line(cfg, arena_str(now->a, span_of(text.at, len)),
			now) == -1)
			return -1;
		text = span_of(text.at + len, text.len - len);
	}
	return 0;
}

/* Another user's, it need not become ours: it may be read by all. */
static void
say_unreadable(const char *file, struct err *e)
{
	struct stat st;

	if (e->kind == ERR_DENIED && eaccess(file, R_OK) == -1 &&
	    stat(file, &st) == 0)
		(void)err_set(e, ERR_DENIED,
		    "cannot read '%s': there are no secrets in it, so 'chmod "
		    "a+r %s'",
		    file, file);
	(void)err_prefix(e, "the configuration");
}

static int
read_text(const char *file, struct span text, struct arena *a,
    struct config *out, struct err *e)
{
	struct reading now = { .file = file, .a = a, .out = out, .e = e };
	cfg_t *cfg = new_parser();
	int rc;

	err_clear(e);
	now.set_in = mem_array(setting_count, sizeof(*now.set_in));
	reading = &now;
	rc = parse(cfg, text_without_mark(text), &now);
	reading = NULL;
	free(now.set_in);
	cfg_free(cfg);
	out->file = arena_strdup(a, file);
	return rc;
}

static int
read_file(const char *file, struct arena *a, struct config *out, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, FILE_MOST);
	rc = file_read(file, &b, e);
	if (rc == 0)
		rc = read_text(file, buf_span(&b), a, out, e);
	else
		say_unreadable(file, e);
	buf_clear(&b);
	return rc;
}

/* NULL where the variable is not set, or empty. */
static const char *
from_environment(const char *name)
{
	const char *value = getenv(name);

	return value != NULL && value[0] != '\0' ? value : NULL;
}

int
config_load(const char *file, struct arena *a, struct config *out,
    struct err *e)
{
	const char *state = from_environment("SCEPGATE_STATE");

	if (settings_standard(a, out, e) == -1)
		return -1;
	if (file == NULL)
		file = from_environment("SCEPGATE_CONFIG");
	if (file == NULL && file_exists(SCEPGATE_CONFIG))
		file = SCEPGATE_CONFIG;
	if (file != NULL && read_file(file, a, out, e) == -1)
		return -1;
	if (settings_check(out, e) == -1)
		return err_prefix(e, "%s", file != NULL ? file : "settings");
	if (state != NULL &&
	    setting_take(setting_find("state"), state, a, out, e) == -1)
		return err_prefix(e, "$SCEPGATE_STATE");
	return 0;
}

const char *
config_plain_url(const struct config *c, struct arena *a)
{
	const char *host, *port;

	if (strncmp(c->url, "https://", 8) != 0)
		return c->url;
	host = c->url + 8;
	/* The address of IPv6 has colons, and brackets around them. */
	port = host[0] == '[' ? strchr(host, ']') : host;
	if (port == NULL || port[strcspn(port, ":/")] == ':')
		return "";
	return arena_printf(a, "http://%s", host);
}

struct ra_places
config_places(const struct config *c, struct arena *a)
{
	const char *base = config_plain_url(c, a);

	if (base[0] == '\0')
		return (struct ra_places){ .crl = NULL };
	return (struct ra_places){
		.crl = arena_printf(a, "%s%s", base, c->crl_path),
		.ca = arena_printf(a, "%s%s", base, c->ca_path),
		.ocsp = arena_printf(a, "%s%s", base, c->ocsp_path),
	};
}
