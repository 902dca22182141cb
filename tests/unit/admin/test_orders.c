/* SPDX-License-Identifier: BSD-2-Clause */
/* Orders as a list that is searched and filtered, and one by one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/text.h"
#include "browser.h"
#include "ra/check.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define MANY 1100 /* more than a request looks at */

static struct key *key;

/* A site for each test: counts start at nothing. */
static int
set_up(void **state)
{
	key = site_key();
	if (browser_open(state) != 0 || browser_start(state) != 0)
		return -1;
	sign_anna_in();
	return 0;
}

static int
tear_down(void **state)
{
	key_free(key);
	browser_end(state);
	return browser_close(state);
}

/* ---- Orders ------------------------------------------------------------ */

static struct uuid
enroll(struct enrollment en)
{
	const char *slug = "branch-routers";
	struct outcome out;
	struct err e;

	if (ra_enroll(browser.site->ra, site_profile(browser.site, slug), &en,
		browser.a, &out, &e) == -1)
		fail_msg("%s", e.text);
	return out.order;
}

static struct uuid
issue(const char *transaction_id, const char *name)
{
	return enroll(site_request(browser.site, key, transaction_id, name));
}

static struct uuid
refuse(const char *transaction_id, const char *name)
{
	struct enrollment en = site_request(browser.site, key, transaction_id,
	    name);

	en.challenge = span_of_str("a wrong one");
	return enroll(en);
}

/* Records as they are, for what no enrolment makes; in one transaction. */
struct plain_orders {
	int n;
	struct uuid profile;
	OrderState state;
};

static int
put_plain_orders(struct store_txn *t, void *ctx, struct err *e)
{
	struct plain_orders *p = ctx;
	struct uuid id;
	Order o;

	for (int i = 0; i < p->n; i++) {
		id = uuid_new();
		order__init(&o);
		o.id = (ProtobufCBinaryData){ sizeof(id.bytes), id.bytes };
		o.profile_id = (ProtobufCBinaryData){ sizeof(p->profile.bytes),
			p->profile.bytes };
		o.state = p->state;
		o.created_ms = uuid_ms(&id);
		o.subject = arena_printf(browser.a, "CN=plain %04d", i);
		if (store_put_order(t, &o, e) == -1)
			return -1;
	}
	return 0;
}

static struct plain_orders
put_many(int n, OrderState state)
{
	struct plain_orders p = { n, uuid_new(), state };
	struct err e;

	if (store_update(ra_store(browser.site->ra), STORE_RELAXED,
		put_plain_orders, &p, &e) == -1)
		fail_msg("%s", e.text);
	return p;
}

static const char *
path_of(const struct uuid *id)
{
	return arena_printf(browser.a, "/admin/orders/%s",
	    uuid_text(browser.a, id));
}

/* ---- The address ------------------------------------------------------- */

/* The page at a target, sound and with this status. */
static void
opens(const char *target, int status)
{
	if (get(target) != status)
		fail_msg("%s: %d", target, browser.res->status);
	is_sound();
}

static void
follow(const char *mark)
{
	const char *target = html_link(page(), mark, browser.a);

	if (target == NULL)
		fail_msg("no link %s in %s", mark, page());
	opens(target, 200);
}

/* How many rows the list has. */
static unsigned int
row_count(void)
{
	unsigned int n = 0;

	for (const char *at = page();
	     (at = strstr(at, "<th scope=\"row\"")) != NULL; at++)
		n++;
	return n;
}

/* ---- Without a name ---------------------------------------------------- */

static void
an_order_without_a_name_has_a_short_title(void **state)
{
	static char nothing[] = "";
	static char id[] = "0123456789ABCDEF0123456789ABCDEF"
			   "0123456789ABCDEF0123456789ABCDEF";
	struct uuid order = refuse("t-1", "device");
	Order nameless = *site_order(browser.site, &order);

	(void)state;
	nameless.subject = nameless.alt_names = nothing;
	nameless.transaction_id = id;
	site_put_order(browser.site, &nameless);
	opens(path_of(&order), 200);
	shows("<h1>Transaction 0123456789ABCDEF\u2026 ");
	shows(arena_printf(browser.a, ">%s</code>", id));
}

