/* SPDX-License-Identifier: BSD-2-Clause */
/* A datagram a line, to the socket of the system's log. */
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <syslog.h>
#include <unistd.h>

#include "base/log_line.h"
#include "base/log_syslog.h"

#define HEAD_MOST 128
#define WAIT_MS 200 /* for a daemon that is busy */

static const int severities[LOG_LEVEL__COUNT] = {
	[LOG_LEVEL_ERR] = LOG_ERR,
	[LOG_LEVEL_WARNING] = LOG_WARNING,
	[LOG_LEVEL_NOTICE] = LOG_NOTICE,
	[LOG_LEVEL_INFO] = LOG_INFO,
	[LOG_LEVEL_DEBUG] = LOG_DEBUG,
};

/*
 * Set before there are threads.  The socket is not connected: each line finds
 * the daemon that is there then, also after it was started anew.
 */
static struct {
	int fd;
	struct sockaddr_un to;
} target = { .fd = -1 };

void
log_syslog_open(const char *path)
{
	const struct timeval wait = { .tv_usec = WAIT_MS * 1000 };

	if (target.fd != -1)
		close(target.fd);
	target.to = (struct sockaddr_un){ .sun_family = AF_UNIX };
	(void)snprintf(target.to.sun_path, sizeof(target.to.sun_path), "%s",
	    path);
	target.fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (target.fd != -1)
		(void)setsockopt(target.fd, SOL_SOCKET, SO_SNDTIMEO, &wait,
		    sizeof(wait));
}

/*
 * <priority>program[pid]: without a time, so that the daemon takes its own;
 * the line has one.
 */
static size_t
write_head(enum log_level level, const char *program, char out[HEAD_MOST])
{
	(void)snprintf(out, HEAD_MOST,
	    "<%d>%.40s[%ld]: ", LOG_DAEMON | severities[level], program,
	    (long)getpid());
	return strlen(out);
}

bool
log_syslog_send(enum log_level level, const char *program, const char *line,
    size_t len)
{
	char text[HEAD_MOST + LOG_LINE_MOST];
	size_t head = write_head(level, program, text);

	if (target.fd == -1 || len > LOG_LINE_MOST)
		return false;
	memcpy(text + head, line, len);
	return sendto(target.fd, text, head + len, MSG_NOSIGNAL,
		   (const struct sockaddr *)(const void *)&target.to,
		   sizeof(target.to)) != -1;
}
