/* SPDX-License-Identifier: BSD-2-Clause */
/* The challenge of a request; see challenge.h. */
#include "ra/challenge.h"
#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "pki/name.h"
#include "ra/one_time.h"
#include "ra/setup.h"

void
challenge_mac(const struct ra *ra, const struct uuid *profile,
    struct span challenge, uint8_t out[static RA_MAC_SIZE])
{
	struct buf b;

	buf_init(&b, sizeof(*profile) + challenge.len);
	buf_add(&b, uuid_span(profile));
	buf_add(&b, challenge);
	hmac_sha256(secret_span(ra->challenge_key), buf_span(&b), out);
	buf_clear(&b);
}

int
challenge_check_new(const struct secret *challenge, struct err *e)
{
	size_t n;

	if (!text_is_clean(secret_span(challenge)))
		return err_set(e, ERR_MALFORMED,
		    "the challenge must be UTF-8 text without control "
		    "characters");
	n = text_length(secret_str(challenge));
	if (n < RA_CHALLENGE_LEAST || n > RA_CHALLENGE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "the challenge has %zu characters: want %d to %d", n,
		    RA_CHALLENGE_LEAST, RA_CHALLENGE_MOST);
	return 0;
}

void
challenge_read(struct attempt *at)
{
	uint8_t *mac;

	if (!at->en->has_challenge || at->en->challenge.len == 0)
		return;
	mac = arena_alloc(at->a, RA_MAC_SIZE);
	challenge_mac(at->ra, &at->p->id, at->en->challenge, mac);
	at->challenge_mac = span_of(mac, RA_MAC_SIZE);
}

int
challenge_find(struct store_txn *t, struct attempt *at, struct err *e)
{
	Challenge *found;

	at->challenge = NULL;
	if (at->p->challenge != RA_CHALLENGE_ONE_TIME ||
	    at->challenge_mac.len == 0)
		return 0;
	if (store_find_challenge(t, at->challenge_mac, at->a, &found, e) == -1)
		return -1;
	at->challenge = found;
	return 0;
}

static int
wrong(struct err *e)
{
	return err_set(e, ERR_DENIED, "challenge password is wrong");
}

/* Both are compared whatever the first says: no time tells which one was. */
static int
check_static(const struct attempt *at, struct err *e)
{
	const struct ra_profile *p = at->p;
	bool now = span_equal_secret(at->challenge_mac, p->challenge_mac);
	bool before = p->challenge_former_mac.len > 0 &&
	    span_equal_secret(at->challenge_mac, p->challenge_former_mac);
	int64_t left_ms;

	/* One that was kept under a clock that was wrong is not for years. */
	left_ms = p->challenge_former_ends_ms - at->en->now_ms;
	before &= left_ms > 0 && left_ms <= RA_KEEP_OLD_MOST_MS + CLOCK_DAY_MS;
	if (p->challenge_mac.len == 0 || !(now | before))
		return wrong(e);
	return 0;
}

/* What time and people did to it. */
static int
check_usable(const struct attempt *at, struct err *e)
{
	const Challenge *c = at->challenge;

	switch (c->state) {
	case CHALLENGE_STATE__CHALLENGE_UNUSED:
		break;
	case CHALLENGE_STATE__CHALLENGE_SPENT:
		return err_set(e, ERR_DENIED,
		    "the challenge password was spent before: it gets one "
		    "certificate");
	default:
		return err_set(e, ERR_DENIED,
		    "the challenge password was revoked");
	}
	if (ra_one_time_has_time(c, at->en->now_ms))
		return 0;
	if (at->en->now_ms < c->ends_ms)
		return err_set(e, ERR_DENIED,
		    "the challenge password was made on %s, by a clock that "
		    "was wrong",
		    clock_rfc3339(at->a, c->created_ms));
	return err_set(e, ERR_DENIED, "the challenge password ended on %s",
	    clock_rfc3339(at->a, c->ends_ms));
}

static int
check_one_time(const struct attempt *at, struct err *e)
{
	const Challenge *c = at->challenge;
	struct span name;

	if (c == NULL ||
	    !span_equal_secret(at->challenge_mac, field_span(c->mac)))
		return wrong(e);
	if (check_usable(at, e) == -1)
		return -1;
	name = field_span(c->subject_name);
	if (name.len > 0 && !name_same(name, at->en->subject))
		return err_set(e, ERR_DENIED,
		    "the challenge password is for another subject");
	return 0;
}

int
challenge_check(struct attempt *at, struct err *e)
{
	at->spends = false;
	switch (at->p->challenge) {
	case RA_CHALLENGE_STATIC:
	case RA_CHALLENGE_ONE_TIME:
		break;
	case RA_CHALLENGE_NONE:
		/* A person decides, or the profile says that nobody does. */
		return 0;
	case RA_CHALLENGE_UNSET:
	case RA_CHALLENGE__COUNT:
		return err_set(e, ERR_DENIED,
		    "the profile has no challenge password set, and so takes "
		    "no request");
	}
	if (at->challenge_mac.len == 0)
		return err_set(e, ERR_DENIED,
		    "the request has no challenge password");
	if (at->p->challenge == RA_CHALLENGE_STATIC)
		return check_static(at, e);
	if (check_one_time(at, e) == -1)
		return -1;
	at->spends = true;
	return 0;
}

int
challenge_spend(struct store_txn *t, struct attempt *at, struct err *e)
{
	Challenge c;

	if (!at->spends)
		return 0;
	if (at->challenge == NULL)
		(void)err_set(&at->why, ERR_DENIED,
		    "the challenge password is not there any more");
	if (at->challenge == NULL || check_usable(at, &at->why) == -1) {
		at->verdict = VERDICT_CHALLENGE;
		return 0;
	}
	c = *at->challenge;
	c.state = CHALLENGE_STATE__CHALLENGE_SPENT;
	c.order_id = field_id(&at->order_id);
	c.decided_ms = at->en->now_ms;
	c.forget_ms = c.decided_ms + RA_ONE_TIME_KEPT_MS;
	return store_put_challenge(t, &c, e);
}
