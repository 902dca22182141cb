/* SPDX-License-Identifier: BSD-2-Clause */
/* What each setting may be, and what it is where nobody sets it. */
#include <inttypes.h>
#include <string.h>

#include "base/http_url.h"
#include "base/log_syslog.h"
#include "base/text.h"
#include "main/setting.h"
#include "web/proxy.h"

#define THREADS_MOST 64
#define RATE_MOST 60000 /* requests a minute */
#define BODY_LEAST INT64_C(4096)
#define BODY_MOST (INT64_C(16) * 1024 * 1024)

/* Unreserved characters of RFC 3986 section 2.3, and '/'. */
#define PATH_CHARACTERS                             \
	"/-._~0123456789abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"

static const char **
text_at(const struct setting *s, struct config *out)
{
	return (const char **)(void *)((char *)out + s->offset);
}

/* Without its last '/', or several. */
static const char *
cut_slashes(const char *text, struct arena *a)
{
	size_t len = strlen(text);

	while (len > 0 && text[len - 1] == '/')
		len--;
	return arena_str(a, span_of(text, len));
}

/* Programs run in other directories than the one who wrote the file. */
static int
take_directory(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	const char *path = cut_slashes(text, a);

	if (text[0] != '/')
		return err_set(e, ERR_MALFORMED,
		    "want the whole path of a directory, from '/' on, "
		    "have '%s'",
		    text);
	if (path[0] == '\0')
		return err_set(e, ERR_MALFORMED,
		    "want a directory of its own, have '%s'", text);
	*text_at(s, out) = path;
	return 0;
}

static int
take_url(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	if (text[0] != '\0' && http_url_check("the URL", text, e) == -1)
		return -1;
	/* Paths follow it, here and in pages. */
	if (strpbrk(text, "?#\"<>") != NULL)
		return err_set(e, ERR_MALFORMED,
		    "the URL has a query, a fragment, a quote or an angle "
		    "bracket: leave it out, for a path follows");
	*text_at(s, out) = cut_slashes(text, a);
	return 0;
}

static int
take_path(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	const char *path = cut_slashes(text, a);

	if ((path[0] != '\0' && path[0] != '/') ||
	    path[strspn(path, PATH_CHARACTERS)] != '\0' ||
	    strstr(path, "//") != NULL)
		return err_set(e, ERR_MALFORMED,
		    "want the beginning of a URL's path, such as %s, or \"\" "
		    "for the root; letters, digits and '-._~' in it; have "
		    "'%s'",
		    s->standard, text);
	*text_at(s, out) = path;
	return 0;
}

/* The same where the root would swallow what the others have. */
static int
take_own_path(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	if (take_path(s, text, a, out, e) == -1)
		return -1;
	if ((*text_at(s, out))[0] == '\0')
		return err_set(e, ERR_MALFORMED,
		    "want a path of its own, such as %s, have '%s'",
		    s->standard, text);
	return 0;
}

static int
take_proxies(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	struct web_proxies unused;

	if (web_proxies_parse(text, &unused, e) == -1)
		return -1;
	*text_at(s, out) = arena_strdup(a, text);
	return 0;
}

static int
take_number(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	unsigned int *at = (unsigned int *)(void *)((char *)out + s->offset);
	int64_t n;

	(void)a;
	if (text_to_int(text, s->least, s->most, &n, e) == -1)
		return err_set(e, ERR_MALFORMED,
		    "want a number from %" PRId64 " to %" PRId64 ", have '%s'",
		    s->least, s->most, text);
	*at = (unsigned int)n;
	return 0;
}

/* Bytes, or KiB and MiB where K or M follows. */
static int
take_size(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	size_t *at = (size_t *)(void *)((char *)out + s->offset);
	size_t len = strlen(text);
	int64_t n, unit = 1;

	if (len > 0 && text[len - 1] == 'K')
		unit = 1024;
	else if (len > 0 && text[len - 1] == 'M')
		unit = INT64_C(1024) * 1024;
	if (unit > 1)
		len--;
	if (text_to_int(arena_str(a, span_of(text, len)), 0, s->most, &n, e) ==
		-1 ||
	    n * unit < s->least || n * unit > s->most)
		return err_set(e, ERR_MALFORMED,
		    "want a number of bytes from %" PRId64 "K to %" PRId64
		    "M, have '%s'",
		    s->least / 1024, s->most / (INT64_C(1024) * 1024), text);
	*at = (size_t)(n * unit);
	return 0;
}

static int
take_log_level(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	int level = log_level_parse(text);

	(void)s;
	(void)a;
	if (level == -1)
		return err_set(e, ERR_MALFORMED,
		    "want err, warning, notice, info or debug, have '%s'",
		    text);
	out->log_level = (enum log_level)level;
	return 0;
}

