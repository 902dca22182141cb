/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Every page template renders with the values that its first comment names,
 * and with none at all, as HTML that holds together.
 */
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "html.h"
#include "web/form.h"
#include "web/response.h"
#include "web/view.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define BAD "<i>\"'&" /* what must never be seen as it is */

static struct arena *a;
static struct web_response *res;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	res = web_response_new(a);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static void
set_frame(struct view *v)
{
	struct view *group, *item;

	view_set(v, "Page.Title", "A title " BAD);
	view_set(v, "Page.Home", "/admin/");
	view_set(v, "Page.Static", "/admin/static");
	view_set(v, "Page.User", "anna " BAD);
	view_set(v, "Page.SignOut", "/admin/sign-out");
	view_set(v, "Page.Csrf", "0123");
	view_set(v, "Note.Before", "Done " BAD);
	view_set(v, "Note.Subject", BAD);
	view_set(v, "Note.After", BAD);
	for (int i = 0; i < 2; i++)
		view_set(view_add(view_at(v, "Page"), "Crumbs"), "Label", BAD);
	view_set(v, "Page.Crumbs.0.Href", "/admin/x?" BAD);
	for (int i = 0; i < 2; i++) {
		group = view_add(view_at(v, "Page"), "Nav");
		view_set(group, "Label", "Group " BAD);
		item = view_add(group, "Items");
		view_set(item, "Href", "/admin/x?a=b&c=" BAD);
		view_set(item, "Label", "Item " BAD);
		view_set_flag(item, "Current", i == 0);
	}
}

/* "Rows.*.Name" is the name in each of the first three rows. */
static void
set_name(struct view *v, const char *name)
{
	const char *star = strchr(name, '*');

	if (star == NULL) {
		view_set(v, name, BAD);
		return;
	}
	for (int i = 0; i < 3; i++)
		set_name(v,
		    arena_printf(a, "%.*s%d%s", (int)(star - name), name, i,
			star + 1));
}

/* names: with blanks between them. */
static void
set_names(struct view *v, const char *names)
{
	size_t n;

	for (; *names != '\0'; names += n + (names[n] == ' ')) {
		n = strcspn(names, " ");
		set_name(v, arena_str(a, span_of(names, n)));
	}
}

/* The sign-in form, refused, with a field of each kind under its names. */
static void
set_form(struct view *v)
{
	static const struct web_choice choices[] = { { BAD, BAD },
		{ "b", "B" } };
	static const struct web_field fields[] = {
		{ .name = "name",
		    .label = BAD,
		    .kind = WEB_FIELD_CHOICE,
		    .choices = choices,
		    .choice_count = N(choices),
		    .hint = BAD,
		    .required = true },
		{ .name = "password",
		    .label = BAD,
		    .kind = WEB_FIELD_PASSWORD,
		    .required = true,
		    .autocomplete = "current-password" },
		{ .name = "next",
		    .label = BAD,
		    .kind = WEB_FIELD_TEXT,
		    .hidden = true },
	};
	const struct web_params nothing = { NULL, 0 };
	struct web_form *form = web_form_new(a, fields, N(fields));

	assert_false(web_form_read(form, &nothing));
	web_form_fail_whole(form, BAD);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", "/admin/sign-in?" BAD);
}

/*
 * A form that was refused, with every field of it wrong.  list: of fields
 * that are shown as its rows; or NULL.
 */
static void
set_fields_of(struct view *v, const char *list, const char *const *names,
    size_t n)
{
	struct web_field *fields = arena_alloc(a, n * sizeof(*fields));
	struct web_form *form;

	for (size_t i = 0; i < n; i++)
		fields[i] = (struct web_field){ .name = names[i],
			.label = BAD,
			.hint = BAD,
			.list = list,
			.kind = list != NULL ? WEB_FIELD_LINES :
			    i % 2 == 0	     ? WEB_FIELD_NEW_SECRET :
					       WEB_FIELD_CHOICE };
	form = web_form_new(a, fields, n);
	for (size_t i = 0; i < n; i++) {
		web_form_set(form, i, BAD);
		web_form_remark(form, i, BAD);
		web_form_fail(form, i, BAD);
	}
	web_form_fail_whole(form, BAD);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", "/admin/x?" BAD);
}

static void
set_fields(struct view *v, const char *const *names, size_t n)
{
	set_fields_of(v, NULL, names, n);
}

