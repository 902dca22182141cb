/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages of connectors: listed, viewed, made, changed, deleted, and
 * refused; the CA's certificate as a file; the next CA.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "admin/validity.h"
#include "base/clock.h"
#include "base/text.h"
#include "browser.h"
#include "ra/next_ca.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define TEN "0123456789"
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN

static const char *
id_text(const struct uuid *id)
{
	return uuid_text(browser.a, id);
}

/* "/admin/connectors/<id>" and what is behind it. */
static const char *
path(const struct uuid *id, const char *behind)
{
	return arena_printf(browser.a, "/admin/connectors/%s%s", id_text(id),
	    behind);
}

static void
drop(const struct uuid *id)
{
	struct err e;

	assert_int_equal(ra_connector_remove(browser.site->ra,
			     &browser.site->by, id, &e),
	    0);
}

/* The fields of a form that is fine, with another value for one of them. */
static const char *
form(const char *name, const char *value)
{
	static const struct {
		const char *name, *value;
	} rows[] = {
		{ "name", "Edge CA" },
		{ "subject", "" },
		{ "key-type", "ec:p256" },
		{ "years", "20" },
		{ "crl-url", "" },
		{ "ca-issuers-url", "" },
		{ "ocsp-url", "" },
		{ "crl-days", "" },
		{ "ocsp-hours", "" },
		{ "next", "" },
	};
	const char *all = "";

	for (size_t i = 0; i < N(rows); i++)
		all = arena_printf(browser.a, "%s&%s=%s", all, rows[i].name,
		    name != NULL && strcmp(rows[i].name, name) == 0 ?
			value :
			text_percent_encode(browser.a, rows[i].value));
	return all + 1;
}

/* Make one by its form; the id is where the answer leads to. */
static struct uuid
make(const char *fields)
{
	static const char before[] = "/admin/connectors/";
	struct uuid id = { 0 };

	assert_int_equal(get("/admin/connectors/add"), 200);
	assert_int_equal(post("/admin/connectors/add", fields), 303);
	assert_int_equal(strncmp(location(), before, strlen(before)), 0);
	assert_true(uuid_parse(location() + strlen(before), &id));
	return id;
}

/* ---- Shown ------------------------------------------------------------- */

static void
a_page_sees_that_a_next_ca_is_to_take_over(void **state)
{
	struct next_ca_draft d = { .from_ms = clock_ms() + CLOCK_DAY_MS };
	struct site *site = browser.site;
	struct uuid id;
	struct span der;
	struct err e;

	(void)state;
	sign_anna_in();
	id = make(form(NULL, NULL));
	assert_int_equal(ra_next_ca_prepare(site->ra, &site->by, &id, &d, &e),
	    0);
	assert_int_equal(ra_next_ca(site->ra, &id, browser.a, &der, &e), 0);
	site_bring_next_ca_forward(site, &id);
	assert_int_equal(get("/admin/connectors"), 200);
	assert_string_equal(site_last_audit(site)->action,
	    "connector-take-over");
	assert_int_equal(get(path(&id, "/ca.cer")), 200);
	assert_true(span_equal(buf_span(&browser.res->body), der));
	drop(&id);
}

static void
the_list_shows_each_ca(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/connectors"), 200);
	is_sound();
	shows("href=\"/admin/connectors\" aria-current=\"page\"");
	shows("Test CA");
	shows("CN=Test CA");
	shows("EC P-256");
	shows("<span class=\"state good\">Valid</span>");
	shows(arena_printf(browser.a,
	    "<a href=\"/admin/profiles?connector=%s\">1 profile</a>",
	    id_text(&browser.site->connector)));
	shows(path(&browser.site->connector, "/edit"));
	shows(path(&browser.site->connector, "/delete"));
	shows("1 connector<");
	assert_int_equal(get("/admin/connectors?after=ffff"), 200);
	is_sound();
	shows("The list ends before this page.");
}

