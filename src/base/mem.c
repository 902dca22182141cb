/* SPDX-License-Identifier: BSD-2-Clause */
/* Memory that is there, or the end of the process. */
#include <malloc.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/log.h"
#include "base/mem.h"

#define POOLS 2

static void (*_Atomic on_exhausted)(void);
static atomic_flag given_up = ATOMIC_FLAG_INIT;

/* Of several threads one speaks, and ends them all. */
static _Noreturn void
give_up(size_t n, size_t size)
{
	void (*last)(void) = atomic_load(&on_exhausted);
	char count[24], bytes[24];

	while (atomic_flag_test_and_set(&given_up))
		(void)pause();
	if (last != NULL)
		last();
	snprintf(count, sizeof(count), "%zu", n);
	snprintf(bytes, sizeof(bytes), "%zu", size);
	log_event(LOG_LEVEL_ERR, "out-of-memory", "items", count, "bytes_each",
	    bytes, NULL);
	abort();
}

/* Where the C library has no such thing there are no such pools. */
void
mem_share_pools(void)
{
#ifdef M_ARENA_MAX
	(void)mallopt(M_ARENA_MAX, POOLS);
#endif
}

void
mem_on_exhausted(void (*fn)(void))
{
	atomic_store(&on_exhausted, fn);
}

void *
mem_alloc(size_t size)
{
	return mem_array(1, size);
}

/* One byte at least, so that NULL always means that there was none. */
void *
mem_array(size_t n, size_t size)
{
	void *p;

	if (n == 0 || size == 0)
		n = size = 1;
	if ((p = calloc(n, size)) == NULL)
		give_up(n, size);
	return p;
}

void *
mem_resize(void *p, size_t n, size_t size)
{
	void *larger;

	if (n == 0 || size == 0)
		n = size = 1;
	if ((larger = reallocarray(p, n, size)) == NULL)
		give_up(n, size);
	return larger;
}

char *
mem_strdup(const char *s)
{
	size_t len = strlen(s);

	return memcpy(mem_alloc(len + 1), s, len);
}

char *
mem_printf(const char *fmt, ...)
{
	va_list ap;
	char *text;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&text, fmt, ap);
	va_end(ap);
	if (len < 0)
		give_up(1, 0);
	return text;
}

void *
mem_must(void *p)
{
	if (p == NULL)
		give_up(1, 0);
	return p;
}

void
mem_wipe(void *p, size_t len)
{
	if (len > 0)
		explicit_bzero(p, len);
}
