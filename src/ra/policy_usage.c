/* SPDX-License-Identifier: BSD-2-Clause */
/* Extended key usages by name; see policy_usage.h. */
#include "ra/policy_usage.h"

#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "pki/der.h"

#define OID_MOST 100 /* bytes of a dotted one */

/* RFC 5280 section 4.2.1.12, RFC 4945 section 5.1.3.12, RFC 4334; Microsoft */
static const struct {
	const char *name;
	const char *oid;
} usages[] = {
	{ "clientAuth", POLICY_CLIENT_AUTH },
	{ "serverAuth", "1.3.6.1.5.5.7.3.1" },
	{ "codeSigning", "1.3.6.1.5.5.7.3.3" },
	{ "emailProtection", "1.3.6.1.5.5.7.3.4" },
	{ "ipsecEndSystem", "1.3.6.1.5.5.7.3.5" },
	{ "ipsecTunnel", "1.3.6.1.5.5.7.3.6" },
	{ "ipsecUser", "1.3.6.1.5.5.7.3.7" },
	{ "timeStamping", "1.3.6.1.5.5.7.3.8" },
	{ "eapOverLAN", "1.3.6.1.5.5.7.3.14" },
	{ "ipsecIKE", "1.3.6.1.5.5.7.3.17" },
	{ "smartcardLogon", "1.3.6.1.4.1.311.20.2.2" },
};

/*
 * Whoever has the first two acts for the CA: signs its OCSP answers, or asks
 * for certificates in the name of others.  To many a reader the third has
 * these in it (RFC 5280 section 4.2.1.12, anyExtendedKeyUsage).
 */
static const char *const never[] = { "1.3.6.1.5.5.7.3.9",
	"1.3.6.1.4.1.311.20.2.1", "2.5.29.37.0" };

#define N(array) (sizeof(array) / sizeof((array)[0]))

static bool
is_oid(const char *text)
{
	struct buf b;
	bool is;

	buf_init(&b, OID_MOST);
	is = strlen(text) < OID_MOST && der_oid_content(text, &b);
	buf_clear(&b);
	return is;
}

static int
parse_one(const char *text, const char **out, struct err *e)
{
	size_t i;

	*out = text;
	for (i = 0; i < N(usages); i++)
		if (strcasecmp(usages[i].name, text) == 0) {
			*out = usages[i].oid;
			return 0;
		}
	if (!is_oid(text))
		return err_set(e, ERR_MALFORMED,
		    "'%.60s' is no extended key usage: want a name such as "
		    "clientAuth or serverAuth, or an OID such as "
		    "1.3.6.1.5.5.7.3.2",
		    text);
	/* As text: is_oid has one text for an OID. */
	for (i = 0; i < N(never); i++)
		if (strcmp(never[i], text) == 0)
			return err_set(e, ERR_MALFORMED,
			    "%s lets a device act in the CA's name: no "
			    "profile gives it",
			    text);
	return 0;
}

int
policy_usages_parse(const char *text, struct arena *a, struct policy_texts *out,
    struct err *e)
{
	const char **oids = arena_alloc(a, POLICY_USAGES_MOST * sizeof(*oids));
	size_t len, n = 0;

	if (strcasecmp(text, POLICY_NO_EXTENDED_USAGE) == 0) {
		oids[0] = POLICY_NO_EXTENDED_USAGE;
		*out = (struct policy_texts){ oids, 1 };
		return 0;
	}
	do {
		if (n == POLICY_USAGES_MOST)
			return err_set(e, ERR_MALFORMED, "want at most %d",
			    POLICY_USAGES_MOST);
		len = strcspn(text, ",");
		if (parse_one(arena_str(a, span_of(text, len)), &oids[n++],
			e) == -1)
			return -1;
		text += len;
	} while (*text++ == ',');
	*out = (struct policy_texts){ oids, n };
	return 0;
}

const char *
policy_usage_name(const char *oid)
{
	size_t i;

	for (i = 0; i < N(usages); i++)
		if (strcmp(usages[i].oid, oid) == 0)
			return usages[i].name;
	return oid;
}
