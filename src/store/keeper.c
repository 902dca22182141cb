/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The two threads of a process that has a store open.
 *
 * The watchdog ends the process when one stay inside the store's lock lasts
 * over two seconds: the next process finds `busy` set and recovers.  Its time
 * is its own ticks, so that a stopped process is not ended when it goes on.
 * And where what is open is not the store any more, a second after that was
 * told: the process that takes its place opens what is there.
 *
 * The housekeeper syncs what was committed without anybody waiting for it,
 * within half a second, and makes a checkpoint when enough log was written.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/log.h"
#include "store/checkpoint.h"
#include "store/engine.h"

#define TICK_MS 250
#define STAY_TICKS 8
#define OUTDATED_TICKS 4
#define EXIT_STUCK 70 /* EX_SOFTWARE */

/*
 * Sleep a tick, or, who may be called, until called; false when the store is
 * being closed.
 */
static bool
next_tick(struct keeper *k, bool may_be_called)
{
	struct timespec until;
	bool stop;

	clock_gettime(CLOCK_MONOTONIC, &until);
	until.tv_nsec += TICK_MS * 1000000L;
	until.tv_sec += until.tv_nsec / 1000000000L;
	until.tv_nsec %= 1000000000L;
	pthread_mutex_lock(&k->mutex);
	while (!k->stop && !(may_be_called && k->called) &&
	    pthread_cond_timedwait(&k->wake, &k->mutex, &until) == 0)
		continue;
	if (may_be_called)
		k->called = false;
	stop = k->stop;
	pthread_mutex_unlock(&k->mutex);
	return !stop;
}

static _Noreturn void
end_process(const char *event, const char *text)
{
	log_event(LOG_LEVEL_ERR, event, "reason", text, (char *)NULL);
	_exit(EXIT_STUCK);
}

static void *
watch(void *arg)
{
	struct store *s = arg;
	uint64_t now, last = 0;
	unsigned int ticks = 0, outdated = 0;

	while (next_tick(&s->keeper, false)) {
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

	while (next_tick(&s->keeper, true)) {
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

/* Signals are for the threads of the program. */
static int
start_threads(struct store *s)
{
	struct keeper *k = &s->keeper;
	sigset_t all, old;
	int rc;

	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &old);
	rc = pthread_create(&k->watchdog, NULL, watch, s);
	if (rc == 0) {
		rc = pthread_create(&k->housekeeper, NULL, keep_house, s);
		if (rc != 0) {
			pthread_mutex_lock(&k->mutex);
			k->stop = true;
			pthread_cond_broadcast(&k->wake);
			pthread_mutex_unlock(&k->mutex);
			pthread_join(k->watchdog, NULL);
		}
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
	k->stop = false;
	if ((rc = start_threads(s)) != 0) {
		pthread_cond_destroy(&k->wake);
		pthread_mutex_destroy(&k->mutex);
		return err_set(e, ERR_UNAVAILABLE, "the store's threads: %s",
		    strerror(rc));
	}
	k->running = true;
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
	pthread_mutex_lock(&k->mutex);
	k->stop = true;
	pthread_cond_broadcast(&k->wake);
	pthread_mutex_unlock(&k->mutex);
	pthread_join(k->watchdog, NULL);
	pthread_join(k->housekeeper, NULL);
	pthread_cond_destroy(&k->wake);
	pthread_mutex_destroy(&k->mutex);
	k->running = false;
}
