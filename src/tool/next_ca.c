/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate connector ...-next: the CA that comes after the one in use. */
#include <stdio.h>

#include "base/clock.h"
#include "base/text.h"
#include "pki/cert.h"
#include "ra/next_ca.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/table.h"

static int
find(struct tool *t, Connector **record, struct uuid *id, struct err *e)
{
	if (lookup_connector(t, tool_operand(t, 0), record, e) == -1)
		return -1;
	*id = record_id((*record)->id);
	return 0;
}

int
connector_prepare_next(struct tool *t, struct err *e)
{
	struct next_ca_draft d = {
		.from_ms = clock_ms() +
		    1000 * arg_number(t->args, OPTION_IN, 0),
		.key_type = arg_text(t->args, OPTION_CA_KEY_TYPE),
		.years = (unsigned int)arg_number(t->args, OPTION_YEARS, 0),
		.key_file = arg_text(t->args, OPTION_CA_KEY),
		.cert_file = arg_text(t->args, OPTION_CA_CERT),
		.passphrase_file = arg_text(t->args, OPTION_PASSPHRASE_FILE),
		.replace_former = arg_given(t->args, OPTION_REPLACE_FORMER),
	};
	struct uuid id;
	Connector *r;

	if (!arg_given(t->args, OPTION_IN))
		return tool_usage(t, e,
		    "say with --in how long it is until the next CA takes "
		    "over: devices need some time to fetch it, such as 30d");
	if (find(t, &r, &id, e) == -1)
		return -1;
	if (ra_next_ca_prepare(t->ra, &t->by, &id, &d, e) == -1)
		return tool_refused(t, e);
	printf("next CA of %s: takes over on %s\n", r->name,
	    clock_rfc3339(t->a, d.from_ms));
	if (r->former_until_ms >= d.from_ms)
		printf("From then on the CA before the one in use counts no "
		       "more: what it issued\nis renewed no more, and it signs "
		       "no CRL and no OCSP answer.\n");
	return 0;
}

int
connector_show_next(struct tool *t, struct err *e)
{
	struct uuid id;
	struct span der;
	Connector *r;

	if (find(t, &r, &id, e) == -1 ||
	    ra_next_ca(t->ra, &id, t->a, &der, e) == -1)
		return -1;
	if (arg_given(t->args, OPTION_PEM)) {
		fputs(cert_to_pem(t->a, der), stdout);
		return 0;
	}
	fact_print(t->a, "Connector", r->name);
	fact_print(t->a, "Takes over", clock_rfc3339(t->a, r->next_from_ms));
	fact_print(t->a, "CA's key", r->next_key_type);
	fact_print(t->a, "CA valid until",
	    clock_rfc3339(t->a, r->next_not_after_ms));
	fact_print(t->a, "CA's SHA-256",
	    text_fingerprint(t->a, record_span(r->next_ca_sha256)));
	fact_print(t->a, "Passphrase file", r->next_passphrase_file);
	return 0;
}

int
connector_drop_next(struct tool *t, struct err *e)
{
	struct uuid id;
	Connector *r;

	if (find(t, &r, &id, e) == -1)
		return -1;
	if (!arg_given(t->args, OPTION_YES))
		return err_set(e, ERR_DENIED,
		    "devices may have fetched the next CA of %s already, and "
		    "its key would be gone for good: add --yes",
		    r->name);
	if (ra_next_ca_drop(t->ra, &t->by, &id, record_span(r->next_ca_sha256),
		e) == -1)
		return -1;
	printf("dropped: the next CA of %s\n", r->name);
	return 0;
}
