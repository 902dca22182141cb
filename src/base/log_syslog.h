/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Log lines to the system's log, by datagrams like those of syslog(3) (RFC
 * 3164 section 4.1, without time and host).  Not by syslog(3) itself: that
 * says to nobody that a line was lost, and waits as long as the daemon likes.
 */
#ifndef BASE_LOG_SYSLOG_H
#define BASE_LOG_SYSLOG_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "base/log.h"

/* Most bytes of the path of a socket, by struct sockaddr_un. */
#define LOG_SOCKET_MOST 107

/* Once, before threads; `path` is copied. */
void	 log_syslog_open(const char *path);
/*
 * The line without its newline.  Thread-safe.  False where it was not taken
 * within a fifth of a second, or nobody listens.
 */
bool	 log_syslog_send(enum log_level level, const char *program,
	    const char *line, size_t len) must_check;

#endif