/* ---- The figures ------------------------------------------------------- */

static void
the_success_rate_is_rounded(void **state)
{
	(void)state;
	for (int i = 0; i < 3; i++)
		issue(arena_printf(browser.a, "good-%d", i), "good");
	opens("/admin/profiles", 200);
	shows("100.0");
	/* Three of seven: 42.857... */
	for (int i = 0; i < 4; i++)
		refuse(arena_printf(browser.a, "bad-%d", i), "bad");
	opens("/admin/profiles", 200);
	shows("<strong>42.9");
}

/* ---- The list ---------------------------------------------------------- */

static void
with_no_orders_it_says_how_they_come(void **state)
{
	(void)state;
	opens("/admin/orders", 200);
	shows("There is no order yet.");
	shows("0 orders");
	shows_not("Clear all");
	opens("/admin/orders?q=router", 200);
	shows("There is no order yet.");
	shows("Clear all");
}

static void
orders_are_listed_page_by_page(void **state)
{
	(void)state;
	for (int i = 0; i < 60; i++)
		refuse(arena_printf(browser.a, "t-%d", i),
		    arena_printf(browser.a, "device-%02d", i));
	opens("/admin/orders", 200);
	shows("CN=device-59");
	shows("CN=device-10");
	shows_not("CN=device-09");
	shows("60 orders");
	shows("Failed");
	shows("challenge password is wrong");
	shows("192.0.2.7");
	assert_null(html_link(page(), "rel=\"prev\"", browser.a));
	follow("rel=\"next\"");
	shows("CN=device-09");
	shows("CN=device-00");
	shows_not("CN=device-10");
	assert_null(html_link(page(), "rel=\"next\"", browser.a));
	follow("rel=\"prev\"");
	shows("CN=device-59");
	shows("CN=device-10");
	shows_not("CN=device-09");
	assert_null(html_link(page(), "rel=\"prev\"", browser.a));
	/* Behind the last one. */
	opens("/admin/orders?after=00", 200);
	shows("The list ends before this page.");
	follow("rel=\"prev\"");
	shows("CN=device-59");
}

static const char *
serial_of(const struct uuid *order)
{
	const Order *o = site_order(browser.site, order);
	struct uuid id;
	const Certificate *c;

	assert_true(uuid_from_span(span_of(o->certificate_id.data,
				       o->certificate_id.len),
	    &id));
	c = site_certificate(browser.site, &id);
	return text_hex(browser.a, span_of(c->serial.data, c->serial.len));
}

