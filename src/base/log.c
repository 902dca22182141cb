/* SPDX-License-Identifier: BSD-2-Clause */
/* Log lines: what is in each, and where it goes, at once. */
#include <errno.h>
#include <poll.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/log_line.h"
#include "base/log_syslog.h"

#define REQUEST_MOST 40 /* a UUID and its end */

/* Who reads the log may be behind by so much. */
#define STUCK_MS 100

static const char *const level_names[LOG_LEVEL__COUNT] = {
	[LOG_LEVEL_ERR] = "err",
	[LOG_LEVEL_WARNING] = "warning",
	[LOG_LEVEL_NOTICE] = "notice",
	[LOG_LEVEL_INFO] = "info",
	[LOG_LEVEL_DEBUG] = "debug",
};

static const char *const target_names[LOG_TO__COUNT] = {
	[LOG_TO_STDERR] = "stderr",
	[LOG_TO_SYSLOG] = "syslog",
	[LOG_TO_BOTH] = "both",
};

static const char *const format_names[LOG_FORMAT__COUNT] = {
	[LOG_FORMAT_TEXT] = "text",
	[LOG_FORMAT_JSON] = "json",
};

/* Set by main before there are threads, read by all of them. */
static struct {
	const char *program;
	enum log_level most;
	enum log_target target;
	enum log_format format;
} settings = { .program = "scepgate", .most = LOG_LEVEL_INFO };

/*
 * What this thread works on.  Of the thread, for those who log deep below a
 * request (a CA that is away, a store that is full) are not told of it.
 */
static _Thread_local char request[REQUEST_MOST];

/*
 * Whether a line can be written at once: a pipe that says so has room for one,
 * and files have it always.  Who reads the log gets a moment where lines came
 * too fast for him, but only once: then he is gone or stands still, and
 * requests are not to wait for each line.
 */
static bool
has_room(void)
{
	static atomic_bool stuck;
	struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };
	int wait_ms = atomic_load(&stuck) ? 0 : STUCK_MS;
	bool room;

	room = poll(&out, 1, wait_ms) == 1 && (out.revents & POLLOUT) != 0;
	atomic_store(&stuck, !room);
	return room;
}

/* Where even the log cannot be written, nobody can be told of the line. */
static void
put_line(const struct log_line *l)
{
	if (!has_room())
		return;
	while (write(STDERR_FILENO, l->at, l->len) == -1 && errno == EINTR)
		continue;
}

void
log_init(const char *program, enum log_level most)
{
	settings.program = program;
	settings.most = most;
}

void
log_route(enum log_target target, enum log_format format,
    const char *syslog_socket)
{
	settings.target = target;
	settings.format = format;
	if (target != LOG_TO_STDERR)
		log_syslog_open(syslog_socket);
}

void
log_request(const char *id)
{
	(void)snprintf(request, sizeof(request), "%s", id != NULL ? id : "");
}

/* What every line has, before what may not fit. */
static void
add_head(struct log_line *l, enum log_level level, const char *event)
{
	char time[CLOCK_TEXT_MOST];

	clock_format_ms(clock_ms(), time);
	log_line_add(l, "time", time);
	log_line_add(l, "level", log_level_name(level));
	log_line_add(l, "program", settings.program);
	log_line_add(l, "event", event);
	if (request[0] != '\0')
		log_line_add(l, "request", request);
}

/* A line that the system's log does not take is not lost. */
static void
send_line(enum log_level level, const struct log_line *l)
{
	bool sent = settings.target != LOG_TO_STDERR &&
	    log_syslog_send(level, settings.program, l->at, l->len - 1);

	if (sent && settings.target == LOG_TO_SYSLOG)
		return;
	put_line(l);
}

void
log_event(enum log_level level, const char *event, ...)
{
	int saved = errno;
	struct log_line l;
	const char *key, *value;
	va_list ap;

	if (level > settings.most)
		return;
	log_line_begin(&l, settings.format);
	add_head(&l, level, event);
	va_start(ap, event);
	while ((key = va_arg(ap, const char *)) != NULL) {
		if ((value = va_arg(ap, const char *)) != NULL)
			log_line_add(&l, key, value);
	}
	va_end(ap);
	log_line_end(&l);
	send_line(level, &l);
	errno = saved;
}

/* The place of a name in a list; -1 where it is not there. */
static int
find_name(const char *const *names, int count, const char *name)
{
	int i;

	for (i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0)
			return i;
	}
	return -1;
}

const char *
log_level_name(enum log_level level)
{
	if ((unsigned int)level >= LOG_LEVEL__COUNT)
		return "unknown";
	return level_names[level];
}

int
log_level_parse(const char *name)
{
	return find_name(level_names, LOG_LEVEL__COUNT, name);
}

int
log_target_parse(const char *name)
{
	return find_name(target_names, LOG_TO__COUNT, name);
}

int
log_format_parse(const char *name)
{
	return find_name(format_names, LOG_FORMAT__COUNT, name);
}
