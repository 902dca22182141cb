/* SPDX-License-Identifier: BSD-2-Clause */
/* The state directory, made and opened; see ra.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/mem.h"
#include "base/random.h"
#include "ra/job.h"
#include "ra/state.h"
#include "ra/state_files.h"

#define KEY_SIZE 32 /* bytes of secret.key */

static char *
path_in(struct arena *a, const char *state, const char *name)
{
	return arena_printf(a, "%s/%s", state, name);
}

static int
write_key(const char *path, struct err *e)
{
	uint8_t bytes[KEY_SIZE];
	int rc;

	random_bytes(bytes, sizeof(bytes));
	rc = file_write(path, span_of(bytes, sizeof(bytes)), 0600, e);
	mem_wipe(bytes, sizeof(bytes));
	return rc;
}

static int
count_entries(struct store_txn *t, void *ctx, struct err *e)
{
	return store_total(t, STORE_AUDIT, ctx, e);
}

/*
 * Every change leaves an audit entry: a store without one was never used, and
 * no key of its own can be lost.  One without any record is not even made.
 */
static bool
is_unused(const char *store)
{
	struct err unused = { 0 };
	uint64_t entries = 0;
	struct store *s;
	int rc;

	if (store_open(store, &s, &unused) == -1)
		return unused.kind == ERR_NOT_FOUND;
	rc = store_view(s, count_entries, &entries, &unused);
	store_close(s);
	return rc == 0 && entries == 0;
}

/* A store that was made right before making the state was cut short will do. */
static int
make_store(const char *state, const char *store, struct err *e)
{
	if (store_create(store, e) == 0)
		return 0;
	if (e->kind != ERR_CONFLICT)
		return -1;
	if (!is_unused(store))
		return err_set(e, ERR_CONFLICT,
		    "%s holds a store that was used and no secret.key: put "
		    "the file of a backup in its place, or take another "
		    "directory",
		    state);
	err_clear(e);
	return 0;
}

/*
 * secret.key is written last: where it is, the rest is too, and a state
 * directory counts as made.
 */
int
ra_create(const char *state, struct err *e)
{
	struct arena *a = arena_new();
	const char *key = path_in(a, state, "secret.key");
	const char *store = path_in(a, state, "store");
	int rc = -1;

	if (file_make_dir(state, 0700, e) == -1 ||
	    file_check_private_dir(state, e) == -1 ||
	    state_is_whole(state, e) == -1)
		goto out;
	if (file_exists(key)) {
		err_set(e, ERR_CONFLICT, "%s is a state directory already",
		    state);
		goto out;
	}
	if (file_make_dir(store, 0700, e) == -1 ||
	    file_make_dir(path_in(a, state, "connectors"), 0700, e) == -1)
		goto out;
	if (make_store(state, store, e) == 0)
		rc = write_key(key, e);
out:
	arena_free(a);
	return rc;
}

/* One key for each use, so that a MAC of one is never a MAC of another. */
static struct secret *
derive(struct span key, const char *use)
{
	uint8_t out[RA_MAC_SIZE];
	struct secret *s;

	hmac_sha256(key, span_of_str(use), out);
	s = secret_new(span_of(out, sizeof(out)));
	mem_wipe(out, sizeof(out));
	return s;
}

static void
fill_check(struct ra *ra, struct span key)
{
	uint8_t out[RA_MAC_SIZE];

	hmac_sha256(key, span_of_str("scepgate check 1"), out);
	memcpy(ra->key_check, out, sizeof(ra->key_check));
}

/*
 * Nothing was made here yet, or not all of it; or what was made lost a part,
 * and then 'scepgate init' is not the way to have it again.
 */
static int
no_key(const char *dir, struct arena *a, struct err *e)
{
	const char *store = path_in(a, dir, "store");

	if (!file_exists(store))
		return err_set(e, ERR_NOT_FOUND,
		    "%s is no state directory: mount its disk, or make one "
		    "with 'scepgate init'",
		    dir);
	if (is_unused(store))
		return err_set(e, ERR_NOT_FOUND,
		    "making %s was cut short: 'scepgate init' finishes it",
		    dir);
	return err_set(e, ERR_NOT_FOUND,
	    "%s/secret.key is not there, but a store is: put the file of a "
	    "backup in its place",
	    dir);
}

static int
open_keys(struct ra *ra, struct arena *a, struct err *e)
{
	const char *path = path_in(a, ra->dir, "secret.key");
	struct buf b;
	int rc = -1;

	buf_init(&b, KEY_SIZE + 1);
	if (!file_exists(path)) {
		(void)no_key(ra->dir, a, e);
		goto out;
	}
	if (file_check_private(path, e) == -1 || file_read(path, &b, e) == -1)
		goto out;
	if (b.len != KEY_SIZE) {
		err_set(e, ERR_INTERNAL,
		    "%s: want %d bytes, have %zu: put the file of a backup in "
		    "its place",
		    path, KEY_SIZE, b.len);
		goto out;
	}
	ra->challenge_key = derive(buf_span(&b), "scepgate challenge 1");
	ra->request_key = derive(buf_span(&b), "scepgate request 1");
	fill_check(ra, buf_span(&b));
	rc = 0;
out:
	buf_clear(&b);
	return rc;
}

