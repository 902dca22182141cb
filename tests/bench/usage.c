/* SPDX-License-Identifier: BSD-2-Clause */
/* See usage.h. */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "bench/usage.h"

int
usage_parse(const char *text, struct usage_pids *out, struct err *e)
{
	char *end;

	out->n = 0;
	while (*text != '\0') {
		if (out->n == USAGE_PIDS_MOST)
			return err_set(e, ERR_MALFORMED,
			    "more than %d processes", USAGE_PIDS_MOST);
		out->at[out->n++] = (pid_t)strtol(text, &end, 10);
		if (end == text || (*end != ',' && *end != '\0'))
			return err_set(e, ERR_MALFORMED,
			    "%s: want process ids with ',' between them", text);
		text = *end == ',' ? end + 1 : end;
	}
	return 0;
}

int
usage_cpu(const struct usage_pids *p, int64_t *out, struct err *e)
{
	struct timespec t;
	clockid_t clock;
	unsigned int i;

	*out = 0;
	for (i = 0; i < p->n; i++) {
		if (clock_getcpuclockid(p->at[i], &clock) != 0 ||
		    clock_gettime(clock, &t) == -1)
			return err_set(e, ERR_UNAVAILABLE,
			    "process %d has ended: see the server's log",
			    (int)p->at[i]);
		*out += (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
	}
	return 0;
}

int
usage_join_cores(const struct usage_pids *p, unsigned int *n, struct err *e)
{
	cpu_set_t cores;

	*n = (unsigned int)sysconf(_SC_NPROCESSORS_ONLN);
	if (p->n == 0)
		return 0;
	if (sched_getaffinity(p->at[0], sizeof(cores), &cores) == -1 ||
	    sched_setaffinity(0, sizeof(cores), &cores) == -1)
		return err_set(e, ERR_UNAVAILABLE,
		    "the cores of process %d: %s", (int)p->at[0],
		    strerror(errno));
	*n = (unsigned int)CPU_COUNT(&cores);
	return 0;
}

static int64_t
resident(pid_t pid)
{
	char path[64], line[256];
	long long kib = 0;
	FILE *f;

	(void)snprintf(path, sizeof(path), "/proc/%d/status", (int)pid);
	if ((f = fopen(path, "re")) == NULL)
		return 0;
	while (fgets(line, sizeof(line), f) != NULL)
		if (strncmp(line, "VmRSS:", 6) == 0)
			kib = strtoll(line + 6, NULL, 10);
	(void)fclose(f);
	return kib;
}

int64_t
usage_memory(const struct usage_pids *p)
{
	int64_t most = 0, one;

	for (unsigned int i = 0; i < p->n; i++)
		if ((one = resident(p->at[i])) > most)
			most = one;
	return most;
}
