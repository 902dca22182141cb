/* SPDX-License-Identifier: BSD-2-Clause */
/* A key's contexts that nobody uses now; see evp.h. */
#include <stdatomic.h>
#include <stdlib.h>

#include "base/mem.h"
#include "pki/evp.h"

/* As many threads as are seen to do one thing with a key at once. */
#define SPARE_MOST 4

struct key_spare {
	_Atomic(struct key_context *) at[KEY_USE__COUNT][SPARE_MOST];
};

void
key_context_free(struct key_context *c)
{
	if (c == NULL)
		return;
	EVP_PKEY_CTX_free(c->evp);
	free(c);
}

struct key_spare *
key_spare_new(void)
{
	return mem_alloc(sizeof(struct key_spare));
}

void
key_spare_free(struct key_spare *s)
{
	for (int use = 0; use < KEY_USE__COUNT; use++)
		for (int i = 0; i < SPARE_MOST; i++)
			key_context_free(atomic_load(&s->at[use][i]));
	free(s);
}

/* One that did this, or NULL. */
static struct key_context *
take(struct key_spare *s, enum key_use use)
{
	struct key_context *c = NULL;

	for (int i = 0; c == NULL && i < SPARE_MOST; i++)
		c = atomic_exchange(&s->at[use][i], NULL);
	return c;
}

/* To make a new one would mean to look up the key's type by its names. */
struct key_context *
key_spare_take(struct key_spare *s, enum key_use use)
{
	struct key_context *c = take(s, use);

	for (int other = 0; c == NULL && other < KEY_USE__COUNT; other++)
		c = take(s, (enum key_use)other);
	return c;
}

void
key_spare_give(struct key_spare *s, struct key_context *c)
{
	for (int i = 0; c != NULL && i < SPARE_MOST; i++)
		c = atomic_exchange(&s->at[c->purpose.use][i], c);
	key_context_free(c);
}
