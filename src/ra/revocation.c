/* SPDX-License-Identifier: BSD-2-Clause */
/* See revocation.h and revocation_mark.h. */
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "ra/crl_make.h"
#include "ra/revocation.h"
#include "ra/revocation_mark.h"
#include "ra/state.h"

/* ---- Reasons ----------------------------------------------------------- */

/*
 * for_devices: may be said of a device's certificate.  The compromise of a CA
 * or of an attribute authority is not about a device, and removeFromCRL is
 * for delta CRLs, which nobody here makes: ra_certificate_release is the verb.
 */
static const struct reason {
	const char *name;
	bool for_devices;
} reasons[] = {
	[RA_REASON_UNSPECIFIED] = { "unspecified", true },
	[RA_REASON_KEY_COMPROMISE] = { "keyCompromise", true },
	[RA_REASON_CA_COMPROMISE] = { "cACompromise", false },
	[RA_REASON_AFFILIATION_CHANGED] = { "affiliationChanged", true },
	[RA_REASON_SUPERSEDED] = { "superseded", true },
	[RA_REASON_CESSATION_OF_OPERATION] = { "cessationOfOperation", true },
	[RA_REASON_CERTIFICATE_HOLD] = { "certificateHold", true },
	[RA_REASON_REMOVE_FROM_CRL] = { "removeFromCRL", false },
	[RA_REASON_PRIVILEGE_WITHDRAWN] = { "privilegeWithdrawn", true },
	[RA_REASON_AA_COMPROMISE] = { "aACompromise", false },
};

#define REASONS (sizeof(reasons) / sizeof(reasons[0]))

const char *
ra_reason_name(unsigned int reason)
{
	if (reason >= REASONS || reasons[reason].name == NULL)
		return "unknown";
	return reasons[reason].name;
}

bool
ra_reason_choice(unsigned int n, unsigned int *out)
{
	for (*out = 0; *out < REASONS; ++*out)
		if (reasons[*out].for_devices && n-- == 0)
			return true;
	return false;
}

static int
fail_reason(const char *what, struct err *e)
{
	struct arena *a = arena_new();
	const char *names = "";
	unsigned int reason;

	for (unsigned int n = 0; ra_reason_choice(n, &reason); n++)
		names = arena_printf(a, "%s%s%s", names, n == 0 ? "" : ", ",
		    reasons[reason].name);
	err_set(e, ERR_MALFORMED, "%s: want one of %s", what, names);
	arena_free(a);
	return -1;
}

static int
check_reason(unsigned int reason, struct err *e)
{
	if (reason >= REASONS || reasons[reason].name == NULL)
		return fail_reason("there is no such reason", e);
	if (reason == RA_REASON_REMOVE_FROM_CRL)
		return err_set(e, ERR_MALFORMED,
		    "removeFromCRL is no reason to revoke: to take back a "
		    "hold, release the certificate");
	if (!reasons[reason].for_devices)
		return fail_reason("this reason is not about a device", e);
	return 0;
}

int
ra_reason_parse(const char *name, unsigned int *out, struct err *e)
{
	for (*out = 0; *out < REASONS; ++*out)
		if (reasons[*out].name != NULL &&
		    strcasecmp(reasons[*out].name, name) == 0)
			return check_reason(*out, e);
	return fail_reason("there is no such reason", e);
}

/* ---- Marks ------------------------------------------------------------- */

static bool
is_on_hold(const Certificate *c)
{
	return c->revoked_ms != 0 &&
	    c->revocation_reason == RA_REASON_CERTIFICATE_HOLD;
}

/* What was made of the connector's revocations is out of date from now on. */
static int
move(struct store_txn *t, const Certificate *c, struct err *e)
{
	struct uuid connector = field_uuid(c->connector_id);
	struct arena *a = arena_new();
	Revocations *r, fresh;
	int rc;

	rc = store_get_revocations(t, &connector, a, &r, e);
	if (rc == 0 && r == NULL) {
		revocations__init(&fresh);
		fresh.id = c->connector_id;
		r = &fresh;
	}
	if (rc == 0) {
		r->moves++;
		rc = store_put_revocations(t, r, e);
	}
	arena_free(a);
	return rc;
}

static int
put(struct store_txn *t, const Certificate *c, struct err *e)
{
	if (store_put_certificate(t, c, e) == -1)
		return -1;
	return move(t, c, e);
}

int
revocation_mark(struct store_txn *t, Certificate *c, unsigned int reason,
    int64_t now_ms, struct err *e)
{
	bool ended = c->not_after_ms < now_ms;

	if (c->revoked_ms != 0 && !is_on_hold(c))
		return 0;
	if (c->revoked_ms == 0)
		c->revoked_ms = now_ms;
	c->revocation_reason = reason;
	/* No CRL has to tell of what nobody accepts any more. */
	return ended ? store_put_certificate(t, c, e) : put(t, c, e);
}

