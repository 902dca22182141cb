/* SPDX-License-Identifier: BSD-2-Clause */
/* Signing in and out; see user.h. */
#include <string.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "base/text.h"
#include "ra/password.h"
#include "ra/throttle.h"
#include "ra/user.h"

#define CLOCK_SLACK_MS (60 * INT64_C(1000)) /* of a clock that is set */
#define CSRF_SIZE 32 /* bytes */
#define NAME_KEPT 100 /* bytes of a name that failed */
#define ENDED_MOST 16 /* old rows dropped at a sign-in */

struct sign_in {
	struct arena *a;
	const char *name; /* cleaned */
	const char *address;
	struct throttle_keys keys;
	bool blocked; /* by the throttle; nothing is put on record */
	int64_t now_ms;
	User *user; /* NULL: no such name */
	bool matches;
	bool refused;
	uint8_t token_sha256[DIGEST_MOST];
	uint8_t csrf[CSRF_SIZE];
};

static int
check_throttle(struct store_txn *t, struct sign_in *s, struct err *e)
{
	int rc = throttle_check(t, &s->keys, s->now_ms, s->a, e);

	s->blocked = rc == -1 && e->kind == ERR_DENIED;
	return rc;
}

static int
look_up(struct store_txn *t, void *ctx, struct err *e)
{
	struct sign_in *s = ctx;

	if (check_throttle(t, s, e) == -1)
		return -1;
	return store_find_user(t, s->name, s->a, &s->user, e);
}

static int
put_session(struct store_txn *t, const struct sign_in *s, const User *u,
    struct err *e)
{
	Session r;

	session__init(&r);
	r.token_sha256 = field_bytes(span_of(s->token_sha256, RA_MAC_SIZE));
	r.user_id = u->id;
	r.csrf = field_bytes(span_of(s->csrf, sizeof(s->csrf)));
	r.created_ms = s->now_ms;
	r.expires_ms = r.created_ms + RA_SESSION_MS;
	r.address = field_text(s->address);
	return store_put_session(t, &r, e);
}

static int
accept(struct store_txn *t, struct sign_in *s, User *u, struct err *e)
{
	struct uuid id = field_uuid(u->id);
	struct actor by = { u->name, s->address };
	struct audit what = { "sign-in", "user", &id, "signed in" };

	u->last_sign_in_ms = s->now_ms;
	if (put_session(t, s, u, e) == -1 || store_put_user(t, u, e) == -1 ||
	    throttle_forgive(t, &s->keys, e) == -1)
		return -1;
	return audit_add(t, &by, &what, e);
}

/* The name may be a password typed into the wrong field: it is not kept
   unless it is a user's. */
static int
refuse(struct store_txn *t, struct sign_in *s, const User *u, struct err *e)
{
	struct uuid id = { 0 };
	struct actor by = { u != NULL ? u->name : "", s->address };
	struct audit what = { "sign-in-failed", "user", NULL,
		u != NULL ? "wrong password" : "unknown name" };

	if (u != NULL) {
		id = field_uuid(u->id);
		what.subject = &id;
	}
	s->refused = true;
	if (throttle_count(t, &s->keys, s->now_ms, s->a, e) == -1)
		return -1;
	return audit_add(t, &by, &what, e);
}

/*
 * All of it again in the transaction that decides: of guesses made at the
 * same time only as many count as the throttle allows, and a password that
 * was changed meanwhile is not the one that was checked.
 */
static int
decide(struct store_txn *t, void *ctx, struct err *e)
{
	struct sign_in *s = ctx;
	unsigned int ended;
	User *u;

	s->refused = false;
	if (check_throttle(t, s, e) == -1 ||
	    store_find_user(t, s->name, s->a, &u, e) == -1 ||
	    store_drop_ended(t, s->now_ms, ENDED_MOST, &ended, e) == -1)
		return -1;
	if (s->matches && u != NULL &&
	    strcmp(u->password_hash, s->user->password_hash) == 0)
		return accept(t, s, u, e);
	return refuse(t, s, u, e);
}

