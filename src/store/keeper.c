/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two threads of a process that has a store open.
 *
 * The watchdog ends the process when one stay inside the store's lock lasts
 * over two seconds: the next process finds `busy` set and recovers.  Its time
 * is its own ticks, so that a stopped process is not ended when it goes on.
 * And where what is open is not the store any more, a second after that was
 * told: the process that takes its place opens what is there.  It ends waits
 * for another process's lock, too.
 *
 * The housekeeper syncs what was committed without anybody waiting for it,
 * within half a second, and makes a checkpoint when enough log was written.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "store/checkpoint.h"
#include "store/engine.h"

#define STAY_TICKS 8
#define PATIENCE_TICKS 32 /* 8 s: a device is to be answered within ten */
#define OUTDATED_TICKS 4
#define EXIT_STUCK 70 /* EX_SOFTWARE */

/*
 * Sleep a tick, or, who may be called, until called; false when it is to stop.
 */
static bool
next_tick(struct keeper *k, bool may_be_called, const bool *stop)
{
	const struct timespec until = clock_deadline(WAITING_TICK_MS);
	bool goes_on;

	pthread_mutex_lock(&k->mutex);
	while (!*stop && !(may_be_called && k->called) &&
	    pthread_cond_timedwait(&k->wake, &k->mutex, &until) == 0)
		continue;
	if (may_be_called)
		k->called = false;
	goes_on = !*stop;
	pthread_mutex_unlock(&k->mutex);
	return goes_on;
}

static _Noreturn void
end_process(const char *event, const char *text)
{
	log_event(LOG_LEVEL_ERR, event, "reason", text, (char *)NULL);
	_exit(EXIT_STUCK);
}

/* A lock that another process does not let go; told once while it lasts. */
struct block {
	struct waiting *w;
	const char *lock;
	bool told;
};

static void
look_at_wait(struct store *s, struct block *b)
{
	char *holder;
	bool blocked;

	waiting_tick(b->w);
	blocked = atomic_load(&b->w->blocked);
	if (blocked == b->told)
		return;
	b->told = blocked;
	holder = mem_printf("%u", control_holder(&s->control, b->w));
	if (blocked)
		log_event(LOG_LEVEL_ERR, "store-blocked", "lock", b->lock,
		    "holder", holder, (char *)NULL);
	else
		log_event(LOG_LEVEL_NOTICE, "store-unblocked", "lock", b->lock,
		    (char *)NULL);
	free(holder);
}

static void *
watch(void *arg)
{
	struct store *s = arg;
	struct block block = { &s->control.wait, "store", false };
	struct block sync_block = { &s->control.sync_wait, "sync", false };
	uint64_t now, last = 0;
	unsigned int ticks = 0, outdated = 0;

	while (next_tick(&s->keeper, false, &s->keeper.no_watchdog)) {
		look_at_wait(s, &block);
		look_at_wait(s, &sync_block);
		now = atomic_load(&s->stay);
		ticks = now % 2 == 1 && now == last ? ticks + 1 : 0;
		last = now;
		if (ticks >= STAY_TICKS)
			end_process("store-stuck",
			    "a call took over two seconds: ending the process");
		outdated += atomic_load(&s->outdated);
		if (outdated >= OUTDATED_TICKS)
			end_process("store-outdated",
			    "the store is another one, or a newer version's: "
			    "ending the process");
	}
	return NULL;
}

/* Said once while it lasts, and not at every tick of a full disk. */
static void
complain(bool *complained, const char *event, int rc, const struct err *e)
{
	if (rc == -1 && !*complained)
		log_event(LOG_LEVEL_ERR, event, "reason", e->text,
		    (char *)NULL);
	*complained = rc == -1;
}

static void *
keep_house(void *arg)
{
	struct store *s = arg;
	struct control_page *p = s->control.page;
	bool no_sync = false, no_checkpoint = false;
	uint64_t seq, before = 0;
	struct err e;

	while (next_tick(&s->keeper, true, &s->keeper.no_housekeeper)) {
		seq = atomic_load(&p->committed);
		/* Only what has waited for a whole tick. */
		if (before > atomic_load(&p->synced))
			complain(&no_sync, "store-sync",
			    sync_wait(s, before, &e), &e);
		before = seq;
		sync_close_old(s);
		if (checkpoint_is_due(s, CHECKPOINT_DUE))
			complain(&no_checkpoint, "store-checkpoint",
			    checkpoint_run(s, CHECKPOINT_DUE, &e), &e);
	}
	return NULL;
}

static void
end_thread(struct keeper *k, pthread_t thread, bool *stop)
{
	pthread_mutex_lock(&k->mutex);
	*stop = true;
	pthread_cond_broadcast(&k->wake);
	pthread_mutex_unlock(&k->mutex);
	pthread_join(thread, NULL);
}

/* Signals are for the threads of the program, but that which ends a wait. */
static int
start_threads(struct store *s)
{
	struct keeper *k = &s->keeper;
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	sigdelset(&all, SIGURG);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&k->watchdog, NULL, watch, s);
	if (rc == 0) {
		rc = pthread_create(&k->housekeeper, NULL, keep_house, s);
		if (rc != 0)
			end_thread(k, k->watchdog, &k->no_watchdog);
	}
	pthread_sigmask(SIG_SETMASK, &old, NULL);
	return rc;
}

int
keeper_start(struct store *s, struct err *e)
{
	struct keeper *k = &s->keeper;
	pthread_condattr_t attr;
	int rc;

	pthread_mutex_init(&k->mutex, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&k->wake, &attr);
	pthread_condattr_destroy(&attr);
	k->no_watchdog = k->no_housekeeper = false;
	waiting_catch();
	if ((rc = start_threads(s)) != 0) {
		pthread_cond_destroy(&k->wake);
		pthread_mutex_destroy(&k->mutex);
		return err_set(e, ERR_UNAVAILABLE, "the store's threads: %s",
		    strerror(rc));
	}
	k->running = true;
	atomic_store(&s->control.wait.patience, PATIENCE_TICKS);
	atomic_store(&s->control.sync_wait.patience, PATIENCE_TICKS);
	return 0;
}

void
keeper_call(struct store *s)
{
	struct keeper *k = &s->keeper;

	if (!k->running)
		return;
	pthread_mutex_lock(&k->mutex);
	if (!k->called) {
		k->called = true;
		pthread_cond_broadcast(&k->wake);
	}
	pthread_mutex_unlock(&k->mutex);
}

void
keeper_stop(struct store *s)
{
	struct keeper *k = &s->keeper;

	if (!k->running)
		return;
	/* In this order: the housekeeper may wait for a lock. */
	end_thread(k, k->housekeeper, &k->no_housekeeper);
	end_thread(k, k->watchdog, &k->no_watchdog);
	atomic_store(&s->control.wait.patience, 0);
	atomic_store(&s->control.sync_wait.patience, 0);
	pthread_cond_destroy(&k->wake);
	pthread_mutex_destroy(&k->mutex);
	k->running = false;
}
