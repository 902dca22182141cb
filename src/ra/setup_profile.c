/* SPDX-License-Identifier: BSD-2-Clause */
/* Profiles: made, changed, removed.  See setup.h. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ra/challenge.h"
#include "ra/connectors.h"
#include "ra/policy.h"
#include "ra/profile_text.h"
#include "ra/setup.h"
#include "ra/state.h"

#define VALIDITY_MOST 3650 /* days */
#define RSA_LEAST 2048 /* bits */
#define RSA_MOST 8192
#define DAYS_MOST 3650 /* of a renewal's window and grace */
#define PENDING_MOST 365 /* days */
#define SLUG_SIZE 64 /* characters, as text_is_slug */
#define SLUG_TRIES 99 /* "name-2" to "name-99" */

struct profile_act {
	struct arena *a;
	const struct actor *by;
	const struct profile_draft *d;
	struct uuid id;
	uint64_t version;
	const char *slug; /* "": the record's own */
	bool slug_given;
	uint8_t mac[RA_MAC_SIZE];
};

struct profile_draft
ra_profile_defaults(void)
{
	struct profile_draft d = {
		.active = true,
		.level = LEVEL_MODERN,
		.validity_days = 365,
		.rsa_least_bits = RSA_LEAST,
		.pending_days = RA_PENDING_DAYS,
		.policy = ra_policy_defaults(),
	};

	return d;
}

struct profile_draft
ra_profile_draft(const Profile *record)
{
	struct profile_draft d = {
		.name = record->name,
		.slug = record->slug,
		.tenant = field_uuid(record->tenant_id),
		.connector = field_uuid(record->connector_id),
		.active = record->status == PROFILE_STATUS__PROFILE_ACTIVE,
		.level = (enum level)record->level,
		.validity_days = record->validity_days,
		.rsa_least_bits = record->rsa_least_bits,
		.renewal = {
			.refused = record->renewal_refused,
			.challenge = record->renewal_challenge,
			.new_key = record->renewal_new_key,
			.revokes = record->renewal_revokes,
			.window_days = record->renewal_window_days,
			.grace_days = record->renewal_grace_days,
		},
		.approval = (enum ra_approval)record->approval,
		.pending_days = record->pending_days != 0 ?
		    record->pending_days :
		    RA_PENDING_DAYS,
		.keep_days = record->keep_days,
		.leave_out_root = record->leave_out_root,
		.leave_out_chain = record->leave_out_chain,
		.challenge_kind = (enum ra_challenge_kind)record->challenge,
		.issue_unapproved = record->issue_unapproved,
	};

	policy_from_record(record->policy, &d.policy);
	d.preset = record->preset;
	d.carries = (enum ra_carries)record->carries;
	d.no_content = record->no_content;
	d.by_ca = record->by_ca;
	return d;
}

bool
ra_profile_is_open(const Profile *record)
{
	const struct ra_renewal r = { .challenge = record->renewal_challenge };

	return record->challenge == CHALLENGE_KIND__CHALLENGE_NONE &&
	    ra_approval_of((enum ra_approval)record->approval,
		RA_CHALLENGE_NONE, record->issue_unapproved,
		&r) == RA_APPROVAL_NONE;
}

static int
check_numbers(const struct profile_draft *d, struct err *e)
{
	if ((unsigned int)d->level >= LEVEL__COUNT)
		return err_set(e, ERR_MALFORMED,
		    "the level is modern, legacy or obsolete");
	if (d->validity_days < 1 || d->validity_days > VALIDITY_MOST)
		return err_set(e, ERR_MALFORMED,
		    "certificates are valid for 1 to %d days, not %u",
		    VALIDITY_MOST, d->validity_days);
	if (d->rsa_least_bits < RSA_LEAST || d->rsa_least_bits > RSA_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the least size of RSA keys is %d to %d bits, not %u",
		    RSA_LEAST, RSA_MOST, d->rsa_least_bits);
	if (d->keep_days > RA_KEEP_DAYS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "orders are kept for 1 to %d days, or 0 for ever, not %u",
		    RA_KEEP_DAYS_MOST, d->keep_days);
	if ((unsigned int)d->carries >= RA_CARRIES__COUNT)
		return err_set(e, ERR_MALFORMED,
		    "what CertRep carries is chain, issuer or issued");
	return policy_check(&d->policy, e);
}

