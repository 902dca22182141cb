/* SPDX-License-Identifier: BSD-2-Clause */
/* What an administrator decides on the page of an order. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/text.h"
#include "browser.h"
#include "ra/order.h"

static struct key *key;
static struct uuid profile;

/* A site whose profile "Held" lets every order wait. */
static int
set_up(void **state)
{
	struct profile_draft d;

	key = site_key();
	if (browser_open(state) != 0 || browser_start(state) != 0)
		return -1;
	d = site_draft(browser.site, "Held");
	d.approval = RA_APPROVAL_ALL;
	site_add(browser.site, d, &profile);
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

/* ---- Orders and their pages -------------------------------------------- */

static struct uuid
enroll(const char *slug, struct enrollment en, enum outcome_kind want)
{
	struct outcome out;
	struct err e;

	if (ra_enroll(browser.site->ra, site_profile(browser.site, slug), &en,
		browser.a, &out, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(out.kind, want);
	return out.order;
}

/* An order that waits. */
static struct uuid
hold(const char *name)
{
	return enroll("held", site_request(browser.site, key, name, name),
	    OUTCOME_PENDING);
}

static const char *
path_of(const struct uuid *order, const char *behind)
{
	return arena_printf(browser.a, "/admin/orders/%s%s",
	    uuid_text(browser.a, order), behind);
}

/* The page of an order, sound and with this status. */
static void
opens(const struct uuid *order)
{
	assert_int_equal(get(path_of(order, "")), 200);
	is_sound();
}

static void
act(const struct uuid *order, const char *verb, const char *fields, int status)
{
	if (post(path_of(order, verb), fields) != status)
		fail_msg("%s: %d, %s", verb, browser.res->status, page());
	if (status != 303)
		is_sound();
}

static OrderState
state_of(const struct uuid *order)
{
	return site_order(browser.site, order)->state;
}

/* ---- Approving and rejecting ------------------------------------------- */

static void
a_pending_order_is_approved(void **state)
{
	struct uuid id = hold("router <7>");

	(void)state;
	opens(&id);
	shows("Pending");
	shows("It waits for your decision");
	shows("Its time ends <time");
	shows(" UTC</time>, and then it fails.");
	shows("Approve</button>");
	shows("The device is told it");
	shows_not("<7");
	act(&id, "/approve", "", 303);
	assert_string_equal(location(), path_of(&id, ""));
	assert_int_equal(state_of(&id), ORDER_STATE__ORDER_ISSUED);
	assert_string_equal(site_last_audit(browser.site)->actor, "anna");
	opens(&id);
	shows("</strong> is approved: the device gets its certificate");
	shows("<dt>Approved by</dt><dd>anna</dd>");
	shows("Download PEM");
	shows_not("Approve</button>");
	shows_not("Rejected by");
}

static void
a_pending_order_is_rejected_with_or_without_a_reason(void **state)
{
	struct uuid a = hold("router 7"), b = hold("router 8");

	(void)state;
	opens(&a);
	act(&a, "/reject", "reason=not+%3Cours%3E", 303);
	opens(&a);
	shows("</strong> is rejected: the device is told so");
	shows("<dt>Rejected by</dt><dd>anna</dd>");
	shows("the request was rejected: not &lt;ours&gt;");
	shows_not("Approve</button>");
	opens(&b);
	act(&b, "/reject", "reason=", 303);
	assert_int_equal(state_of(&b), ORDER_STATE__ORDER_REJECTED);
	opens(&b);
	shows("<dd>the request was rejected</dd>");
}

static void
a_reason_that_is_too_long_is_refused_and_kept(void **state)
{
	struct uuid id = hold("router 7");
	char reason[RA_REJECT_REASON_MOST + 2];

	(void)state;
	memset(reason, 'x', sizeof(reason) - 1);
	reason[sizeof(reason) - 1] = '\0';
	opens(&id);
	act(&id, "/reject", arena_printf(browser.a, "reason=%s", reason), 422);
	shows("at most 200 characters");
	shows("<details open>");
	shows(reason);
	shows("Error: ");
	act(&id, "/reject", "reason=a%0ab", 422);
	assert_int_equal(state_of(&id), ORDER_STATE__ORDER_PENDING);
	reason[RA_REJECT_REASON_MOST] = '\0';
	act(&id, "/reject", arena_printf(browser.a, "reason=%s", reason), 303);
}

/* A second window still has the buttons. */
static void
who_decides_second_is_told_what_it_is(void **state)
{
	struct uuid id = hold("router 7");

	(void)state;
	opens(&id);
	act(&id, "/approve", "", 303);
	opens(&id);
	act(&id, "/reject", "reason=late", 409);
	shows("This order was issued already: only a pending one");
	shows("Issued");
	act(&id, "/approve", "", 409);
	shows("was issued already");
	id = hold("router 8");
	opens(&id);
	act(&id, "/reject", "", 303);
	opens(&id);
	act(&id, "/approve", "", 409);
	shows("was rejected already");
}

/* From now on the profile's CA has the name that the device asks for. */
static void
move_to_a_ca_called(const char *subject)
{
	const struct connector_draft c = { .name = "Another CA",
		.kind = "local",
		.subject = subject,
		.key_type = "ec:p256" };
	struct profile_draft d = site_draft(browser.site, "Held");
	struct err e;

	d.approval = RA_APPROVAL_ALL;
	if (ra_connector_create(browser.site->ra, &browser.site->by, &c,
		&d.connector, &e) == -1 ||
	    ra_profile_change(browser.site->ra, &browser.site->by, &profile, 1,
		&d, &e) == -1)
		fail_msg("%s", e.text);
}

static void
what_the_policy_does_not_allow_any_more_stays_pending(void **state)
{
	struct uuid id = hold("router 7");

	(void)state;
	move_to_a_ca_called("/CN=router 7");
	opens(&id);
	act(&id, "/approve", "", 422);
	shows("The profile&#39;s policy: the subject is that of the CA "
	      "itself.");
	shows("Approve</button>");
	assert_int_equal(state_of(&id), ORDER_STATE__ORDER_PENDING);
	act(&id, "/reject", "", 303);
}

static void
an_order_of_an_inactive_profile_says_what_comes_first(void **state)
{
	struct uuid id = hold("router 7");
	struct profile_draft d = site_draft(browser.site, "Held");
	struct err e;

	(void)state;
	d.approval = RA_APPROVAL_ALL;
	d.active = false;
	if (ra_profile_change(browser.site->ra, &browser.site->by, &profile, 1,
		&d, &e) == -1)
		fail_msg("%s", e.text);
	opens(&id);
	shows("Its profile is inactive and issues nothing");
	shows_not("Approve</button>");
	act(&id, "/reject", "", 303);
}

static void
an_order_of_a_removed_profile_can_only_be_rejected(void **state)
{
	struct uuid id = hold("router 7");
	struct err e;

	(void)state;
	assert_int_equal(get(arena_printf(browser.a,
			     "/admin/profiles/%s/delete",
			     uuid_text(browser.a, &profile))),
	    200);
	shows("1 order that waits for approval: nobody can approve it");
	if (ra_profile_remove(browser.site->ra, &browser.site->by, &profile,
		&e) == -1)
		fail_msg("%s", e.text);
	opens(&id);
	shows("Its profile was removed: it cannot be approved any more.");
	shows_not("Approve</button>");
	act(&id, "/approve", "", 409);
	shows("The order&#39;s profile was removed: reject the order.");
	act(&id, "/reject", "", 303);
	assert_int_equal(state_of(&id), ORDER_STATE__ORDER_REJECTED);
}

static void
an_order_that_waited_too_long_has_no_buttons(void **state)
{
	struct uuid id = hold("router 7");
	Order *o = site_order(browser.site, &id);

	(void)state;
	o->pending_ends_ms = 1;
	site_put_order(browser.site, o);
	opens(&id);
	shows("Nobody decided on this order until");
	shows_not("Approve</button>");
	act(&id, "/approve", "", 409);
	shows("waited too long");
	act(&id, "/reject", "reason=a%0ab", 409);
	shows("waited too long");
}

static void
only_a_form_of_ours_decides(void **state)
{
	struct uuid id = hold("router 7"), none = uuid_new();
	static const char *const verbs[] = { "/approve", "/reject" };

	(void)state;
	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++) {
		assert_int_equal(get(path_of(&id, verbs[i])), 405);
		shows(arena_printf(browser.a, "<a href=\"%s\">Go to the page",
		    path_of(&id, "")));
		assert_int_equal(ask(WEB_POST, path_of(&id, verbs[i]),
				     "csrf=00"),
		    403);
		opens(&id);
		act(&none, verbs[i], "", 404);
	}
	assert_int_equal(state_of(&id), ORDER_STATE__ORDER_PENDING);
}

static void
the_first_page_says_how_many_wait(void **state)
{
	const char *list = "/admin/orders?profile=%s&amp;state=pending\"";
	struct uuid id;

	(void)state;
	assert_int_equal(get("/admin/profiles"), 200);
	shows_not("for approval");
	id = hold("router 7");
	assert_int_equal(get("/admin/profiles"), 200);
	is_sound();
	shows("href=\"/admin/orders?state=pending\">1 order waits for "
	      "approval</a>");
	hold("router 8");
	assert_int_equal(get("/admin/profiles"), 200);
	shows("2 orders wait for approval");
	assert_int_equal(get(arena_printf(browser.a, "/admin/profiles/%s",
			     uuid_text(browser.a, &profile))),
	    200);
	is_sound();
	shows("2 orders wait for approval");
	shows(arena_printf(browser.a, list, uuid_text(browser.a, &profile)));
	act(&id, "/approve", "", 303);
	assert_int_equal(get("/admin/profiles"), 200);
	shows("1 order waits for approval");
	assert_int_equal(get("/admin/orders?state=pending"), 200);
	shows("CN=router 8");
	shows_not("CN=router 7");
}

/* ---- Renewals ---------------------------------------------------------- */

static void
a_renewal_leads_to_the_certificate_before(void **state)
{
	struct uuid old = enroll("branch-routers",
	    site_request(browser.site, key, "t-1", "router 7"), OUTCOME_ISSUED);
	struct uuid id = hold("router 7");
	Order *o = site_order(browser.site, &id);

	(void)state;
	opens(&id);
	shows_not("Renews the certificate");
	o->renewed_id = site_order(browser.site, &old)->certificate_id;
	site_put_order(browser.site, o);
	opens(&id);
	shows("Renews the certificate");
	shows(arena_printf(browser.a, "href=\"%s\"", path_of(&old, "")));
}

/* ---- Revoking and releasing -------------------------------------------- */

static struct uuid
issue(void)
{
	return enroll("branch-routers",
	    site_request(browser.site, key, "t-1", "router <7>"),
	    OUTCOME_ISSUED);
}

static Certificate *
certificate_of(const struct uuid *order)
{
	const Order *o = site_order(browser.site, order);
	struct uuid id;

	assert_true(uuid_from_span(span_of(o->certificate_id.data,
				       o->certificate_id.len),
	    &id));
	return site_certificate(browser.site, &id);
}

/* The page before it, sound and with this status. */
static void
asks(const struct uuid *order, int status)
{
	assert_int_equal(get(path_of(order, "/revoke")), status);
	is_sound();
}

static void
a_certificate_is_revoked_for_a_reason(void **state)
{
	struct uuid id = issue();

	(void)state;
	opens(&id);
	shows("<span class=\"state good\">Valid</span>");
	shows(path_of(&id, "/revoke"));
	shows_not("Release</button>");
	asks(&id, 200);
	shows("router \\&lt;7\\&gt;&quot;, serial number ");
	shows("<option value=\"keyCompromise\">Its key may be known to "
	      "others (keyCompromise)</option>");
	shows("certificateHold");
	shows_not("cACompromise");
	act(&id, "/revoke", "reason=", 422);
	shows("Choose why the certificate is revoked.");
	act(&id, "/revoke", "reason=cACompromise", 422);
	shows("Choose one of the reasons.");
	assert_int_equal(certificate_of(&id)->revoked_ms, 0);
	act(&id, "/revoke", "reason=keyCompromise", 303);
	assert_string_equal(location(), path_of(&id, ""));
	assert_string_equal(site_last_audit(browser.site)->action,
	    "certificate-revoke");
	opens(&id);
	shows("</strong> is revoked.");
	shows("<span class=\"state bad\">Revoked</span>");
	shows("<dt>Revoked since</dt>");
	shows("Its key may be known to others (keyCompromise)");
	shows_not(path_of(&id, "/revoke"));
	shows_not("Release</button>");
	/* A second window still has the form. */
	asks(&id, 409);
	shows("This certificate is revoked already.");
	opens(&id);
	assert_int_equal(get("/admin/orders"), 200);
	act(&id, "/revoke", "reason=superseded", 409);
	shows("This certificate was revoked at ");
	act(&id, "/release", "", 409);
	shows("was revoked for good");
}

static void
of_a_deleted_connector_a_revocation_reaches_nobody(void **state)
{
	ProtobufCBinaryData by;
	struct uuid connector, id;
	struct err e;

	(void)state;
	move_to_a_ca_called("/CN=Gone CA");
	id = hold("router 7");
	opens(&id);
	act(&id, "/approve", "", 303);
	asks(&id, 200);
	shows("list of revoked certificates at once");
	by = certificate_of(&id)->connector_id;
	assert_true(uuid_from_span(span_of(by.data, by.len), &connector));
	if (ra_profile_remove(browser.site->ra, &browser.site->by, &profile,
		&e) == -1 ||
	    ra_connector_remove(browser.site->ra, &browser.site->by, &connector,
		&e) == -1)
		fail_msg("%s", e.text);
	asks(&id, 200);
	shows("Nobody else is told");
	shows_not("at once");
	act(&id, "/revoke", "reason=keyCompromise", 303);
}

static void
a_hold_is_released_or_made_for_good(void **state)
{
	struct uuid id = issue();

	(void)state;
	asks(&id, 200);
	act(&id, "/revoke", "reason=certificateHold", 303);
	opens(&id);
	shows("is on hold: it is not accepted until it is released.");
	shows("<span class=\"state wait\">On hold</span>");
	act(&id, "/release", "", 303);
	opens(&id);
	shows("is released: it is good again.");
	shows("<span class=\"state good\">Valid</span>");
	assert_int_equal(certificate_of(&id)->revoked_ms, 0);
	act(&id, "/release", "", 409);
	shows("there is no hold to take back");

	asks(&id, 200);
	act(&id, "/revoke", "reason=certificateHold", 303);
	asks(&id, 200);
	shows_not("certificateHold");
	act(&id, "/revoke", "reason=cessationOfOperation", 303);
	opens(&id);
	shows("The device is out of use (cessationOfOperation)");
}

static void
what_has_ended_or_was_not_issued_is_not_revoked(void **state)
{
	struct uuid id = issue(), waits = hold("router 8"), none = uuid_new();
	Certificate *c = certificate_of(&id);

	(void)state;
	c->not_after_ms = 1;
	site_put_certificate(browser.site, c);
	opens(&id);
	shows("<span class=\"state off\">Ended</span>");
	shows_not(path_of(&id, "/revoke"));
	asks(&id, 409);
	shows("This certificate has ended");
	asks(&waits, 404);
	asks(&none, 404);
	opens(&id);
	act(&waits, "/revoke", "reason=superseded", 404);
	opens(&id);
	act(&waits, "/release", "", 404);
	opens(&id);
	act(&id, "/revoke", "reason=superseded", 409);
	shows("nobody accepts it any more");
	assert_int_equal(ask(WEB_POST, path_of(&id, "/revoke"), "csrf=00"),
	    403);
	assert_int_equal(get(path_of(&id, "/release")), 405);
}

/* Its device's account, where the list of all orders is not enough. */
static void
account_shows(const struct uuid *order, const char *text)
{
	const Order *o = site_order(browser.site, order);
	struct uuid id;

	assert_true(
	    uuid_from_span(span_of(o->account_id.data, o->account_id.len),
		&id));
	assert_int_equal(get(arena_printf(browser.a, "/admin/accounts/%s",
			     uuid_text(browser.a, &id))),
	    200);
	is_sound();
	shows(text);
}

static void
lists_and_accounts_tell_of_a_hold_and_a_revocation(void **state)
{
	struct uuid id = issue();

	(void)state;
	account_shows(&id, "<span class=\"state good\">Valid</span>");
	shows_not("<span class=\"tag");
	asks(&id, 200);
	act(&id, "/revoke", "reason=certificateHold", 303);
	account_shows(&id, "<span class=\"state wait\">On hold</span>");
	shows("Issued</span> <span class=\"tag wait\">On hold</span>");
	asks(&id, 200);
	act(&id, "/revoke", "reason=superseded", 303);
	account_shows(&id, "<span class=\"state bad\">Revoked</span>");
	shows("Revoked since");
	shows("Another certificate takes its place (superseded)");
	assert_int_equal(get("/admin/orders"), 200);
	is_sound();
	shows("Issued</span> <span class=\"tag bad\">Revoked</span>");
	assert_int_equal(
	    get(arena_printf(browser.a, "/admin/profiles/%s",
		uuid_text(browser.a,
		    &site_profile(browser.site, "branch-routers")->id))),
	    200);
	is_sound();
	shows("Issued</span> <span class=\"tag bad\">Revoked</span>");
}

static void
an_account_tells_that_its_certificate_has_ended(void **state)
{
	struct uuid id = issue();
	Certificate *c = certificate_of(&id);

	(void)state;
	c->not_after_ms = 1;
	site_put_certificate(browser.site, c);
	account_shows(&id, "<span class=\"state off\">Ended</span>");
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_pending_order_is_approved),
		TEST(a_pending_order_is_rejected_with_or_without_a_reason),
		TEST(a_reason_that_is_too_long_is_refused_and_kept),
		TEST(who_decides_second_is_told_what_it_is),
		TEST(what_the_policy_does_not_allow_any_more_stays_pending),
		TEST(an_order_of_an_inactive_profile_says_what_comes_first),
		TEST(an_order_of_a_removed_profile_can_only_be_rejected),
		TEST(an_order_that_waited_too_long_has_no_buttons),
		TEST(only_a_form_of_ours_decides),
		TEST(the_first_page_says_how_many_wait),
		TEST(a_renewal_leads_to_the_certificate_before),
		TEST(a_certificate_is_revoked_for_a_reason),
		TEST(of_a_deleted_connector_a_revocation_reaches_nobody),
		TEST(a_hold_is_released_or_made_for_good),
		TEST(what_has_ended_or_was_not_issued_is_not_revoked),
		TEST(lists_and_accounts_tell_of_a_hold_and_a_revocation),
		TEST(an_account_tells_that_its_certificate_has_ended),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
