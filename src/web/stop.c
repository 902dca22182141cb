/* SPDX-License-Identifier: BSD-2-Clause */
/* See web/stop.h. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stddef.h>

#include "web/stop.h"

static const int stop_signals[] = { SIGTERM, SIGUSR1, SIGINT };
#define STOP_SIGNALS (sizeof(stop_signals) / sizeof(stop_signals[0]))

/*
 * Raised by the signal handler, which has no other way to reach anybody: not
 * sigwait, since a thread that another floor started may not block SIGTERM
 * and would be handed it.
 */
static sem_t stop_asked;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void
make_semaphore(void)
{
	(void)sem_init(&stop_asked, 0, 0);
}

static void
on_stop(int signal_number)
{
	(void)signal_number;
	(void)sem_post(&stop_asked);
}

static void
handle_by(void (*handler)(int))
{
	struct sigaction action = { .sa_handler = handler };

	action.sa_flags = SA_RESTART;
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		(void)sigaction(stop_signals[i], &action, NULL);
}

void
web_stop_catch(void)
{
	(void)pthread_once(&once, make_semaphore);
	handle_by(on_stop);
}

void
web_stop_release(void)
{
	handle_by(SIG_DFL);
}

bool
web_stop_asked(void)
{
	int value = 0;

	(void)pthread_once(&once, make_semaphore);
	return sem_getvalue(&stop_asked, &value) == 0 && value > 0;
}

void
web_stop_wait(void)
{
	while (sem_wait(&stop_asked) == -1 && errno == EINTR)
		;
}

void
web_stop_block(bool on)
{
	sigset_t set;

	sigemptyset(&set);
	for (size_t i = 0; i < STOP_SIGNALS; i++)
		sigaddset(&set, stop_signals[i]);
	(void)pthread_sigmask(on ? SIG_BLOCK : SIG_UNBLOCK, &set, NULL);
}