static void
a_search_finds_names_numbers_and_addresses(void **state)
{
	struct uuid seven = issue("7A-7A", "router-7.example.org");
	const char *serial = serial_of(&seven), *colons;
	const struct {
		const char *q; /* encoded */
		bool seven, eight;
	} cases[] = {
		{ arena_printf(browser.a, "router+%s", serial), true, false },
		{ "%09+router-7.+", true, false },
		{ "7a+a+7+example+o+u+t+e+r+nobody", false, false },
		{ "router", true, true },
		{ "ROUTER-7.ex", true, false },
		{ "example.org", true, false },
		{ "xample", false, false },
		{ "7a-", true, false },
		{ "8b-8b", false, true },
		{ "192.0.2.7", true, true },
		{ "192.0.3", false, false },
		{ "r%C3%B6uter+%268", false, true },
		{ "example+router", true, false },
		{ "192.0+7a", true, false },
		{ "router+nobody", false, false },
		{ "CN%3Drouter-7", true, false },
		{ serial, true, false },
		{ "%3Cscript%3E", false, false },
		{ "--", false, false },
	};
	static const char *const numbers[] = { "00:1a:2b:3c:4d:5e", "00:1A:2B",
		"00123456", "00ab00cd00", "00:1a:2b:3c:4d:5e+9c-9c" };
	const char *target;

	(void)state;
	issue("8B-8B", "R\xc3\xb6uter &8");
	for (size_t i = 0; i < N(cases); i++) {
		target = arena_printf(browser.a, "/admin/orders?q=%s",
		    cases[i].q);
		opens(target, 200);
		print_message("# %s\n", cases[i].q);
		assert_int_equal(strstr(page(), ">CN=router-7.") != NULL,
		    cases[i].seven);
		assert_int_equal(strstr(page(), "&amp;8</a>") != NULL,
		    cases[i].eight);
		assert_int_equal(row_count(), cases[i].seven + cases[i].eight);
		if (row_count() == 0)
			shows("No order matches.");
	}
	/* As browsers print it. */
	colons = serial;
	for (target = ""; *colons != '\0'; colons += 2)
		target = arena_printf(browser.a, "%s%%3A%.2s", target, colons);
	opens(arena_printf(browser.a, "/admin/orders?q=00%s", target), 200);
	assert_int_equal(row_count(), 1);
	/* Devices are called by numbers, too. */
	issue("9C-9C", "00:1A:2B:3C:4D:5E");
	issue("00AB00CD00", "00123456");
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		opens(arena_printf(browser.a, "/admin/orders?q=%s", numbers[i]),
		    200);
		assert_int_equal(row_count(), 1);
	}
	opens(arena_printf(browser.a, "/admin/orders?q=%s&state=failed",
		  serial),
	    200);
	assert_int_equal(row_count(), 0);
}

/* As the housekeeping counts them. */
static int
count_removed(struct store_txn *t, void *ctx, struct err *e)
{
	Counter add = COUNTER__INIT;

	add.orders = add.removed_orders = 7;
	add.issued = add.removed_issued = 3;
	add.failed = add.removed_failed = 1;
	add.rejected = add.removed_rejected = 3;
	return store_count(t, ctx, clock_day(clock_ms()), &add, e);
}

static void
what_was_removed_is_told_from_what_is_there(void **state)
{
	const struct ra_profile *p = site_profile(browser.site,
	    "branch-routers");
	static const struct {
		const char *query, *says;
	} rows[] = {
		{ "?", ">2 orders; 7 more were removed when their time" },
		{ "?state=issued",
		    "1 that matches, 2 orders in all; 3 more that matched "
		    "were removed" },
		{ "?state=failed",
		    "1 that matches, 2 orders in all; 1 more that matched "
		    "was removed" },
		{ "?state=rejected", "0 that match, 2 orders in all; 3 more" },
		{ "?state=active", "1 that matches, 2 orders in all</p>" },
		{ "?state=pending", "0 that match, 2 orders in all</p>" },
		{ "?q=device", "2 that match, 2 orders in all</p>" },
		{ "?q=device&state=issued",
		    "1 that matches, 2 orders in all</p>" },
		{ "?state=nonsense", "0 that match, 2 orders in all</p>" },
		{ "?profile=00000000-0000-0000-0000-000000000000",
		    "0 that match, 2 orders in all</p>" },
	};
	struct uuid id = p->id;
	struct err e;

	(void)state;
	issue("t-1", "device good");
	refuse("t-2", "device bad");
	assert_int_equal(store_update(ra_store(browser.site->ra), STORE_DURABLE,
			     count_removed, &id, &e),
	    0);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		opens(arena_printf(browser.a, "/admin/orders%s", rows[i].query),
		    200);
		shows(rows[i].says);
	}
	opens(arena_printf(browser.a, "/admin/orders?profile=%s",
		  uuid_text(browser.a, &id)),
	    200);
	shows("2 that match, 2 orders in all; 7 more that matched were");
}

static void
a_search_is_not_said_to_be_newest_first(void **state)
{
	(void)state;
	issue("t-1", "device a");
	issue("t-2", "device b");
	opens("/admin/orders", 200);
	shows("newest first.</p>");
	assert_true(
	    strstr(page(), "CN=device b") < strstr(page(), "CN=device a"));
	opens("/admin/orders?q=device", 200);
	shows_not("newest first");
	shows("in the order of the words that were found");
}

