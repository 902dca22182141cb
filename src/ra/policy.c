/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The policy of a profile: rows of rules that look at what a device asks
 * for.  Nothing of the CSR's extensions but its names gets into a
 * certificate: what else it asks for (CA, usages) is the profile's to say.
 */
#include "ra/policy.h"
#include "pki/name.h"

#define DAY (24 * 60 * 60)

/* RFC 5280 section 4.2.1.12. */
#define OID_CLIENT_AUTH "1.3.6.1.5.5.7.3.2"

static const char *const client_usages[] = { OID_CLIENT_AUTH, NULL };

/* A certificate without any name says nothing. */
static int
rule_named(const struct ra_profile *p, const struct enrollment *en,
    struct err *e)
{
	unsigned int n = 0;

	if (en->subject.len > POLICY_SUBJECT_MOST)
		return err_set(e, ERR_DENIED,
		    "the subject has %zu bytes: want at most %d",
		    en->subject.len, POLICY_SUBJECT_MOST);
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

	(void)p;
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
	if (n > POLICY_ALT_NAMES_MOST)
		return err_set(e, ERR_DENIED,
		    "the request has %u alternative names: want at most %d", n,
		    POLICY_ALT_NAMES_MOST);
	return 0;
}

static int (*const rules[])(const struct ra_profile *,
    const struct enrollment *, struct err *) = { rule_named, rule_alt_names };

/*
 * RFC 5280 section 4.2.1.3: an RSA key may also decrypt, an EC key agree.
 * Some clients renew only with a certificate that may decrypt.
 */
static unsigned int
usage_of(struct key_type t)
{
	if (t.kind == KEY_EC)
		return USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT;
	return USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT;
}

int
policy_apply(const struct ra_profile *p, const struct enrollment *en,
    struct connector_order *out, struct err *e)
{
	int64_t now = en->now_ms / 1000;
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i](p, en, e) == -1)
			return -1;
	out->subject = en->subject;
	out->spki = en->spki;
	out->alt_names = en->alt_names;
	out->not_before = now - POLICY_BACKDATE;
	out->not_after = now + (int64_t)p->validity_days * DAY;
	out->key_usage = usage_of(en->key_type);
	out->extended_usages = client_usages;
	return 0;
}