struct key_look {
	struct ra *ra;
	struct arena *a;
	bool same; /* it is the one that is known, */
	bool other; /* or another one */
};

static int
look_at_check(struct store_txn *t, void *ctx, struct err *e)
{
	struct key_look *k = ctx;
	Meta *meta;

	if (store_get_meta(t, k->a, &meta, e) == -1)
		return -1;
	if (meta == NULL)
		return 0;
	k->same = span_equal(field_span(meta->key_check),
	    span_of(k->ra->key_check, RA_CHECK_SIZE));
	/* Where nothing was made yet, 'init' may have made a second one. */
	k->other = !k->same && meta->key_check.len > 0 &&
	    meta->audit_number > 0;
	return 0;
}

static int
note_check(struct store_txn *t, void *ctx, struct err *e)
{
	const struct key_look *k = ctx;

	return store_note_key(t, span_of(k->ra->key_check, RA_CHECK_SIZE), e);
}

/*
 * A key with other bytes opens as well as the right one: no challenge is good
 * any more then, and the next backup takes it for the right one.
 */
static int
check_key(struct ra *ra, struct arena *a, struct err *e)
{
	struct key_look k = { .ra = ra, .a = a };
	struct err unused;

	if (store_view(ra->store, look_at_check, &k, e) == -1)
		return -1;
	if (k.other)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s/secret.key is not the one that its store was used "
		    "with: put the file of a backup in its place",
		    ra->dir);
	/* Another time will do where nothing can be written. */
	if (!k.same &&
	    store_update(ra->store, STORE_RELAXED, note_check, &k, &unused) ==
		-1)
		err_clear(&unused);
	return 0;
}

static const char *
keep(struct arena *a, const char *s)
{
	return arena_strdup(a, s != NULL ? s : "");
}

void
ra_publish_at(struct ra *ra, const struct ra_places *places)
{
	struct arena *a = arena_new();

	arena_free(ra->places_arena);
	ra->places_arena = a;
	ra->places.crl = keep(a, places->crl);
	ra->places.ca = keep(a, places->ca);
	ra->places.ocsp = keep(a, places->ocsp);
}

int
ra_open(const char *state, struct ra **out, struct err *e)
{
	struct arena *a = arena_new();
	struct ra *ra = mem_alloc(sizeof(*ra));
	int rc = -1;

	ra->dir = mem_strdup(state);
	pthread_mutex_init(&ra->crl_lock, NULL);
	ra_publish_at(ra, &(struct ra_places){ .crl = NULL });
	if (!file_exists(state)) {
		err_set(e, ERR_NOT_FOUND,
		    "there is no state directory %s: mount its disk, or make "
		    "one with 'scepgate init'",
		    state);
		goto out;
	}
	if (file_check_private_dir(state, e) == -1 ||
	    state_is_whole(state, e) == -1 || open_keys(ra, a, e) == -1)
		goto out;
	if (!file_exists(path_in(a, state, "store"))) {
		err_set(e, ERR_NOT_FOUND,
		    "%s/store is not there, but its secret.key is: move what "
		    "is left away and run 'scepgate restore DIR' with the "
		    "directory of a backup",
		    state);
		goto out;
	}
	if (store_open(path_in(a, state, "store"), &ra->store, e) == -1) {
		if (e->kind == ERR_NOT_FOUND)
			err_set(e, ERR_NOT_FOUND,
			    "%s/store holds no database, but its secret.key "
			    "is there: run 'scepgate repair DIR' with the "
			    "directory of the newest backup",
			    state);
		goto out;
	}
	if (check_key(ra, a, e) == -1)
		goto out;
	ra->profiles = profile_cache_new();
	ra->directory = directory_cache_new();
	ra->ocsp = ocsp_cache_new();
	ra->responders = responders_new();
	ra->rollovers = rollovers_new();
	*out = ra;
	ra = NULL;
	rc = 0;
out:
	ra_close(ra);
	arena_free(a);
	return rc;
}

void
ra_close(struct ra *ra)
{
	if (ra == NULL)
		return;
	housekeeper_stop(ra->housekeeper);
	profile_cache_free(ra->profiles);
	directory_cache_free(ra->directory);
	ocsp_cache_free(ra->ocsp);
	responders_free(ra->responders);
	rollovers_free(ra->rollovers);
	store_close(ra->store);
	secret_free(ra->challenge_key);
	secret_free(ra->request_key);
	pthread_mutex_destroy(&ra->crl_lock);
	arena_free(ra->places_arena);
	free(ra->dir);
	free(ra);
}

struct store *
ra_store(const struct ra *ra)
{
	return ra->store;
}
