/* SPDX-License-Identifier: BSD-2-Clause */
/* See memory.h. */
#include <stddef.h>
#include <stdlib.h>

#include <openssl/crypto.h>

#include "base/mem.h"
#include "pki/memory.h"

/*
 * No message is as large (body_limit): who asks for more has read a length
 * that somebody made up, and is refused as before.
 */
#define PIECE_MOST ((size_t)256 * 1024 * 1024)

static void *
resize(void *p, size_t size, const char *file, int line)
{
	(void)file;
	(void)line;
	if (size > PIECE_MOST)
		return NULL;
	if (size > 0)
		return mem_resize(p, size, 1);
	free(p);
	return NULL;
}

static void *
take(size_t size, const char *file, int line)
{
	return resize(NULL, size, file, line);
}

static void
release(void *p, const char *file, int line)
{
	(void)file;
	(void)line;
	free(p);
}

bool
pki_memory_must_do(void)
{
	return CRYPTO_set_mem_functions(take, resize, release) == 1;
}