/* In the fingerprint behind these words: after four bytes, not inside one. */
static void
lines_may_end_between_bytes(const char *words)
{
	const char *at = strstr(page(), words);

	assert_non_null(at);
	at += strlen(words);
	for (int i = 0; i < 7; i++) {
		assert_int_equal(strspn(at, "0123456789ABCDEF:"), 12);
		assert_int_equal(at[11], ':');
		assert_int_equal(strncmp(at + 12, "<wbr>", 5), 0);
		at += 12 + 5;
	}
}

static void
a_connector_shows_its_facts_and_profiles(void **state)
{
	struct uuid id;

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path(&browser.site->connector, "")), 200);
	is_sound();
	shows("<h1>Test CA</h1>");
	shows("Local CA");
	shows("<dt>CA fingerprint ");
	shows("<dt>RA fingerprint ");
	lines_may_end_between_bytes(" of the CA\">");
	lines_may_end_between_bytes(" of the RA\">");
	shows(">Branch &lt;routers&gt;</a>");
	shows("href=\"/admin/profiles/");
	shows_not("CRL URL");
	id = make(form("crl-url", "http%3A%2F%2Fpki.example%2F%3Ca%3E.crl"));
	assert_int_equal(get(path(&id, "")), 200);
	is_sound();
	shows("http://pki.example/&lt;a&gt;.crl");
	shows_not("<dt>CA issuers URL");
	shows("No profile uses this connector.");
	shows(arena_printf(browser.a, "/admin/profiles/add?connector=%s",
	    id_text(&id)));
	drop(&id);
}

static void
validity_is_a_word_and_a_colour(void **state)
{
	static const struct {
		int64_t begins, ends; /* hours from now */
		const char *class, *word;
	} rows[] = {
		{ -24, 24 * 365, "good", "Valid" },
		{ -24, 24 * 91, "good", "Valid" },
		{ -24, 24 * 12 + 1, "wait", "Ends in 12 days" },
		{ -24, 25, "wait", "Ends in 1 day" },
		{ -24, 1, "wait", "Ends within a day" },
		{ -24, -1, "bad", "Ended" },
		{ 1, 24 * 365, "wait", "Not valid yet" },
	};
	const struct page p = { .arena = browser.a, .admin = &browser.admin };
	struct web_response *res = web_response_new(browser.a);
	struct view *v;
	struct err e;

	(void)state;
	for (size_t i = 0; i < N(rows); i++) {
		v = view_new(browser.a, TEMPLATES);
		validity_show(&p, clock_ms() + rows[i].begins * 3600 * 1000,
		    clock_ms() + rows[i].ends * 3600 * 1000,
		    view_at(v, "Connector.State"));
		assert_int_equal(view_render(v, "page/connector.cs", res, &e),
		    0);
		browser.res = res;
		shows(arena_printf(browser.a, "<span class=\"state %s\">%s<",
		    rows[i].class, rows[i].word));
	}
}

/* ---- Files ------------------------------------------------------------- */

static void
the_ca_certificate_is_a_file(void **state)
{
	struct cert *pem, der;
	unsigned int n;
	struct err e;

	(void)state;
	sign_anna_in();
	assert_int_equal(get(path(&browser.site->connector, "/ca.cer")), 200);
	assert_string_equal(browser.res->content_type, "application/pkix-cert");
	assert_string_equal(web_header_get(browser.res, "Content-Disposition"),
	    "attachment; filename=\"test-ca.cer\"");
	assert_int_equal(cert_parse(buf_span(&browser.res->body), &der, &e), 0);
	der.der = arena_span(browser.a, der.der);
	assert_int_equal(get(path(&browser.site->connector, "/ca.pem")), 200);
	assert_string_equal(browser.res->content_type,
	    "application/x-pem-file");
	assert_string_equal(web_header_get(browser.res, "Content-Disposition"),
	    "attachment; filename=\"test-ca.pem\"");
	assert_int_equal(cert_from_pem(buf_span(&browser.res->body), browser.a,
			     &pem, &n, &e),
	    0);
	assert_int_equal(n, 1);
	assert_true(span_equal(pem[0].der, der.der));
	browser.session = NULL;
	assert_int_equal(get(path(&browser.site->connector, "/ca.pem")), 303);
}

