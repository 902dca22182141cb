/* SPDX-License-Identifier: BSD-2-Clause */
/* scepgate certificate: what was issued, and taking it back. */
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "ra/revocation.h"
#include "tool/certificate.h"
#include "tool/handlers.h"
#include "tool/lookup.h"
#include "tool/profile_names.h"
#include "tool/table.h"

const char *
certificate_state(const Certificate *c, int64_t now_ms)
{
	if (c->revoked_ms != 0)
		return c->revocation_reason == RA_REASON_CERTIFICATE_HOLD ?
		    "on hold" :
		    "revoked";
	return c->not_after_ms < now_ms ? "expired" : "valid";
}

void
certificate_print(struct arena *a, const Certificate *c)
{
	fact_print(a, "Serial number", text_hex(a, record_span(c->serial)));
	fact_print(a, "Valid from", clock_rfc3339(a, c->not_before_ms));
	fact_print(a, "Valid until", clock_rfc3339(a, c->not_after_ms));
	fact_print(a, "SHA-256", text_fingerprint(a, record_span(c->sha256)));
	fact_print(a, "Certificate is", certificate_state(c, clock_ms()));
	if (c->revoked_ms == 0)
		return;
	fact_print(a, "Revoked", clock_rfc3339(a, c->revoked_ms));
	fact_print(a, "Why", ra_reason_name(c->revocation_reason));
}

/* ---- One, by its id or serial number ----------------------------------- */

struct search {
	struct tool *t;
	struct uuid id;
	struct span serial; /* as the INTEGER's content octets */
	Certificate *found;
	bool several;
};

static int
get(struct store_txn *txn, void *ctx, struct err *e)
{
	struct search *s = ctx;

	return store_get_certificate(txn, &s->id, s->t->a, &s->found, e);
}

static int
find(struct store_txn *txn, void *ctx, struct err *e)
{
	struct search *s = ctx;

	return store_find_serial(txn, s->serial, s->t->a, &s->found,
	    &s->several, e);
}

static int
lookup(struct tool *t, Certificate **out, struct err *e)
{
	const char *what = tool_operand(t, 0);
	struct search s = { .t = t };

	if (uuid_parse(what, &s.id)) {
		if (store_view(ra_store(t->ra), get, &s, e) == -1)
			return -1;
	} else if (!serial_from_text(t->a, what, &s.serial)) {
		(void)tool_usage(t, e,
		    "'%s' is no id and no serial number of a certificate",
		    what);
		return -1;
	} else if (store_view(ra_store(t->ra), find, &s, e) == -1)
		return -1;
	if (s.several)
		return err_set(e, ERR_CONFLICT,
		    "several CAs issued a certificate with this serial "
		    "number: say which one by its id");
	if (s.found == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no certificate '%s': 'scepgate certificate "
		    "list' shows the newest",
		    what);
	*out = s.found;
	return 0;
}

/* ---- Commands ---------------------------------------------------------- */

struct certificate_list {
	struct table *table;
	struct profile_names *profiles;
	struct uuid connector; /* zero: any */
	int64_t left;
	const char *state; /* NULL: any */
	int64_t now_ms;
};

static bool
is_wanted(const struct certificate_list *l, const Certificate *c)
{
	struct uuid connector = record_id(c->connector_id);
	const char *state = certificate_state(c, l->now_ms);

	if (!uuid_is_zero(&l->connector) &&
	    !uuid_equal(&l->connector, &connector))
		return false;
	if (l->state == NULL || strcmp(l->state, state) == 0)
		return true;
	return c->revoked_ms != 0 && strcmp(l->state, "revoked") == 0;
}

static int
list_certificate(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	const Certificate *c = (const Certificate *)record;
	struct certificate_list *l = ctx;
	struct uuid id = record_id(c->id);
	const char *cells[] = { uuid_text(t->a, &id),
		text_hex(t->a, record_span(c->serial)),
		certificate_state(c, l->now_ms),
		clock_rfc3339(t->a, c->not_after_ms),
		profile_names_get(l->profiles, c->profile_id),
		*c->subject != '\0' ? c->subject : c->alt_names };

	(void)e;
	if (!is_wanted(l, c))
		return 0;
	table_row(l->table, cells);
	return --l->left > 0 ? 0 : 1;
}

