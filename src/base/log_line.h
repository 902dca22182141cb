/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A log line of fixed size, as key=value or as one JSON object.  Whatever a
 * value holds, the line stays one line and can be read back: what does not
 * fit is cut at a character, what is no text becomes text.
 */
#ifndef BASE_LOG_LINE_H
#define BASE_LOG_LINE_H

#include <stddef.h>

#include "base/log.h"

/* With its newline: a pipe takes this much in one piece (PIPE_BUF). */
#define LOG_LINE_MOST 4096

struct log_line {
	enum log_format	 format;
	size_t		 len;
	char		 at[LOG_LINE_MOST];
};

/* An empty line; then pairs; then its end, after which `at` has `len`. */
void	 log_line_begin(struct log_line *l, enum log_format format);
/* A key is one of our words.  Where there is no room, both are left out. */
void	 log_line_add(struct log_line *l, const char *key, const char *value);
void	 log_line_end(struct log_line *l);

#endif
