/* SPDX-License-Identifier: BSD-2-Clause */
/* Forms: what they take, what they say, what they show. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "web/form.h"
#include "web/response.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

enum {
	NAME,
	SLUG,
	SECRET,
	STATUS,
	OWNER,
	DAYS,
	ACTIVE,
	NEXT,
	HOSTS,
	KEYS,
	CHOSEN,
	COUNT
};

static const struct web_choice statuses[] = {
	{ "active", "Active" },
	{ "inactive", "Inactive" },
};

static const struct web_choice keys[] = {
	{ "rsa", "RSA" },
	{ "p256", "P-256" },
	{ "p384", "P-384" },
};

static const struct web_field fields[COUNT] = {
	[NAME] = { .name = "profile-name",
	    .label = "Profile name",
	    .kind = WEB_FIELD_TEXT,
	    .required = true,
	    .least = 2,
	    .most = 10,
	    .hint = "Unique.",
	    .missing = "Enter a name." },
	[SLUG] = { .name = "slug", .label = "URL", .kind = WEB_FIELD_SLUG },
	[SECRET] = { .name = "secret",
	    .label = "Password",
	    .kind = WEB_FIELD_PASSWORD,
	    .least = 8,
	    .most = 255 },
	[STATUS] = { .name = "status",
	    .label = "Status",
	    .kind = WEB_FIELD_CHOICE,
	    .choices = statuses,
	    .choice_count = N(statuses) },
	[OWNER] = { .name = "owner", .label = "Owner", .kind = WEB_FIELD_ID },
	[DAYS] = { .name = "days",
	    .label = "Validity",
	    .kind = WEB_FIELD_INT,
	    .least = 1,
	    .most = 3650,
	    .invalid = "Between a day and ten years." },
	[ACTIVE] = { .name = "active",
	    .label = "Active",
	    .kind = WEB_FIELD_FLAG },
	[NEXT] = { .name = "next",
	    .label = "Next",
	    .kind = WEB_FIELD_TEXT,
	    .hidden = true },
	[HOSTS] = { .name = "hosts",
	    .label = "Hosts",
	    .kind = WEB_FIELD_LINES,
	    .list = "Policy",
	    .most = 20 },
	[KEYS] = { .name = "keys",
	    .label = "Keys",
	    .kind = WEB_FIELD_SET,
	    .list = "Policy",
	    .choices = keys,
	    .choice_count = N(keys) },
	[CHOSEN] = { .name = "chosen",
	    .label = "New password",
	    .kind = WEB_FIELD_NEW_SECRET },
};

static struct arena *a;
static struct web_form *form;
static struct web_response *res;
static char templates[] = "/tmp/scepgate-form.XXXXXX";

/* A template that shows what a test asks for. */
static void
write_template(const char *text)
{
	char path[100];
	FILE *f;

	snprintf(path, sizeof(path), "%s/t.cs", templates);
	f = fopen(path, "w");
	assert_non_null(f);
	fputs(text, f);
	assert_int_equal(fclose(f), 0);
}

static int
set_up_all(void **state)
{
	(void)state;
	return mkdtemp(templates) == NULL ? -1 : 0;
}

static int
tear_down_all(void **state)
{
	char path[100];

	(void)state;
	snprintf(path, sizeof(path), "%s/t.cs", templates);
	(void)unlink(path);
	return rmdir(templates);
}

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	res = web_response_new(a);
	form = web_form_new(a, fields, COUNT);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static bool
post(const char *body)
{
	struct web_params p;
	struct err e;

	assert_int_equal(web_params_parse(span_of_str(body), true, a, &p, &e),
	    0);
	return web_form_read(form, &p);
}

/* The form as this template shows it. */
static const char *
shown(const char *template)
{
	struct view *v = view_new(a, templates);
	struct err e;

	write_template(template);
	web_form_show(form, view_at(v, "Form"));
	assert_int_equal(view_render(v, "t.cs", res, &e), 0);
	return buf_str(&res->body);
}

