/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Memory of the process.  Sizes are bounded before they are asked for, so
 * running out is no input error: these log a line and abort, the web server
 * starts the worker anew.
 */
#ifndef BASE_MEM_H
#define BASE_MEM_H

#include <stddef.h>

void	*mem_alloc(size_t size);			/* zeroed */
void	*mem_array(size_t n, size_t size);		/* zeroed */
void	*mem_resize(void *p, size_t n, size_t size);	/* tail not zeroed */
char	*mem_strdup(const char *s);
char	*mem_printf(const char *fmt, ...)
	    __attribute__((format(printf, 1, 2)));	/* caller frees */
void	*mem_must(void *p);	/* p; for what a library allocated */
void	 mem_wipe(void *p, size_t len);			/* not optimised away */

/*
 * Before there are threads: they are to take their memory from two pools
 * between them.  With one each, as is usual, each keeps what it ever needed.
 */
void	 mem_share_pools(void);

/*
 * What is called before that end, once, by whichever thread found no memory:
 * it may allocate nothing and wait for nobody, but end the process in its own
 * way.  NULL: nothing.
 */
void	 mem_on_exhausted(void (*fn)(void));

#endif
