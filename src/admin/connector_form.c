/* SPDX-License-Identifier: BSD-2-Clause */
/* A local CA is made, by itself or on the way to a profile that wants one. */
#include <string.h>

#include "admin/owner.h"
#include "admin/routes.h"
#include "ra/setup.h"
#include "web/form.h"
#include "web/status.h"
#include "web/url.h"

enum {
	FIELD_NAME,
	FIELD_SUBJECT,
	FIELD_KEY_TYPE,
	FIELD_YEARS,
	FIELD_CRL_URL,
	FIELD_CA_ISSUERS_URL,
	FIELD_NEXT
};

#define SUBJECT_MOST 1000 /* characters: some attributes of 100 each */

static const struct web_choice key_types[] = {
	{ "rsa:2048", "RSA 2048" },
	{ "rsa:3072", "RSA 3072" },
	{ "rsa:4096", "RSA 4096" },
	{ "ec:p256", "EC P-256" },
	{ "ec:p384", "EC P-384" },
};

static const struct web_field fields[] = {
	[FIELD_NAME] = {
		.name = "name",
		.label = "Name",
		.kind = WEB_FIELD_TEXT,
		.required = true,
		.most = RA_NAME_MOST,
		.autocomplete = "off",
		.hint = "What it is called here, like \"Issuing CA 2026\".",
		.missing = "Enter a name for the connector.",
	},
	[FIELD_SUBJECT] = {
		.name = "subject",
		.label = "CA subject",
		.kind = WEB_FIELD_TEXT,
		.most = SUBJECT_MOST,
		.autocomplete = "off",
		.hint = "Optional, like /C=DE/O=Acme/CN=Issuing CA 2026. Left "
		    "empty, it is made from the name.",
	},
	[FIELD_KEY_TYPE] = {
		.name = "key-type",
		.label = "Key type",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.choices = key_types,
		.choice_count = sizeof(key_types) / sizeof(key_types[0]),
		.hint = "Old devices may know RSA only.",
		.missing = "Choose a type of key.",
	},
	[FIELD_YEARS] = {
		.name = "years",
		.label = "Valid for (years)",
		.kind = WEB_FIELD_INT,
		.required = true,
		.least = 1,
		.most = RA_CA_YEARS_MOST,
		.hint = "Certificates cannot outlive the CA that signed them.",
		.missing = "Enter for how many years the CA is valid.",
		.invalid = "Enter a whole number of years from 1 to 50.",
	},
	[FIELD_CRL_URL] = {
		.name = "crl-url",
		.label = "CRL URL",
		.kind = WEB_FIELD_TEXT,
		.most = RA_URL_MOST,
		.autocomplete = "off",
		.hint = "Optional: where others find the CA's list of revoked "
		    "certificates, if not here; none for nowhere. It stands "
		    "in each certificate.",
	},
	[FIELD_CA_ISSUERS_URL] = {
		.name = "ca-issuers-url",
		.label = "CA issuers URL",
		.kind = WEB_FIELD_TEXT,
		.most = RA_URL_MOST,
		.autocomplete = "off",
		.hint = "Optional: where others find the CA's certificate, if "
		    "not here; none for nowhere. It stands in each "
		    "certificate.",
	},
	[FIELD_NEXT] = {
		.name = "next",
		.label = "Page to go on with",
		.kind = WEB_FIELD_TEXT,
		.most = CONNECTOR_NEXT_MOST,
		.hidden = true,
	},
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))
_Static_assert(RA_CA_YEARS_MOST == 50, "the field's sentence says so");

/* ---- On the way to a profile ------------------------------------------- */

static bool
is_profile_edit(struct arena *a, const char *path)
{
	static const char before[] = "/profiles/", after[] = "/edit";
	const size_t n = sizeof(before) - 1;
	struct uuid id;

	return strncmp(path, before, n) == 0 &&
	    strlen(path) == n + UUID_TEXT_LEN + sizeof(after) - 1 &&
	    strcmp(path + n + UUID_TEXT_LEN, after) == 0 &&
	    uuid_parse(arena_str(a, span_of(path + n, UUID_TEXT_LEN)), &id);
}

/*
 * The form of a profile, where somebody comes from one, with what was typed
 * there as its query; else "".
 */
static const char *
next_of(struct arena *a, const char *wanted)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789-._~%=&";
	const char *path = arena_str(a, span_of(wanted, strcspn(wanted, "?")));
	const char *query = wanted + strlen(path);

	if (strcmp(path, "/profiles/add") != 0 && !is_profile_edit(a, path))
		return "";
	query += *query == '?';
	return query[strspn(query, plain)] == '\0' ? wanted : path;
}

/* ---- The form ---------------------------------------------------------- */