static void
checked_values_are_read(void **state)
{
	static const char owner[] = "0193588d-4f0a-7c3b-8d1e-0123456789ab";
	struct uuid id;

	(void)state;
	assert_true(post("profile-name=+Br%C3%A4nch+&slug=br-1"
			 "&secret=+a+secret+&status=inactive"
			 "&owner=0193588d-4f0a-7c3b-8d1e-0123456789ab&days=+365"
			 "&active=1&next=%2Forders&unknown=1"));
	assert_string_equal(web_form_text(form, NAME), "Br\xc3\xa4nch");
	assert_string_equal(web_form_text(form, SLUG), "br-1");
	assert_string_equal(secret_str(web_form_secret(form, SECRET)),
	    " a secret ");
	assert_string_equal(web_form_text(form, STATUS), "inactive");
	assert_true(uuid_parse(owner, &id));
	assert_true(uuid_equal(web_form_id(form, OWNER), &id));
	assert_int_equal(web_form_int(form, DAYS), 365);
	assert_true(web_form_flag(form, ACTIVE));
	assert_string_equal(web_form_text(form, NEXT), "/orders");
}

static void
lines_are_read_one_by_one(void **state)
{
	(void)state;
	assert_true(post("profile-name=ab&hosts=%0D%0A+a.x+%0D%0A%0Ab+c%0A"));
	assert_string_equal(web_form_text(form, HOSTS), "a.x\nb c");
	assert_string_equal(web_form_typed(form, HOSTS), "a.x\nb c");
	assert_true(post("profile-name=ab&hosts=+%0D%0A+%0A"));
	assert_string_equal(web_form_text(form, HOSTS), "");
}

static void
what_is_ticked_of_a_set_is_read(void **state)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
		{ "keys=&keys=rsa&keys=p384", "rsa,p384" },
		{ "keys=rsa&days=1&keys=&keys=p256", "rsa,p256" },
		{ "keys=rsa,p384", "rsa,p384" },
		{ "keys=", "" },
		{ "days=1", "" },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		assert_true(
		    post(arena_printf(a, "profile-name=ab&%s", cases[i].body)));
		assert_string_equal(web_form_text(form, KEYS), cases[i].want);
	}
	/* What it shows again is what was ticked, wrong or not. */
	assert_false(post("profile-name=ab&keys=p256&keys=p3&keys=p384x"));
	assert_string_equal(
	    shown("<?cs each:f = Form.Policy ?><?cs each:o = f.Options ?>"
		  "<?cs var:o.Value ?><?cs if:o.Selected ?>!<?cs /if ?> "
		  "<?cs /each ?><?cs /each ?>"),
	    "rsa p256! p384 ");
}

static void
fields_of_a_list_are_its_rows(void **state)
{
	(void)state;
	assert_string_equal(
	    shown(
		"<?cs each:f = Form.Policy ?><?cs var:f.Label ?> "
		"<?cs var:f.Kind ?>;<?cs /each ?><?cs var:Form.Keys.Label ?>"),
	    "Hosts lines;Keys set;");
}

static void
fields_that_are_not_required_may_be_empty(void **state)
{
	(void)state;
	assert_true(post("profile-name=ab&slug=&days=+"));
	assert_string_equal(web_form_text(form, SLUG), "");
	assert_null(web_form_secret(form, SECRET));
	assert_string_equal(web_form_text(form, STATUS), "");
	assert_null(web_form_id(form, OWNER));
	assert_int_equal(web_form_int(form, DAYS), 0);
	assert_false(web_form_flag(form, ACTIVE));
}

