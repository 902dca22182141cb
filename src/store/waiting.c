/* SPDX-License-Identifier: BSD-2-Clause */
/* See waiting.h. */
#include <sys/file.h>

#include <errno.h>
#include <signal.h>
#include <time.h>

#include "base/clock.h"
#include "store/waiting.h"

void
waiting_init(struct waiting *w)
{
	*w = (struct waiting){ .waits = false };
	pthread_mutex_init(&w->mutex, NULL);
}

void
waiting_free(struct waiting *w)
{
	pthread_mutex_destroy(&w->mutex);
}

static void
begin(struct waiting *w)
{
	pthread_mutex_lock(&w->mutex);
	w->thread = pthread_self();
	w->waits = true;
	w->ticks = 0;
	atomic_store(&w->over, false);
	pthread_mutex_unlock(&w->mutex);
}

/* From here on no signal is sent to this thread. */
static void
end(struct waiting *w)
{
	pthread_mutex_lock(&w->mutex);
	w->waits = false;
	pthread_mutex_unlock(&w->mutex);
}

bool
waiting_flock(struct waiting *w, int fd)
{
	int rc;

	begin(w);
	do
		rc = flock(fd, LOCK_EX);
	while (rc == -1 && errno == EINTR && !atomic_load(&w->over));
	if (rc == -1 && errno == EINTR)
		errno = ETIMEDOUT;
	end(w);
	if (rc == 0)
		atomic_store(&w->blocked, false);
	return rc == 0;
}

static unsigned int
patience_of(const struct waiting *w)
{
	unsigned int ticks = atomic_load(&w->patience);

	return ticks > 1 && atomic_load(&w->blocked) ? 1 : ticks;
}

bool
waiting_mutex(struct waiting *w, pthread_mutex_t *m)
{
	long ms = (long)patience_of(w) * WAITING_TICK_MS;
	struct timespec until;

	if (pthread_mutex_trylock(m) == 0)
		return true;
	if (ms == 0)
		return pthread_mutex_lock(m) == 0;
	until = clock_deadline(ms);
	return pthread_mutex_clocklock(m, CLOCK_MONOTONIC, &until) == 0;
}

/* ---- The watchdog's part ----------------------------------------------- */

static void
wake(int signal_number)
{
	(void)signal_number;
}

void
waiting_catch(void)
{
	/* No SA_RESTART: flock is to fail with EINTR. */
	struct sigaction act = { .sa_handler = wake };

	(void)sigaction(SIGURG, &act, NULL);
}

/* At each tick anew: the signal may come before the call that it is for. */
void
waiting_tick(struct waiting *w)
{
	unsigned int most = patience_of(w);

	pthread_mutex_lock(&w->mutex);
	if (w->waits && most > 0 && ++w->ticks > most) {
		atomic_store(&w->over, true);
		atomic_store(&w->blocked, true);
		pthread_kill(w->thread, SIGURG);
	}
	pthread_mutex_unlock(&w->mutex);
}
