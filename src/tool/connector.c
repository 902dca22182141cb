/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate connector: ways to a CA. */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "connector/connector.h"
#include "pki/crl.h"
#include "ra/crl.h"
#include "ra/next_ca.h"
#include "ra/ocsp.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

struct connector_draft
connector_draft_of(const struct tool *t, const char *name)
{
	const struct args *args = t->args;
	struct connector_draft d = { .name = name,
		.kind = "local",
		.subject = arg_text(args, OPTION_CA_SUBJECT),
		.key_type = arg_text(args, OPTION_CA_KEY_TYPE),
		.years = (unsigned int)arg_number(args, OPTION_YEARS, 0),
		.key_file = arg_text(args, OPTION_CA_KEY),
		.cert_file = arg_text(args, OPTION_CA_CERT),
		.passphrase_file = arg_text(args, OPTION_PASSPHRASE_FILE),
		.crl_url = arg_text(args, OPTION_CRL_URL),
		.ca_issuers_url = arg_text(args, OPTION_CA_ISSUERS_URL),
		.ocsp_url = arg_text(args, OPTION_OCSP_URL),
		.crl_days = (unsigned int)arg_number(args, OPTION_CRL_DAYS, 0),
		.ocsp_hours = (unsigned int)arg_number(args, OPTION_OCSP_HOURS,
		    0) };

	return d;
}

int
connector_add(struct tool *t, struct err *e)
{
	struct connector_draft d = connector_draft_of(t, tool_operand(t, 0));
	struct uuid id;

	if (ra_connector_create(t->ra, &t->by, &d, &id, e) == -1)
		return tool_refused(t, e);
	printf("connector: %s\n", d.name);
	return 0;
}