static void
wrong_values_are_refused(void **state)
{
	static const struct {
		const char *name;
		const char *body;
		const char *want; /* the sentence */
	} cases[] = {
		{ "missing", "x=1", "Enter a name." },
		{ "blank", "profile-name=++", "Enter a name." },
		{ "too short", "profile-name=a",
		    "Profile name needs at least 2 characters." },
		{ "too long", "profile-name=12345678901",
		    "Profile name may have at most 10 characters." },
		{ "invalid UTF-8", "profile-name=ab%ff",
		    "Profile name holds characters that are no text." },
		{ "a control", "profile-name=a%0Ab",
		    "Profile name holds characters that are no text." },
		{ "a NUL", "profile-name=ab%00cd",
		    "Profile name holds characters that are no text." },
		{ "slug with a capital", "profile-name=ab&slug=Ab",
		    "URL may have a to z, 0 to 9 and '-' between them, at "
		    "most 64 in all." },
		{ "secret too short", "profile-name=ab&secret=1234567",
		    "Password needs at least 8 characters." },
		{ "secret with NUL", "profile-name=ab&secret=12345%006789",
		    "Password cannot be read: it is too long or no text." },
		{ "no choice of ours", "profile-name=ab&status=deleted",
		    "Choose one of the list: Status." },
		{ "choice and more", "profile-name=ab&status=active%00",
		    "Choose one of the list: Status." },
		{ "no id", "profile-name=ab&owner=1",
		    "Owner is no id of ours." },
		{ "zero", "profile-name=ab&days=0",
		    "Between a day and ten years." },
		{ "too many", "profile-name=ab&days=3651",
		    "Between a day and ten years." },
		{ "a fraction", "profile-name=ab&days=1.5",
		    "Between a day and ten years." },
		{ "no number", "profile-name=ab&days=x",
		    "Between a day and ten years." },
		{ "a control within a line", "profile-name=ab&hosts=a%0Ab%09c",
		    "Hosts holds characters that are no text." },
		{ "lines too long",
		    "profile-name=ab&hosts=1234567890%0A"
		    "1234567890",
		    "Hosts may have at most 20 characters." },
		{ "no choice of a set", "profile-name=ab&keys=rsa&keys=dsa",
		    "Choose some of the list: Keys." },
		{ "a part of one", "profile-name=ab&keys=p256,p3",
		    "Choose some of the list: Keys." },
		{ "commas alone", "profile-name=ab&keys=,",
		    "Choose some of the list: Keys." },
		{ "one with a NUL", "profile-name=ab&keys=p256%00",
		    "Choose some of the list: Keys." },
	};

	(void)state;
	for (size_t i = 0; i < N(cases); i++) {
		print_message("# %s\n", cases[i].name);
		assert_false(post(cases[i].body));
		assert_false(web_form_ok(form));
		assert_non_null(strstr(
		    shown(
			"<?cs each:e = Form.Errors ?>"
			"<?cs var:e.Href ?> <?cs uvar:e.Text ?>;<?cs /each ?>"),
		    cases[i].want));
	}
}

static void
characters_are_counted_not_bytes(void **state)
{
	(void)state;
	/* Ten letters of two bytes. */
	assert_true(post("profile-name=%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4"
			 "%C3%A4%C3%A4%C3%A4%C3%A4%C3%A4"));
	assert_false(post("profile-name=%C3%A4"));
}

static void
what_was_typed_comes_back_escaped(void **state)
{
	(void)state;
	assert_false(post("profile-name=%22%3E%3Cb%3E1234567890&days=x"
			  "&active=1"));
	assert_string_equal(
	    shown(
		"<?cs var:Form.ProfileName.Value ?>|"
		"<?cs var:Form.Days.Value ?>|<?cs var:Form.Active.Checked ?>"),
	    "&quot;&gt;&lt;b&gt;1234567890|x|1");
}

/* All that a template can see of the form. */
static const char *
all_shown(void)
{
	struct view *v = view_new(a, templates);
	struct err e;

	write_template(
	    "<?cs def:all(n) ?><?cs each:c = n ?>"
	    "<?cs var:c ?><?cs call:all(c) ?><?cs /each ?><?cs /def ?>"
	    "<?cs call:all(Form) ?>");
	web_form_show(form, view_at(v, "Form"));
	assert_int_equal(view_render(v, "t.cs", res, &e), 0);
	assert_non_null(strstr(buf_str(&res->body), "Profile name"));
	return buf_str(&res->body);
}

static void
a_password_never_comes_back(void **state)
{
	(void)state;
	assert_false(post("secret=hunter2-hunter2"));
	assert_null(strstr(all_shown(), "hunter2"));
}

/* But that of the server's making is there to be copied. */
static void
a_secret_that_was_sent_is_asked_for_again(void **state)
{
	static const char template[] = "<?cs var:Form.Chosen.Value ?>|"
				       "<?cs var:Form.Chosen.Remark ?>|"
				       "<?cs var:Form.Chosen.DescribedBy ?>|"
				       "<?cs var:Form.Chosen.Error ?>|"
				       "<?cs var:Form.Errors.1.Href ?>";
	static const char again[] =
	    "New password is not sent back: type it again.";
	struct web_params sent;
	struct err e;

	(void)state;
	assert_false(post("chosen=hunter2"));
	assert_true(web_form_withheld(form, CHOSEN));
	assert_string_equal(secret_str(web_form_secret(form, CHOSEN)),
	    "hunter2");
	assert_null(strstr(all_shown(), "hunter2"));
	assert_string_equal(shown(template),
	    arena_printf(a, "||chosen-error|%s|#chosen", again));
	/* Where nothing was refused it is no reason to. */
	form = web_form_new(a, fields, COUNT);
	assert_int_equal(web_params_parse(span_of_str("chosen=hunter2"), true,
			     a, &sent, &e),
	    0);
	web_form_fill(form, &sent);
	assert_true(web_form_ok(form));
	assert_null(strstr(all_shown(), "hunter2"));
	assert_string_equal(shown(template),
	    arena_printf(a, "|%s|chosen-remark||", again));
	web_form_set(form, CHOSEN, "made");
	assert_string_equal(shown(template), "made||||");
	assert_false(post("chosen=+"));
	assert_string_equal(shown(template), "||||");
}