static int
take_log_to(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	int target = log_target_parse(text);

	(void)s;
	(void)a;
	if (target == -1)
		return err_set(e, ERR_MALFORMED,
		    "want stderr, syslog or both, have '%s'", text);
	out->log_to = (enum log_target)target;
	return 0;
}

static int
take_log_format(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	int format = log_format_parse(text);

	(void)s;
	(void)a;
	if (format == -1)
		return err_set(e, ERR_MALFORMED, "want text or json, have '%s'",
		    text);
	out->log_format = (enum log_format)format;
	return 0;
}

static int
take_socket(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	if (text[0] != '/' || strlen(text) > LOG_SOCKET_MOST)
		return err_set(e, ERR_MALFORMED,
		    "want the whole path of a socket, from '/' on, at most %d "
		    "bytes, have '%s'",
		    LOG_SOCKET_MOST, text);
	*text_at(s, out) = arena_strdup(a, text);
	return 0;
}

#define AT(member) offsetof(struct config, member)

const struct setting settings[] = {
	{ "state", SCEPGATE_STATEDIR, AT(state), take_directory, 0, 0 },
	{ "url", "", AT(url), take_url, 0, 0 },
	{ "scep_path", "/scep", AT(scep_path), take_path, 0, 0 },
	{ "admin_path", "/admin", AT(admin_path), take_path, 0, 0 },
	{ "crl_path", "/crl", AT(crl_path), take_own_path, 0, 0 },
	{ "ca_path", "/ca", AT(ca_path), take_own_path, 0, 0 },
	{ "ocsp_path", "/ocsp", AT(ocsp_path), take_own_path, 0, 0 },
	{ "templates", SCEPGATE_TEMPLATEDIR, AT(templates), take_directory, 0,
	    0 },
	{ "threads", "8", AT(threads), take_number, 1, THREADS_MOST },
	{ "admin_threads", "4", AT(admin_threads), take_number, 1,
	    THREADS_MOST },
	{ "body_limit", "256K", AT(body_limit), take_size, BODY_LEAST,
	    BODY_MOST },
	{ "address_rate", "0", AT(address_rate), take_number, 0, RATE_MOST },
	{ "address_burst", "60", AT(address_burst), take_number, 1, RATE_MOST },
	{ "trusted_proxies", "", AT(trusted_proxies), take_proxies, 0, 0 },
	{ "log_level", "info", AT(log_level), take_log_level, 0, 0 },
	{ "log_to", "stderr", AT(log_to), take_log_to, 0, 0 },
	{ "log_format", "text", AT(log_format), take_log_format, 0, 0 },
	{ "syslog_socket", "/dev/log", AT(syslog_socket), take_socket, 0, 0 },
};

const size_t setting_count = sizeof(settings) / sizeof(settings[0]);

const struct setting *
setting_find(const char *name)
{
	size_t i;

	for (i = 0; i < setting_count; i++)
		if (strcmp(settings[i].name, name) == 0)
			return &settings[i];
	return NULL;
}

int
setting_take(const struct setting *s, const char *text, struct arena *a,
    struct config *out, struct err *e)
{
	int rc;

	/* By an escape, which a path of Windows is full of: "C:\new". */
	if (!text_is_clean(span_of_str(text)))
		rc = err_set(e, ERR_MALFORMED,
		    "want text in UTF-8 without control characters: in double "
		    "quotes '\\n', say, is one, in single quotes it is not");
	else
		rc = s->take(s, text, a, out, e);
	if (rc == -1)
		return err_prefix(e, "%s", s->name);
	return 0;
}

int
settings_standard(struct arena *a, struct config *out, struct err *e)
{
	size_t i;

	memset(out, 0, sizeof(*out));
	out->file = "";
	for (i = 0; i < setting_count; i++)
		if (setting_take(&settings[i], settings[i].standard, a, out,
			e) == -1)
			return -1;
	return 0;
}

int
settings_check(const struct config *c, struct err *e)
{
	const struct {
		const char *name, *path;
	} own[] = { { "scep_path", c->scep_path }, { "crl_path", c->crl_path },
		{ "ca_path", c->ca_path }, { "ocsp_path", c->ocsp_path } };
	const size_t n = sizeof(own) / sizeof(own[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = i + 1; j < n; j++)
			if (strcmp(own[i].path, own[j].path) == 0)
				return err_set(e, ERR_MALFORMED,
				    "%s and %s are both '%s': give each a path "
				    "of its own",
				    own[i].name, own[j].name, own[i].path);
	return 0;
}