static void
filters_choose_and_stay_while_paging(void **state)
{
	const struct ra_profile *p = site_profile(browser.site,
	    "branch-routers");
	const char *id = uuid_text(browser.a, &p->id);

	(void)state;
	for (int i = 0; i < 55; i++)
		refuse(arena_printf(browser.a, "t-%d", i),
		    arena_printf(browser.a, "bad-%02d", i));
	issue("good", "good");
	opens("/admin/orders?state=issued", 200);
	assert_int_equal(row_count(), 1);
	shows("1 that matches, 56 orders in all");
	/* A search that fits on one page, too. */
	opens("/admin/orders?q=good", 200);
	shows("1 that matches, 56 orders in all");
	opens("/admin/orders?q=nobody", 200);
	shows("0 that match, 56 orders in all");
	/* And one of one word that does not, on each of its pages. */
	opens("/admin/orders?q=bad", 200);
	shows("55 that match, 56 orders in all");
	follow("rel=\"next\"");
	shows("55 that match, 56 orders in all");
	opens("/admin/orders?state=issued", 200);
	shows("<option value=\"issued\" selected>");
	opens("/admin/orders?state=failed", 200);
	assert_int_equal(row_count(), 50);
	shows("55 that match, 56 orders in all");
	follow("rel=\"next\"");
	assert_int_equal(row_count(), 5);
	shows("<option value=\"failed\" selected>");
	follow("rel=\"prev\"");
	assert_int_equal(row_count(), 50);
	assert_null(html_link(page(), "rel=\"prev\"", browser.a));

	opens(arena_printf(browser.a,
		  "/admin/orders?profile=%s&state=failed&q=bad", id),
	    200);
	assert_int_equal(row_count(), 50);
	shows("CN=bad-00");
	shows("at least 50 that match, 56 orders in all");
	follow("rel=\"next\"");
	assert_int_equal(row_count(), 5);
	shows("CN=bad-54");
	shows("56 orders in all");
	shows_not("that match");
	follow("rel=\"prev\"");
	shows("CN=bad-00");
	assert_int_equal(row_count(), 50);
	opens(arena_printf(browser.a, "/admin/orders?profile=%s", id), 200);
	shows("56 that match, 56 orders in all");
	opens("/admin/orders?state=pending", 200);
	shows("No order matches.");
	shows("0 that match");
	follow(">Clear all</a>");
	shows("56 orders");
}

/* What a device got right later needs nobody's attention. */
static void
active_failures_are_those_that_nothing_came_after(void **state)
{
	struct uuid id;

	(void)state;
	refuse("t1", "router-1");
	refuse("t2", "router-1");
	refuse("t3", "router-2");
	id = refuse("t4", "router-3");
	issue("t5", "router-1");
	opens("/admin/orders?state=active", 200);
	assert_int_equal(row_count(), 2);
	shows("CN=router-2");
	shows("CN=router-3");
	shows("2 that match, 5 orders in all");
	opens("/admin/orders?state=active&q=router-3", 200);
	assert_int_equal(row_count(), 1);
	opens("/admin/orders?state=active&q=router-1", 200);
	assert_int_equal(row_count(), 0);

	opens(path_of(&id), 200);
	assert_int_equal(post(arena_printf(browser.a, "%s/dismiss",
				  path_of(&id)),
			     ""),
	    303);
	opens("/admin/orders?state=active", 200);
	assert_int_equal(row_count(), 1);
	shows("1 that matches, 5 orders in all");
}

