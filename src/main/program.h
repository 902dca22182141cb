/* SPDX-License-Identifier: BSD-2-Clause */
/* What scep.fcgi and admin.fcgi have in common: their options, their start. */
#ifndef MAIN_PROGRAM_H
#define MAIN_PROGRAM_H

#include "main/config.h"
#include "ra/ra.h"
#include "web/fcgi.h"

struct program {
	const char	*name;		/* "scep.fcgi" */
	const char	*purpose;	/* for --help: one sentence */
	/* Serve until it is told to stop. */
	int		 (*serve)(const struct config *c, struct ra *ra,
			    struct err *e);
};

/* The whole of main(): its exit code. */
int	 program_main(const struct program *p, int argc, char **argv);

#endif