static int
sign_in(struct ra *ra, struct sign_in *s, const struct secret *password,
    struct err *e)
{
	if (store_view(ra->store, look_up, s, e) == -1)
		return -1;
	s->matches = password_matches(password,
	    s->user != NULL ? s->user->password_hash : NULL);
	if (store_update(ra->store, STORE_DURABLE, decide, s, e) == -1)
		return -1;
	if (s->refused)
		return err_set(e, ERR_DENIED, "name or password is wrong");
	return 0;
}

int
ra_sign_in(struct ra *ra, const char *name, const struct secret *password,
    const char *address, uint8_t token[static RA_TOKEN_SIZE], struct err *e)
{
	struct sign_in s = { .a = arena_new(), .now_ms = clock_ms() };
	int rc;

	s.name = text_clean(s.a, span_of_str(name), NAME_KEPT);
	s.address = text_clean(s.a, span_of_str(address), NAME_KEPT);
	s.keys = throttle_keys(s.a, s.name, s.address);
	random_bytes(token, RA_TOKEN_SIZE);
	random_bytes(s.csrf, sizeof(s.csrf));
	digest_of(DIGEST_SHA256, span_of(token, RA_TOKEN_SIZE), s.token_sha256);
	rc = sign_in(ra, &s, password, e);
	if (s.blocked)
		log_event(LOG_LEVEL_INFO, "sign-in-blocked", "address",
		    s.address, "reason", e->text, NULL);
	arena_free(s.a);
	return rc;
}

struct find_session {
	struct arena *a;
	struct span token_sha256;
	Session *session;
	User *user;
};

static int
find_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct find_session *f = ctx;
	struct uuid id;

	f->user = NULL;
	if (store_get_session(t, f->token_sha256, f->a, &f->session, e) == -1)
		return -1;
	if (f->session == NULL)
		return 0;
	id = field_uuid(f->session->user_id);
	return store_get_user(t, &id, f->a, &f->user, e);
}

/*
 * There, and not expired; whose password is changed loses them all.  One that
 * was begun under a clock which was put back since would last as much longer.
 */
static bool
is_live(const struct find_session *f)
{
	int64_t left;

	if (f->session == NULL || f->user == NULL)
		return false;
	left = f->session->expires_ms - clock_ms();
	return left > 0 && left <= RA_SESSION_MS + CLOCK_SLACK_MS;
}

int
ra_session_find(struct ra *ra, struct span token, struct arena *a,
    const struct ra_session **out, struct err *e)
{
	struct find_session f = { .a = a };
	struct ra_session *s;

	*out = NULL;
	if (token.len != RA_TOKEN_SIZE)
		return 0;
	f.token_sha256 = field_sha256(a, token);
	if (store_view(ra->store, find_body, &f, e) == -1)
		return -1;
	if (!is_live(&f))
		return 0;
	s = arena_alloc(a, sizeof(*s));
	s->user = field_uuid(f.user->id);
	s->user_name = f.user->name;
	s->csrf = field_span(f.session->csrf);
	s->expires_ms = f.session->expires_ms;
	*out = s;
	return 0;
}

static int
sign_out_body(struct store_txn *t, void *ctx, struct err *e)
{
	struct find_session *f = ctx;
	struct actor by = { 0 };
	struct audit what = { "sign-out", "user", NULL, "signed out" };
	struct uuid id;

	if (find_body(t, f, e) == -1)
		return -1;
	if (f->session == NULL)
		return 0;
	if (store_drop_session(t, f->token_sha256, e) == -1)
		return -1;
	if (f->user == NULL)
		return 0;
	id = field_uuid(f->user->id);
	by.name = f->user->name;
	by.address = f->session->address;
	what.subject = &id;
	return audit_add(t, &by, &what, e);
}

int
ra_sign_out(struct ra *ra, struct span token, struct err *e)
{
	struct find_session f = { .a = arena_new() };
	int rc = 0;

	if (token.len == RA_TOKEN_SIZE) {
		f.token_sha256 = field_sha256(f.a, token);
		rc = store_update(ra->store, STORE_DURABLE, sign_out_body, &f,
		    e);
	}
	arena_free(f.a);
	return rc;
}