static void
a_hostile_name_makes_no_hostile_file(void **state)
{
	static const struct {
		const char *name, *file;
	} rows[] = {
		{ "..%2F%22%3B+%3Cb%3E", "\"b.pem\"" },
		{ "%22%22", "\"ca.pem\"" },
	};
	struct uuid id;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(rows); i++) {
		id = make(form("name", rows[i].name));
		assert_int_equal(get(path(&id, "")), 200);
		is_sound();
		shows_not("<b>");
		assert_int_equal(get(path(&id, "/ca.pem")), 200);
		assert_non_null(
		    strstr(web_header_get(browser.res, "Content-Disposition"),
			rows[i].file));
		drop(&id);
	}
}

static void
a_ca_whose_files_are_gone_can_still_be_looked_at(void **state)
{
	struct uuid id;

	(void)state;
	sign_anna_in();
	id = make(form(NULL, NULL));
	assert_int_equal(unlink(
			     arena_printf(browser.a, "%s/connectors/%s/ca.crt",
				 browser.site->state, id_text(&id))),
	    0);
	assert_int_equal(get(path(&id, "")), 200);
	assert_int_equal(get(path(&id, "/ca.pem")), 503);
	is_sound();
	shows("ca.crt is not there: put the one of a backup in its place");
	drop(&id);
}

/* ---- Made -------------------------------------------------------------- */

static void
a_ca_is_made_and_named_in_a_note(void **state)
{
	struct uuid id;

	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/connectors/add"), 200);
	is_sound();
	shows("<option value=\"rsa:3072\" selected>RSA 3072</option>");
	shows("value=\"20\" min=\"1\" max=\"50\"");
	id = make(form("subject", "%2FO%3D%3CAcme%3E%2FCN%3DEdge"));
	assert_string_equal(site_last_audit(browser.site)->actor, "anna");
	assert_int_equal(get(location()), 200);
	is_sound();
	shows("<strong>Edge CA</strong> is there");
	shows("O=\\&lt;Acme\\&gt;,CN=Edge");
	assert_int_equal(get("/admin/connectors"), 200);
	is_sound();
	shows("2 connectors");
	drop(&id);
}

static void
what_is_wrong_is_said_beside_its_field(void **state)
{
	static const struct {
		const char *field, *value; /* encoded */
		const char *at; /* where it is said */
		const char *says;
	} rows[] = {
		{ "name", "", "name", "Enter a name for the connector." },
		{ "name", "test+ca", "name",
		    "There is a connector &quot;Test CA&quot; already. Choose "
		    "another name." },
		{ "name", HUNDRED "0", "name", "at most 100 characters" },
		{ "name", "a%00b", "name", "no text" },
		{ "name", "a%0ab", "name", "no text" },
		{ "name", "%CC%81", "name", "The name has no letter or digit" },
		{ "name", HUNDRED, "subject", "No subject can be made" },
		{ "subject", "Edge", "subject", "begin with" },
		{ "subject", "%2FCN", "subject", "CN" },
		{ "subject", "%2FX%3Dy", "subject", "X" },
		{ "subject", "%2FC%3DGermany", "subject", "2" },
		{ "subject", "%2FCN%3Da%0Ab", "subject", "no text" },
		{ "key-type", "", "key-type", "Choose a type of key." },
		{ "key-type", "rsa%3A1024", "key-type", "Choose one" },
		{ "key-type", "%3Cb%3E", "key-type", "Choose one" },
		{ "years", "", "years", "how many years" },
		{ "years", "0", "years", "from 1 to 50" },
		{ "years", "51", "years", "from 1 to 50" },
		{ "years", "1e3", "years", "from 1 to 50" },
		{ "years", "99999999999999999999", "years", "from 1 to 50" },
		{ "crl-url", "ftp%3A%2F%2Fx", "crl-url", "http://" },
		{ "crl-url", "http%3A%2F%2Fa+b", "crl-url", "blank" },
		{ "ca-issuers-url", "%2F%2Fpki.example%2Fca", "ca-issuers-url",
		    "http://" },
		{ "crl-url", "http%3A%2F%2F", "crl-url", "no host" },
		{ "ca-issuers-url", "http%3A%2F%2F%C3%A4", "ca-issuers-url",
		    "xn--" },
		{ "ca-issuers-url", "http%3A%2F%2Fa%2F%C3%A4", "ca-issuers-url",
		    "percent-encode" },
		{ "ocsp-url", "None", "ocsp-url", "http://" },
		{ "crl-days", "366", "crl-days", "from 1 to 365" },
		{ "ocsp-hours", "0", "ocsp-hours", "from 1 to 168" },
	};

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(rows); i++) {
		print_message("# %s: %.40s\n", rows[i].field, rows[i].value);
		assert_int_equal(get("/admin/connectors/add"), 200);
		assert_int_equal(post("/admin/connectors/add",
				     form(rows[i].field, rows[i].value)),
		    422);
		is_sound();
		shows("<title>Error: Add connector");
		shows(arena_printf(browser.a, "id=\"%s-error\"", rows[i].at));
		shows(arena_printf(browser.a, "<a href=\"#%s\">", rows[i].at));
		shows(rows[i].says);
		shows_not("<b>");
	}
	assert_int_equal(site_total(browser.site, STORE_CONNECTORS_BY_NAME), 1);
}

