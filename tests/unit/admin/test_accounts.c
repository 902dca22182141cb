/* SPDX-License-Identifier: BSD-2-Clause */
/* The accounts, all or active, and the page of one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "browser.h"

static struct key *key;

static struct outcome
enroll(const char *name, const char *challenge)
{
	struct enrollment en = site_request(browser.site, key, name, name);

	en.challenge = span_of_str(challenge);
	return site_enroll(browser.site, "branch-routers", &en);
}

/* An account of the profile was not issued to today. */
static int
count_one_less(struct store_txn *t, void *ctx, struct err *e)
{
	Counter less = COUNTER__INIT;

	less.accounts_last = -1;
	return store_count(t, ctx, clock_day(clock_ms()), &less, e);
}

static int
open_with_devices(void **state)
{
	const struct ra_profile *p;
	const struct outcome *old;
	struct outcome out[3];
	Account copy;
	Order *o;
	struct uuid id;

	if (browser_open(state) == -1)
		return -1;
	key = site_key();
	out[0] = enroll("router <1>", SITE_CHALLENGE);
	out[1] = enroll("router 2", "wrong challenge");
	out[2] = enroll("router 3", SITE_CHALLENGE);
	/* The third had its last certificate a year ago. */
	old = &out[2];
	o = site_order(browser.site, &old->order);
	if (!uuid_from_span(span_of(o->account_id.data, o->account_id.len),
		&id))
		return -1;
	copy = *site_account(browser.site, &id);
	copy.last_issued_ms = clock_ms() - 365 * CLOCK_DAY_MS;
	site_put_account(browser.site, &copy);
	p = site_profile(browser.site, "branch-routers");
	id = p->id;
	return store_update(ra_store(browser.site->ra), STORE_DURABLE,
	    count_one_less, &id, &(struct err){ 0 });
}

static int
close_with_devices(void **state)
{
	key_free(key);
	return browser_close(state);
}

static const char *
id_of(const char *slug)
{
	return uuid_text(browser.a, &site_profile(browser.site, slug)->id);
}

static void
all_accounts_are_listed_with_their_profile(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/accounts"), 200);
	is_sound();
	shows("CN=router \\&lt;1\\&gt;");
	shows("CN=router 2");
	shows("CN=router 3");
	shows("3 accounts in all");
	shows_not("that match");
	shows("1 active failed</span>");
	shows("never</span>");
	shows(id_of("branch-routers"));
}

static void
only_those_issued_to_lately_are_active(void **state)
{
	static const char *const queries[] = { "state=active",
		"state=active&profile=" };

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < 2; i++) {
		get(arena_printf(browser.a, "/admin/accounts?%s%s", queries[i],
		    i == 0 ? "" : id_of("branch-routers")));
		is_sound();
		shows("CN=router \\&lt;1\\&gt;");
		shows_not("CN=router 2");
		shows_not("CN=router 3");
		shows("1 that matches, 3 accounts in all");
		shows("Clear all");
	}
}

static void
those_of_a_profile_are_counted(void **state)
{
	(void)state;
	sign_anna_in();
	get(arena_printf(browser.a, "/admin/accounts?profile=%s",
	    id_of("branch-routers")));
	is_sound();
	shows("CN=router 2");
	shows("3 that match, 3 accounts in all");
}

static void
what_fits_nothing_is_said_in_words(void **state)
{
	static const char *const queries[] = { "profile=nonsense",
		"state=nonsense",
		"profile=00000000-0000-0000-0000-000000000000",
		"profile=00000000-0000-7000-8000-000000000000&state=active" };

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < sizeof(queries) / sizeof(queries[0]); i++) {
		assert_int_equal(get(arena_printf(browser.a,
				     "/admin/accounts?%s", queries[i])),
		    200);
		is_sound();
		shows("No account matches.");
		shows("0 that match, 3 accounts in all");
	}
	assert_int_equal(get("/admin/accounts?after=zz"), 400);
}

