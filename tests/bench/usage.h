/* SPDX-License-Identifier: BSD-2-Clause */
/* What other processes have used, from the kernel's books. */
#ifndef BENCH_USAGE_H
#define BENCH_USAGE_H

#include <sys/types.h>

#include <stdint.h>

#include "base/err.h"

#define USAGE_PIDS_MOST 16

struct usage_pids {
	pid_t		 at[USAGE_PIDS_MOST];
	unsigned int	 n;
};

/* "12,34"; may be empty. */
int	 usage_parse(const char *text, struct usage_pids *out,
	    struct err *e) must_check;
/*
 * CPU time of all their threads, user and system, in ns: what utime and stime
 * of /proc/PID/stat add up to, which only count in hundredths of a second.
 */
int	 usage_cpu(const struct usage_pids *p, int64_t *out,
	    struct err *e) must_check;
/*
 * This thread and those that it starts run where those processes may, from now
 * on; *n: on how many cores that is.
 */
int	 usage_join_cores(const struct usage_pids *p, unsigned int *n,
	    struct err *e) must_check;
/* The largest resident set among them, in KiB. */
int64_t	 usage_memory(const struct usage_pids *p);

#endif