static int
check_renewal(const struct profile_draft *d, struct err *e)
{
	if (d->renewal.window_days > DAYS_MOST ||
	    d->renewal.grace_days > DAYS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the days before and after a certificate's end in which "
		    "it may be renewed are 0 to %d",
		    DAYS_MOST);
	if ((unsigned int)d->approval >= RA_APPROVAL__COUNT)
		return err_set(e, ERR_MALFORMED,
		    "approval is needed for none, first or all requests");
	if (d->pending_days < 1 || d->pending_days > PENDING_MOST)
		return err_set(e, ERR_MALFORMED,
		    "a request waits 1 to %d days for approval, not %u",
		    PENDING_MOST, d->pending_days);
	return 0;
}

static int
check_challenge(const struct profile_draft *d, struct err *e)
{
	if ((unsigned int)d->challenge_kind >= RA_CHALLENGE__COUNT)
		return err_set(e, ERR_MALFORMED,
		    "the kind of challenge is static, one-time or none");
	if (d->keep_old_ms < 0 || d->keep_old_ms > RA_KEEP_OLD_MOST_MS)
		return err_set(e, ERR_MALFORMED,
		    "an old challenge is kept for at most 366 days");
	if (d->keep_old_ms > 0 && d->challenge == NULL)
		return err_set(e, ERR_MALFORMED,
		    "an old challenge is kept beside a new one: give the new "
		    "one");
	if (d->challenge == NULL)
		return 0;
	if (d->challenge_kind > RA_CHALLENGE_STATIC)
		return err_set(e, ERR_MALFORMED,
		    "only a static challenge is set: one-time ones are made "
		    "one by one");
	return challenge_check_new(d->challenge, e);
}

static int
check_draft(const struct profile_draft *d, struct err *e)
{
	if (check_name("the profile's name", d->name, RA_NAME_MOST, e) == -1)
		return -1;
	if (d->slug != NULL && d->slug[0] != '\0' && !text_is_slug(d->slug))
		return err_set(e, ERR_MALFORMED,
		    "the profile's URL part is 1 to 64 of a-z, 0-9 and '-' in "
		    "between");
	if (check_numbers(d, e) == -1 || check_renewal(d, e) == -1 ||
	    check_challenge(d, e) == -1)
		return -1;
	if (d->level == LEVEL_OBSOLETE)
		return cipher_enable_obsolete(e);
	return 0;
}

/* Tenant and connector are there. */
static int
check_parts(struct store_txn *t, const struct profile_act *act, struct err *e)
{
	const struct profile_draft *d = act->d;
	Tenant *tenant;
	Connector *connector;

	if (store_get_tenant(t, &d->tenant, act->a, &tenant, e) == -1 ||
	    store_get_connector(t, &d->connector, act->a, &connector, e) == -1)
		return -1;
	if (tenant == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "the profile's tenant is not there: choose another");
	if (connector == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "the profile's connector is not there: choose another");
	return d->by_ca ? connector_check_answers(connector, e) : 0;
}

/*
 * A slug that was not given follows the name; where that one has a profile
 * already, with a number behind it.
 */
static int
free_slug(struct store_txn *t, const struct profile_act *act, const char **out,
    struct err *e)
{
	const char *slug = act->slug;
	Profile *other;
	int n;

	for (n = 2; n <= SLUG_TRIES; n++) {
		if (store_find_profile_slug(t, slug, act->a, &other, e) == -1)
			return -1;
		if (other == NULL || act->slug_given) {
			*out = slug;
			return 0;
		}
		slug = arena_printf(act->a, "%.*s-%d", SLUG_SIZE - 3, act->slug,
		    n);
	}
	return err_set(e, ERR_CONFLICT,
	    "too many profiles have the URL part '%s': give one", act->slug);
}

/* Names are told apart from URL parts: either may be the one in the way. */
static int
check_free(struct store_txn *t, const struct profile_act *act,
    const Profile *record, struct err *e)
{
	Profile *other;

	if (store_find_profile(t, record->name, act->a, &other, e) == -1)
		return -1;
	if (other != NULL &&
	    !span_equal(field_span(other->id), field_span(record->id)))
		return err_set(e, ERR_CONFLICT,
		    "there is a profile '%s' already", other->name);
	if (store_find_profile_slug(t, record->slug, act->a, &other, e) == -1)
		return -1;
	if (other != NULL &&
	    !span_equal(field_span(other->id), field_span(record->id)))
		return err_set(e, ERR_CONFLICT,
		    "the URL part '%s' is profile '%s''s already", record->slug,
		    other->name);
	return 0;
}

static int
put(struct store_txn *t, const struct profile_act *act, const Profile *record,
    struct err *e)
{
	if (check_free(t, act, record, e) == -1)
		return -1;
	return store_put_profile(t, record, e);
}

static ChallengeKind
kind_of(const Profile *record, const struct profile_draft *d)
{
	if (d->drop_challenge)
		return CHALLENGE_KIND__CHALLENGE_UNSET;
	if (d->challenge != NULL)
		return CHALLENGE_KIND__CHALLENGE_STATIC;
	if (d->challenge_kind == RA_CHALLENGE_UNSET)
		return record->challenge;
	return (ChallengeKind)d->challenge_kind;
}

