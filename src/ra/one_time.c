/* SPDX-License-Identifier: BSD-2-Clause */
/* One-time challenges made and revoked; see one_time.h. */
#include "ra/one_time.h"
#include "base/clock.h"
#include "base/text.h"
#include "pki/name.h"
#include "ra/challenge.h"
#include "ra/leap.h"

#define GROUPS 5 /* of four characters of 5 bits: 100 bits */
#define FORGET_MOST 20 /* old ones in one transaction */

struct one_time_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	struct uuid profile;
	Challenge record;
};

static const char *
text_of(const char *s)
{
	return s != NULL ? s : "";
}

static int
check_draft(const struct one_time_draft *d, struct err *e)
{
	const char *label = text_of(d->label);

	if (d->valid_ms < RA_ONE_TIME_LEAST_MS ||
	    d->valid_ms > RA_ONE_TIME_MOST_MS)
		return err_set(e, ERR_MALFORMED,
		    "a one-time challenge is valid for a second to 366 days");
	if (!text_is_clean(span_of_str(label)) ||
	    text_length(label) > RA_ONE_TIME_LABEL_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the label is at most %d characters of UTF-8 without "
		    "control characters",
		    RA_ONE_TIME_LABEL_MOST);
	return 0;
}

/* All but the MAC. */
static int
fill(struct one_time_act *act, const struct one_time_draft *d, struct err *e)
{
	const char *subject = text_of(d->subject);
	Challenge *r = &act->record;
	struct span name;

	challenge__init(r);
	r->id = field_id(&act->id);
	r->profile_id = field_id(&act->profile);
	r->created_ms = clock_ms();
	r->ends_ms = r->created_ms + d->valid_ms;
	r->forget_ms = r->ends_ms + RA_ONE_TIME_KEPT_MS;
	r->label = field_text(d->label);
	r->created_by = field_text(act->by->name);
	r->state = CHALLENGE_STATE__CHALLENGE_UNUSED;
	if (subject[0] == '\0')
		return 0;
	if (name_from_text(subject, act->a, &name, e) == -1)
		return err_prefix(e, "the subject");
	r->subject = field_text(subject);
	r->subject_name = field_bytes(name);
	return 0;
}

static int
create_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct one_time_act *act = ctx;
	const Challenge *r = &act->record;
	struct audit what = { "challenge-new", "challenge", &act->id, NULL };
	unsigned int forgotten;
	int64_t believed_ms;
	Profile *p;

	if (store_get_profile(t, &act->profile, act->a, &p, e) == -1)
		return -1;
	if (p == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such profile");
	if (p->challenge != CHALLENGE_KIND__CHALLENGE_ONE_TIME)
		return err_set(e, ERR_CONFLICT,
		    "profile '%s' does not take one-time challenges: change "
		    "its kind of challenge first",
		    p->name);
	what.detail = arena_printf(act->a,
	    "made a one-time challenge of profile '%s' for %s%s%s, valid "
	    "until %s",
	    p->name, r->subject[0] != '\0' ? r->subject : "any subject",
	    r->label[0] != '\0' ? ", label " : "", r->label,
	    clock_rfc3339(act->a, r->ends_ms));
	if (leap_believed(t, r->created_ms, act->a, &believed_ms, e) == -1 ||
	    store_drop_forgotten_challenges(t, believed_ms, FORGET_MOST,
		&forgotten, e) == -1 ||
	    store_put_challenge(t, r, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_one_time_new(struct ra *ra, const struct actor *by,
    const struct one_time_draft *d, struct uuid *id, int64_t *ends_ms,
    struct secret **secret, struct err *e)
{
	struct one_time_act act = {
		.a = arena_new(),
		.by = by,
		.id = uuid_new(),
		.profile = d->profile,
	};
	struct secret *made = secret_generate(GROUPS);
	uint8_t mac[RA_MAC_SIZE];
	int rc = -1;

	if (check_draft(d, e) == -1 || fill(&act, d, e) == -1)
		goto out;
	challenge_mac(ra, &act.profile, secret_span(made), mac);
	act.record.mac = field_bytes(span_of(mac, sizeof(mac)));
	if (store_update(ra->store, STORE_DURABLE, create_body, &act, e) == -1)
		goto out;
	*id = act.id;
	*ends_ms = act.record.ends_ms;
	*secret = made;
	made = NULL;
	rc = 0;
out:
	secret_free(made);
	arena_free(act.a);
	return rc;
}

static int
revoke_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct one_time_act *act = ctx;
	struct audit what = { "challenge-revoke", "challenge", &act->id,
		"revoked a one-time challenge" };
	Challenge *c;

	if (store_get_challenge(t, &act->id, act->a, &c, e) == -1)
		return -1;
	if (c == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no such one-time challenge");
	if (c->state != CHALLENGE_STATE__CHALLENGE_UNUSED)
		return err_set(e, ERR_CONFLICT,
		    "this challenge is %s already: there is nothing to revoke",
		    ra_one_time_state(c, clock_ms()));
	c->state = CHALLENGE_STATE__CHALLENGE_REVOKED;
	c->decided_ms = clock_ms();
	c->forget_ms = c->decided_ms + RA_ONE_TIME_KEPT_MS;
	if (store_put_challenge(t, c, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_one_time_revoke(struct ra *ra, const struct actor *by, const struct uuid *id,
    struct err *e)
{
	struct one_time_act act = { .a = arena_new(), .by = by, .id = *id };
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, revoke_body, &act, e);
	arena_free(act.a);
	return rc;
}
