/* SPDX-License-Identifier: BSD-2-Clause */
/* Tenants: made, renamed, removed.  See setup.h. */
#include "base/clock.h"
#include "ra/setup.h"
#include "ra/state.h"

struct tenant_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	uint64_t version;
	const char *name;
};

static int
create_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct tenant_act *act = ctx;
	struct audit what = { "tenant-create", "tenant", &act->id,
		arena_printf(act->a, "made tenant '%s'", act->name) };
	Tenant record;

	tenant__init(&record);
	record.id = field_id(&act->id);
	record.name = field_text(act->name);
	record.created_ms = clock_ms();
	record.version = 1;
	if (store_put_tenant(t, &record, e) == -1) {
		if (e->kind == ERR_CONFLICT)
			err_set(e, ERR_CONFLICT,
			    "there is a tenant '%s' already", act->name);
		return -1;
	}
	return audit_add(t, act->by, &what, e);
}

int
ra_tenant_create(struct ra *ra, const struct actor *by, const char *name,
    struct uuid *out, struct err *e)
{
	struct tenant_act act = { .by = by, .id = uuid_new(), .name = name };
	int rc;

	if (check_name("the tenant's name", name, RA_NAME_MOST, e) == -1)
		return -1;
	act.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, create_body, &act, e);
	arena_free(act.a);
	if (rc == 0)
		*out = act.id;
	return rc;
}

static int
get(struct store_txn *t, const struct tenant_act *act, Tenant **out,
    struct err *e)
{
	if (store_get_tenant(t, &act->id, act->a, out, e) == -1)
		return -1;
	if (*out == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no such tenant");
	return 0;
}

static int
rename_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct tenant_act *act = ctx;
	struct audit what = { "tenant-rename", "tenant", &act->id, NULL };
	Tenant *record;

	if (get(t, act, &record, e) == -1)
		return -1;
	if (record->version != act->version)
		return err_set(e, ERR_CONFLICT,
		    "tenant '%s' was renamed meanwhile: look at it again",
		    record->name);
	what.detail = arena_printf(act->a, "renamed tenant '%s' to '%s'",
	    record->name, act->name);
	record->name = field_text(act->name);
	record->version++;
	if (store_put_tenant(t, record, e) == -1) {
		if (e->kind == ERR_CONFLICT)
			err_set(e, ERR_CONFLICT,
			    "there is a tenant '%s' already", act->name);
		return -1;
	}
	return audit_add(t, act->by, &what, e);
}

int
ra_tenant_rename(struct ra *ra, const struct actor *by, const struct uuid *id,
    uint64_t version, const char *name, struct err *e)
{
	struct tenant_act act = {
		.by = by,
		.id = *id,
		.version = version,
		.name = name,
	};
	int rc;

	if (check_name("the tenant's name", name, RA_NAME_MOST, e) == -1)
		return -1;
	act.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, rename_body, &act, e);
	arena_free(act.a);
	return rc;
}

static int
remove_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct tenant_act *act = ctx;
	struct audit what = { "tenant-remove", "tenant", &act->id, NULL };
	const char *user;
	Tenant *record;

	if (get(t, act, &record, e) == -1 ||
	    profile_that_uses(t, STORE_PROFILES_BY_TENANT, &act->id, act->a,
		&user, e) == -1)
		return -1;
	if (user != NULL)
		return err_set(e, ERR_CONFLICT,
		    "tenant '%s' owns profile '%s': remove that first, or "
		    "give it to another tenant",
		    record->name, user);
	what.detail = arena_printf(act->a, "removed tenant '%s'", record->name);
	if (store_drop_tenant(t, &act->id, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_tenant_remove(struct ra *ra, const struct actor *by, const struct uuid *id,
    struct err *e)
{
	struct tenant_act act = { .by = by, .id = *id, .a = arena_new() };
	int rc;

	rc = store_update(ra->store, STORE_DURABLE, remove_body, &act, e);
	arena_free(act.a);
	return rc;
}