static bool
has_static(const Profile *record)
{
	return record->challenge == CHALLENGE_KIND__CHALLENGE_STATIC &&
	    record->challenge_mac.len > 0;
}

/* Against what is on record. */
static int
check_change(const Profile *record, const struct profile_draft *d,
    struct err *e)
{
	if (kind_of(record, d) == CHALLENGE_KIND__CHALLENGE_STATIC &&
	    d->challenge == NULL && !has_static(record))
		return err_set(e, ERR_MALFORMED,
		    "a static challenge is wanted, and none is there: give "
		    "one");
	if (d->keep_old_ms > 0 && !has_static(record))
		return err_set(e, ERR_MALFORMED,
		    "there is no old challenge to keep");
	return 0;
}

static void
forget_old(Profile *record)
{
	record->challenge_former_mac = field_bytes(span_of(NULL, 0));
	record->challenge_former_ends_ms = 0;
}

/* The version is the record's new one already. */
static void
fill_challenge(Profile *record, struct profile_act *act)
{
	const struct profile_draft *d = act->d;
	ChallengeKind kind = kind_of(record, d);
	struct span mac = span_of(act->mac, sizeof(act->mac));

	if (d->challenge != NULL || d->drop_challenge ||
	    kind != record->challenge) {
		record->challenge_version = record->version;
		forget_old(record);
		if (d->keep_old_ms > 0) {
			record->challenge_former_mac = record->challenge_mac;
			record->challenge_former_ends_ms = record->changed_ms +
			    d->keep_old_ms;
		}
		if (d->challenge == NULL)
			mac = span_of(NULL, 0);
		record->challenge_mac = field_bytes(mac);
	}
	if (d->drop_old)
		forget_old(record);
	record->challenge = kind;
	record->issue_unapproved = kind == CHALLENGE_KIND__CHALLENGE_NONE &&
	    d->issue_unapproved;
}

static void
fill_renewal(Profile *record, const struct profile_draft *d)
{
	record->renewal_refused = d->renewal.refused;
	record->renewal_challenge = d->renewal.challenge;
	record->renewal_new_key = d->renewal.new_key;
	record->renewal_revokes = d->renewal.revokes;
	record->renewal_window_days = d->renewal.window_days;
	record->renewal_grace_days = d->renewal.grace_days;
	record->approval = (Approval)d->approval;
	record->pending_days = d->pending_days;
	record->keep_days = d->keep_days;
}

static void
fill(Profile *record, struct profile_act *act)
{
	const struct profile_draft *d = act->d;

	record->name = field_text(d->name);
	record->tenant_id = field_id(&d->tenant);
	record->connector_id = field_id(&d->connector);
	record->status = PROFILE_STATUS__PROFILE_INACTIVE;
	if (d->active)
		record->status = PROFILE_STATUS__PROFILE_ACTIVE;
	record->level = (uint32_t)d->level;
	record->validity_days = d->validity_days;
	record->rsa_least_bits = d->rsa_least_bits;
	record->leave_out_root = d->leave_out_root;
	record->leave_out_chain = d->leave_out_chain;
	fill_renewal(record, d);
	record->policy = arena_alloc(act->a, sizeof(*record->policy));
	policy_to_record(&d->policy, record->policy);
	record->preset = field_text(d->preset);
	record->carries = (uint32_t)d->carries;
	record->no_content = d->no_content;
	record->by_ca = d->by_ca;
	record->changed_ms = clock_ms();
	record->version++;
	fill_challenge(record, act);
}

/* A new one, with what tells it from others and is found in the store. */
static int
begin(struct store_txn *t, const struct profile_act *act, Profile *record,
    struct err *e)
{
	const char *slug = NULL;

	if (check_parts(t, act, e) == -1 || free_slug(t, act, &slug, e) == -1)
		return -1;
	profile__init(record);
	record->id = field_id(&act->id);
	record->slug = field_text(slug);
	return 0;
}

