/* SPDX-License-Identifier: BSD-2-Clause */
/* Users and their passwords; see user.h. */
#include "ra/user.h"
#include "base/clock.h"
#include "ra/password.h"
#include "ra/state.h"
#include "ra/throttle.h"

#define NAME_MOST 64 /* characters */

struct user_act {
	struct arena *a;
	const struct actor *by;
	struct uuid id;
	const char *name;
	char *hash;
};

static int
create_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct user_act *act = ctx;
	struct audit what = { "user-create", "user", &act->id,
		arena_printf(act->a, "made user '%s'", act->name) };
	User *other, record;

	if (store_find_user(t, act->name, act->a, &other, e) == -1)
		return -1;
	if (other != NULL)
		return err_set(e, ERR_CONFLICT, "there is a user '%s' already",
		    other->name);
	user__init(&record);
	record.id = field_id(&act->id);
	record.name = field_text(act->name);
	record.password_hash = act->hash;
	record.role = USER_ROLE__ROLE_ADMINISTRATOR;
	record.created_ms = clock_ms();
	record.changed_ms = record.created_ms;
	record.version = 1;
	if (store_put_user(t, &record, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_user_create(struct ra *ra, const struct actor *by, const char *name,
    const struct secret *password, struct uuid *out, struct err *e)
{
	struct user_act act = { .by = by, .id = uuid_new(), .name = name };
	int rc;

	if (check_name("the user's name", name, NAME_MOST, e) == -1 ||
	    password_check_new(password, e) == -1)
		return -1;
	act.a = arena_new();
	rc = password_hash(password, act.a, &act.hash, e);
	if (rc == 0)
		rc = store_update(ra->store, STORE_DURABLE, create_body, &act,
		    e);
	arena_free(act.a);
	if (rc == 0)
		*out = act.id;
	return rc;
}

static int
find(struct store_txn *t, struct user_act *act, User **out, struct err *e)
{
	if (store_find_user(t, act->name, act->a, out, e) == -1)
		return -1;
	if (*out == NULL)
		return err_set(e, ERR_NOT_FOUND, "there is no user '%s'",
		    act->name);
	act->id = field_uuid((*out)->id);
	return 0;
}

static int
set_password_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct user_act *act = ctx;
	struct audit what = { "user-password", "user", &act->id, NULL };
	const struct throttle_keys keys = throttle_keys(act->a, act->name, "");
	User *u;

	if (find(t, act, &u, e) == -1)
		return -1;
	what.detail = arena_printf(act->a, "set the password of user '%s'",
	    u->name);
	u->password_hash = act->hash;
	u->changed_ms = clock_ms();
	u->version++;
	if (store_put_user(t, u, e) == -1 ||
	    store_drop_sessions_of(t, &act->id, e) == -1 ||
	    /* What was guessed at is no more. */
	    throttle_forgive(t, &keys, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_user_set_password(struct ra *ra, const struct actor *by, const char *name,
    const struct secret *password, struct err *e)
{
	struct user_act act = { .by = by, .name = name };
	int rc;

	if (check_name("the user's name", name, NAME_MOST, e) == -1 ||
	    password_check_new(password, e) == -1)
		return -1;
	act.a = arena_new();
	rc = password_hash(password, act.a, &act.hash, e);
	if (rc == 0)
		rc = store_update(ra->store, STORE_DURABLE, set_password_body,
		    &act, e);
	arena_free(act.a);
	return rc;
}

static int
remove_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct user_act *act = ctx;
	struct audit what = { "user-remove", "user", &act->id, NULL };
	User *u;

	if (find(t, act, &u, e) == -1)
		return -1;
	what.detail = arena_printf(act->a, "removed user '%s'", u->name);
	if (store_drop_sessions_of(t, &act->id, e) == -1 ||
	    store_drop_user(t, &act->id, e) == -1)
		return -1;
	return audit_add(t, act->by, &what, e);
}

int
ra_user_remove(struct ra *ra, const struct actor *by, const char *name,
    struct err *e)
{
	struct user_act act = { .by = by, .name = name };
	int rc;

	if (check_name("the user's name", name, NAME_MOST, e) == -1)
		return -1;
	act.a = arena_new();
	rc = store_update(ra->store, STORE_DURABLE, remove_body, &act, e);
	arena_free(act.a);
	return rc;
}
