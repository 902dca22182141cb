/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * PROTOCOL, "HTTP": what follows the slug is ignored, since devices insist
 * on suffixes of their own (/pkiclient.exe, /mscep.dll, a slash).
 */
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/text.h"
#include "endpoint/url.h"

/* draft-nourse-scep, section 3.1: what old devices have built in. */
#define CGI_PATH "/cgi-bin/pkiclient.exe"
/* What clients of Microsoft's NDES have, some with a suffix of their own. */
#define NDES_PATH "/certsrv/mscep/mscep.dll"
#define NDES_SUFFIX "/pkiclient.exe"

const char *
url_behind(const char *prefix, const char *path)
{
	size_t n = strlen(prefix);

	if (strncmp(path, prefix, n) != 0)
		return NULL;
	if (path[n] != '/' && path[n] != '\0')
		return NULL;
	return path + n;
}

/* The same for the paths of others: in small or capital letters. */
static const char *
behind_old(const char *prefix, const char *path)
{
	size_t n = strlen(prefix);

	if (strncasecmp(path, prefix, n) != 0)
		return NULL;
	return url_behind("", path + n);
}

/* rest: "/SLUG", and whatever behind it. */
static void
read_slug(const char *rest, struct arena *a, struct url *out)
{
	struct err unused = { 0 };
	struct span slug;

	if (*rest != '/')
		return;
	rest++;
	if (text_percent_decode(a, span_of(rest, strcspn(rest, "/")), false,
		&slug, &unused) == -1)
		return;
	out->slug = arena_str(a, slug);
	/* A NUL would hide what stands behind it; no slug is that long. */
	if (strlen(out->slug) == slug.len && text_is_slug(out->slug))
		out->kind = URL_PROFILE;
}

void
url_parse(const char *prefix, const char *path, struct arena *a,
    struct url *out)
{
	const char *rest;

	out->kind = URL_OTHER;
	out->slug = NULL;
	if (behind_old(CGI_PATH, path) != NULL) {
		out->kind = URL_CGI;
	} else if ((rest = behind_old(NDES_PATH, path)) != NULL) {
		if (rest[strspn(rest, "/")] == '\0' ||
		    behind_old(NDES_SUFFIX, rest) != NULL)
			out->kind = URL_CGI;
		else
			read_slug(rest, a, out);
	} else if ((rest = url_behind(prefix, path)) != NULL) {
		read_slug(rest, a, out);
	}
}