static void
set_profile_form(struct view *v)
{
	static const char *const names[] = { "name", "slug", "tenant",
		"connector", "status", "validation", "challenge", "approval",
		"pending-days", "validity", "renewal", "renewal-window",
		"renewal-grace", "renewal-challenge", "renewal-key",
		"renewal-old", "rsa-bits", "preset", "level", "leave-out",
		"carries", "failure-content", "keep-old", "drop-old",
		"issue-unapproved" };
	static const struct {
		const char *list, *name;
	} policy[] = { { "Names", "san-pattern" }, { "Keys", "key-types" },
		{ "Limits", "live-most" } };

	for (size_t i = 0; i < N(policy); i++)
		set_fields_of(v, policy[i].list, &policy[i].name, 1);
	/* The last says what is wrong above the form. */
	set_fields(v, names, N(names));
}

static void
set_tenant_form(struct view *v)
{
	static const char *const names[] = { "name", "version" };

	set_fields(v, names, N(names));
}

static void
set_reason(struct view *v)
{
	static const char *const names[] = { "reason" };

	set_fields(v, names, N(names));
}

static void
set_challenge(struct view *v)
{
	static const char *const names[] = { "label", "valid" };

	set_fields(v, names, N(names));
}

static void
set_connector_form(struct view *v)
{
	static const char *const names[] = { "name", "subject", "key-type",
		"years", "crl-url", "ca-issuers-url", "ocsp-url", "crl-days",
		"ocsp-hours", "next" };

	set_fields(v, names, N(names));
}

static void
set_next_ca_form(struct view *v)
{
	static const char *const names[] = { "days", "key-type", "years" };

	set_fields(v, names, N(names));
}

/* The filters of every list, as far as a page has them. */
static void
set_filter(struct view *v)
{
	static const struct web_choice choices[] = { { "", BAD },
		{ "a", BAD } };
	static const char *const selects[] = { "status", "tenant", "connector",
		"state", "profile" };
	struct web_field field = {
		.name = "q",
		.label = BAD,
		.kind = WEB_FIELD_TEXT,
	};
	struct web_form *form = web_form_new(a, &field, 1);

	web_form_set(form, 0, BAD);
	web_form_show(form, view_at(v, "Filter"));
	for (size_t i = 0; i < N(selects); i++) {
		field = (struct web_field){ .name = selects[i],
			.label = BAD,
			.kind = WEB_FIELD_CHOICE,
			.choices = choices,
			.choice_count = N(choices) };
		form = web_form_new(a, &field, 1);
		web_form_fail(form, 0, BAD);
		web_form_show(form, view_at(v, "Filter"));
	}
}

#define ORDERS                                                    \
	" Rows.*.Subject Rows.*.Href Rows.*.State.Word "          \
	"Rows.*.State.Class Rows.*.Time.Machine Rows.*.Time.Day " \
	"Rows.*.Time.Clock "                                      \
	"Rows.*.Address Rows.*.Reason Rows.*.Mark.Word Rows.*.Mark.Class"
#define PAGER " Total.Text Pager.Previous.Href Pager.Next.Href"

