/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The command-line tool: prepares and repairs what both servers use, and
 * plays a device.  See scepgate(1).
 */
#ifndef TOOL_TOOL_H
#define TOOL_TOOL_H

#include "base/arena.h"
#include "base/err.h"
#include "ra/ra.h"

/* What scepgate.conf(5) tells the tool. */
struct tool_settings {
	const char	*file;		/* that was read; "" where none was */
	const char	*state;		/* directory */
	const char	*url;		/* public base URL, or "" */
	const char	*scep_path;	/* "/scep" */
	struct ra_places places;	/* certificates point to: an order that
					   is approved here is issued here */
};

struct tool_program {
	const char	*version;
	const char	*config_file;	/* the usual one, for --help */
	/*
	 * Read the configuration: `file`, or NULL for the usual one.  Asked
	 * only by commands that need it.
	 */
	int		 (*configure)(const char *file, struct arena *a,
			    struct tool_settings *out, struct err *e);
};

/* Exit codes, in scepgate(1) too. */
enum tool_exit {
	TOOL_DONE = 0,
	TOOL_REFUSED = 1,	/* not done; trying again does not help */
	TOOL_USAGE = 2,		/* the command line or the configuration */
	TOOL_UNAVAILABLE = 3,	/* no state, no server, no disk: mend, retry */
	TOOL_PENDING = 4	/* an enrolment waits for a person */
};

/* The whole of main(). */
enum tool_exit	 tool_main(const struct tool_program *p, int argc,
		    char **argv);

#endif