static void
all_that_is_wrong_is_said_at_once_and_what_was_typed_stays(void **state)
{
	(void)state;
	sign_anna_in();
	assert_int_equal(get("/admin/connectors/add"), 200);
	assert_int_equal(post("/admin/connectors/add",
			     "name=&subject=%2FCN%3D%22x%22&key-type=ec%3Ap384"
			     "&years=x&crl-url=y&ca-issuers-url=z"),
	    422);
	is_sound();
	shows("<a href=\"#name\">");
	shows("<a href=\"#years\">");
	shows("<a href=\"#crl-url\">");
	shows("<a href=\"#ca-issuers-url\">");
	shows("value=\"/CN=&quot;x&quot;\"");
	shows("<option value=\"ec:p384\" selected>");
	shows("value=\"x\"");
	shows("value=\"y\"");
	shows("value=\"z\"");
	/* What only the store and a CA's name can know, beside the others. */
	assert_int_equal(post("/admin/connectors/add",
			     "name=test+ca&subject=CN%3Dx&key-type=ec%3Ap384&"
			     "years=999"),
	    422);
	is_sound();
	shows("There is a connector &quot;Test CA&quot; already.");
	shows("Type &quot;none&quot; to name no place.");
	shows("<a href=\"#subject\">");
	shows("<a href=\"#years\">Valid for (years): Enter a whole");
}

#define AN_ID "01a21447-e39d-72a4-9ed1-359e4e92b983"

static void
who_comes_from_a_profiles_form_goes_back_there(void **state)
{
	static const struct {
		const char *next; /* encoded */
		const char *leads; /* NULL: to the connector */
	} rows[] = {
		{ "%2Fprofiles%2Fadd", "/admin/profiles/add?connector=" },
		{ "%2Fprofiles%2F" AN_ID "%2Fedit",
		    "/admin/profiles/" AN_ID "/edit?connector=" },
		{ "%2Fprofiles%2F" AN_ID "%2Fdelete", NULL },
		{ "%2Fprofiles%2Fx%2Fedit", NULL },
		{ "%2Fprofiles%2F" AN_ID "%2Fedit%3Fname%3Db%2520c",
		    "/admin/profiles/" AN_ID "/edit?name=b%20c&connector=" },
		{ "%2Fprofiles%2Fadd%3Fname%3D%2F%2Fevil.example",
		    "/admin/profiles/add?connector=" },
		{ "%2F%2Fevil.example%2Fprofiles%2Fadd", NULL },
		{ "https%3A%2F%2Fevil.example%2F", NULL },
		{ "%2Fprofiles%2Fadd%2F..%2F..", NULL },
		{ "%2Fsign-out", NULL },
	};
	struct uuid id;

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(rows); i++) {
		print_message("# %s\n", rows[i].next);
		assert_int_equal(get(arena_printf(browser.a,
				     "/admin/connectors/add?next=%s",
				     rows[i].next)),
		    200);
		is_sound();
		shows_not("evil");
		/* Refused first: it is not forgotten. */
		assert_int_equal(post("/admin/connectors/add",
				     arena_printf(browser.a, "name=&next=%s",
					 rows[i].next)),
		    422);
		shows_not("evil");
		assert_int_equal(post("/admin/connectors/add",
				     form("next", rows[i].next)),
		    303);
		if (rows[i].leads != NULL)
			assert_int_equal(strncmp(location(), rows[i].leads,
					     strlen(rows[i].leads)),
			    0);
		else
			assert_non_null(
			    strstr(location(), "/admin/connectors/"));
		assert_true(
		    uuid_parse(location() + strlen(location()) - UUID_TEXT_LEN,
			&id));
		drop(&id);
	}
}

