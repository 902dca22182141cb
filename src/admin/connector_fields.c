/* SPDX-License-Identifier: BSD-2-Clause */
/* See connector_fields.h. */
#include <string.h>

#include "admin/connector_fields.h"
#include "admin/routes.h"
#include "ra/crl.h"
#include "ra/ocsp.h"
#include "web/status.h"

#define SUBJECT_MOST 1000 /* characters: some attributes of 100 each */

const struct web_choice connector_key_types[] = {
	{ "rsa:2048", "RSA 2048" },
	{ "rsa:3072", "RSA 3072" },
	{ "rsa:4096", "RSA 4096" },
	{ "ec:p256", "EC P-256" },
	{ "ec:p384", "EC P-384" },
};
#define KEY_TYPES (sizeof(connector_key_types) / sizeof(connector_key_types[0]))
const size_t connector_key_type_count = KEY_TYPES;

#define ELSEWHERE                                                              \
	" It stands in each certificate. Left empty, it is this "              \
	"server's own, where that has a public URL. Type \"none\" to name no " \
	"place."

static const struct web_field fields[CONNECTOR_MADE] = {
	[CONNECTOR_NAME] = {
		.name = "name",
		.label = "Name",
		.kind = WEB_FIELD_TEXT,
		.required = true,
		.most = RA_NAME_MOST,
		.autocomplete = "off",
		.hint = "What it is called here, like \"Issuing CA 2026\".",
		.missing = "Enter a name for the connector.",
	},
	[CONNECTOR_CRL_URL] = {
		.name = "crl-url",
		.label = "CRL URL",
		.kind = WEB_FIELD_TEXT,
		.most = RA_URL_MOST,
		.autocomplete = "off",
		.hint = "Where the list of revoked certificates is." ELSEWHERE,
	},
	[CONNECTOR_CA_ISSUERS_URL] = {
		.name = "ca-issuers-url",
		.label = "CA issuers URL",
		.kind = WEB_FIELD_TEXT,
		.most = RA_URL_MOST,
		.autocomplete = "off",
		.hint = "Where the CA's certificate is; empty or \"none\" as "
		    "above.",
	},
	[CONNECTOR_OCSP_URL] = {
		.name = "ocsp-url",
		.label = "OCSP URL",
		.kind = WEB_FIELD_TEXT,
		.most = RA_URL_MOST,
		.autocomplete = "off",
		.hint = "Who says of a certificate whether it is revoked; "
		    "empty or \"none\" as above.",
	},
	[CONNECTOR_CRL_DAYS] = {
		.name = "crl-days",
		.label = "A CRL is valid for (days)",
		.kind = WEB_FIELD_INT,
		.least = 1,
		.most = RA_CRL_DAYS_MOST,
		.hint = "It is made anew when half of that is over. Left "
		    "empty: 7.",
		.invalid = "Enter a whole number of days from 1 to 365.",
	},
	[CONNECTOR_OCSP_HOURS] = {
		.name = "ocsp-hours",
		.label = "An OCSP answer is valid for (hours)",
		.kind = WEB_FIELD_INT,
		.least = 1,
		.most = RA_OCSP_HOURS_MOST,
		.hint = "Left empty: 12.",
		.invalid = "Enter a whole number of hours from 1 to 168.",
	},
	[CONNECTOR_VERSION] = {
		.name = "version",
		.label = "Version",
		.kind = WEB_FIELD_INT,
		.hidden = true,
	},
	[CONNECTOR_SUBJECT] = {
		.name = "subject",
		.label = "CA subject",
		.kind = WEB_FIELD_TEXT,
		.most = SUBJECT_MOST,
		.autocomplete = "off",
		.hint = "Optional, like /C=DE/O=Acme/CN=Issuing CA 2026. Left "
		    "empty, it is made from the name.",
	},
	[CONNECTOR_KEY_TYPE] = {
		.name = "key-type",
		.label = "Key type",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.choices = connector_key_types,
		.choice_count = KEY_TYPES,
		.hint = "Old devices may know RSA only.",
		.missing = "Choose a type of key.",
	},
	[CONNECTOR_YEARS] = {
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
	[CONNECTOR_NEXT] = {
		.name = "next",
		.label = "Page to go on with",
		.kind = WEB_FIELD_TEXT,
		.most = CONNECTOR_NEXT_MOST,
		.hidden = true,
	},
};
_Static_assert(RA_CA_YEARS_MOST == 50 && RA_CRL_DAYS_MOST == 365 &&
	RA_OCSP_HOURS_MOST == 168 && RA_CRL_DAYS_DEFAULT == 7 &&
	RA_OCSP_HOURS_DEFAULT == 12,
    "the fields' sentences say so");

struct web_form *
connector_fields_form(const struct page *page, size_t count)
{
	return web_form_new(page->arena, fields, count);
}

/* As it is typed, of a field that can be changed. */
static const char *
text_of(struct arena *a, const struct connector_draft *d, size_t field)
{
	switch (field) {
	case CONNECTOR_NAME:
		return d->name;
	case CONNECTOR_CRL_URL:
		return d->crl_url;
	case CONNECTOR_CA_ISSUERS_URL:
		return d->ca_issuers_url;
	case CONNECTOR_OCSP_URL:
		return d->ocsp_url;
	case CONNECTOR_CRL_DAYS:
		return arena_printf(a, "%u",
		    d->crl_days == 0 ? RA_CRL_DAYS_DEFAULT : d->crl_days);
	default:
		return arena_printf(a, "%u",
		    d->ocsp_hours == 0 ? RA_OCSP_HOURS_DEFAULT : d->ocsp_hours);
	}
}

void
connector_fields_set(const struct page *page, struct web_form *form,
    const struct connector_draft *d)
{
	for (size_t i = 0; i < CONNECTOR_VERSION; i++)
		web_form_set(form, i, text_of(page->arena, d, i));
}

void
connector_fields_overtaken(const struct page *page, struct web_form *form,
    const struct connector_draft *typed, const struct connector_draft *now)
{
	struct arena *a = page->arena;
	const char *there;

	for (size_t i = 0; i < CONNECTOR_VERSION; i++) {
		there = text_of(a, now, i);
		if (strcmp(text_of(a, typed, i), there) == 0)
			continue;
		if (*there == '\0')
			there = "left empty";
		else
			there = arena_printf(a, "\"%s\"", there);
		web_form_fail(form, i,
		    arena_printf(a,
			"Meanwhile this is %s. Save again to replace that with "
			"what stands here.",
			there));
	}
}

/* The rules that a row cannot say. */
static const struct rule {
	size_t field;
	const char *what;
	int (*check)(const char *what, const char *text, struct err *e);
} rules[] = {
	{ CONNECTOR_NAME, "the name", ra_name_check },
	{ CONNECTOR_CRL_URL, "the CRL URL", ra_pointer_check },
	{ CONNECTOR_CA_ISSUERS_URL, "the CA issuers URL", ra_pointer_check },
	{ CONNECTOR_OCSP_URL, "the OCSP URL", ra_pointer_check },
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

static bool
is_as_before(const struct page *page, const struct rule *rule, const char *text,
    const struct connector_draft *before)
{
	return before != NULL &&
	    strcmp(text, text_of(page->arena, before, rule->field)) == 0;
}

void
connector_fields_remark(const struct page *page, struct web_form *form,
    const struct connector_draft *before)
{
	const char *typed;
	struct err e;

	for (size_t i = 0; i < RULES; i++) {
		typed = web_form_typed(form, rules[i].field);
		if (is_as_before(page, &rules[i], typed, before) &&
		    rules[i].check(rules[i].what, typed, &e) == -1)
			web_form_remark(form, rules[i].field,
			    arena_printf(page->arena,
				"%s It stays as it is until you change it.",
				web_sentence(page->arena, e.text)));
	}
}

static void
check(const struct page *page, struct web_form *form,
    const struct connector_draft *before)
{
	const char *text;
	struct err e;

	for (size_t i = 0; i < RULES; i++) {
		if (!web_form_field_ok(form, rules[i].field))
			continue;
		text = web_form_text(form, rules[i].field);
		if (!is_as_before(page, &rules[i], text, before) &&
		    rules[i].check(rules[i].what, text, &e) == -1)
			web_form_fail(form, rules[i].field,
			    web_sentence(page->arena, e.text));
	}
}

bool
connector_fields_read(const struct page *page, struct web_form *form,
    const struct connector_draft *before, struct connector_draft *d)
{
	(void)web_form_read(form, &page->posted);
	check(page, form, before);
	if (!web_form_ok(form))
		return false;
	d->name = web_form_text(form, CONNECTOR_NAME);
	d->crl_url = web_form_text(form, CONNECTOR_CRL_URL);
	d->ca_issuers_url = web_form_text(form, CONNECTOR_CA_ISSUERS_URL);
	d->ocsp_url = web_form_text(form, CONNECTOR_OCSP_URL);
	/* 0, where left empty, is the default here too. */
	d->crl_days = (unsigned int)web_form_int(form, CONNECTOR_CRL_DAYS);
	d->ocsp_hours = (unsigned int)web_form_int(form, CONNECTOR_OCSP_HOURS);
	return true;
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

int
connector_fields_find_taken(const struct page *page, struct web_form *form,
    const struct uuid *id, struct err *e)
{
	struct look l = { .arena = page->arena };

	if (!web_form_field_ok(form, CONNECTOR_NAME))
		return 0;
	l.name = web_form_text(form, CONNECTOR_NAME);
	if (store_view(ra_store(page->admin->ra), look, &l, e) == -1)
		return -1;
	if (l.other == NULL ||
	    (id != NULL &&
		span_equal(span_of(l.other->id.data, l.other->id.len),
		    uuid_span(id))))
		return 0;
	web_form_fail(form, CONNECTOR_NAME,
	    arena_printf(page->arena,
		"There is a connector \"%s\" already. Choose another name.",
		l.other->name));
	return 0;
}

int
connector_fields_conflict(const struct page *page, struct web_form *form,
    const struct uuid *id, struct err *e)
{
	struct err why = *e;

	if (connector_fields_find_taken(page, form, id, e) == -1)
		return -1;
	*e = why;
	return web_form_field_ok(form, CONNECTOR_NAME) ? -1 : 0;
}
