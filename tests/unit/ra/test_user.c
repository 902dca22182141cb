/* SPDX-License-Identifier: BSD-2-Clause */
/* People: passwords, sessions, and the brake on guessing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "ra/password.h"
#include "ra/state.h"
#include "ra/throttle.h"
#include "ra/user.h"
#include "site.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define PASSWORD "correct horse battery"
#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define START INT64_C(1800000000000)

static struct site *s;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new_empty();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	site_free(s);
	return 0;
}

static int
create(const char *name, const char *password)
{
	struct secret *p = secret_new(span_of_str(password));
	struct uuid id;
	int rc = ra_user_create(s->ra, &s->by, name, p, &id, &e);

	secret_free(p);
	return rc;
}

static int
set_password(const char *name, const char *password)
{
	struct secret *p = secret_new(span_of_str(password));
	int rc = ra_user_set_password(s->ra, &s->by, name, p, &e);

	secret_free(p);
	return rc;
}

static int
sign_in(const char *name, const char *password, const char *address,
    uint8_t token[static RA_TOKEN_SIZE])
{
	struct secret *p = secret_new(span_of_str(password));
	int rc = ra_sign_in(s->ra, name, p, address, token, &e);

	secret_free(p);
	return rc;
}

static const struct ra_session *
session(const uint8_t token[static RA_TOKEN_SIZE])
{
	const struct ra_session *out;

	assert_int_equal(ra_session_find(s->ra, span_of(token, RA_TOKEN_SIZE),
			     s->a, &out, &e),
	    0);
	return out;
}

static int
read_user(struct store_txn *t, void *ctx, struct err *why)
{
	User **out = ctx;

	return store_find_user(t, "anna", s->a, out, why);
}

static void
a_password_is_kept_as_yescrypt_and_nowhere_else(void **state)
{
	User *u;

	(void)state;
	assert_int_equal(create("Anna", PASSWORD), 0);
	assert_int_equal(store_view(ra_store(s->ra), read_user, &u, &e), 0);
	assert_non_null(u);
	assert_string_equal(u->name, "Anna");
	assert_memory_equal(u->password_hash, "$y$", 3);
	assert_int_equal(u->role, USER_ROLE__ROLE_ADMINISTRATOR);
	assert_string_equal(site_last_audit(s)->action, "user-create");
	assert_null(strstr(site_last_audit(s)->detail, "horse"));
}

static void
names_and_passwords_follow_the_rules(void **state)
{
	static const struct {
		const char *user;
		const char *password;
		const char *says;
	} rows[] = {
		{ "", PASSWORD, "is missing" },
		{ " anna", PASSWORD, "blank" },
		{ "12345678901234567890123456789012345678901234567890"
		  "123456789012345",
		    PASSWORD, "65 characters" },
		{ "anna", "", "0 characters" },
		{ "anna", "elevenchars", "11 characters" },
		{ "anna", "twelve chars\n", "control" },
		{ "anna", "twelve chars\xff", "UTF-8" },
	};
	char longest[600];
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		assert_int_equal(create(rows[i].user, rows[i].password), -1);
		if (e.kind != ERR_MALFORMED ||
		    strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: want %s", e.text, rows[i].says);
	}
	memset(longest, 'x', sizeof(longest));
	longest[512] = '\0';
	assert_int_equal(create("anna", longest), -1);
	longest[511] = '\0';
	assert_int_equal(create("anna", longest), 0);
	assert_int_equal(create("ANNA", PASSWORD), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_int_equal(set_password("bert", PASSWORD), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_int_equal(set_password("anna", "short"), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
}

static void
who_signs_in_has_a_session_until_signing_out(void **state)
{
	uint8_t token[RA_TOKEN_SIZE], other[RA_TOKEN_SIZE];
	const struct ra_session *found;

	(void)state;
	assert_int_equal(create("Anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
	assert_string_equal(site_last_audit(s)->action, "sign-in");
	assert_string_equal(site_last_audit(s)->actor, "Anna");
	assert_string_equal(site_last_audit(s)->address, "192.0.2.1");
	found = session(token);
	assert_non_null(found);
	assert_string_equal(found->user_name, "Anna");
	assert_int_equal(found->csrf.len, 32);
	assert_true(found->expires_ms > clock_ms() + RA_SESSION_MS - MINUTE);
	assert_true(found->expires_ms <= clock_ms() + RA_SESSION_MS);

	assert_int_equal(sign_in("Anna", PASSWORD, "192.0.2.2", other), 0);
	assert_memory_not_equal(token, other, sizeof(token));
	assert_int_equal(ra_sign_out(s->ra, span_of(token, sizeof(token)), &e),
	    0);
	assert_string_equal(site_last_audit(s)->action, "sign-out");
	assert_null(session(token));
	assert_non_null(session(other));
	/* Once more, and with what is no token. */
	assert_int_equal(ra_sign_out(s->ra, span_of(token, sizeof(token)), &e),
	    0);
	assert_int_equal(ra_sign_out(s->ra, span_of(token, 5), &e), 0);
	site_reopen(s);
	assert_non_null(session(other));
}