/* ---- Changed ----------------------------------------------------------- */

/* What is changed, made from this version. */
#define CHANGES                                                        \
	"name=Rim+CA&crl-url=http%%3A%%2F%%2Fpki.example%%2F%%3Ca%%3E" \
	"&ca-issuers-url=none&ocsp-url=http%%3A%%2F%%2Focsp.example"   \
	"&crl-days=1&ocsp-hours=&version=%d"

static void
what_a_connector_names_is_changed(void **state)
{
	struct uuid id;

	(void)state;
	sign_anna_in();
	id = make(form("crl-url", "none"));
	assert_int_equal(get(path(&id, "")), 200);
	shows("None: nobody finds there what is revoked.");
	shows("7 days");
	assert_int_equal(get(path(&id, "/edit")), 200);
	is_sound();
	shows("value=\"Edge CA\"");
	shows("value=\"none\"");
	shows("value=\"7\" min=\"1\" max=\"365\"");
	shows("name=\"version\" value=\"1\"");
	shows_not("Key type");
	assert_int_equal(post(path(&id, "/edit"),
			     arena_printf(browser.a, CHANGES, 1)),
	    303);
	assert_string_equal(location(), path(&id, ""));
	assert_string_equal(site_last_audit(browser.site)->action,
	    "connector-change");
	assert_int_equal(get(location()), 200);
	is_sound();
	shows("<strong>Rim CA</strong> is changed");
	shows(">http://pki.example/&lt;a&gt;</code>");
	shows(">http://ocsp.example</code>");
	shows_not("<dt>CA issuers URL");
	shows("<dd>1 day</dd>");
	shows("12 hours");
	drop(&id);
}

static void
a_change_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *fields, *at;
	} rows[] = {
		{ "name=&version=1", "name" },
		{ "name=test+ca&version=1", "name" },
		{ "name=x&crl-url=y&version=1", "crl-url" },
		{ "name=x&ca-issuers-url=y&version=1", "ca-issuers-url" },
		{ "name=x&ocsp-url=y&version=1", "ocsp-url" },
		{ "name=x&crl-days=0&version=1", "crl-days" },
		{ "name=x&ocsp-hours=169&version=1", "ocsp-hours" },
	};
	struct uuid id;

	(void)state;
	sign_anna_in();
	id = make(form(NULL, NULL));
	for (size_t i = 0; i < N(rows); i++) {
		get(path(&id, "/edit"));
		if (post(path(&id, "/edit"), rows[i].fields) != 422)
			fail_msg("%s", rows[i].fields);
		is_sound();
		shows(arena_printf(browser.a, "<a href=\"#%s\">", rows[i].at));
	}
	get(path(&id, "/edit"));
	assert_int_equal(ask(WEB_POST, path(&id, "/edit"), "csrf="), 403);
	/* The second of two is told, and may save again. */
	get(path(&id, "/edit"));
	assert_int_equal(post(path(&id, "/edit"), "name=y&version=7"), 422);
	is_sound();
	shows("This connector was changed while you did.");
	shows("value=\"y\"");
	shows("name=\"version\" value=\"1\"");
	shows("id=\"name-error\">Meanwhile this is &quot;Edge CA&quot;. Save "
	      "again to replace that with what stands here.");
	shows_not("id=\"crl-url-error\"");
	shows_not("id=\"crl-days-error\"");
	assert_int_equal(post(path(&id, "/edit"),
			     "name=y&ocsp-hours=3&version=1"),
	    303);
	get(path(&id, "/edit"));
	assert_int_equal(post(path(&id, "/edit"),
			     "name=y&ocsp-url=http%3A%2F%2Fa&version=1"),
	    422);
	is_sound();
	shows("id=\"ocsp-hours-error\">Meanwhile this is &quot;3&quot;.");
	shows("id=\"ocsp-url-error\">Meanwhile this is left empty.");
	shows_not("id=\"name-error\"");
	drop(&id);
}

