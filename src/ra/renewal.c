/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See renewal.h.  What a renewal is let off for (the challenge, approval by a
 * person) rests on the old certificate alone: it must be of this very
 * profile, and the new one may say nothing that the old one did not.
 */
#include "ra/renewal.h"
#include "base/clock.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "ra/state.h"

#define DAY (INT64_C(24) * 60 * 60) /* seconds */

static int
rule_allowed(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	(void)en;
	(void)old;
	if (!p->renewal.refused)
		return 0;
	return err_set(why, ERR_DENIED, "this profile takes no renewals");
}

/* Another tenant's profile may stand on the same CA. */
static int
rule_profile(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	(void)en;
	if (span_equal(field_span(old->profile_id), uuid_span(&p->id)))
		return 0;
	return err_set(why, ERR_DENIED,
	    "the certificate that signed the request was issued through "
	    "another profile");
}

static int
rule_names(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	(void)p;
	(void)old;
	if (!name_same_device(en->subject, en->signer->subject))
		return err_set(why, ERR_DENIED,
		    "the request asks for another subject than the "
		    "certificate that signed it has");
	if (!alt_names_within(en->alt_names,
		cert_extension(en->signer, OID_ALT_NAMES)))
		return err_set(why, ERR_DENIED,
		    "the request asks for an alternative name that the "
		    "certificate that signed it does not have");
	return 0;
}

static int
rule_window(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	int64_t from = en->signer->not_after - p->renewal.window_days * DAY;
	struct arena *a;

	(void)old;
	if (p->renewal.window_days == 0 || en->now_ms / 1000 >= from)
		return 0;
	a = arena_new();
	err_set(why, ERR_DENIED,
	    "the certificate that signed the request may be renewed from %s "
	    "on",
	    clock_rfc3339(a, from * 1000));
	arena_free(a);
	return -1;
}

static int
rule_key(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	(void)old;
	if (!p->renewal.new_key || !span_equal(en->spki, en->signer->spki))
		return 0;
	return err_set(why, ERR_DENIED,
	    "the request has the key of the old certificate: this profile "
	    "wants a new one");
}

static int (*const rules[])(const struct ra_profile *,
    const struct enrollment *, const Certificate *,
    struct err *) = { rule_allowed, rule_profile, rule_names, rule_window,
	rule_key };

bool
renewal_allows(const struct ra_profile *p, const struct enrollment *en,
    const Certificate *old, struct err *why)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (rules[i](p, en, old, why) == -1)
			return false;
	return true;
}
