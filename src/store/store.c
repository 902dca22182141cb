/* SPDX-License-Identifier: BSD-2-Clause */
/* Making, opening and closing a store; see store.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/checkpoint.h"
#include "store/engine.h"
#include "store/record.h"
#include "store/room.h"
#include "store/schema.h"

static bool
has_database(const char *dir)
{
	char *path = mem_printf("%s/" ENV_FILE, dir);
	bool there = file_exists(path);

	free(path);
	return there;
}

/* ---- Making ------------------------------------------------------------ */

static int
put_meta(struct store_txn *t, void *ctx, struct err *e)
{
	struct uuid instance = uuid_new();
	Meta fresh = META__INIT, *meta;
	const char *dir = ctx;

	if (store_get_meta(t, t->scratch, &meta, e) == -1)
		return -1;
	if (meta != NULL)
		return err_set(e, ERR_CONFLICT, "there is a store in %s", dir);
	fresh.schema = SCHEMA;
	fresh.instance = (ProtobufCBinaryData){ sizeof(instance.bytes),
		instance.bytes };
	fresh.created_ms = clock_ms();
	return record_write(t, KIND_META, span_of("", 0), &fresh.base, NULL, e);
}

/*
 * What a creation that was cut short left behind has no record of its own,
 * and is gone on with.
 */
int
store_create(const char *dir, struct err *e)
{
	struct store *s;
	int rc;

	if (file_check_private_dir(dir, e) == -1 ||
	    engine_open(dir, true, &s, e) == -1)
		return -1;
	rc = store_update(s, STORE_DURABLE, put_meta, s->dir, e);
	if (rc == 0)
		rc = store_checkpoint(s, e);
	engine_close(s);
	return rc;
}

/* ---- Opening ----------------------------------------------------------- */

static int
no_store(const char *dir, struct err *e)
{
	return err_set(e, ERR_NOT_FOUND,
	    "there is no store in %s: make one with 'scepgate init'", dir);
}

int
store_open(const char *dir, struct store **out, struct err *e)
{
	struct store *s;

	*out = NULL;
	if (!file_exists(dir))
		return no_store(dir, e);
	if (file_check_private_dir(dir, e) == -1)
		return -1;
	if (!has_database(dir))
		return no_store(dir, e);
	if (engine_open(dir, false, &s, e) == -1)
		return -1;
	if (schema_bring_up(s, e) == -1 || keeper_start(s, e) == -1) {
		engine_close(s);
		return -1;
	}
	*out = s;
	return 0;
}

/* Who closes last is followed by no housekeeper that would sync for it. */
void
store_close(struct store *s)
{
	struct err e;

	if (s == NULL)
		return;
	if (store_settle(s, &e) == -1)
		log_event(LOG_LEVEL_ERR, "store-close", "reason", e.text,
		    (char *)NULL);
	keeper_stop(s);
	engine_close(s);
}

/* ---- Open -------------------------------------------------------------- */

uint64_t
store_generation(const struct store *s)
{
	return atomic_load(&s->control.page->config);
}

int
store_checkpoint(struct store *s, struct err *e)
{
	return checkpoint_run(s, 0, e);
}

enum store_room
store_room(const struct store *s, struct err *words)
{
	return room_look(s->dir, words);
}