static int
create_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct profile_act *act = ctx;
	struct audit what = { "profile-create", "profile", &act->id, NULL };
	Profile record;

	if (begin(t, act, &record, e) == -1)
		return -1;
	record.created_ms = clock_ms();
	if (check_change(&record, act->d, e) == -1)
		return -1;
	fill(&record, act);
	what.detail = arena_printf(act->a, "made profile '%s' at '%s'",
	    record.name, record.slug);
	if (put(t, act, &record, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

/* What is worked out before the transaction. */
static int
prepare(struct ra *ra, struct profile_act *act, struct err *e)
{
	const struct profile_draft *d = act->d;

	if (check_draft(d, e) == -1)
		return -1;
	act->slug_given = d->slug != NULL && d->slug[0] != '\0';
	act->slug = d->slug;
	if (!act->slug_given)
		act->slug = text_slug(act->a, d->name, SLUG_SIZE);
	if (!text_is_slug(act->slug))
		return err_set(e, ERR_MALFORMED,
		    "no URL part can be made of the name '%s': give one",
		    d->name);
	if (d->challenge != NULL)
		challenge_mac(ra, &act->id, secret_span(d->challenge),
		    act->mac);
	return 0;
}

static int
check_new_body(struct store_txn *t, void *ctx, struct err *e)
{
	const struct profile_act *act = ctx;
	Profile record;

	if (begin(t, act, &record, e) == -1)
		return -1;
	record.name = field_text(act->d->name);
	return check_free(t, act, &record, e);
}

int
ra_profile_check_new(struct ra *ra, const struct profile_draft *d,
    struct err *e)
{
	struct profile_act act = {
		.a = arena_new(),
		.d = d,
		.id = uuid_new(),
	};
	int rc;

	rc = prepare(ra, &act, e);
	if (rc == 0)
		rc = store_view(ra->store, check_new_body, &act, e);
	arena_free(act.a);
	return rc;
}

int
ra_profile_create(struct ra *ra, const struct actor *by,
    const struct profile_draft *d, struct uuid *out, struct err *e)
{
	struct profile_act act = {
		.a = arena_new(),
		.by = by,
		.d = d,
		.id = uuid_new(),
	};
	int rc;

	rc = prepare(ra, &act, e);
	if (rc == 0)
		rc = store_update(ra->store, STORE_DURABLE, create_body, &act,
		    e);
	if (rc == 0)
		*out = act.id;
	arena_free(act.a);
	return rc;
}

static int
get(struct store_txn *t, const struct profile_act *act, Profile **out,
    struct err *e)
{
	if (store_get_profile(t, &act->id, act->a, out, e) == -1)
		return -1;
	if (*out == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such profile");
	return 0;
}

static int
change_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct profile_act *act = ctx;
	struct audit what = { "profile-change", "profile", &act->id, NULL };
	Profile *old, record;

	if (get(t, act, &old, e) == -1)
		return -1;
	if (old->version != act->version)
		return err_set(e, ERR_CONFLICT,
		    "profile '%s' was changed by somebody else meanwhile: "
		    "look at it anew, and change it then",
		    old->name);
	if (check_parts(t, act, e) == -1)
		return -1;
	record = *old;
	if (act->slug[0] != '\0')
		record.slug = field_text(act->slug);
	if (check_change(old, act->d, e) == -1)
		return -1;
	fill(&record, act);
	what.detail = profile_describe(act->a, act->d, old, &record);
	if (put(t, act, &record, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_profile_change(struct ra *ra, const struct actor *by, const struct uuid *id,
    uint64_t version, const struct profile_draft *d, struct err *e)
{
	struct profile_act act = {
		.a = arena_new(),
		.by = by,
		.d = d,
		.id = *id,
		.version = version,
	};
	int rc;

	rc = check_draft(d, e);
	if (rc == 0) {
		/* A URL that devices know does not follow a new name. */
		act.slug = d->slug != NULL ? d->slug : "";
		if (d->challenge != NULL)
			challenge_mac(ra, id, secret_span(d->challenge),
			    act.mac);
		rc = store_update(ra->store, STORE_DURABLE, change_body, &act,
		    e);
	}
	arena_free(act.a);
	return rc;
}

static int
remove_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct profile_act *act = ctx;
	struct audit what = { "profile-remove", "profile", &act->id, NULL };
	Profile *record;

	if (get(t, act, &record, e) == -1)
		return -1;
	what.detail = arena_printf(act->a, "removed profile '%s'",
	    record->name);
	if (store_drop_profile(t, &act->id, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_profile_remove(struct ra *ra, const struct actor *by, const struct uuid *id,
    struct err *e)
{
	struct profile_act act = { .a = arena_new(), .by = by, .id = *id };
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, remove_body, &act, e);
	arena_free(act.a);
	return rc;
}

int
profile_that_uses(struct store_txn *t, enum store_index by,
    const struct uuid *id, struct arena *a, const char **out, struct err *e)
{
	struct store_list list = {
		.index = by,
		.key = uuid_span(id),
		.most = 1,
	};
	struct store_page page;

	*out = NULL;
	if (store_list(t, &list, a, &page, e) == -1)
		return -1;
	if (page.n > 0)
		*out = ((const Profile *)page.rows[0])->name;
	return 0;
}