static int
list_by(struct tool *t, struct certificate_list *l, struct err *e)
{
	const char *profile = arg_text(t->args, OPTION_OF_PROFILE);
	const char *connector = arg_text(t->args, OPTION_OF_CONNECTOR);
	enum store_index index = STORE_CERTIFICATES;
	struct span key = { NULL, 0 };
	struct uuid id;
	Connector *r;
	Profile *p;

	if (connector != NULL) {
		if (lookup_connector(t, connector, &r, e) == -1)
			return -1;
		l->connector = record_id(r->id);
		index = STORE_CERTIFICATES_BY_CONNECTOR;
		key = uuid_span(&l->connector);
	}
	if (profile != NULL) {
		if (lookup_profile(t, profile, &p, e) == -1)
			return -1;
		id = record_id(p->id);
		index = STORE_CERTIFICATES_BY_PROFILE;
		key = uuid_span(&id);
	}
	return lookup_each(t, index, key, list_certificate, l, e);
}

int
certificate_list(struct tool *t, struct err *e)
{
	static const char *const columns[] = { "CERTIFICATE", "SERIAL NUMBER",
		"STATE", "ENDS", "PROFILE", "SUBJECT", NULL };
	struct certificate_list l = { .table = table_new(t->a, columns),
		.now_ms = clock_ms() };

	l.left = arg_number(t->args, OPTION_LIMIT, OPTION_LIMIT_STANDARD);
	l.state = arg_text(t->args, OPTION_CERTIFICATE_STATE);
	if (profile_names_read(t, &l.profiles, e) == -1 ||
	    list_by(t, &l, e) == -1)
		return -1;
	table_print(l.table, arg_given(t->args, OPTION_TABS), stdout);
	return 0;
}

int
certificate_show(struct tool *t, struct err *e)
{
	struct profile_names *names;
	struct uuid id, order;
	Certificate *c;

	if (lookup(t, &c, e) == -1 || profile_names_read(t, &names, e) == -1)
		return -1;
	if (arg_given(t->args, OPTION_PEM)) {
		fputs(cert_to_pem(t->a, record_span(c->der)), stdout);
		return 0;
	}
	id = record_id(c->id);
	order = record_id(c->order_id);
	fact_print(t->a, "Certificate", uuid_text(t->a, &id));
	fact_print(t->a, "Subject", c->subject);
	fact_print(t->a, "Other names", c->alt_names);
	certificate_print(t->a, c);
	fact_print(t->a, "Profile", profile_names_get(names, c->profile_id));
	fact_print(t->a, "Order", uuid_text(t->a, &order));
	return 0;
}

int
certificate_revoke(struct tool *t, struct err *e)
{
	const char *name = arg_text(t->args, OPTION_REASON);
	unsigned int reason = RA_REASON_UNSPECIFIED;
	struct uuid id;
	Certificate *c;

	if (name != NULL && ra_reason_parse(name, &reason, e) == -1)
		return tool_refused(t, e);
	if (lookup(t, &c, e) == -1)
		return -1;
	id = record_id(c->id);
	if (ra_certificate_revoke(t->ra, &t->by, &id, reason, e) == -1)
		return -1;
	printf("%s: %s\n",
	    reason == RA_REASON_CERTIFICATE_HOLD ? "on hold" : "revoked",
	    text_hex(t->a, record_span(c->serial)));
	return 0;
}

int
certificate_release(struct tool *t, struct err *e)
{
	struct uuid id;
	Certificate *c;

	if (lookup(t, &c, e) == -1)
		return -1;
	id = record_id(c->id);
	if (ra_certificate_release(t->ra, &t->by, &id, e) == -1)
		return -1;
	printf("released: %s\n", text_hex(t->a, record_span(c->serial)));
	return 0;
}