/* What was given goes over what the record has. */
int
connector_set(struct tool *t, struct err *e)
{
	const struct args *args = t->args;
	struct connector_draft d;
	struct uuid id;
	Connector *r;

	if (lookup_connector(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	id = record_id(r->id);
	d = ra_connector_draft(r);
	if (arg_given(args, OPTION_NAME))
		d.name = arg_text(args, OPTION_NAME);
	if (arg_given(args, OPTION_CRL_URL))
		d.crl_url = arg_text(args, OPTION_CRL_URL);
	if (arg_given(args, OPTION_CA_ISSUERS_URL))
		d.ca_issuers_url = arg_text(args, OPTION_CA_ISSUERS_URL);
	if (arg_given(args, OPTION_OCSP_URL))
		d.ocsp_url = arg_text(args, OPTION_OCSP_URL);
	d.crl_days = (unsigned int)arg_number(args, OPTION_CRL_DAYS,
	    d.crl_days);
	d.ocsp_hours = (unsigned int)arg_number(args, OPTION_OCSP_HOURS,
	    d.ocsp_hours);
	if (ra_connector_change(t->ra, &t->by, &id, r->version, &d, e) == -1)
		return tool_refused(t, e);
	printf("connector: %s\n", d.name);
	return 0;
}

static int
list_connector(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Connector *r = (const Connector *)record;
	const char *cells[] = { r->name, r->kind, r->key_type,
		clock_rfc3339(t->a, r->not_after_ms),
		clock_rfc3339(t->a, r->ra_not_after_ms), r->ca_subject };

	(void)e;
	table_row(ctx, cells);
	return 0;
}

int
connector_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "CONNECTOR", "KIND", "KEY",
		"CA ENDS", "RA ENDS", "CA", NULL };
	struct table *table = table_new(t->a, columns);

	if (lookup_each(t, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		list_connector, table, e) == -1)
		return -1;
	table_print(table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

/* Where ra.h says that a connector's files are. */
static char *
connector_dir(struct tool *t, const struct uuid *id)
{
	return arena_printf(t->a, "%s/connectors/%s", t->settings.state,
	    uuid_text(t->a, id));
}

static int
print_pem(struct tool *t, const Connector *record, struct err *e)
{
	const struct cert *chain;
	struct connector *c;
	unsigned int i, n;

	if (ra_connector_open(t->ra, record, record->ca_place, &c, e) == -1)
		return -1;
	fputs(cert_to_pem(t->a, connector_ca(c)->der), stdout);
	chain = connector_chain(c, &n);
	for (i = 0; i < n; i++)
		fputs(cert_to_pem(t->a, chain[i].der), stdout);
	connector_close(c);
	return 0;
}

static int
print_user(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	(void)ctx;
	(void)e;
	fact_print(t->a, "Profile", ((const Profile *)record)->name);
	return 0;
}

static void
print_facts(struct tool *t, const Connector *r)
{
	struct uuid id = record_id(r->id);
	struct arena *a = t->a;
	int64_t former;

	fact_print(a, "Connector", r->name);
	fact_print(a, "Id", uuid_text(a, &id));
	fact_print(a, "Kind", r->kind);
	fact_print(a, "CA", r->ca_subject);
	fact_print(a, "CA's key", r->key_type);
	fact_print(a, "CA valid from", clock_rfc3339(a, r->not_before_ms));
	fact_print(a, "CA valid until", clock_rfc3339(a, r->not_after_ms));
	fact_print(a, "CA's SHA-256",
	    text_fingerprint(a, record_span(r->ca_sha256)));
	former = ra_former_ca_until(r, clock_ms());
	if (former != 0)
		fact_print(a, "CA before until", clock_rfc3339(a, former));
	fact_print(a, "RA valid until", clock_rfc3339(a, r->ra_not_after_ms));
	fact_print(a, "RA's SHA-256",
	    text_fingerprint(a, record_span(r->ra_sha256)));
	fact_print(a, "CRL URL", r->crl_url);
	fact_print(a, "CA issuers URL", r->ca_issuers_url);
	fact_print(a, "OCSP URL", r->ocsp_url);
	fact_print(a, "CRL valid for",
	    arena_printf(a, "%u days",
		r->crl_days != 0 ? r->crl_days : RA_CRL_DAYS_DEFAULT));
	fact_print(a, "OCSP valid for",
	    arena_printf(a, "%u hours",
		r->ocsp_hours != 0 ? r->ocsp_hours : RA_OCSP_HOURS_DEFAULT));
	fact_print(a, "Passphrase file", r->passphrase_file);
	fact_print(a, "Files", connector_dir(t, &id));
	fact_print(a, "Made", clock_rfc3339(a, r->created_ms));
}

int
connector_show(struct tool *t, struct err *e)
{
	struct uuid id;
	Connector *r;

	if (lookup_connector(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	if (arg_given(t->args, OPTION_PEM))
		return print_pem(t, r, e);
	print_facts(t, r);
	id = record_id(r->id);
	return lookup_each(t, STORE_PROFILES_BY_CONNECTOR, uuid_span(&id),
	    print_user, NULL, e);
}

int
connector_remove(struct tool *t, struct err *e)
{
	struct uuid id;
	Connector *r;

	if (lookup_connector(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	id = record_id(r->id);
	if (!arg_given(t->args, OPTION_YES))
		return err_set(e, ERR_DENIED,
		    "the key of %s would be gone for good, in %s too: copy "
		    "that directory if in doubt, then add --yes",
		    r->name, connector_dir(t, &id));
	if (ra_connector_remove(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("removed: %s\n", r->name);
	return 0;
}

int
connector_crl(struct tool *t, struct err *e)
{
	struct ra_crl crl;
	struct uuid id;
	Connector *r;

	if (lookup_connector(t, tool_operand(t, 0), &r, e) == -1)
		return -1;
	id = record_id(r->id);
	if (ra_crl(t->ra, &id, t->a, &crl, e) == -1)
		return err_prefix(e, "connector '%s'", r->name);
	if (arg_given(t->args, OPTION_DER))
		fwrite(crl.der.at, 1, crl.der.len, stdout);
	else
		fputs(crl_to_pem(t->a, crl.der), stdout);
	return 0;
}
