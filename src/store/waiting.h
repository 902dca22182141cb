/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Waiting for a lock that another process has, with an end.  A holder that
 * dies lets go of it; one that was stopped or frozen does not, and those who
 * wait are to say so and not to hang.
 *
 * Only the kernel can wait for a file lock, so a thread of the same process,
 * the store's watchdog, counts its own ticks and interrupts the one that
 * waits, by SIGURG: its default is nothing, and nobody else here uses it.
 */
#ifndef STORE_WAITING_H
#define STORE_WAITING_H

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#define WAITING_TICK_MS 250

/* For one lock of this process; its threads take a mutex before it. */
struct waiting {
	pthread_mutex_t	 mutex;		/* of the next three */
	pthread_t	 thread;
	bool		 waits;
	unsigned int	 ticks;		/* of this wait */
	atomic_bool	 over;		/* it is to end */
	/* Ticks that a wait may last; 0: nobody counts, for ever. */
	atomic_uint	 patience;
	/* The last wait came to no lock: the next ones are short. */
	atomic_bool	 blocked;
};

void	 waiting_init(struct waiting *w);
void	 waiting_free(struct waiting *w);

/* flock(2), LOCK_EX; false with ETIMEDOUT in errno when its time is over. */
bool	 waiting_flock(struct waiting *w, int fd);
/* The mutex before it; false when its time is over. */
bool	 waiting_mutex(struct waiting *w, pthread_mutex_t *m);

/* Once, before waiting_tick. */
void	 waiting_catch(void);
/* A tick has passed. */
void	 waiting_tick(struct waiting *w);

#endif