static void
an_account_has_its_certificate_and_its_orders(void **state)
{
	Order *o = site_newest_order(browser.site);
	struct uuid id;

	(void)state;
	assert_true(
	    uuid_from_span(span_of(o->account_id.data, o->account_id.len),
		&id));
	sign_anna_in();
	assert_int_equal(get(arena_printf(browser.a, "/admin/accounts/%s",
			     uuid_text(browser.a, &id))),
	    200);
	is_sound();
	shows("CN=router 3");
	shows("Newest certificate");
	shows("1, 1 of them issued");
	assert_true(uuid_from_span(span_of(o->id.data, o->id.len), &id));
	shows(uuid_text(browser.a, &id));
	assert_int_equal(get("/admin/accounts/nonsense"), 404);
	assert_int_equal(get("/admin/accounts/"
			     "00000000-0000-7000-8000-000000000000"),
	    404);
}

/* Of the first device's profile, newer than it, and not active. */
struct old {
	Account like;
	unsigned int n;
};

static int
put_old(struct store_txn *t, void *ctx, struct err *e)
{
	const struct old *old = ctx;
	Account c = old->like;
	struct uuid id;

	c.last_issued_ms = clock_ms() - 365 * CLOCK_DAY_MS;
	for (unsigned int i = 0; i < old->n; i++) {
		id = uuid_new();
		c.id.data = id.bytes;
		c.subject = arena_printf(browser.a, "CN=old %u", i);
		c.subject_sha256.data = arena_alloc(browser.a, 32);
		memcpy(c.subject_sha256.data, id.bytes, sizeof(id.bytes));
		if (store_put_account(t, &c, e) == -1)
			return -1;
	}
	return 0;
}

static void
add_old(unsigned int n)
{
	Order *o = site_newest_order(browser.site);
	struct old old = { .n = n };
	struct uuid id;
	struct err e;

	assert_true(
	    uuid_from_span(span_of(o->account_id.data, o->account_id.len),
		&id));
	old.like = *site_account(browser.site, &id);
	assert_int_equal(store_update(ra_store(browser.site->ra), STORE_DURABLE,
			     put_old, &old, &e),
	    0);
}

/* The link "Next"; "": there is none. */
static const char *
next_page(void)
{
	const char *href = html_link(page(), "rel=\"next\"", browser.a);

	return href == NULL ? "" : href;
}

static void
a_page_is_filled_up_from_what_follows(void **state)
{
	const char *list = arena_printf(browser.a,
	    "/admin/accounts?state=active&profile=%s", id_of("branch-routers"));

	(void)state;
	sign_anna_in();
	add_old(120);
	get(list);
	is_sound();
	shows("CN=router \\&lt;1\\&gt;");
	shows_not("CN=old");
	assert_string_equal(next_page(), "");
	/* Up to a limit: a page costs no more, and leads on. */
	add_old(1000);
	get(list);
	is_sound();
	shows("None of the accounts looked at so far match.");
	shows("Look further");
	get(next_page());
	is_sound();
	shows("CN=router \\&lt;1\\&gt;");
	shows_not("CN=old");
	assert_string_equal(next_page(), "");
	/* The index of the issues knows where they end. */
	get("/admin/accounts?state=active");
	shows("CN=router \\&lt;1\\&gt;");
	shows_not("CN=old");
	assert_string_equal(next_page(), "");
	get("/admin/accounts?after=00");
	is_sound();
	shows("The list ends before this page.");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(all_accounts_are_listed_with_their_profile),
		PAGE_TEST(only_those_issued_to_lately_are_active),
		PAGE_TEST(those_of_a_profile_are_counted),
		PAGE_TEST(what_fits_nothing_is_said_in_words),
		PAGE_TEST(an_account_has_its_certificate_and_its_orders),
		PAGE_TEST(a_page_is_filled_up_from_what_follows),
	};

	return cmocka_run_group_tests(tests, open_with_devices,
	    close_with_devices);
}