/* ---- What people do ---------------------------------------------------- */

struct certificate_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	unsigned int reason;
	Certificate *c;
	Profile *profile; /* NULL: it was removed */
};

static int
read_certificate(struct store_txn *t, struct certificate_act *act,
    struct err *e)
{
	struct uuid profile;

	if (store_get_certificate(t, &act->id, act->a, &act->c, e) == -1)
		return -1;
	if (act->c == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no such certificate");
	profile = field_uuid(act->c->profile_id);
	return store_get_profile(t, &profile, act->a, &act->profile, e);
}

/* "'CN=router 7' (serial number 0a1b)" */
static const char *
words_of(const struct certificate_act *act)
{
	const Certificate *c = act->c;

	return arena_printf(act->a, "'%s' (serial number %s)",
	    *c->subject != '\0' ? c->subject : c->alt_names,
	    text_hex(act->a, field_span(c->serial)));
}

int64_t
ra_certificate_until(const Certificate *c, const Profile *profile)
{
	if (profile == NULL || profile->renewal_refused)
		return c->not_after_ms;
	return c->not_after_ms + profile->renewal_grace_days * CLOCK_DAY_MS;
}

static int
check_revocable(const struct certificate_act *act, int64_t now_ms,
    struct err *e)
{
	const Certificate *c = act->c;

	if (is_on_hold(c) && act->reason == RA_REASON_CERTIFICATE_HOLD)
		return err_set(e, ERR_CONFLICT,
		    "this certificate is on hold since %s: release it, or "
		    "revoke it for another reason",
		    clock_rfc3339(act->a, c->revoked_ms));
	if (c->revoked_ms != 0 && !is_on_hold(c))
		return err_set(e, ERR_CONFLICT,
		    "this certificate was revoked at %s already (%s)",
		    clock_rfc3339(act->a, c->revoked_ms),
		    ra_reason_name(c->revocation_reason));
	if (ra_certificate_until(c, act->profile) < now_ms)
		return err_set(e, ERR_CONFLICT,
		    "this certificate ended at %s: nobody accepts it any "
		    "more, there is nothing to revoke",
		    clock_rfc3339(act->a, c->not_after_ms));
	return 0;
}

static int
revoke_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct certificate_act *act = ctx;
	struct audit what = { "certificate-revoke", "certificate", &act->id,
		NULL };
	int64_t now_ms = clock_ms();

	if (read_certificate(t, act, e) == -1 ||
	    check_revocable(act, now_ms, e) == -1)
		return -1;
	what.detail = arena_printf(act->a, "revoked the certificate of %s: %s",
	    words_of(act), ra_reason_name(act->reason));
	if (revocation_mark(t, act->c, act->reason, now_ms, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

/*
 * The CRL is made at once, so that nobody has to ask for it first.  Where
 * that fails, and that is logged, the revocation stands: who asks next tries
 * again.
 */
static void
make_crl(struct ra *ra, const struct certificate_act *act)
{
	struct uuid connector = field_uuid(act->c->connector_id);

	crl_renew(ra, &connector, act->a);
}

int
ra_certificate_revoke(struct ra *ra, const struct actor *by,
    const struct uuid *id, unsigned int reason, struct err *e)
{
	struct certificate_act act = { .by = by, .id = *id, .reason = reason };
	int rc;

	if (check_reason(reason, e) == -1)
		return -1;
	act.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, revoke_body, &act, e);
	if (rc == 0)
		make_crl(ra, &act);
	arena_free(act.a);
	return rc;
}

static int
check_releasable(const struct certificate_act *act, struct err *e)
{
	const Certificate *c = act->c;

	if (c->revoked_ms == 0)
		return err_set(e, ERR_CONFLICT,
		    "this certificate is not revoked: there is no hold to "
		    "take back");
	if (!is_on_hold(c))
		return err_set(e, ERR_CONFLICT,
		    "this certificate was revoked for good at %s (%s): only "
		    "one on hold can be released",
		    clock_rfc3339(act->a, c->revoked_ms),
		    ra_reason_name(c->revocation_reason));
	return 0;
}

static int
release_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct certificate_act *act = ctx;
	struct audit what = { "certificate-release", "certificate", &act->id,
		NULL };

	if (read_certificate(t, act, e) == -1 || check_releasable(act, e) == -1)
		return -1;
	what.detail = arena_printf(act->a,
	    "released the certificate of %s, on hold since %s", words_of(act),
	    clock_rfc3339(act->a, act->c->revoked_ms));
	act->c->revoked_ms = 0;
	act->c->revocation_reason = 0;
	if (put(t, act->c, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_certificate_release(struct ra *ra, const struct actor *by,
    const struct uuid *id, struct err *e)
{
	struct certificate_act act = { .by = by, .id = *id };
	int rc;

	act.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, release_body, &act, e);
	if (rc == 0)
		make_crl(ra, &act);
	arena_free(act.a);
	return rc;
}
