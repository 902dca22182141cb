/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading records for commands. */
#include <string.h>

#include "base/text.h"
#include "tool/lookup.h"

struct uuid
record_id(ProtobufCBinaryData id)
{
	struct uuid u = { { 0 } };

	(void)uuid_from_span(record_span(id), &u);
	return u;
}

struct span
record_span(ProtobufCBinaryData b)
{
	return span_of(b.data, b.len);
}

/* What a body looks for, and what it found. */
struct search {
	struct tool *t;
	const char *what;
	bool has_id;
	struct uuid id;
	Profile *profile;
	Tenant *tenant;
	Connector *connector;
};

static struct search
search_for(struct tool *t, const char *what)
{
	struct search s = { .t = t, .what = what };

	s.has_id = uuid_parse(what, &s.id);
	return s;
}

static int
profile_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct search *s = ctx;

	s->profile = NULL;
	if (store_find_profile_slug(txn, s->what, s->t->a, &s->profile, e) ==
		-1 ||
	    (s->profile == NULL &&
		store_find_profile(txn, s->what, s->t->a, &s->profile, e) ==
		    -1))
		return -1;
	if (s->profile != NULL || !s->has_id)
		return 0;
	return store_get_profile(txn, &s->id, s->t->a, &s->profile, e);
}

int
lookup_profile(struct tool *t, const char *what, Profile **out, struct err *e)
{
	struct search s = search_for(t, what);

	if (store_view(ra_store(t->ra), profile_body, &s, e) == -1)
		return -1;
	if (s.profile == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no profile '%s': 'scepgate profile list' shows "
		    "those there are",
		    what);
	*out = s.profile;
	return 0;
}

static int
tenant_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct search *s = ctx;

	s->tenant = NULL;
	if (store_find_tenant(txn, s->what, s->t->a, &s->tenant, e) == -1)
		return -1;
	if (s->tenant != NULL || !s->has_id)
		return 0;
	return store_get_tenant(txn, &s->id, s->t->a, &s->tenant, e);
}

int
lookup_tenant(struct tool *t, const char *what, Tenant **out, struct err *e)
{
	struct search s = search_for(t, what);

	if (store_view(ra_store(t->ra), tenant_body, &s, e) == -1)
		return -1;
	if (s.tenant == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no tenant '%s': 'scepgate tenant list' shows "
		    "those there are",
		    what);
	*out = s.tenant;
	return 0;
}

static int
connector_body(struct store_txn *txn, void *ctx, struct err *e)
{
	struct search *s = ctx;

	s->connector = NULL;
	if (store_find_connector(txn, s->what, s->t->a, &s->connector, e) == -1)
		return -1;
	if (s->connector != NULL || !s->has_id)
		return 0;
	return store_get_connector(txn, &s->id, s->t->a, &s->connector, e);
}

int
lookup_connector(struct tool *t, const char *what, Connector **out,
    struct err *e)
{
	struct search s = search_for(t, what);

	if (store_view(ra_store(t->ra), connector_body, &s, e) == -1)
		return -1;
	if (s.connector == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no connector '%s': 'scepgate connector list' "
		    "shows those there are",
		    what);
	*out = s.connector;
	return 0;
}

struct each {
	struct tool *t;
	each_record *fn;
	void *ctx;
};

static int
one_of_each(const ProtobufCMessage *record, void *ctx, struct err *e)
{
	const struct each *each = ctx;

	return each->fn(each->t, record, each->ctx, e);
}

int
lookup_each(struct tool *t, enum store_index index, struct span key,
    each_record *fn, void *ctx, struct err *e)
{
	struct each each = { t, fn, ctx };

	return store_each(ra_store(t->ra), index, key, one_of_each, &each, e);
}

/* Ids grow with time: the smallest is the oldest. */
static void
keep_older(struct uuid *oldest, ProtobufCBinaryData id)
{
	struct uuid u = record_id(id);

	if (uuid_is_zero(oldest) ||
	    span_compare(uuid_span(&u), uuid_span(oldest)) < 0)
		*oldest = u;
}

static int
older_tenant(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	(void)t;
	(void)e;
	keep_older(ctx, ((const Tenant *)record)->id);
	return 0;
}

int
lookup_first_tenant(struct tool *t, struct uuid *out, struct err *e)
{
	memset(out, 0, sizeof(*out));
	if (lookup_each(t, STORE_TENANTS_BY_NAME, span_of(NULL, 0),
		older_tenant, out, e) == -1)
		return -1;
	if (uuid_is_zero(out))
		return err_set(e, ERR_NOT_FOUND,
		    "there is no tenant yet: 'scepgate tenant add NAME' makes "
		    "one");
	return 0;
}

static int
older_connector(struct tool *t, const ProtobufCMessage *record, void *ctx,
    struct err *e)
{
	(void)t;
	(void)e;
	keep_older(ctx, ((const Connector *)record)->id);
	return 0;
}

int
lookup_first_connector(struct tool *t, struct uuid *out, struct err *e)
{
	memset(out, 0, sizeof(*out));
	if (lookup_each(t, STORE_CONNECTORS_BY_NAME, span_of(NULL, 0),
		older_connector, out, e) == -1)
		return -1;
	if (uuid_is_zero(out))
		return err_set(e, ERR_NOT_FOUND,
		    "there is no connector yet: 'scepgate connector add NAME' "
		    "makes one");
	return 0;
}

bool
serial_from_text(struct arena *a, const char *text, struct span *out)
{
	char *hex = arena_strdup(a, text), *to = hex;
	struct err unused = { 0 };

	for (const char *from = text; *from != '\0'; from++)
		if (*from != ':')
			*to++ = *from;
	*to = '\0';
	if (strlen(hex) % 2 != 0)
		hex = arena_printf(a, "0%s", hex);
	if (text_unhex(a, hex, out, &unused) == -1 || out->len == 0)
		return false;
	while (out->len > 1 && out->at[0] == 0)
		*out = span_of(out->at + 1, out->len - 1);
	return (out->at[0] & 0x80) == 0 ||
	    text_unhex(a, arena_printf(a, "00%s", text_hex(a, *out)), out,
		&unused) == 0;
}
