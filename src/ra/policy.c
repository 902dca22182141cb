/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy of a profile: rows of rules that look at what a device asks
 * for.  Nothing of the CSR's extensions but its names gets into a
 * certificate, unless a setting says so; that it is no CA, never does.
 */
#include <string.h>

#include "pki/csr.h"
#include "pki/name.h"
#include "ra/policy.h"
#include "ra/policy_usage.h"

#define DAY (24 * 60 * 60)

/* Microsoft's security identifier (szOID_NTDS_CA_SECURITY_EXT). */
#define SID_MOST 512 /* bytes of the extension */

#define RSA_ONLY (USAGE_KEY_ENCIPHERMENT | USAGE_DATA_ENCIPHERMENT)
#define EC_ONLY USAGE_KEY_AGREEMENT

/* A certificate without any name says nothing. */
static int
rule_named(const struct ra_profile *p, const struct enrollment *en,
    struct err *e)
{
	unsigned int n = 0;

	if (en->subject.len > p->policy.subject_most)
		return err_set(e, ERR_DENIED,
		    "the subject has %zu bytes: want at most %u",
		    en->subject.len, p->policy.subject_most);
	if (name_check(en->subject, &n, e) == -1) {
		e->kind = ERR_DENIED;
		return -1;
	}
	if (n > POLICY_ATTRIBUTES_MOST)
		return err_set(e, ERR_DENIED,
		    "the subject has %u attributes: want at most %d", n,
		    POLICY_ATTRIBUTES_MOST);
	if (name_is_empty(en->subject) && en->alt_names.len == 0)
		return err_set(e, ERR_DENIED,
		    "the request names nothing: it has neither a subject nor "
		    "alternative names");
	/* Such a certificate would be taken for the CA's own. */
	if (name_same(en->subject, p->ca->subject))
		return err_set(e, ERR_DENIED,
		    "the subject is that of the CA itself");
	return 0;
}

static int
rule_alt_names(const struct ra_profile *p, const struct enrollment *en,
    struct err *e)
{
	unsigned int n;

	if (en->alt_names.len == 0)
		return 0;
	if (en->alt_names.len > POLICY_ALT_NAMES_SIZE)
		return err_set(e, ERR_DENIED,
		    "the alternative names have %zu bytes: want at most %d",
		    en->alt_names.len, POLICY_ALT_NAMES_SIZE);
	if (alt_names_check(en->alt_names, &n, e) == -1) {
		e->kind = ERR_DENIED;
		return -1;
	}
	if (n > p->policy.alt_names_most)
		return err_set(e, ERR_DENIED,
		    "the request has %u alternative names: want at most %u", n,
		    p->policy.alt_names_most);
	return 0;
}

static unsigned int
key_bit(struct key_type t)
{
	if (t.kind == KEY_RSA)
		return POLICY_KEY_RSA;
	switch (t.bits) {
	case 256:
		return POLICY_KEY_P256;
	case 384:
		return POLICY_KEY_P384;
	case 521:
		return POLICY_KEY_P521;
	default:
		return 0;
	}
}

static int
rule_key(const struct ra_profile *p, const struct enrollment *en, struct err *e)
{
	if (p->policy.key_types == 0 ||
	    (p->policy.key_types & key_bit(en->key_type)) != 0)
		return 0;
	return err_set(e, ERR_DENIED,
	    "the profile takes no keys of this type: %s of %u bits",
	    en->key_type.kind == KEY_RSA ? "RSA" : "EC", en->key_type.bits);
}

static int (*const rules[])(const struct ra_profile *,
    const struct enrollment *,
    struct err *) = { rule_named, rule_alt_names, rule_key };

/*
 * RFC 5280 section 4.2.1.3: an RSA key may also decrypt, an EC key agree.
 * Some clients renew only with a certificate that may decrypt.
 */
static unsigned int
usage_of(const struct ra_policy *policy, struct key_type t)
{
	unsigned int usual = USAGE_DIGITAL_SIGNATURE;

	usual |= t.kind == KEY_EC ? USAGE_KEY_AGREEMENT :
				    USAGE_KEY_ENCIPHERMENT;
	if (policy->key_usage == 0)
		return usual;
	/* RFC 5480 section 3: what a key cannot do is not said of it. */
	return policy->key_usage &
	    ~(unsigned int)(t.kind == KEY_EC ? RSA_ONLY : EC_ONLY);
}

static int
apply_key_usage(const struct ra_policy *policy, const struct enrollment *en,
    struct connector_order *out, struct err *e)
{
	unsigned int asked = 0;

	out->key_usage = usage_of(policy, en->key_type);
	if (policy->usages_from_csr != 0)
		asked = csr_key_usage(en->extensions);
	if (asked != 0)
		out->key_usage &= asked;
	if (out->key_usage == 0)
		return err_set(e, ERR_DENIED,
		    "no key usage is left: the profile's, those that the "
		    "request asks for and those that the key is capable of "
		    "have none in common");
	return 0;
}

static bool
is_among(const char *oid, const char *const *oids, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n; i++)
		if (strcmp(oids[i], oid) == 0)
			return true;
	return false;
}

static int
apply_extended_usages(const struct ra_policy *policy,
    const struct enrollment *en, struct arena *a, struct connector_order *out,
    struct err *e)
{
	static const char *const standard[] = { POLICY_CLIENT_AUTH };
	struct policy_texts allowed = policy->extended_usages;
	const char *const *asked;
	unsigned int n = 0;
	const char **oids;
	size_t i, kept = 0;

	if (allowed.n == 0)
		allowed = (struct policy_texts){ standard, 1 };
	oids = arena_alloc(a, (allowed.n + 1) * sizeof(*oids));
	out->extended_usages = oids;
	if (strcmp(allowed.at[0], POLICY_NO_EXTENDED_USAGE) == 0)
		return 0;
	if (policy->usages_from_csr != 0)
		n = csr_extended_usages(en->extensions, a, &asked);
	for (i = 0; i < allowed.n; i++)
		if (n == 0 || is_among(allowed.at[i], asked, n))
			oids[kept++] = allowed.at[i];
	if (kept == 0)
		return err_set(e, ERR_DENIED,
		    "the profile has none of the extended key usages that the "
		    "request asks for");
	return 0;
}

/* Only where a person said that this profile's devices are believed it. */
static int
apply_sid(const struct ra_policy *policy, const struct enrollment *en,
    struct connector_order *out, struct err *e)
{
	if (policy->keep_sid == 0)
		return 0;
	out->more = csr_extension(en->extensions, OID_SID);
	if (out->more.len > SID_MOST)
		return err_set(e, ERR_DENIED,
		    "the security identifier has %zu bytes: want at most %d",
		    out->more.len, SID_MOST);
	return 0;
}

int
policy_apply(const struct ra_profile *p, const struct enrollment *en,
    struct arena *a, struct connector_order *out, struct err *e)
{
	int64_t now = en->now_ms / 1000;
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i](p, en, e) == -1)
			return -1;
	memset(out, 0, sizeof(*out));
	if (policy_subject(p, en, a, e) == -1 ||
	    policy_alt_names(p, en, a, &out->alt_names, e) == -1 ||
	    apply_key_usage(&p->policy, en, out, e) == -1 ||
	    apply_extended_usages(&p->policy, en, a, out, e) == -1 ||
	    apply_sid(&p->policy, en, out, e) == -1)
		return -1;
	out->subject = en->subject;
	out->spki = en->spki;
	out->not_before = now - POLICY_BACKDATE;
	out->not_after = now + (int64_t)p->validity_days * DAY;
	return 0;
}
