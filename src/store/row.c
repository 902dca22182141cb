/* SPDX-License-Identifier: BSD-2-Clause */
/* See row.h. */
#include <string.h>

#include "store/row.h"

/* Berkeley DB reads from here and never writes. */
static DBT
dbt_of(struct span s)
{
	DBT d;
	union {
		const uint8_t *in;
		void *out;
	} at = { .in = s.at };

	memset(&d, 0, sizeof(d));
	d.data = at.out;
	d.size = (uint32_t)s.len;
	return d;
}

static struct span
span_of_dbt(const DBT *d)
{
	return span_of(d->data, d->size);
}

static int
fail(struct store_txn *t, const char *what, int rc, struct err *e)
{
	t->broken = rc;
	return engine_err(e, t->store->dir, what, rc);
}

int
row_get(struct store_txn *t, enum env_db db, struct span key, struct span *out,
    struct err *e)
{
	DB *d = t->store->env.db[db];
	DBT k = dbt_of(key), v = dbt_of((struct span){ NULL, 0 });
	int rc;

	*out = (struct span){ NULL, 0 };
	rc = d->get(d, t->txn, &k, &v, 0);
	if (rc == DB_NOTFOUND)
		return 0;
	if (rc != 0)
		return fail(t, "read", rc, e);
	/* Of an empty value Berkeley DB may have no place to point to. */
	*out = v.size == 0 ? span_of("", 0) : span_of_dbt(&v);
	return 0;
}

static int
put(struct store_txn *t, enum env_db db, struct span key, struct span value,
    uint32_t flags, bool *taken, struct err *e)
{
	DB *d = t->store->env.db[db];
	DBT k = dbt_of(key), v = dbt_of(value);
	int rc;

	if (t->txn == NULL)
		return err_set(e, ERR_INTERNAL, "a view cannot write");
	rc = d->put(d, t->txn, &k, &v, flags);
	*taken = rc == DB_KEYEXIST;
	return rc == 0 || *taken ? 0 : fail(t, "write", rc, e);
}

int
row_put(struct store_txn *t, enum env_db db, struct span key, struct span value,
    struct err *e)
{
	bool taken;

	return put(t, db, key, value, 0, &taken, e);
}

int
row_add(struct store_txn *t, enum env_db db, struct span key, struct span value,
    bool *taken, struct err *e)
{
	return put(t, db, key, value, DB_NOOVERWRITE, taken, e);
}

int
row_drop(struct store_txn *t, enum env_db db, struct span key, struct err *e)
{
	DB *d = t->store->env.db[db];
	DBT k = dbt_of(key);
	int rc;

	if (t->txn == NULL)
		return err_set(e, ERR_INTERNAL, "a view cannot write");
	rc = d->del(d, t->txn, &k, 0);
	return rc == 0 || rc == DB_NOTFOUND ? 0 : fail(t, "remove", rc, e);
}

int
row_drop_all(struct store_txn *t, enum env_db db, struct err *e)
{
	DB *d = t->store->env.db[db];
	uint32_t n;
	int rc;

	if (t->txn == NULL)
		return err_set(e, ERR_INTERNAL, "a view cannot write");
	rc = d->truncate(d, t->txn, &n, 0);
	return rc == 0 ? 0 : fail(t, "remove", rc, e);
}

/* ---- Cursors ----------------------------------------------------------- */

int
row_cursor_open(struct row_cursor *c, struct store_txn *t, enum env_db db,
    struct err *e)
{
	DB *d = t->store->env.db[db];
	int rc;

	*c = (struct row_cursor){ .t = t };
	rc = d->cursor(d, t->txn, &c->c, 0);
	return rc == 0 ? 0 : fail(t, "walk", rc, e);
}

void
row_cursor_close(struct row_cursor *c)
{
	int rc;

	if (c->c == NULL)
		return;
	rc = c->c->close(c->c);
	c->c = NULL;
	if (rc != 0 && c->t->broken == 0)
		c->t->broken = rc;
}

static int
move(struct row_cursor *c, DBT *k, uint32_t how, struct err *e)
{
	DBT v = dbt_of((struct span){ NULL, 0 });
	int rc;

	c->key = c->value = (struct span){ NULL, 0 };
	rc = c->c->get(c->c, k, &v, how);
	if (rc == DB_NOTFOUND)
		return 0;
	if (rc != 0)
		return fail(c->t, "walk", rc, e);
	c->key = span_of_dbt(k);
	c->value = span_of_dbt(&v);
	return 0;
}

int
row_cursor_from(struct row_cursor *c, struct span key, struct err *e)
{
	DBT k = dbt_of(key);

	return move(c, &k, key.len == 0 ? DB_FIRST : DB_SET_RANGE, e);
}

int
row_cursor_below(struct row_cursor *c, struct span key, struct err *e)
{
	DBT k = dbt_of(key);

	if (key.len == 0)
		return move(c, &k, DB_LAST, e);
	if (move(c, &k, DB_SET_RANGE, e) == -1)
		return -1;
	memset(&k, 0, sizeof(k));
	return move(c, &k, c->key.at == NULL ? DB_LAST : DB_PREV, e);
}

int
row_cursor_next(struct row_cursor *c, struct err *e)
{
	DBT k = dbt_of((struct span){ NULL, 0 });

	return move(c, &k, DB_NEXT, e);
}

int
row_cursor_previous(struct row_cursor *c, struct err *e)
{
	DBT k = dbt_of((struct span){ NULL, 0 });

	return move(c, &k, DB_PREV, e);
}

int
row_cursor_drop(struct row_cursor *c, struct err *e)
{
	int rc;

	if (c->t->txn == NULL)
		return err_set(e, ERR_INTERNAL, "a view cannot write");
	c->key = c->value = (struct span){ NULL, 0 };
	rc = c->c->del(c->c, 0);
	return rc == 0 ? 0 : fail(c->t, "remove", rc, e);
}