static void
a_token_that_is_none_finds_nothing(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];
	const struct ra_session *out;

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
	assert_int_equal(ra_session_find(s->ra,
			     span_of(token, sizeof(token) - 1), s->a, &out, &e),
	    0);
	assert_null(out);
	assert_int_equal(ra_session_find(s->ra, span_of(NULL, 0), s->a, &out,
			     &e),
	    0);
	assert_null(out);
	token[31] ^= 1;
	assert_null(session(token));
}

static void
a_new_password_ends_the_sessions_of_the_old(void **state)
{
	uint8_t before[RA_TOKEN_SIZE], after[RA_TOKEN_SIZE];

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", before), 0);
	assert_int_equal(set_password("Anna", "another long one"), 0);
	assert_string_equal(site_last_audit(s)->action, "user-password");
	assert_null(session(before));
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", after), -1);
	assert_int_equal(sign_in("anna", "another long one", "192.0.2.1",
			     after),
	    0);
	assert_non_null(session(after));
}

static void
who_is_removed_is_signed_in_no_more(void **state)
{
	uint8_t token[RA_TOKEN_SIZE], other[RA_TOKEN_SIZE];

	(void)state;
	assert_int_equal(create("Anna", PASSWORD), 0);
	assert_int_equal(create("bert", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
	assert_int_equal(sign_in("bert", PASSWORD, "192.0.2.1", other), 0);
	assert_int_equal(ra_user_remove(s->ra, &s->by, "ANNA", &e), 0);
	assert_string_equal(site_last_audit(s)->action, "user-remove");
	assert_string_equal(site_last_audit(s)->actor, s->by.name);
	assert_string_equal(site_last_audit(s)->detail, "removed user 'Anna'");
	assert_int_equal(site_last_audit(s)->subject_id.len, 16);
	assert_null(session(token));
	assert_non_null(session(other));
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_int_equal(ra_user_remove(s->ra, &s->by, "anna", &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_string_equal(e.text, "there is no user 'anna'");
	/* Nor does who comes later under that name have what she had. */
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_null(session(token));
	site_verify(s);
}

static int
expire(struct store_txn *t, void *ctx, struct err *why)
{
	uint8_t hash[DIGEST_MOST];
	Session *r;

	digest_of(DIGEST_SHA256, span_of(ctx, RA_TOKEN_SIZE), hash);
	if (store_get_session(t, span_of(hash, 32), s->a, &r, why) == -1)
		return -1;
	assert_non_null(r);
	r->expires_ms = clock_ms() - 1;
	return store_put_session(t, r, why);
}

static void
a_session_ends_by_itself(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, expire,
			     token, &e),
	    0);
	assert_null(session(token));
}

/* As if it had been begun when the clock was a day ahead. */
static int
begin_tomorrow(struct store_txn *t, void *ctx, struct err *why)
{
	uint8_t hash[DIGEST_MOST];
	Session *r;

	digest_of(DIGEST_SHA256, span_of(ctx, RA_TOKEN_SIZE), hash);
	if (store_get_session(t, span_of(hash, 32), s->a, &r, why) == -1)
		return -1;
	assert_non_null(r);
	r->created_ms += CLOCK_DAY_MS;
	r->expires_ms += CLOCK_DAY_MS;
	return store_put_session(t, r, why);
}

static void
a_session_lasts_no_longer_for_a_clock_that_was_put_back(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE,
			     begin_tomorrow, token, &e),
	    0);
	assert_null(session(token));
}

