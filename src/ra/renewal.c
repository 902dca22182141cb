/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See renewal.h.  What a renewal is let off for (the challenge, approval by a
 * person) rests on the old certificate alone: it must be of this very
 * profile, and the new one may say nothing that the old one does not.
 */
#include <string.h>

#include "base/clock.h"
#include "pki/csr.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "ra/policy.h"
#include "ra/renewal.h"
#include "ra/state.h"

#define DAY (INT64_C(24) * 60 * 60) /* seconds */

/* Outside of any transaction; to_be: what the policy would make of it. */
struct renewal {
	const struct ra_profile *p;
	const struct enrollment *en;
	const struct connector_order *to_be;
	struct arena *a;
};

static int
rule_allowed(const struct renewal *r, struct err *why)
{
	if (!r->p->renewal.refused)
		return 0;
	return err_set(why, ERR_DENIED, "this profile takes no renewals");
}

/*
 * Names that the policy leaves out do not count: the device asks for them
 * each time, and its certificate never had them.  Nor do those that the
 * policy adds by itself.
 */
static int
rule_names(const struct renewal *r, struct err *why)
{
	const struct cert *old = r->en->signer;
	struct span held = cert_extension(old, OID_ALT_NAMES);

	if (!name_is_own(r->to_be->subject, old->subject))
		return err_set(why, ERR_DENIED,
		    "the request asks for another subject than the "
		    "certificate that signed it has");
	if (!alt_names_within(r->to_be->alt_names, held) &&
	    !alt_names_within(r->en->alt_names, held))
		return err_set(why, ERR_DENIED,
		    "the request asks for an alternative name that the "
		    "certificate that signed it does not have");
	return 0;
}

static bool
has_extended_usage(const char *const *oids, unsigned int n, const char *oid)
{
	for (unsigned int i = 0; i < n; i++)
		if (strcmp(oids[i], oid) == 0)
			return true;
	return false;
}

/*
 * Where the device has a say in its usages, it had that when a challenge or a
 * person stood behind it.  What the profile alone says may change.
 */
static int
rule_usages(const struct renewal *r, struct err *why)
{
	const struct cert *old = r->en->signer;
	const char *const *oids, *const *oid;
	unsigned int n;

	if (r->p->policy.usages_from_csr == 0)
		return 0;
	if ((r->to_be->key_usage & ~cert_key_usage(old)) != 0)
		return err_set(why, ERR_DENIED,
		    "the request asks for a key usage that the certificate "
		    "that signed it does not have");
	n = csr_extended_usages(old->extensions, r->a, &oids);
	for (oid = r->to_be->extended_usages; *oid != NULL; oid++)
		if (!has_extended_usage(oids, n, *oid))
			return err_set(why, ERR_DENIED,
			    "the request asks for an extended key usage (%s) "
			    "that the certificate that signed it does not "
			    "have",
			    *oid);
	return 0;
}

/* The security identifier of an account, which opens doors elsewhere. */
static int
rule_extensions(const struct renewal *r, struct err *why)
{
	struct span asked = r->to_be->more;

	if (asked.len == 0 ||
	    span_equal(asked,
		csr_extension(r->en->signer->extensions, OID_SID)))
		return 0;
	return err_set(why, ERR_DENIED,
	    "the request asks for a security identifier that the certificate "
	    "that signed it does not have");
}

static int
rule_window(const struct renewal *r, struct err *why)
{
	unsigned int days = r->p->renewal.window_days;
	int64_t from = r->en->signer->not_after - days * DAY;

	if (days == 0 || r->en->now_ms / 1000 >= from)
		return 0;
	return err_set(why, ERR_DENIED,
	    "the certificate that signed the request may be renewed from %s "
	    "on",
	    clock_rfc3339(r->a, from * 1000));
}

static int
rule_key(const struct renewal *r, struct err *why)
{
	if (!r->p->renewal.new_key ||
	    !span_equal(r->en->spki, r->en->signer->spki))
		return 0;
	return err_set(why, ERR_DENIED,
	    "the request has the key of the old certificate: this profile "
	    "wants a new one");
}

static int (*const rules[])(const struct renewal *,
    struct err *) = { rule_allowed, rule_names, rule_usages, rule_extensions,
	rule_window, rule_key };

void
renewal_check(const struct ra_profile *p, const struct enrollment *en,
    const struct connector_order *to_be, struct arena *a, struct err *why)
{
	const struct renewal r = { p, en, to_be, a };

	err_clear(why);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i](&r, why) == -1)
			return;
}

bool
renewal_is_of_profile(const struct ra_profile *p, const Certificate *old,
    struct err *why)
{
	if (span_equal(field_span(old->profile_id), uuid_span(&p->id)))
		return true;
	err_set(why, ERR_DENIED,
	    "the certificate that signed the request was issued through "
	    "another profile");
	return false;
}
