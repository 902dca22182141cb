/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One line an event, on standard error, which the web server puts into its
 * error log, or to the system's log, as words or as JSON:
 *	time=... level=notice program=scep.fcgi event=failed key=value
 *	{"time":"...","level":"notice","program":"scep.fcgi",...}
 * Values with blanks, quotes or controls are quoted; no value is ever a
 * secret.  Thread-safe: a line is one write.  Nobody waits for who reads it: a
 * line that a full pipe does not take is lost, and so is one that the disk does
 * not take.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_LEVEL_ERR, LOG_LEVEL_WARNING, LOG_LEVEL_NOTICE,
    LOG_LEVEL_INFO, LOG_LEVEL_DEBUG, LOG_LEVEL__COUNT };

enum log_target { LOG_TO_STDERR, LOG_TO_SYSLOG, LOG_TO_BOTH, LOG_TO__COUNT };

enum log_format { LOG_FORMAT_TEXT, LOG_FORMAT_JSON, LOG_FORMAT__COUNT };

/* Once, before threads.  Lines above `most` are dropped. */
void	 log_init(const char *program, enum log_level most);
/*
 * Likewise, where it is not to be text on standard error.  `syslog_socket`
 * is where the system's log listens, usually /dev/log; a line that it does
 * not take goes to standard error.
 */
void	 log_route(enum log_target target, enum log_format format,
	    const char *syslog_socket);

/*
 * From now on each line of this thread has the id of the request that it
 * works on, at most 39 bytes; NULL: it works on none.
 */
void	 log_request(const char *id);

/*
 * An event and then pairs of (const char *key, const char *value), ended by
 * NULL.  A NULL value leaves its pair out.
 */
void	 log_event(enum log_level level, const char *event, ...)
	    __attribute__((sentinel));

/* The name of a level and back; -1 where there is none. */
const char *log_level_name(enum log_level level);
int	 log_level_parse(const char *name);
/* Of stderr, syslog, both; and of text, json. */
int	 log_target_parse(const char *name);
int	 log_format_parse(const char *name);

#endif
