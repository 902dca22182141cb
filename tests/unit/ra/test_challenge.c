/* SPDX-License-Identifier: BSD-2-Clause */
/* Challenges: changed without a gap, good for once, or none at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "crowd.h"
#include "ra/one_time.h"
#include "ra/state.h"
#include "site.h"

#define HOUR_MS (60 * 60 * INT64_C(1000))

static struct site *s;
static struct uuid profile_id;
static struct key *key;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	site_add(s, site_draft(s, "Routers"), &profile_id);
	key = site_key();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(key);
	site_free(s);
	return 0;
}

static int
read_profile(struct store_txn *t, void *ctx, struct err *err)
{
	return store_get_profile(t, &profile_id, s->a, ctx, err);
}

static Profile *
record(void)
{
	Profile *p;

	assert_int_equal(store_view(ra_store(s->ra), read_profile, &p, &e), 0);
	return p;
}

/* What the record has, to change some of it. */
static struct profile_draft
draft(void)
{
	return ra_profile_draft(record());
}

static void
change(struct profile_draft d)
{
	if (ra_profile_change(s->ra, &s->by, &profile_id, record()->version, &d,
		&e) == -1)
		fail_msg("%s", e.text);
}

static void
refuse(struct profile_draft d, const char *says)
{
	assert_int_equal(ra_profile_change(s->ra, &s->by, &profile_id,
			     record()->version, &d, &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_non_null(strstr(e.text, says));
	err_clear(&e);
}

static void
set_kind(enum ra_challenge_kind kind)
{
	struct profile_draft d = draft();

	d.challenge_kind = kind;
	change(d);
}

/* A request of this transaction with this challenge, NULL: without. */
static struct outcome
enroll(const char *transaction, const char *challenge, const char *name,
    int64_t later_ms)
{
	struct enrollment en = site_request(s, key, transaction, name);
	struct outcome out;

	en.csr = span_of_str(arena_strdup(s->a, transaction));
	en.has_challenge = challenge != NULL;
	en.challenge = span_of_str(challenge != NULL ? challenge : "");
	en.now_ms += later_ms;
	out = site_enroll(s, "routers", &en);
	return out;
}

static void
issued(struct outcome out)
{
	if (out.kind != OUTCOME_ISSUED)
		fail_msg("%s", out.why.text);
}

static void
refused(struct outcome out, const char *says)
{
	assert_int_equal(out.kind, OUTCOME_FAILED);
	assert_int_equal(out.check, RA_CHECK_CHALLENGE);
	if (strstr(out.why.text, says) == NULL)
		fail_msg("%s", out.why.text);
	/* The order says what the device is told. */
	assert_string_equal(site_order(s, &out.order)->reason, out.why.text);
}

/* ---- Static ------------------------------------------------------------ */

static void
renew_challenge(const char *challenge, int64_t keep_ms)
{
	struct secret *new = secret_new(span_of_str(challenge));
	struct profile_draft d = draft();

	d.challenge = new;
	d.keep_old_ms = keep_ms;
	change(d);
	secret_free(new);
}

static void
an_old_challenge_stays_good_until_its_end(void **state)
{
	(void)state;
	renew_challenge("second word", HOUR_MS);
	issued(enroll("T1", SITE_CHALLENGE, "a", 0));
	issued(enroll("T2", "second word", "b", 0));
	refused(enroll("T3", "third words", "c", 0), "is wrong");
	refused(enroll("T4", SITE_CHALLENGE, "d", HOUR_MS + 60000), "is wrong");
	issued(enroll("T5", "second word", "e", HOUR_MS + 60000));
}

static void
of_three_challenges_the_first_goes(void **state)
{
	(void)state;
	renew_challenge("second word", HOUR_MS);
	renew_challenge("third words", HOUR_MS);
	refused(enroll("T1", SITE_CHALLENGE, "a", 0), "is wrong");
	issued(enroll("T2", "second word", "b", 0));
	issued(enroll("T3", "third words", "c", 0));
}

static void
an_old_challenge_goes_at_once_where_nobody_keeps_it(void **state)
{
	struct profile_draft d;

	(void)state;
	renew_challenge("second word", HOUR_MS);
	d = draft();
	d.drop_old = true;
	change(d);
	assert_string_equal(site_last_audit(s)->detail,
	    "changed old challenge of profile 'Routers'");
	refused(enroll("T1", SITE_CHALLENGE, "a", 0), "is wrong");
	issued(enroll("T2", "second word", "b", 0));
	renew_challenge("third words", 0);
	refused(enroll("T3", "second word", "c", 0), "is wrong");
}

static void
an_old_challenge_is_not_kept_for_years_by_a_wrong_clock(void **state)
{
	(void)state;
	renew_challenge("second word", HOUR_MS);
	refused(enroll("T1", SITE_CHALLENGE, "a", -4000 * 24 * HOUR_MS),
	    "is wrong");
	issued(enroll("T2", SITE_CHALLENGE, "a", -23 * HOUR_MS));
}

static void
other_changes_leave_both_challenges_as_they_are(void **state)
{
	struct profile_draft d;

	(void)state;
	renew_challenge("second word", HOUR_MS);
	d = draft();
	d.validity_days = 7;
	change(d);
	issued(enroll("T1", SITE_CHALLENGE, "a", 0));
	issued(enroll("T2", "second word", "b", 0));
}

static void
what_does_not_go_together_is_refused(void **state)
{
	struct profile_draft d = draft();

	(void)state;
	d.keep_old_ms = HOUR_MS;
	refuse(d, "give the new one");
	d.challenge = s->challenge;
	d.keep_old_ms = RA_KEEP_OLD_MOST_MS + 1;
	refuse(d, "at most 366 days");
	d.keep_old_ms = 0;
	d.challenge_kind = RA_CHALLENGE_ONE_TIME;
	refuse(d, "only a static challenge");
	set_kind(RA_CHALLENGE_ONE_TIME);
	d = draft();
	d.challenge_kind = RA_CHALLENGE_STATIC;
	refuse(d, "none is there");
	d.challenge = s->challenge;
	d.keep_old_ms = HOUR_MS;
	refuse(d, "no old challenge");
}

/* ---- None -------------------------------------------------------------- */

static void
a_profile_without_a_challenge_issues_only_if_told_so(void **state)
{
	struct profile_draft d;

	(void)state;
	set_kind(RA_CHALLENGE_NONE);
	assert_int_equal(enroll("T1", NULL, "a", 0).kind, OUTCOME_PENDING);
	assert_int_equal(enroll("T2", SITE_CHALLENGE, "a", 0).kind,
	    OUTCOME_PENDING);
	d = draft();
	d.issue_unapproved = true;
	change(d);
	issued(enroll("T3", NULL, "a", 0));
	issued(enroll("T4", "anything", "b", 0));
	/* It does not outlive the kind. */
	set_kind(RA_CHALLENGE_ONE_TIME);
	set_kind(RA_CHALLENGE_NONE);
	assert_false(record()->issue_unapproved);
	assert_int_equal(enroll("T5", NULL, "a", 0).kind, OUTCOME_PENDING);
}

/* ---- One-time ---------------------------------------------------------- */

/* In the site's arena; *id may be NULL. */
static const char *
make(const char *subject, struct uuid *id)
{
	const struct one_time_draft d = { profile_id, HOUR_MS, subject,
		"for a test" };
	struct secret *secret;
	const char *text;
	struct uuid made;
	int64_t ends;

	if (ra_one_time_new(s->ra, &s->by, &d, &made, &ends, &secret, &e) == -1)
		fail_msg("%s", e.text);
	text = arena_strdup(s->a, secret_str(secret));
	secret_free(secret);
	if (id != NULL)
		*id = made;
	return text;
}

static int
read_challenge(struct store_txn *t, void *ctx, struct err *err)
{
	Challenge **c = ctx;
	struct uuid id = field_uuid((*c)->id);

	return store_get_challenge(t, &id, s->a, c, err);
}

/* NULL: gone. */
static Challenge *
look_up(const struct uuid *id)
{
	Challenge key_only, *c = &key_only;

	challenge__init(&key_only);
	key_only.id = field_id(id);
	assert_int_equal(store_view(ra_store(s->ra), read_challenge, &c, &e),
	    0);
	return c;
}

static void
a_one_time_challenge_gets_one_certificate(void **state)
{
	struct outcome out;
	struct uuid id, order;
	const char *secret;
	Challenge *c;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, &id);
	assert_int_equal(strlen(secret), 24);
	assert_string_equal(ra_one_time_state(look_up(&id), clock_ms()),
	    "unused");
	refused(enroll("T1", NULL, "a", 0), "has no challenge");
	refused(enroll("T2", SITE_CHALLENGE, "a", 0), "is wrong");
	out = enroll("T3", secret, "a", 0);
	issued(out);
	c = look_up(&id);
	assert_string_equal(ra_one_time_state(c, clock_ms()), "spent");
	order = field_uuid(c->order_id);
	assert_true(uuid_equal(&order, &out.order));
	refused(enroll("T4", secret, "b", 0), "spent before");
	/* The same again is answered with what it got. */
	out = enroll("T3", secret, "a", 0);
	issued(out);
	assert_true(out.again);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
}

static void
a_one_time_challenge_is_of_its_profile_alone(void **state)
{
	struct profile_draft d = site_draft(s, "Switches");
	struct enrollment en = site_request(s, key, "T1", "a");
	struct outcome out;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	d.challenge = NULL;
	d.challenge_kind = RA_CHALLENGE_ONE_TIME;
	site_add(s, d, NULL);
	en.challenge = span_of_str(make(NULL, NULL));
	out = site_enroll(s, "switches", &en);
	refused(out, "is wrong");
}

static void
ended_and_revoked_ones_are_told_apart(void **state)
{
	const char *secret;
	struct uuid id;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, &id);
	refused(enroll("T1", secret, "a", HOUR_MS + 60000), "ended on 20");
	assert_string_equal(ra_one_time_state(look_up(&id),
				clock_ms() + HOUR_MS + 60000),
	    "ended");
	assert_int_equal(ra_one_time_revoke(s->ra, &s->by, &id, &e), 0);
	assert_string_equal(site_last_audit(s)->action, "challenge-revoke");
	refused(enroll("T2", secret, "a", 0), "was revoked");
	assert_int_equal(ra_one_time_revoke(s->ra, &s->by, &id, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	id = uuid_new();
	assert_int_equal(ra_one_time_revoke(s->ra, &s->by, &id, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

/* A day longer; under one that was wrong by years, it would be for those. */
static void
a_clock_that_is_put_back_leaves_them_their_time(void **state)
{
	const int64_t day_ms = 24 * HOUR_MS;
	const char *secret;
	struct uuid id;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, &id);
	refused(enroll("T1", secret, "a", -4000 * day_ms),
	    "by a clock that was wrong");
	assert_string_equal(ra_one_time_state(look_up(&id),
				clock_ms() - 4000 * day_ms),
	    "ended");
	issued(enroll("T2", secret, "a", -day_ms + 60000));
	secret = make(NULL, &id);
	issued(enroll("T3", secret, "b", 0));
}

static void
a_challenge_for_a_subject_is_for_no_other(void **state)
{
	const char *secret;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make("/CN=Router  7", NULL);
	refused(enroll("T1", secret, "router 8", 0), "another subject");
	issued(enroll("T2", secret, "router 7", 0));
	refused(enroll("T3", secret, "router 8", 0), "spent before");
}

static void
no_secret_is_in_the_record_or_the_audit_log(void **state)
{
	const char *secret, *detail;
	uint8_t packed[1024];
	struct uuid id;
	Challenge *c;
	size_t n;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, &id);
	detail = site_last_audit(s)->detail;
	assert_null(strstr(detail, secret));
	assert_non_null(strstr(detail, "any subject, label for a test"));
	c = look_up(&id);
	n = challenge__pack(c, packed);
	assert_null(memmem(packed, n, secret, strlen(secret)));
}

static void
an_order_that_waits_has_spent_its_challenge(void **state)
{
	struct profile_draft d;
	struct outcome out;
	const char *secret;
	struct uuid id;

	(void)state;
	d = draft();
	d.challenge_kind = RA_CHALLENGE_ONE_TIME;
	d.approval = RA_APPROVAL_ALL;
	change(d);
	secret = make(NULL, &id);
	out = enroll("T1", secret, "a", 0);
	assert_int_equal(out.kind, OUTCOME_PENDING);
	assert_string_equal(ra_one_time_state(look_up(&id), clock_ms()),
	    "spent");
	refused(enroll("T2", secret, "b", 0), "spent before");
	out = enroll("T1", secret, "a", 0);
	assert_int_equal(out.kind, OUTCOME_PENDING);
}

static void
drafts_of_one_time_challenges_are_checked(void **state)
{
	struct one_time_draft d = { profile_id, HOUR_MS, NULL, NULL };
	struct secret *secret;
	struct uuid id;
	int64_t ends;

	(void)state;
	assert_int_equal(ra_one_time_new(s->ra, &s->by, &d, &id, &ends, &secret,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	set_kind(RA_CHALLENGE_ONE_TIME);
	d.subject = "router 7";
	assert_int_equal(ra_one_time_new(s->ra, &s->by, &d, &id, &ends, &secret,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	d.subject = NULL;
	d.label = "two\nlines";
	assert_int_equal(ra_one_time_new(s->ra, &s->by, &d, &id, &ends, &secret,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	d.label = NULL;
	d.valid_ms = 0;
	assert_int_equal(ra_one_time_new(s->ra, &s->by, &d, &id, &ends, &secret,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
}

static int
age(struct store_txn *t, void *ctx, struct err *err)
{
	Challenge *c = ctx;

	c->forget_ms = 1;
	return store_put_challenge(t, c, err);
}

static void
old_ones_are_forgotten_when_new_ones_are_made(void **state)
{
	struct uuid first, second;
	const char *secret;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, &first);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, age,
			     look_up(&first), &e),
	    0);
	(void)make(NULL, &second);
	assert_null(look_up(&first));
	assert_non_null(look_up(&second));
	refused(enroll("T1", secret, "a", 0), "is wrong");
}

/* ---- At once ----------------------------------------------------------- */

static void
of_many_at_once_one_wins_a_one_time_challenge(void **state)
{
	struct enrollment en[CROWD];
	struct crowd crowd = { 0 };
	const char *secret;
	unsigned int i;

	(void)state;
	set_kind(RA_CHALLENGE_ONE_TIME);
	secret = make(NULL, NULL);
	for (i = 0; i < CROWD; i++) {
		en[i] = site_request(s, key, arena_printf(s->a, "T%u", i),
		    "router 7");
		en[i].csr = span_of_str(arena_printf(s->a, "csr %u", i));
		en[i].challenge = span_of_str(secret);
	}
	crowd_ask_each(&crowd, s->ra, site_profile(s, "routers"), ra_enroll,
	    en);
	assert_int_equal(crowd.kinds[OUTCOME_ISSUED], 1);
	assert_int_equal(crowd.kinds[OUTCOME_FAILED], CROWD - 1);
	for (i = 0; i < CROWD; i++)
		if (crowd.out[i].kind == OUTCOME_FAILED)
			refused(crowd.out[i], "spent before");
	crowd_free(&crowd);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	assert_null(site_inconsistency(s, &profile_id));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_old_challenge_stays_good_until_its_end),
		TEST(of_three_challenges_the_first_goes),
		TEST(an_old_challenge_goes_at_once_where_nobody_keeps_it),
		TEST(an_old_challenge_is_not_kept_for_years_by_a_wrong_clock),
		TEST(other_changes_leave_both_challenges_as_they_are),
		TEST(what_does_not_go_together_is_refused),
		TEST(a_profile_without_a_challenge_issues_only_if_told_so),
		TEST(a_one_time_challenge_gets_one_certificate),
		TEST(a_one_time_challenge_is_of_its_profile_alone),
		TEST(ended_and_revoked_ones_are_told_apart),
		TEST(a_clock_that_is_put_back_leaves_them_their_time),
		TEST(a_challenge_for_a_subject_is_for_no_other),
		TEST(no_secret_is_in_the_record_or_the_audit_log),
		TEST(an_order_that_waits_has_spent_its_challenge),
		TEST(drafts_of_one_time_challenges_are_checked),
		TEST(old_ones_are_forgotten_when_new_ones_are_made),
		TEST(of_many_at_once_one_wins_a_one_time_challenge),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
