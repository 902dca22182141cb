/* SPDX-License-Identifier: BSD-2-Clause */
/* Failed orders: which are active, and how a person dismisses them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "ra/order.h"
#include "ra/state.h"
#include "site.h"

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

static struct uuid
enroll(const char *transaction_id, const char *name, const char *challenge)
{
	struct enrollment en = site_request(s, key, transaction_id, name);
	struct outcome out;

	en.challenge = span_of_str(challenge);
	out = site_enroll(s, "routers", &en);
	return out.order;
}

static struct uuid
fail_order(const char *transaction_id, const char *name)
{
	return enroll(transaction_id, name, "a wrong one");
}

static void
dismiss(const struct uuid *id)
{
	if (ra_order_dismiss(s->ra, &s->by, id, &e) == -1)
		fail_msg("%s", e.text);
}

static void
refuses(const struct uuid *id, enum err_kind kind, const char *words)
{
	e = (struct err){ 0 };
	assert_int_equal(ra_order_dismiss(s->ra, &s->by, id, &e), -1);
	assert_int_equal(e.kind, kind);
	if (strstr(e.text, words) == NULL)
		fail_msg("want \"%s\", have \"%s\"", words, e.text);
}

static void
check_consistent(void)
{
	const char *what = site_inconsistency(s, &profile_id);

	if (what != NULL)
		fail_msg("%s", what);
}

static int64_t
active(const struct uuid *scope, int32_t day)
{
	return site_counter(s, scope, day)->failed_active;
}

static void
a_dismissed_failure_is_not_active_any_more(void **state)
{
	struct uuid id = fail_order("T1", "router 7");
	const Order *o = site_order(s, &id);
	struct uuid account = field_uuid(o->account_id);
	int32_t today = clock_day(o->completed_ms);
	const AuditEntry *entry;

	(void)state;
	fail_order("T2", "router 8");
	assert_true(ra_order_is_active(o, site_account(s, &account)));
	assert_int_equal(active(NULL, 0), 2);
	dismiss(&id);
	o = site_order(s, &id);
	assert_true(o->dismissed);
	assert_false(ra_order_is_active(o, site_account(s, &account)));
	assert_int_equal(site_account(s, &account)->active_failed, 0);
	assert_int_equal(active(NULL, 0), 1);
	assert_int_equal(active(&profile_id, 0), 1);
	assert_int_equal(active(NULL, today), 1);
	assert_int_equal(site_counter(s, NULL, 0)->failed, 2);
	entry = site_last_audit(s);
	assert_string_equal(entry->action, "order-dismiss");
	assert_string_equal(entry->actor, "tool:test");
	assert_string_equal(entry->subject_kind, "order");
	assert_string_equal(entry->detail,
	    "dismissed the failed order of 'CN=router 7'");
	check_consistent();

	refuses(&id, ERR_CONFLICT, "dismissed before");
	assert_int_equal(active(NULL, 0), 1);
	check_consistent();
}

/* A later issue takes away what is left, and not what was dismissed. */
static void
an_issue_after_a_dismissal_counts_right(void **state)
{
	struct uuid first = fail_order("T1", "router 7");
	struct uuid second = fail_order("T2", "router 7");
	struct uuid issued;

	(void)state;
	dismiss(&first);
	assert_int_equal(active(NULL, 0), 1);
	issued = enroll("T3", "router 7", SITE_CHALLENGE);
	assert_int_equal(active(NULL, 0), 0);
	check_consistent();
	refuses(&second, ERR_CONFLICT, "later order of the same device");
	refuses(&issued, ERR_CONFLICT, "has not failed");
	assert_int_equal(active(NULL, 0), 0);
	check_consistent();
}

static void
a_failure_without_an_account_stays_until_it_is_dismissed(void **state)
{
	const struct enrollment en = {
		.now_ms = clock_ms(),
		.started_us = clock_us(),
	};
	struct err why = { 0 };
	struct outcome out;
	const Order *o;

	(void)state;
	(void)err_set(&why, ERR_INTEGRITY, "the envelope does not open");
	assert_int_equal(ra_record_failure(s->ra, site_profile(s, "routers"),
			     &en, RA_CHECK_ENVELOPE, &why, s->a, &out, &e),
	    0);
	o = site_order(s, &out.order);
	assert_int_equal(o->account_id.len, 0);
	assert_true(ra_order_is_active(o, NULL));
	enroll("T1", "router 7", SITE_CHALLENGE);
	assert_int_equal(active(NULL, 0), 1);
	check_consistent();
	dismiss(&out.order);
	assert_int_equal(active(NULL, 0), 0);
	assert_false(ra_order_is_active(site_order(s, &out.order), NULL));
	assert_string_equal(site_last_audit(s)->detail,
	    "dismissed the failed order of a device without a name");
	check_consistent();
}

static void
what_is_not_there_is_not_dismissed(void **state)
{
	struct uuid id = uuid_new();

	(void)state;
	refuses(&id, ERR_NOT_FOUND, "no such order");
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_dismissed_failure_is_not_active_any_more),
		TEST(an_issue_after_a_dismissal_counts_right),
		TEST(a_failure_without_an_account_stays_until_it_is_dismissed),
		TEST(what_is_not_there_is_not_dismissed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
