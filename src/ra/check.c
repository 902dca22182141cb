/* SPDX-License-Identifier: BSD-2-Clause */
/* The checks in words, and the rules for names and URLs. */
#include <string.h>

#include "base/http_url.h"
#include "base/text.h"
#include "ra/check.h"
#include "ra/setup.h"
#include "ra/state.h"

static const struct {
	const char *name;
	const char *cure;
} checks[] = {
	[RA_CHECK_NONE] = { "none", NULL },
	[RA_CHECK_SHAPE] = { "shape",
	    "It is no whole message of SCEP: look at what stands between the "
	    "device and this server, such as a proxy, and whether the device "
	    "is set to SCEP." },
	[RA_CHECK_ALGORITHM] = { "algorithm",
	    "Have the device use a newer algorithm, or give the profile a "
	    "level of algorithms that takes this one." },
	[RA_CHECK_SIGNATURE] = { "signature",
	    "The message was changed on its way, or the device signs it "
	    "wrongly: have it ask again, and look for a newer version of its "
	    "software." },
	[RA_CHECK_ATTRIBUTES] = { "attributes",
	    "The device does not follow RFC 8894 here: look for a newer "
	    "version of its software." },
	[RA_CHECK_SIGNER] = { "signer",
	    "Have the device enrol as a new one, without the certificate that "
	    "it signed with, and look whether its clock is right." },
	[RA_CHECK_ENVELOPE] = { "envelope",
	    "Have the device fetch the CA's certificates again (GetCACert), "
	    "encrypt with AES and ask anew." },
	[RA_CHECK_CSR] = { "CSR",
	    "Look at the names and the key that the device is set to ask for, "
	    "and have it ask anew." },
	[RA_CHECK_CHALLENGE] = { "challenge",
	    "Give the device the challenge password that the profile has now, "
	    "or make a new one for it." },
	[RA_CHECK_POLICY] = { "policy",
	    "Change what the device asks for, or what the profile's policy "
	    "allows." },
	[RA_CHECK_CONNECTOR] = { "connector",
	    "Have the device ask again; where the reason is the CA's, look at "
	    "the connector first." },
};

_Static_assert(sizeof(checks) / sizeof(checks[0]) == RA_CHECK__COUNT,
    "every check has a name");

static enum ra_check
known(enum ra_check c)
{
	return (unsigned int)c < RA_CHECK__COUNT ? c : RA_CHECK_NONE;
}

const char *
ra_check_name(enum ra_check c)
{
	return checks[known(c)].name;
}

const char *
ra_check_cure(enum ra_check c)
{
	return checks[known(c)].cure;
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
