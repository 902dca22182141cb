/* SPDX-License-Identifier: BSD-2-Clause */
/* See fixture.h. */
#include <sys/wait.h>

#include <ftw.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/random.h"
#include "fixture.h"
#include "store/engine.h"
#include "store/verify.h"

/*
 * What Berkeley DB keeps of an environment that had to be abandoned (env.c)
 * is no leak of ours.
 */
const char *__lsan_default_suppressions(void);
const char *
__lsan_default_suppressions(void)
{
	return "leak:libdb-5.3\n";
}

int
fixture_bare(void **state)
{
	struct fixture *f = mem_alloc(sizeof(*f));
	const char *tmp = getenv("TMPDIR");

	f->a = arena_new();
	f->dir = mem_printf("%s/store-test.XXXXXX", tmp != NULL ? tmp : "/tmp");
	*state = f;
	return mkdtemp(f->dir) == NULL ? -1 : 0;
}

int
fixture_made(void **state)
{
	struct fixture *f;
	struct err e;

	if (fixture_bare(state) == -1)
		return -1;
	f = *state;
	if (store_create(f->dir, &e) == -1) {
		print_error("%s\n", e.text);
		return -1;
	}
	return 0;
}

int
fixture_open(void **state)
{
	struct fixture *f;
	struct err e;

	if (fixture_made(state) == -1)
		return -1;
	f = *state;
	if (store_open(f->dir, &f->s, &e) == -1) {
		print_error("%s\n", e.text);
		return -1;
	}
	return 0;
}

static int
remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
	(void)st;
	(void)type;
	(void)at;
	return remove(path);
}