static void
wrong_names_and_wrong_passwords_sound_alike(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];
	char text[256];

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(sign_in("anna", PASSWORD "x", "192.0.2.1", token), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	snprintf(text, sizeof(text), "%s", e.text);
	assert_string_equal(site_last_audit(s)->action, "sign-in-failed");
	assert_string_equal(site_last_audit(s)->actor, "anna");
	assert_int_equal(sign_in("my password by mistake", PASSWORD,
			     "192.0.2.1", token),
	    -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_string_equal(e.text, text);
	assert_string_equal(site_last_audit(s)->actor, "");
	assert_null(strstr(site_last_audit(s)->detail, "mistake"));
}

static void
five_wrong_passwords_block_a_name_from_there(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];
	int i;

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	assert_int_equal(create("bert", PASSWORD), 0);
	for (i = 0; i < 5; i++) {
		assert_int_equal(sign_in(i % 2 != 0 ? "anna" : " ANNA", "guess",
				     "192.0.2.1", token),
		    -1);
		assert_non_null(strstr(e.text, "is wrong"));
	}
	/* The right one does not help now; another name is free. */
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "seconds"));
	assert_int_equal(sign_in("bert", PASSWORD, "192.0.2.1", token), 0);
	/* And its owner, who is elsewhere, is not locked out. */
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.2", token), 0);
}

static void
signing_in_forgives_what_was_mistyped(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];
	int i;

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	for (i = 0; i < 9; i++)
		assert_int_equal(sign_in("anna", i == 4 ? PASSWORD : "guess",
				     "192.0.2.1", token),
		    i == 4 ? 0 : -1);
	assert_int_equal(sign_in("anna", PASSWORD, "192.0.2.1", token), 0);
}

/* ---- The throttle by its own clock ------------------------------------- */

struct attempt_at {
	struct throttle_keys keys;
	int64_t now;
	bool blocked;
};

static int
fail_at(struct store_txn *t, void *ctx, struct err *why)
{
	struct attempt_at *at = ctx;

	at->blocked = throttle_check(t, &at->keys, at->now, s->a, why) == -1;
	if (at->blocked)
		return 0;
	return throttle_count(t, &at->keys, at->now, s->a, why);
}

/* A failed attempt, unless it is blocked. */
static bool
blocked(const char *name, const char *address, int64_t now)
{
	struct attempt_at at = { .now = now };

	at.keys = throttle_keys(s->a, name, address);
	assert_int_equal(store_update(ra_store(s->ra), STORE_DURABLE, fail_at,
			     &at, &e),
	    0);
	return at.blocked;
}

static void
each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour(void **state)
{
	static const int64_t waits[] = { 30, 60, 120, 240, 480, 900, 900 };
	int64_t now = START;
	size_t i;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_false(blocked("anna", "", now));
	for (i = 0; i < N(waits); i++) {
		if (!blocked("anna", "", now + waits[i] * SECOND - 1))
			fail_msg("free before %lld s", (long long)waits[i]);
		now += waits[i] * SECOND;
		/* Free, and fails once more. */
		if (blocked("anna", "", now))
			fail_msg("blocked for more than %lld s",
			    (long long)waits[i]);
	}
}

static void
a_quiet_quarter_of_an_hour_forgets_all(void **state)
{
	int64_t now = START;
	int i;

	(void)state;
	for (i = 0; i < 4; i++)
		assert_false(blocked("anna", "", now));
	now += 15 * MINUTE + 1;
	for (i = 0; i < 5; i++)
		assert_false(blocked("anna", "", now));
	assert_true(blocked("anna", "", now));
}

static void
an_address_is_blocked_after_twenty_whatever_the_names(void **state)
{
	char name[16];
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		assert_false(blocked(name, "192.0.2.1", START));
	}
	assert_true(blocked("another", "192.0.2.1", START));
	assert_true(blocked("another", "192.0.2.1", START + 30 * SECOND - 1));
	assert_false(blocked("another", "192.0.2.2", START));
	assert_false(blocked("another", "192.0.2.1", START + 30 * SECOND));
}