static int
show(struct page *page, struct web_form *form, const char *next, struct err *e)
{
	struct view *v = page_view(page, "Add connector");

	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, NULL, "Add");
	web_form_set(form, FIELD_NEXT, next);
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, "/connectors/add"));
	view_set(v, "Form.Cancel",
	    page_url(page, *next != '\0' ? next : "/connectors"));
	if (!web_form_ok(form))
		page->res->status = 422;
	return page_render(page, v, "page/connector_form.cs", e);
}

int
connector_add_page(struct page *page, struct err *e)
{
	struct arena *a = page->arena;
	struct web_form *form = web_form_new(a, fields, FIELD_COUNT);

	web_form_set(form, FIELD_KEY_TYPE, "rsa:3072");
	web_form_set(form, FIELD_YEARS,
	    arena_printf(a, "%d", RA_CA_YEARS_DEFAULT));
	return show(page, form, next_of(a, page_query(page, "next")), e);
}

/* ---- What ra has against it -------------------------------------------- */

/* The rules that a row cannot say; all that is wrong is said at once. */
static bool
check(const struct page *page, struct web_form *form)
{
	static const struct {
		size_t field;
		const char *what;
		int (*check)(const char *what, const char *text, struct err *e);
	} rules[] = {
		{ FIELD_NAME, "the name", ra_name_check },
		{ FIELD_CRL_URL, "the CRL URL", ra_pointer_check },
		{ FIELD_CA_ISSUERS_URL, "the CA issuers URL",
		    ra_pointer_check },
	};
	struct err e;

	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++)
		if (web_form_field_ok(form, rules[i].field) &&
		    rules[i].check(rules[i].what,
			web_form_text(form, rules[i].field), &e) == -1)
			web_form_fail(form, rules[i].field,
			    web_sentence(page->arena, e.text));
	return web_form_ok(form);
}

struct look {
	struct arena *arena;
	const char *name;
	Connector *other; /* that has the name; NULL: none */
};

static int
look(struct store_txn *t, void *ctx, struct err *e)
{
	struct look *l = ctx;

	return store_find_connector(t, l->name, l->arena, &l->other, e);
}

static void
fail_subject(const struct page *page, struct web_form *form,
    const struct connector_draft *d, const char *text)
{
	struct arena *a = page->arena;

	if (*d->subject == '\0')
		text = arena_printf(a,
		    "No subject can be made from this name, so enter one. %s",
		    text);
	web_form_fail(form, FIELD_SUBJECT, web_sentence(a, text));
}

/* Say at the field what ra refused; -1: it was something else. */
static int
place_failure(struct page *page, struct web_form *form,
    const struct connector_draft *d, struct err *e)
{
	struct look l = { .arena = page->arena, .name = d->name };
	struct err why = *e;

	/* Name and URLs were checked before: what is left is the subject. */
	if (e->kind == ERR_MALFORMED) {
		fail_subject(page, form, d, e->text);
		return 0;
	}
	if (e->kind != ERR_CONFLICT)
		return -1;
	if (store_view(ra_store(page->admin->ra), look, &l, e) == -1)
		return -1;
	if (l.other == NULL) {
		*e = why;
		return -1;
	}
	web_form_fail(form, FIELD_NAME,
	    arena_printf(page->arena,
		"There is a connector \"%s\" already. Choose another name.",
		l.other->name));
	return 0;
}

/* ---- Made -------------------------------------------------------------- */

static void
go_on(struct page *page, const struct uuid *id, const char *name,
    const char *next)
{
	const struct web_note note = {
		.key = "connector-added",
		.subject = name,
	};
	const char *text = uuid_text(page->arena, id);

	if (*next != '\0')
		page_see_other(page,
		    web_url(page->arena, next, "connector", text, NULL), &note);
	else
		page_see_other(page,
		    arena_printf(page->arena, "/connectors/%s", text), &note);
}

int
connector_add(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields, FIELD_COUNT);
	const char *next = next_of(page->arena, page_posted(page, "next"));
	const struct actor by = page_actor(page);
	struct connector_draft d = { .kind = "local" };
	struct uuid id;

	(void)web_form_read(form, &page->posted);
	if (!check(page, form))
		return show(page, form, next, e);
	d.name = web_form_text(form, FIELD_NAME);
	d.subject = web_form_text(form, FIELD_SUBJECT);
	d.key_type = web_form_text(form, FIELD_KEY_TYPE);
	d.years = (unsigned int)web_form_int(form, FIELD_YEARS);
	d.crl_url = web_form_text(form, FIELD_CRL_URL);
	d.ca_issuers_url = web_form_text(form, FIELD_CA_ISSUERS_URL);
	if (ra_connector_create(page->admin->ra, &by, &d, &id, e) == -1) {
		if (place_failure(page, form, &d, e) == -1)
			return -1;
		return show(page, form, next, e);
	}
	go_on(page, &id, d.name, next);
	return 0;
}
