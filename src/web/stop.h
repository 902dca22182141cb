/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * How a worker is told to end: by SIGTERM, SIGUSR1 or SIGINT.  Once they are
 * caught they end nothing by themselves, so that who is told while it starts
 * still answers whoever has connected.
 */
#ifndef WEB_STOP_H
#define WEB_STOP_H

#include <stdbool.h>

/* From now on; again does no harm, and forgets nothing. */
void	 web_stop_catch(void);

/* They end the process at once again. */
void	 web_stop_release(void);

/* Has one come since they are caught? */
bool	 web_stop_asked(void);

/* Returns when one has. */
void	 web_stop_wait(void);

/* Threads that are made between on and off never run the handler. */
void	 web_stop_block(bool on);

#endif