/* What each page's first comment says that it reads. */
static const struct {
	const char *name;
	const char *reads;
	void (*fill)(struct view *v); /* the rest; or NULL */
} pages[] = {
	{ "account.cs",
	    "Account.Profile.Name Account.Profile.Href "
	    "Account.First.Machine Account.First.Day Account.First.Clock "
	    "Account.Last.Machine "
	    "Account.Last.Day Account.Last.Clock Account.Orders Account.Failed "
	    "Account.IssuedCount Account.Certificate.Serial "
	    "Account.Certificate.Serial.Groups.*.Text "
	    "Account.Certificate.Sha256.Groups.*.Text "
	    "Account.Certificate.State.Word Account.Certificate.State.Class "
	    "Account.Certificate.Revoked.Machine "
	    "Account.Certificate.Revoked.Day "
	    "Account.Certificate.Revoked.Clock Account.Certificate.Why "
	    "Account.Certificate.Sha256 Account.Certificate.Begin.Machine "
	    "Account.Certificate.Begin.Day Account.Certificate.Begin.Clock "
	    "Account.Certificate.End.Machine "
	    "Account.Certificate.End.Day Account.Certificate.End.Clock "
	    "Account.Certificate.Href" ORDERS " Pager.Next.Href",
	    NULL },
	{ "accounts.cs",
	    "Filter.Action Filter.ClearHref Rows.*.Subject Rows.*.Href "
	    "Rows.*.Profile.Name Rows.*.Profile.Href Rows.*.First.Machine "
	    "Rows.*.First.Day Rows.*.First.Clock Rows.*.Last.Machine "
	    "Rows.*.Last.Day Rows.*.Last.Clock "
	    "Rows.*.Issued.Machine Rows.*.Issued.Day Rows.*.Issued.Clock "
	    "Rows.*.Orders "
	    "Rows.*.Failed Found.Filtered Found.Count" PAGER,
	    set_filter },
	{ "challenge.cs",
	    "Challenge.Secret Challenge.Label Challenge.Url "
	    "Challenge.Profile Challenge.End.Machine Challenge.End.Day "
	    "Challenge.End.Clock "
	    "Challenge.Back",
	    NULL },
	{ "confirm.cs",
	    "Confirm.Question Confirm.Action Confirm.Button "
	    "Confirm.Cancel Confirm.Goes.*.Text Confirm.Stays.*.Text",
	    set_reason },
	{ "connector.cs",
	    "Pem Der Delete AddProfile Connector.Kind Connector.CaSubject "
	    "Connector.Key Connector.State.Word Connector.State.Class "
	    "Connector.State.Begin Connector.State.End "
	    "Connector.Begins.Machine Connector.Begins.Day "
	    "Connector.Begins.Clock "
	    "Connector.Ends.Machine Connector.Ends.Day Connector.Ends.Clock "
	    "Connector.CaFingerprint.Groups.*.Text Connector.Ra.State.Word "
	    "Connector.Ra.State.Class Connector.Ra.State.End "
	    "Connector.Ra.Ends.Machine "
	    "Connector.Ra.Ends.Day Connector.Ra.Ends.Clock "
	    "Connector.Ra.Fingerprint.Groups.*.Text "
	    "Next.Fingerprint.Groups.*.Text "
	    "Edit Connector.Nowhere Connector.CrlUrl Connector.CrlDays "
	    "Connector.CaIssuersUrl Connector.OcspUrl Connector.OcspHours "
	    "Next.Former.Machine Next.Former.Day Next.Former.Clock "
	    "Next.CaSubject Next.Key "
	    "Next.Fingerprint Next.From.Machine Next.From.Day Next.From.Clock "
	    "Next.Due "
	    "Next.Ends.Machine Next.Ends.Day Next.Ends.Clock Next.Pem "
	    "Next.Drop "
	    "Connector.Created.Machine Connector.Created.Day "
	    "Connector.Created.Clock "
	    "Use.Rows.*.Name Use.Rows.*.Href Use.Rows.*.State.Word "
	    "Use.Rows.*.State.Class Use.Rows.*.Tenant Use.Profiles.Text "
	    "Use.Profiles.Href Use.More",
	    NULL },
	{ "connector_form.cs", "Form.Cancel Form.Button", set_connector_form },
	{ "connectors.cs",
	    "Add Rows.*.Name Rows.*.Href Rows.*.Kind Rows.*.Key "
	    "Rows.*.CaSubject Rows.*.CaFingerprint.Groups.*.Text "
	    "Rows.*.State.Word "
	    "Rows.*.State.Class Rows.*.State.End Rows.*.Ends.Machine "
	    "Rows.*.Ends.Day Rows.*.Ends.Clock "
	    "Rows.*.Profiles.Text Rows.*.Profiles.Href Rows.*.Edit "
	    "Rows.*.Delete" PAGER,
	    NULL },
	{ "error.cs", "Failure.Text Failure.Request", NULL },
	{ "next_ca_form.cs", "Form.Cancel Connector.CaSubject",
	    set_next_ca_form },
	{ "order.cs",
	    "Dismiss Decide.Approve Decide.Reject Decide.End.Machine "
	    "Decide.End.Day Decide.End.Clock Order.ApprovedBy Order.RejectedBy "
	    "Order.Renewed.Serial Order.Renewed.Serial.Groups.*.Text "
	    "Order.Renewed.Href "
	    "Order.State.Word Order.State.Class Order.Activity "
	    "Order.Reason Order.Cure Order.Check Order.FailInfo "
	    "Order.Took "
	    "Order.Received.Machine Order.Received.Day Order.Received.Clock "
	    "Order.Completed.Machine Order.Completed.Day "
	    "Order.Completed.Clock Order.Message "
	    "Order.Transaction Order.Subject Order.AltNames Order.KeyType "
	    "Order.KeySha256 Order.KeySha256.Groups.*.Text "
	    "Order.Digest Order.Cipher Order.Transport "
	    "Order.Size Order.Address Order.UserAgent Order.Request "
	    "Order.Account Order.Id "
	    "Order.Profile.Name Order.Profile.Href "
	    "Certificate.Serial Certificate.State.Word Certificate.State.Class "
	    "Certificate.Revoked.Machine Certificate.Revoked.Day "
	    "Certificate.Revoked.Clock "
	    "Certificate.Why Certificate.Revoke Certificate.Release "
	    "Certificate.From.Machine Certificate.From.Day "
	    "Certificate.From.Clock "
	    "Certificate.Until.Machine Certificate.Until.Day "
	    "Certificate.Until.Clock "
	    "Certificate.Sha256 Certificate.Pem.*.Text Certificate.PemHref "
	    "Certificate.DerHref Others.*.Href Others.*.State.Word "
	    "Others.*.State.Class Others.*.Time.Machine "
	    "Others.*.Time.Day Others.*.Time.Clock Others.*.Reason "
	    "Others.*.Mark.Word "
	    "Others.*.Mark.Class",
	    set_reason },
	{ "orders.cs",
	    "Filter.Action Filter.ClearHref Rows.*.Href Rows.*.Subject "
	    "Rows.*.State.Word Rows.*.State.Class Rows.*.Profile.Name "
	    "Rows.*.Profile.Href Rows.*.Time.Machine Rows.*.Time.Day "
	    "Rows.*.Time.Clock "
	    "Rows.*.Address Rows.*.Reason Found.All Found.Filtered "
	    "Found.Known Found.Least Found.Count" PAGER,
	    set_filter },
	{ "profile.cs",
	    "Edit Delete Orders Make Profile.OneTime "
	    "Challenges.*.Label Challenges.*.By Challenges.*.Subject "
	    "Challenges.*.Made.Machine Challenges.*.Made.Day "
	    "Challenges.*.Made.Clock "
	    "Challenges.*.End.Machine Challenges.*.End.Day "
	    "Challenges.*.End.Clock "
	    "Challenges.*.State.Word Challenges.*.State.Class "
	    "Challenges.*.Order Challenges.*.Revoke Pager.Next.Href "
	    "Profile.State.Word Profile.State.Class "
	    "Profile.Url Profile.Tenant Profile.Level Profile.Weak "
	    "Profile.Days Profile.Renewal Profile.Approval Profile.Keep "
	    "Profile.RsaBits Profile.CaCert Profile.Preset "
	    "Profile.Answers.*.Label Profile.Answers.*.Text "
	    "Profile.Policy.*.Label Profile.Policy.*.Text "
	    "Profile.Created.Machine Profile.Created.Day Profile.Created.Clock "
	    "Profile.Changed.Machine Profile.Changed.Day Profile.Changed.Clock "
	    "Profile.Unparsed Profile.Unkept Profile.Legacy "
	    "Profile.Obsolete Profile.Connector.Name "
	    "Profile.Connector.Href Profile.Connector.Subject "
	    "Profile.Connector.CaSha256.Groups.*.Text "
	    "Profile.Connector.RaSha256.Groups.*.Text "
	    "Profile.Connector.End.Machine Profile.Connector.End.Day "
	    "Profile.Connector.End.Clock "
	    "Waiting.Text Waiting.Href "
	    "Figures.*.Label Figures.*.Href Figures.*.Value" ORDERS,
	    set_challenge },
	{ "profile_form.cs",
	    "Form.Cancel Form.Button Form.HasChallenge Form.HasFormer",
	    set_profile_form },
	{ "profiles.cs",
	    "House.Troubles.*.Text House.Last.Machine House.Last.Day "
	    "House.Last.Clock "
	    "House.Backup.Machine House.Backup.Day House.Backup.Clock "
	    "Waiting.Text Waiting.Href "
	    "Figures.*.Label Figures.*.Href Figures.*.Value "
	    "Figures.*.Remark Figures.*.Chart.Class Figures.*.Chart.Words "
	    "Figures.*.Chart.Lines.*.Points Add Filter.Action "
	    "Filter.ClearHref Columns.*.Label Columns.*.Href Columns.*.Sort "
	    "Rows.*.Name Rows.*.Href Rows.*.New Rows.*.Level Rows.*.Open "
	    "Rows.*.State.Word Rows.*.State.Class Rows.*.Tenant Rows.*.Url "
	    "Rows.*.Connector Rows.*.Edit Rows.*.Delete Found.First "
	    "Found.Last Found.Count Found.All Found.Filtered" PAGER,
	    set_filter },
	{ "sign_in.cs", "", set_form },
	{ "tenant_form.cs", "Form.Cancel", set_tenant_form },
	{ "tenants.cs",
	    "Add Rows.*.Name Rows.*.Profiles.Text Rows.*.Profiles.Href "
	    "Rows.*.Time.Machine Rows.*.Time.Day Rows.*.Time.Clock Rows.*.Edit "
	    "Rows.*.Delete" PAGER,
	    NULL },
};