int
fixture_close(void **state)
{
	struct fixture *f = *state;

	store_close(f->s);
	nftw(f->dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	arena_free(f->a);
	free(f->dir);
	free(f);
	return 0;
}

void
check(int rc, const struct err *e)
{
	if (rc != 0)
		fail_msg("%s (%s:%d)", e->text, e->file, e->line);
}

void
check_err(int rc, const struct err *e, enum err_kind kind, const char *words)
{
	if (rc != -1)
		fail_msg("want a failure of kind %s, have none",
		    err_kind_name(kind));
	if (e->kind != kind || strstr(e->text, words) == NULL)
		fail_msg("want %s with \"%s\", have %s: %s",
		    err_kind_name(kind), words, err_kind_name(e->kind),
		    e->text);
}

void
update(struct fixture *f, store_body *body, void *ctx)
{
	struct err e;

	check(store_update(f->s, STORE_DURABLE, body, ctx, &e), &e);
}

void
view(struct fixture *f, store_body *body, void *ctx)
{
	struct err e;

	check(store_view(f->s, body, ctx, &e), &e);
}

pid_t
child(const struct fixture *f, const char *role)
{
	char self[] = "/proc/self/exe", *name = arena_strdup(f->a, role);
	char *argv[] = { self, name, f->dir, NULL };
	pid_t pid;

	assert_int_equal(posix_spawn(&pid, self, NULL, NULL, argv, environ), 0);
	return pid;
}

int
child_end(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFSIGNALED(status) ? -WTERMSIG(status) : WEXITSTATUS(status);
}

/* By _exit: what cmocka says at the end is the parent's. */
void
child_play(int argc, char **argv, const struct role *roles)
{
	if (argc != 3)
		return;
	for (; roles->name != NULL; roles++)
		if (strcmp(roles->name, argv[1]) == 0)
			_exit(roles->play(argv[2]));
	fprintf(stderr, "# no role '%s'\n", argv[1]);
	_exit(98);
}

/* ---- Records ----------------------------------------------------------- */

#define SCOPE                \
	{                    \
		{            \
			0x77 \
		}            \
	}

int
count_one(struct store_txn *t, void *ctx, struct err *e)
{
	const struct uuid scope = SCOPE;
	Counter add;

	(void)ctx;
	counter__init(&add);
	add.orders = 1;
	return store_count(t, &scope, 20000, &add, e);
}

int
read_count(struct store_txn *t, void *ctx, struct err *e)
{
	const struct uuid scope = SCOPE;
	uint64_t *out = ctx;
	Counter *c;

	if (store_get_counter(t, &scope, 20000, t->scratch, &c, e) == -1)
		return -1;
	*out = c->orders;
	return 0;
}

void
check_count(struct fixture *f, uint64_t want)
{
	uint64_t have;

	view(f, read_count, &have);
	assert_int_equal(have, want);
}

int
put_counted(struct store_txn *t, void *ctx, struct err *e)
{
	static const struct uuid profile;
	const unsigned int *n = ctx;
	struct arena *a = arena_new();
	int rc = 0;

	for (unsigned int i = 0; rc == 0 && i < *n; i++) {
		rc = store_put_order(t,
		    make_order(a, &profile, ORDER_STATE__ORDER_ISSUED), e);
		if (rc == 0)
			rc = count_one(t, NULL, e);
	}
	arena_free(a);
	return rc;
}

static void
found(void *ctx, const char *text)
{
	fail_msg("%s: %s", (const char *)ctx, text);
}

static void
progress(void *ctx, const char *what, uint64_t done, uint64_t of)
{
	(void)ctx;
	(void)what;
	(void)done;
	(void)of;
}

static int
verify_all(struct store *s, const struct verify *v, struct err *e)
{
	struct verified out = { 0 };

	if (store_verify_records(s, v, &out, e) == -1 ||
	    store_verify_indexes(s, v, &out, e) == -1)
		return -1;
	return store_verify_pages(s, v, &out, e);
}

uint64_t
check_whole(const char *dir, const char *words)
{
	char *ctx = mem_strdup(words);
	const struct verify v = {
		.ctx = ctx,
		.found = found,
		.cure = VERIFY_CURE,
		.progress = progress,
	};
	struct store *s = NULL;
	uint64_t n = 0;
	struct err e;

	if (store_open(dir, &s, &e) == -1 || verify_all(s, &v, &e) == -1 ||
	    store_view(s, read_count, &n, &e) == -1)
		fail_msg("%s: %s", words, e.text);
	store_close(s);
	free(ctx);
	return n;
}

ProtobufCBinaryData
bytes_of(const void *at, size_t len)
{
	union {
		const void *in;
		uint8_t *out;
	} u = { .in = at };

	return (ProtobufCBinaryData){ len, u.out };
}

ProtobufCBinaryData
bytes_of_id(const struct uuid *id)
{
	return bytes_of(id->bytes, sizeof(id->bytes));
}

struct uuid
id_of(ProtobufCBinaryData b)
{
	struct uuid id;

	assert_true(uuid_from_span(span_of(b.data, b.len), &id));
	return id;
}

static ProtobufCBinaryData
keep_id(struct arena *a, const struct uuid *id)
{
	struct span s = arena_span(a, uuid_span(id));

	return bytes_of(s.at, s.len);
}

static ProtobufCBinaryData
fresh_id(struct arena *a)
{
	struct uuid id = uuid_new();

	return keep_id(a, &id);
}

/* 32 bytes that tell a number, as a hash does. */
static ProtobufCBinaryData
hash_of(struct arena *a, unsigned int n)
{
	uint8_t *at = arena_alloc(a, 32);

	for (int i = 0; i < 32; i++)
		at[i] = (uint8_t)(n >> (8 * (i % 4))) ^ (uint8_t)i;
	return bytes_of(at, 32);
}

Tenant *
make_tenant(struct arena *a, unsigned int n)
{
	Tenant *m = arena_alloc(a, sizeof(*m));

	tenant__init(m);
	m->id = fresh_id(a);
	m->name = arena_printf(a, "Tenant %03u", n);
	m->created_ms = 1000 + n;
	m->version = 1;
	return m;
}

Connector *
make_connector(struct arena *a, unsigned int n)
{
	Connector *m = arena_alloc(a, sizeof(*m));

	connector__init(m);
	m->id = fresh_id(a);
	m->name = arena_printf(a, "Connector %03u", n);
	m->kind = arena_strdup(a, "local");
	m->ca_sha256 = hash_of(a, n);
	return m;
}

Profile *
make_profile(struct arena *a, unsigned int n)
{
	Profile *m = arena_alloc(a, sizeof(*m));

	profile__init(m);
	m->id = fresh_id(a);
	m->name = arena_printf(a, "Profile %03u", n);
	m->slug = arena_printf(a, "profile-%03u", n);
	m->tenant_id = fresh_id(a);
	m->connector_id = fresh_id(a);
	m->status = PROFILE_STATUS__PROFILE_ACTIVE;
	m->version = 1;
	return m;
}

Order *
make_order(struct arena *a, const struct uuid *profile, OrderState state)
{
	Order *m = arena_alloc(a, sizeof(*m));

	order__init(m);
	m->id = fresh_id(a);
	m->profile_id = keep_id(a, profile);
	m->state = state;
	m->transaction_id = uuid_text(a, &(struct uuid){ { 1 } });
	m->request_mac = hash_of(a, 1);
	m->subject = arena_strdup(a, "CN=device");
	return m;
}

Certificate *
make_certificate(struct arena *a, const struct uuid *connector, unsigned int n,
    size_t der_len)
{
	Certificate *m = arena_alloc(a, sizeof(*m));

	certificate__init(m);
	m->id = fresh_id(a);
	m->connector_id = keep_id(a, connector);
	m->profile_id = fresh_id(a);
	m->serial = hash_of(a, n);
	m->serial.len = 16;
	m->der.data = arena_alloc(a, der_len);
	m->der.len = der_len;
	random_bytes(m->der.data, der_len);
	return m;
}

Account *
make_account(struct arena *a, const struct uuid *profile, unsigned int n)
{
	Account *m = arena_alloc(a, sizeof(*m));

	account__init(m);
	m->id = fresh_id(a);
	m->profile_id = keep_id(a, profile);
	m->subject_sha256 = hash_of(a, n);
	m->subject = arena_printf(a, "CN=device %u", n);
	return m;
}

User *
make_user(struct arena *a, unsigned int n)
{
	User *m = arena_alloc(a, sizeof(*m));

	user__init(m);
	m->id = fresh_id(a);
	m->name = arena_printf(a, "user%03u", n);
	m->password_hash = arena_strdup(a, "$y$");
	m->role = USER_ROLE__ROLE_ADMINISTRATOR;
	return m;
}

Session *
make_session(struct arena *a, const struct uuid *user, int64_t expires_ms)
{
	Session *m = arena_alloc(a, sizeof(*m));

	session__init(m);
	m->token_sha256.data = arena_alloc(a, 32);
	m->token_sha256.len = 32;
	random_bytes(m->token_sha256.data, 32);
	m->user_id = keep_id(a, user);
	m->expires_ms = expires_ms;
	return m;
}