static void
fields_say_what_describes_them(void **state)
{
	static const char template[] =
	    "<?cs var:Form.ProfileName.DescribedBy ?>|"
	    "<?cs var:Form.Days.DescribedBy ?>|"
	    "<?cs var:Form.Slug.DescribedBy ?>";

	(void)state;
	assert_string_equal(shown(template), "profile-name-hint||");
	assert_false(post("days=x"));
	assert_string_equal(shown(template),
	    "profile-name-hint profile-name-error|days-error|");
}

static void
kinds_and_options_are_shown(void **state)
{
	(void)state;
	web_form_set(form, STATUS, "inactive");
	web_form_set(form, NAME, "Branch");
	assert_string_equal(
	    shown(
		"<?cs var:Form.ProfileName.Value ?>|"
		"<?cs var:Form.ProfileName.Kind ?>|<?cs var:Form.Next.Kind ?>|"
		"<?cs each:o = Form.Status.Options ?><?cs var:o.Value ?>="
		"<?cs var:o.Label ?><?cs var:o.Selected ?>;<?cs /each ?>"),
	    "Branch|text|hidden|active=Active;inactive=Inactive1;");
}

static void
choices_can_be_given_by_the_page(void **state)
{
	static const struct web_choice own[] = { { "t1", "Tenant 1" } };

	(void)state;
	web_form_choices(form, STATUS, own, N(own));
	assert_true(post("profile-name=ab&status=t1"));
	assert_string_equal(web_form_text(form, STATUS), "t1");
	assert_false(post("profile-name=ab&status=active"));
}

static void
the_door_can_refuse_later(void **state)
{
	(void)state;
	assert_true(post("profile-name=ab"));
	web_form_fail(form, NAME, "This name exists.");
	assert_false(web_form_ok(form));
	assert_false(web_form_field_ok(form, NAME));
	assert_true(web_form_field_ok(form, STATUS));
	assert_string_equal(
	    shown("<?cs var:Form.ProfileName.Error ?>|"
		  "<?cs var:Form.Errors.0.Href ?>|<?cs var:Form.Wrong ?>"),
	    "This name exists.|#profile-name|1");
	assert_true(post("profile-name=ab"));
	web_form_fail_whole(form, "Try later.");
	assert_false(web_form_ok(form));
	assert_string_equal(shown("<?cs var:Form.Error ?>"), "Try later.");
}

/* A link to what is not on the page would lead nowhere. */
static void
the_summary_does_not_lead_to_hidden_fields(void **state)
{
	static const struct web_field hidden = { .name = "version",
		.label = "Version",
		.kind = WEB_FIELD_INT,
		.hidden = true,
		.required = true };

	(void)state;
	form = web_form_new(a, &hidden, 1);
	assert_false(post("version=x"));
	assert_string_equal(shown("<?cs var:Form.Errors.0.Href ?>|"
				  "<?cs var:subcount(Form.Errors.0) ?>"),
	    "|1");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(checked_values_are_read, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(lines_are_read_one_by_one,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(what_is_ticked_of_a_set_is_read,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(fields_of_a_list_are_its_rows,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    fields_that_are_not_required_may_be_empty, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(wrong_values_are_refused,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    characters_are_counted_not_bytes, set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    what_was_typed_comes_back_escaped, set_up, tear_down),
		cmocka_unit_test_setup_teardown(a_password_never_comes_back,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    a_secret_that_was_sent_is_asked_for_again, set_up,
		    tear_down),
		cmocka_unit_test_setup_teardown(fields_say_what_describes_them,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(kinds_and_options_are_shown,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    choices_can_be_given_by_the_page, set_up, tear_down),
		cmocka_unit_test_setup_teardown(the_door_can_refuse_later,
		    set_up, tear_down),
		cmocka_unit_test_setup_teardown(
		    the_summary_does_not_lead_to_hidden_fields, set_up,
		    tear_down),
	};

	return cmocka_run_group_tests(tests, set_up_all, tear_down_all);
}
