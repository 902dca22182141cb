/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the lines of an export that are no records. */
#ifndef RA_EXPORT_LINES_H
#define RA_EXPORT_LINES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

#define EXPORT_HEADING		"{\"scepgate-export\":1}"
#define EXPORT_ANY_HEADING	"{\"scepgate-export\":"
#define EXPORT_END		"{\"end\":"

#define EXPORT_FILE_MOST	(512 * 1024)
#define EXPORT_LINE_MOST	(1024 * 1024)

/*
 * A file's line is always written in this one way, so that keys need not go
 * through a library that leaves them in memory.  In the arena.
 */
char	*export_file_line(const char *name, struct span bytes,
	    struct arena *a);
/* True where the line is one; ERR_MALFORMED in e where it is a broken one. */
bool	 export_is_file(const char *line);
int	 export_read_file(const char *line, struct arena *a,
	    const char **name, struct span *bytes, struct err *e) must_check;

#endif