/* A request looks at a thousand orders; the next page goes on from there. */
static void
what_lies_behind_many_others_is_reached_by_next(void **state)
{
	struct plain_orders many;
	const char *id;

	(void)state;
	issue("t1", "router-1");
	many = put_many(MANY, ORDER_STATE__ORDER_FAILED);
	id = uuid_text(browser.a, &many.profile);
	opens("/admin/orders?q=plain", 200);
	shows("at least 300 that match, 1,101 orders in all");
	opens("/admin/orders?state=issued&q=CN%3Dplain", 200);
	shows("None of the orders looked at so far match.");
	shows_not("that match,");
	follow("rel=\"next\"");
	shows("No further order matches.");
	opens(arena_printf(browser.a, "/admin/orders?profile=%s&state=issued",
		  id),
	    200);
	assert_int_equal(row_count(), 0);
	follow("rel=\"next\"");
	assert_int_equal(row_count(), 0);
	assert_null(html_link(page(), "rel=\"next\"", browser.a));
	/* The profile of these is not there, and can be asked for. */
	opens(arena_printf(browser.a, "/admin/orders?profile=%s", id), 200);
	shows("A removed profile");
	assert_int_equal(row_count(), 50);
	shows("removed</span>");
}

static void
nonsense_in_the_address_is_no_fault_of_the_server(void **state)
{
	static const struct {
		const char *query;
		int status;
	} cases[] = {
		{ "state=nonsense", 200 },
		{ "profile=nonsense", 200 },
		{ "profile=01a20bd4-1e77-75ae-8ccd-9dcacb4fda7e", 200 },
		{ "profile=%00&state=%00", 200 },
		{ "q=%00", 200 },
		{ "q=%ff%fe", 200 },
		{ "q=%0a%09", 200 },
		{ "q=router&after=ffff", 200 },
		{ "q=router&before=00", 200 },
		{ "q=router&after=zz", 400 },
		{ "state=active&before=ff", 200 },
		{ "state=failed&after=00&before=ff", 200 },
		{ "q=ffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
		  "ffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
		    200 },
		{ "q=000000000", 200 },
	};
	char *text = arena_alloc(browser.a, 20001);

	(void)state;
	issue("t1", "router-1");
	for (size_t i = 0; i < N(cases); i++)
		opens(arena_printf(browser.a, "/admin/orders?%s",
			  cases[i].query),
		    cases[i].status);
	memset(text, 'a', 20000);
	opens(arena_printf(browser.a, "/admin/orders?q=%s", text), 200);
	shows("may have at most");
	opens("/admin/orders?state=nonsense", 200);
	shows("There is no such state.");
	shows("No order matches.");
}

/* ---- One order --------------------------------------------------------- */

static void
an_issued_order_shows_its_facts_and_certificate(void **state)
{
	struct uuid before = refuse("t1", "router <7>");
	struct uuid id = issue("t-2", "router <7>");
	const char *der, *path = path_of(&id);
	const Order *o = site_order(browser.site, &id);

	(void)state;
	opens(path, 200);
	shows_not("What to do");
	shows("CN=router \\&lt;7\\&gt;");
	shows_not("<7");
	shows("Issued");
	shows("PKCSReq (19)");
	shows(">t-2<");
	shows("EC P-256");
	shows("AES-128-CBC");
	shows("1234 bytes");
	shows("192.0.2.7");
	shows(">r-1<");
	shows("-----BEGIN CERTIFICATE-----\n");
	shows("href=\"/admin/profiles/");
	shows("Branch &lt;routers&gt;");
	shows_not("Dismiss");
	shows_not("Still active");
	/* The one before is there, and not the order itself. */
	shows("Other orders of this device");
	shows(path_of(&before));
	assert_int_equal(row_count(), 1);

	assert_int_equal(get(arena_printf(browser.a, "%s/certificate.pem",
			     path)),
	    200);
	assert_string_equal(browser.res->content_type,
	    "application/x-pem-file");
	assert_string_equal(web_header_get(browser.res, "Content-Disposition"),
	    "attachment; filename=\"cn-router-7.pem\"");
	shows("-----END CERTIFICATE-----\n");
	assert_int_equal(get(arena_printf(browser.a, "%s/certificate.cer",
			     path)),
	    200);
	assert_string_equal(browser.res->content_type, "application/pkix-cert");
	assert_true(uuid_from_span(span_of(o->certificate_id.data,
				       o->certificate_id.len),
	    &id));
	der = text_hex(browser.a, buf_span(&browser.res->body));
	assert_string_equal(der,
	    text_hex(browser.a,
		span_of(site_certificate(browser.site, &id)->der.data,
		    site_certificate(browser.site, &id)->der.len)));
}