/* As a version that did not look at URLs took them. */
static int
put_bad_url(struct store_txn *t, void *ctx, struct err *e)
{
	Connector *r;

	if (store_get_connector(t, ctx, browser.a, &r, e) == -1)
		return -1;
	r->crl_url = arena_strdup(browser.a, "pki.example/<a>.crl");
	return store_put_connector(t, r, e);
}

static void
a_bad_url_on_record_does_not_keep_from_other_changes(void **state)
{
	static const char remark[] =
	    "id=\"crl-url-remark\">The CRL URL has to begin with http:// or "
	    "https://. It stays as it is until you change it.";
	struct uuid id;
	struct err e;

	(void)state;
	sign_anna_in();
	id = make(form(NULL, NULL));
	assert_int_equal(store_update(ra_store(browser.site->ra), STORE_DURABLE,
			     put_bad_url, &id, &e),
	    0);
	assert_int_equal(get(path(&id, "/edit")), 200);
	is_sound();
	shows_not("Error:");
	shows(remark);
	/* Told as well where another field is wrong. */
	assert_int_equal(post(path(&id, "/edit"),
			     "name=x&crl-url=pki.example%2F%3Ca%3E.crl&"
			     "crl-days=0&version=1"),
	    422);
	is_sound();
	shows(remark);
	shows_not("id=\"crl-url-error\"");
	/* Another bad one is refused. */
	assert_int_equal(post(path(&id, "/edit"),
			     "name=x&crl-url=pki.example&version=1"),
	    422);
	is_sound();
	shows("id=\"crl-url-error\"");
	shows_not("id=\"crl-url-remark\"");
	assert_int_equal(post(path(&id, "/edit"),
			     "name=Edge+CA&crl-url=pki.example%2F%3Ca%3E.crl&"
			     "crl-days=3&version=1"),
	    303);
	assert_int_equal(get(location()), 200);
	shows("<dd>3 days</dd>");
	shows("pki.example/&lt;a&gt;.crl");
	drop(&id);
}

/* ---- The next CA ------------------------------------------------------- */