static void
check_page(const char *name, struct view *v)
{
	const char *fault;

	if (view_render(v, arena_printf(a, "page/%s", name), res, &e) == -1)
		fail_msg("%s", e.text);
	fault = html_fault(buf_str(&res->body), a);
	if (fault != NULL)
		fail_msg("%s: %s", name, fault);
	assert_null(strstr(buf_str(&res->body), "<i>"));
	assert_null(strstr(buf_str(&res->body), "\"'&"));
}

static void
every_page_renders_with_its_values(void **state)
{
	struct view *v;

	(void)state;
	for (size_t i = 0; i < N(pages); i++) {
		v = view_new(a, TEMPLATES);
		set_frame(v);
		set_names(v, pages[i].reads);
		if (pages[i].fill != NULL)
			pages[i].fill(v);
		check_page(pages[i].name, v);
		assert_non_null(strstr(buf_str(&res->body), "&lt;i&gt;"));
	}
}

static void
every_page_renders_with_nothing(void **state)
{
	(void)state;
	for (size_t i = 0; i < N(pages); i++)
		check_page(pages[i].name, view_new(a, TEMPLATES));
}

static int
is_visible(const struct dirent *d)
{
	return d->d_name[0] != '.';
}

static void
no_page_is_left_out_of_this_test(void **state)
{
	struct dirent **names;
	int n = scandir(TEMPLATES "/page", &names, is_visible, alphasort);

	(void)state;
	assert_int_equal(n, N(pages));
	for (int i = 0; i < n; i++) {
		assert_string_equal(names[i]->d_name, pages[i].name);
		free(names[i]);
	}
	free(names);
}

