/* SPDX-License-Identifier: BSD-2-Clause */
/* The names of the checks, and the rules for names and URLs. */
#include <string.h>

#include "base/http_url.h"
#include "base/text.h"
#include "ra/check.h"
#include "ra/setup.h"
#include "ra/state.h"

static const char *const check_names[] = {
	[RA_CHECK_NONE] = "none",
	[RA_CHECK_SHAPE] = "shape",
	[RA_CHECK_ALGORITHM] = "algorithm",
	[RA_CHECK_SIGNATURE] = "signature",
	[RA_CHECK_ATTRIBUTES] = "attributes",
	[RA_CHECK_SIGNER] = "signer",
	[RA_CHECK_ENVELOPE] = "envelope",
	[RA_CHECK_CSR] = "CSR",
	[RA_CHECK_CHALLENGE] = "challenge",
	[RA_CHECK_POLICY] = "policy",
	[RA_CHECK_CONNECTOR] = "connector",
};

_Static_assert(sizeof(check_names) / sizeof(check_names[0]) == RA_CHECK__COUNT,
    "every check has a name");

const char *
ra_check_name(enum ra_check c)
{
	if ((unsigned int)c >= RA_CHECK__COUNT)
		c = RA_CHECK_NONE;
	return check_names[c];
}

static bool
has_outer_blank(const char *s)
{
	size_t n = strlen(s);

	return s[0] == ' ' || s[n - 1] == ' ';
}

int
check_name(const char *what, const char *name, size_t most, struct err *e)
{
	struct arena *a;
	bool empty;

	if (name == NULL || name[0] == '\0')
		return err_set(e, ERR_MALFORMED, "%s is missing", what);
	if (!text_is_clean(span_of_str(name)))
		return err_set(e, ERR_MALFORMED,
		    "%s has characters that cannot be shown: want UTF-8 "
		    "without control characters",
		    what);
	/* Two names that look the same are to be the same. */
	if (text_has_invisible(name))
		return err_set(e, ERR_MALFORMED,
		    "%s has a character that cannot be seen: leave it out",
		    what);
	if (text_length(name) > most)
		return err_set(e, ERR_MALFORMED,
		    "%s has %zu characters: want at most %zu", what,
		    text_length(name), most);
	if (has_outer_blank(name))
		return err_set(e, ERR_MALFORMED,
		    "%s begins or ends with a blank", what);
	a = arena_new();
	empty = text_fold(a, name)[0] == '\0';
	arena_free(a);
	if (empty)
		return err_set(e, ERR_MALFORMED, "%s has no letter or digit",
		    what);
	return 0;
}

int
check_url(const char *what, const char *url, struct err *e)
{
	if (url == NULL || url[0] == '\0')
		return 0;
	if (strlen(url) > RA_URL_MOST)
		return err_set(e, ERR_MALFORMED,
		    "%s has %zu bytes: want at most %d", what, strlen(url),
		    RA_URL_MOST);
	return http_url_check(what, url, e);
}

int
ra_name_check(const char *what, const char *name, struct err *e)
{
	return check_name(what, name, RA_NAME_MOST, e);
}

int
ra_pointer_check(const char *what, const char *url, struct err *e)
{
	if (url != NULL && strcmp(url, RA_URL_NONE) == 0)
		return 0;
	return check_url(what, url, e);
}