static void
a_next_ca_is_prepared_shown_and_dropped(void **state)
{
	struct cert *pem;
	struct uuid id;
	unsigned int n;
	struct err e;

	(void)state;
	sign_anna_in();
	id = make(form("name", "%3Cb%3EEdge"));
	assert_int_equal(get(path(&id, "")), 200);
	shows(path(&id, "/next/prepare"));
	assert_int_equal(get(path(&id, "/next.pem")), 404);
	assert_int_equal(get(path(&id, "/next/drop")), 404);
	assert_int_equal(get(path(&id, "/next/prepare")), 200);
	is_sound();
	shows("<option value=\"same\" selected>As the present one: EC P-256");
	shows("value=\"30\"");
	shows_not("<b>");
	shows_not("replace-former");
	assert_int_equal(ask(WEB_POST, path(&id, "/next/prepare"), "csrf="),
	    403);
	get(path(&id, "/next/prepare"));
	assert_int_equal(post(path(&id, "/next/prepare"),
			     "days=40&key-type=same&years=9"),
	    303);
	assert_string_equal(location(), path(&id, ""));
	assert_string_equal(site_last_audit(browser.site)->action,
	    "connector-prepare-next-ca");
	assert_int_equal(get(location()), 200);
	is_sound();
	shows("has a next CA");
	shows("<dt>Takes over</dt>");
	shows("Next CA fingerprint (SHA-256)");
	shows(path(&id, "/next/drop"));
	shows_not("with the next request of a device");
	assert_int_equal(get(path(&id, "/next.pem")), 200);
	assert_int_equal(cert_from_pem(buf_span(&browser.res->body), browser.a,
			     &pem, &n, &e),
	    0);
	assert_int_equal(n, 1);

	get(path(&id, "/next/prepare"));
	assert_int_equal(post(path(&id, "/next/prepare"),
			     "days=40&key-type=ec%3Ap384&years=9"),
	    422);
	shows("has a next CA already");
	assert_int_equal(get(path(&id, "/next/drop")), 200);
	is_sound();
	shows("Drop the next CA of the connector &quot;&lt;b&gt;Edge&quot;?");
	assert_int_equal(ask(WEB_POST, path(&id, "/next/drop"), "csrf="), 403);
	get(path(&id, "/next/drop"));
	shows(arena_printf(browser.a, "%s?ca=", path(&id, "/next/drop")));
	assert_int_equal(post(arena_printf(browser.a, "%s?ca=%064d",
				  path(&id, "/next/drop"), 0),
			     ""),
	    409);
	shows("has another next CA by now");
	get(path(&id, "/next/drop"));
	assert_int_equal(post(path(&id, "/next/drop"), ""), 303);
	get(location());
	is_sound();
	shows("is dropped, and its key with it");
	shows(path(&id, "/next/prepare"));
	drop(&id);
}

/* While the CA before the one in use counts, a person is to say so. */
static void
a_next_ca_may_replace_the_former(void **state)
{
	static const char fields[] = "days=30&key-type=same&years=9";
	struct site *site = browser.site;
	const char *at = path(&site->connector, "/next/prepare");

	(void)state;
	sign_anna_in();
	site_prepare_next_ca(site, 30);
	site_bring_next_ca_forward(site, &site->connector);
	assert_non_null(site_profile(site, "branch-routers")->ca_former);
	assert_int_equal(get(at), 200);
	is_sound();
	shows("name=\"replace-former\"");
	assert_int_equal(post(at, fields), 422);
	is_sound();
	shows("counts until");
	assert_int_equal(post(at,
			     arena_printf(browser.a, "%s&replace-former=1",
				 fields)),
	    303);
	assert_string_equal(site_last_audit(site)->action,
	    "connector-prepare-next-ca");
}

static void
a_next_ca_that_cannot_be_is_refused(void **state)
{
	static const struct {
		const char *fields, *at, *says;
	} rows[] = {
		{ "days=0&key-type=same&years=9", "days", "from 1 to 365" },
		{ "days=366&key-type=same&years=9", "days", "from 1 to 365" },
		{ "days=&key-type=same&years=9", "days", "how many days" },
		{ "days=364&key-type=rsa&years=9", "key-type", "Choose one" },
		{ "days=364&key-type=same&years=51", "years", "from 1 to 50" },
		/* Later than the CA in use ends. */
		{ "days=365&key-type=same&years=9", "days",
		    "before the end of the one in use" },
	};
	struct uuid id;

	(void)state;
	sign_anna_in();
	id = make(form("years", "1"));
	for (size_t i = 0; i < N(rows); i++) {
		get(path(&id, "/next/prepare"));
		if (post(path(&id, "/next/prepare"), rows[i].fields) != 422)
			fail_msg("%s", rows[i].fields);
		is_sound();
		shows(rows[i].says);
		shows(arena_printf(browser.a, "<a href=\"#%s\">", rows[i].at));
	}
	assert_int_equal(get(path(&id, "")), 200);
	shows(path(&id, "/next/prepare"));
	drop(&id);
}

/* ---- Deleted ----------------------------------------------------------- */

static void
a_connector_in_use_is_not_deleted(void **state)
{
	const char *target = path(&browser.site->connector, "/delete");

	(void)state;
	sign_anna_in();
	assert_int_equal(get(target), 409);
	is_sound();
	shows("The connector &quot;Test CA&quot; is in use by 1 profile: "
	      "&quot;Branch &lt;routers&gt;&quot;.");
	shows_not("<button class=\"danger\">");
	assert_int_equal(post(target, ""), 409);
	is_sound();
	shows("in use by 1 profile");
	assert_int_equal(get(path(&browser.site->connector, "/ca.pem")), 200);
}