static const struct web_choice choices_ab[] = { { "a", "A" }, { "b", "B" } };

/* Each kind of field, in the place of the sign-in page's name. */
static const struct {
	struct web_field field;
	const char *typed;
	const char *want;
} kinds[] = {
	{ { .kind = WEB_FIELD_TEXT, .required = true }, "typed",
	    "<input type=\"text\" value=\"typed\" id=\"name\" "
	    "name=\"name\" required>" },
	{ { .kind = WEB_FIELD_SLUG }, "a-b",
	    "<input type=\"text\" "
	    "value=\"a-b\" spellcheck=\"false\" id=\"name\" "
	    "name=\"name\">" },
	{ { .kind = WEB_FIELD_PASSWORD, .hint = "Long." }, "secret",
	    "<input type=\"password\" id=\"name\" name=\"name\" "
	    "aria-describedby=\"name-hint\">" },
	{ { .kind = WEB_FIELD_NEW_SECRET, .required = true }, "chosen",
	    "<input type=\"text\" value=\"chosen\" spellcheck=\"false\" "
	    "autocapitalize=\"none\" id=\"name\" name=\"name\" required>" },
	{ { .kind = WEB_FIELD_CHOICE,
	      .choices = choices_ab,
	      .choice_count = N(choices_ab) },
	    "b", "<option value=\"b\" selected>B</option>" },
	{ { .kind = WEB_FIELD_ID }, "1",
	    "<input type=\"text\" "
	    "value=\"1\" id=\"name\" name=\"name\">" },
	{ { .kind = WEB_FIELD_INT, .least = 1, .most = 9 }, "5",
	    "<input type=\"number\" value=\"5\" min=\"1\" max=\"9\" "
	    "id=\"name\" name=\"name\">" },
	{ { .kind = WEB_FIELD_LINES, .hint = "Each." }, "a\nb",
	    "<textarea rows=\"3\" spellcheck=\"false\" id=\"name\" "
	    "name=\"name\" aria-describedby=\"name-hint\">a\nb\n"
	    "</textarea>" },
	{ { .kind = WEB_FIELD_SET,
	      .choices = choices_ab,
	      .choice_count = N(choices_ab) },
	    "b",
	    "<li><label><input type=\"checkbox\" name=\"name\" "
	    "value=\"a\"> A</label></li>\n<li><label>"
	    "<input type=\"checkbox\" name=\"name\" value=\"b\" "
	    "checked> B</label></li>" },
	{ { .kind = WEB_FIELD_FLAG }, "1",
	    "<input type=\"checkbox\" "
	    "value=\"1\" checked id=\"name\" name=\"name\">" },
	{ { .kind = WEB_FIELD_TEXT, .hidden = true }, "kept",
	    "<input type=\"hidden\" name=\"name\" value=\"kept\">" },
};

