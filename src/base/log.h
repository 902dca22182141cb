/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line an event on standard error, which the web server puts into its
 * error log:
 *	time=... level=notice program=scep.fcgi event=failed key=value
 * Values with blanks, quotes or controls are quoted; no value is ever a
 * secret.  Thread-safe: a line is one write.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_ERR, LOG_LEVEL_WARNING, LOG_LEVEL_NOTICE,
    LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, LOG_LEVEL__COUNT };

/* Once, before threads.  Lines above `most` are dropped. */
void	 log_init(const char *program, enum log_level most);

/*
 * An event and then pairs of (const char *key, const char *value), ended by
 * NULL.  A NULL value leaves its pair out.
 */
void	 log_event(enum log_level level, const char *event, ...)
	    __attribute__((sentinel));

/* The name of a level and back; -1 where there is none. */
const char *log_level_name(enum log_level level);
int	 log_level_parse(const char *name);

#endif