/* Whoever has one address of it can take any other. */
static void
an_ipv6_network_is_one_address(void **state)
{
	char name[16], address[40];
	int i;

	(void)state;
	for (i = 0; i < 20; i++) {
		snprintf(name, sizeof(name), "user%d", i);
		snprintf(address, sizeof(address), "2001:db8:0:7::%x", i + 1);
		assert_false(blocked(name, address, START));
	}
	assert_true(blocked("another", "2001:db8:0:7:ffff::1", START));
	assert_false(blocked("another", "2001:db8:0:8::1", START));
}

static void
an_ipv6_network_alone_cannot_lock_out_a_name(void **state)
{
	char address[40];
	int i;

	(void)state;
	for (i = 0; i < 200; i++) {
		snprintf(address, sizeof(address), "2001:db8:0:7::%x", i + 1);
		(void)blocked("anna", address, START);
	}
	assert_false(blocked("anna", "192.0.2.2", START));
}

/* And counts on from then, as if there had been no such time. */
static void
a_clock_that_was_put_back_locks_nobody_out(void **state)
{
	int i;

	(void)state;
	for (i = 0; i < 5; i++)
		assert_false(blocked("anna", "", START + CLOCK_DAY_MS));
	assert_true(blocked("anna", "", START + CLOCK_DAY_MS));
	assert_false(blocked("anna", "", START));
	assert_true(blocked("anna", "", START));
	assert_false(blocked("anna", "", START + 15 * MINUTE));
}

static void
fifty_failures_block_a_name_from_everywhere(void **state)
{
	uint8_t token[RA_TOKEN_SIZE];
	const int64_t now = clock_ms();
	char address[32];
	int i;

	(void)state;
	assert_int_equal(create("anna", PASSWORD), 0);
	for (i = 0; i < 50; i++) {
		snprintf(address, sizeof(address), "192.0.2.%d", i);
		assert_false(blocked("anna", address, now));
	}
	assert_true(blocked("ANNA", "198.51.100.1", now));
	assert_false(blocked("bert", "198.51.100.1", now));
	assert_int_equal(sign_in("anna", PASSWORD, "198.51.100.1", token), -1);
	/* The way out, by the tool. */
	assert_int_equal(set_password("Anna", "another long one"), 0);
	assert_int_equal(sign_in("anna", "another long one", "198.51.100.1",
			     token),
	    0);
}

static void
one_address_alone_cannot_lock_out_a_name(void **state)
{
	int64_t now;

	(void)state;
	/* A day of it, at every opportunity. */
	for (now = START; now < START + 24 * 60 * MINUTE; now += 10 * SECOND)
		(void)blocked("anna", "192.0.2.1", now);
	assert_false(blocked("anna", "192.0.2.2", now));
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_password_is_kept_as_yescrypt_and_nowhere_else),
		TEST(names_and_passwords_follow_the_rules),
		TEST(who_signs_in_has_a_session_until_signing_out),
		TEST(a_token_that_is_none_finds_nothing),
		TEST(a_new_password_ends_the_sessions_of_the_old),
		TEST(who_is_removed_is_signed_in_no_more),
		TEST(a_session_ends_by_itself),
		TEST(a_session_lasts_no_longer_for_a_clock_that_was_put_back),
		TEST(wrong_names_and_wrong_passwords_sound_alike),
		TEST(five_wrong_passwords_block_a_name_from_there),
		TEST(signing_in_forgives_what_was_mistyped),
		TEST(each_failure_doubles_the_wait_up_to_a_quarter_of_an_hour),
		TEST(a_quiet_quarter_of_an_hour_forgets_all),
		TEST(an_address_is_blocked_after_twenty_whatever_the_names),
		TEST(an_ipv6_network_is_one_address),
		TEST(an_ipv6_network_alone_cannot_lock_out_a_name),
		TEST(a_clock_that_was_put_back_locks_nobody_out),
		TEST(fifty_failures_block_a_name_from_everywhere),
		TEST(one_address_alone_cannot_lock_out_a_name),
	};

	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