static void
a_connector_is_deleted_with_its_keys(void **state)
{
	const char *dir;
	struct uuid id;

	(void)state;
	sign_anna_in();
	id = make(form("name", "%3Cb%3EEdge"));
	dir = arena_printf(browser.a, "%s/connectors/%s", browser.site->state,
	    id_text(&id));
	assert_int_equal(access(dir, F_OK), 0);
	assert_int_equal(get(path(&id, "/delete")), 200);
	is_sound();
	shows("Delete the connector &quot;&lt;b&gt;Edge&quot;?");
	shows("for good");
	shows("cannot renew");
	shows("revoked from then on nobody is told");
	shows("certificates on record");
	assert_int_equal(ask(WEB_POST, path(&id, "/delete"), "csrf="), 403);
	assert_int_equal(access(dir, F_OK), 0);
	assert_int_equal(get(path(&id, "/delete")), 200);
	assert_int_equal(post(path(&id, "/delete"), ""), 303);
	assert_string_equal(location(), "/admin/connectors");
	assert_int_equal(access(dir, F_OK), -1);
	assert_int_equal(get("/admin/connectors"), 200);
	shows("<strong>&lt;b&gt;Edge</strong> is deleted");
	assert_int_equal(post(path(&id, "/delete"), ""), 404);
}

static void
a_connector_that_is_not_there_is_a_page_that_is_not(void **state)
{
	static const char *const ids[] = { "x", "%00", "..", "%3Cb%3E",
		"00000000-0000-7000-8000-000000000000" };
	static const char *const behind[] = { "", "/delete", "/ca.pem",
		"/ca.cer", "/edit", "/next.pem", "/next/prepare",
		"/next/drop" };

	(void)state;
	sign_anna_in();
	for (size_t i = 0; i < N(ids); i++)
		for (size_t j = 0; j < N(behind); j++) {
			assert_int_equal(get(arena_printf(browser.a,
					     "/admin/connectors/%s%s", ids[i],
					     behind[j])),
			    404);
			is_sound();
		}
	assert_int_equal(get(path(&browser.site->tenant, "")), 404);
	assert_int_equal(get(path(&browser.site->connector, "/ca.key")), 404);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		PAGE_TEST(the_list_shows_each_ca),
		PAGE_TEST(a_page_sees_that_a_next_ca_is_to_take_over),
		PAGE_TEST(a_connector_shows_its_facts_and_profiles),
		PAGE_TEST(validity_is_a_word_and_a_colour),
		PAGE_TEST(the_ca_certificate_is_a_file),
		PAGE_TEST(a_hostile_name_makes_no_hostile_file),
		PAGE_TEST(a_ca_whose_files_are_gone_can_still_be_looked_at),
		PAGE_TEST(a_ca_is_made_and_named_in_a_note),
		PAGE_TEST(what_is_wrong_is_said_beside_its_field),
		PAGE_TEST(
		    all_that_is_wrong_is_said_at_once_and_what_was_typed_stays),
		PAGE_TEST(who_comes_from_a_profiles_form_goes_back_there),
		PAGE_TEST(what_a_connector_names_is_changed),
		PAGE_TEST(a_change_that_cannot_be_is_refused),
		PAGE_TEST(a_bad_url_on_record_does_not_keep_from_other_changes),
		PAGE_TEST(a_next_ca_is_prepared_shown_and_dropped),
		PAGE_TEST(a_next_ca_may_replace_the_former),
		PAGE_TEST(a_next_ca_that_cannot_be_is_refused),
		PAGE_TEST(a_connector_in_use_is_not_deleted),
		PAGE_TEST(a_connector_is_deleted_with_its_keys),
		PAGE_TEST(a_connector_that_is_not_there_is_a_page_that_is_not),
	};

	return cmocka_run_group_tests(tests, browser_open, browser_close);
}