static void
fields_of_every_kind_are_shown(void **state)
{
	struct web_field field;
	struct web_form *form;
	struct view *v;

	(void)state;
	for (size_t i = 0; i < N(kinds); i++) {
		field = kinds[i].field;
		field.name = "name";
		field.label = "Label";
		form = web_form_new(a, &field, 1);
		web_form_set(form, 0, kinds[i].typed);
		v = view_new(a, TEMPLATES);
		web_form_show(form, view_at(v, "Form"));
		check_page("sign_in.cs", v);
		if (strstr(buf_str(&res->body), kinds[i].want) == NULL)
			fail_msg("want %s in %s", kinds[i].want,
			    buf_str(&res->body));
	}
}

/* The check of pages itself. */
static void
pages_that_do_not_hold_together_are_seen(void **state)
{
	static const struct {
		const char *body;
		const char *fault; /* NULL: fine */
	} cases[] = {
		{ "<main><h1>x</h1></main>", NULL },
		{ "<main><h1>x</main></h1>", "</main> within <h1>" },
		{ "<main><h1>x</h1>", "<main> does not end" },
		{ "<h1>x</h1>", "want one h1 and one main" },
		{ "<main><h1>x</h1><h1>y</h1></main>",
		    "want one h1 and one main" },
		{ "<main id=\"a\"><h1 id=\"a\">x</h1></main>", "id 'a' twice" },
		{ "<main><h1>x</h1><a href=\"#b\">y</a></main>",
		    "nothing has the id 'b'" },
		{ "<main><h1>x</h1><label for=\"b\">y</label></main>",
		    "nothing has the id 'b'" },
		{ "<main><h1>x</h1><input aria-describedby=\"b c\" "
		  "id=\"b\"></main>",
		    "nothing has the id 'c'" },
		{ "<main><h1>1 < 2</h1></main>", "a raw '<': < 2</h1>" },
		{ "<main><h1 style=\"x\">x</h1></main>",
		    "banned: <h1 style=\"x\">" },
		{ "<main><h1 onclick=\"x\">x</h1></main>",
		    "banned: <h1 onclick=\"x\">" },
		{ "<main><h1>x</h1><script></script></main>",
		    "banned: <script>" },
		{ "<script src=\"/s/admin.js\" defer></script>"
		  "<main><h1>x</h1></main>",
		    NULL },
		{ "<main><h1>x</h1><script src=\"/s/a.js\"></script></main>",
		    "banned: <script src=\"/s/a.js\">" },
		{ "<main><h1>x</h1></main", "a tag that does not end" },
	};
	const char *fault;

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		fault = html_fault(arena_printf(a, "<!DOCTYPE html>%s",
				       cases[i].body),
		    a);
		if (cases[i].fault == NULL)
			assert_null(fault);
		else
			assert_string_equal(fault, cases[i].fault);
	}
	assert_non_null(html_fault("<main><h1>x</h1></main>", a));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
		    every_page_renders_with_its_values, set_up, tear_down),
		cmocka_unit_test_setup_teardown(every_page_renders_with_nothing,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    no_page_is_left_out_of_this_test, set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields_of_every_kind_are_shown,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    pages_that_do_not_hold_together_are_seen, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