static void
there_is_something_to_do_about_each_failed_check(void **state)
{
	(void)state;
	assert_null(ra_check_cure(RA_CHECK_NONE));
	for (int c = RA_CHECK_NONE + 1; c < RA_CHECK__COUNT; c++)
		assert_non_null(ra_check_cure((enum ra_check)c));
}

static void
a_failed_order_says_why_and_is_dismissed(void **state)
{
	struct uuid id = refuse("t1", "router-7");
	const char *path = path_of(&id), *dismiss;

	(void)state;
	dismiss = arena_printf(browser.a, "%s/dismiss", path);
	opens(path, 200);
	shows("challenge password is wrong");
	shows("8, challenge");
	shows("What to do");
	shows("Give the device the challenge password that the profile has");
	shows("Yes, until an order of this device is issued");
	shows("Dismiss</button>");
	shows_not("Other orders");
	shows_not("BEGIN CERTIFICATE");
	assert_int_equal(get(arena_printf(browser.a, "%s/certificate.pem",
			     path)),
	    404);
	assert_int_equal(get(dismiss), 405);
	assert_int_equal(ask(WEB_POST, dismiss, "csrf=00"), 403);

	opens(path, 200);
	assert_int_equal(post(dismiss, ""), 303);
	assert_string_equal(location(), path);
	opens(path, 200);
	shows("The failed order of <strong>CN=router-7</strong>");
	shows("No: it was dismissed.");
	shows_not("Dismiss</button>");
	assert_string_equal(site_last_audit(browser.site)->actor, "anna");
	/* A second window still has the button. */
	assert_int_equal(post(dismiss, ""), 409);
	shows("dismissed before");
	is_sound();
}

static void
a_failure_that_is_over_has_nothing_to_dismiss(void **state)
{
	struct uuid id = refuse("t1", "router-7");

	(void)state;
	issue("t2", "router-7");
	opens(path_of(&id), 200);
	shows("No: a later order of this device was issued.");
	shows_not("Dismiss</button>");
}

static void
an_order_that_is_not_there_has_no_page(void **state)
{
	const struct uuid id = uuid_new();
	static const char *const below[] = { "", "/certificate.pem",
		"/certificate.cer" };

	(void)state;
	for (size_t i = 0; i < N(below); i++) {
		opens(arena_printf(browser.a, "%s%s", path_of(&id), below[i]),
		    404);
		opens(arena_printf(browser.a, "/admin/orders/x%s", below[i]),
		    404);
	}
	opens("/admin/orders", 200);
	assert_int_equal(post(arena_printf(browser.a, "%s/dismiss",
				  path_of(&id)),
			     ""),
	    404);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(an_order_without_a_name_has_a_short_title),
		TEST(the_success_rate_is_rounded),
		TEST(with_no_orders_it_says_how_they_come),
		TEST(orders_are_listed_page_by_page),
		TEST(a_search_finds_names_numbers_and_addresses),
		TEST(filters_choose_and_stay_while_paging),
		TEST(what_was_removed_is_told_from_what_is_there),
		TEST(a_search_is_not_said_to_be_newest_first),
		TEST(active_failures_are_those_that_nothing_came_after),
		TEST(what_lies_behind_many_others_is_reached_by_next),
		TEST(nonsense_in_the_address_is_no_fault_of_the_server),
		TEST(an_issued_order_shows_its_facts_and_certificate),
		TEST(there_is_something_to_do_about_each_failed_check),
		TEST(a_failed_order_says_why_and_is_dismissed),
		TEST(a_failure_that_is_over_has_nothing_to_dismiss),
		TEST(an_order_that_is_not_there_has_no_page),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
