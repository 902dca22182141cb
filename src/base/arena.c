/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An arena is one block that stays, others that are added when it is full,
 * and a list of calls to make at the end.
 */
#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/mem.h"

/*
 * A usual request fits into the first block, which is allocated once in a
 * worker's life.  Builds for the address sanitizer set 0: each piece is then
 * an allocation of its own, with a fence around it.
 */
#ifndef ARENA_BLOCK_SIZE
#define ARENA_BLOCK_SIZE 65536
#endif

#define ALIGNMENT alignof(max_align_t)

struct block {
	struct block *next;
	size_t size;
	size_t used;
	alignas(max_align_t) uint8_t bytes[];
};

struct closer {
	struct closer *next;
	void (*fn)(void *);
	void *ptr;
};

struct arena {
	struct block *first; /* kept by a reset */
	struct block *others;
	struct block *open; /* the first, or one of the others */
	struct closer *closers; /* last registered first */
};

static struct block *
block_new(size_t size)
{
	struct block *b;

	b = mem_alloc(sizeof(*b) + size);
	b->size = size;
	return b;
}

/* Blocks come zeroed and go back so: pieces need no clearing of their own. */
static void
block_wipe(struct block *b)
{
	mem_wipe(b->bytes, b->used);
	b->used = 0;
}

static void *
block_take(struct block *b, size_t size)
{
	void *piece = b->bytes + b->used;

	b->used += size;
	return piece;
}

struct arena *
arena_new(void)
{
	struct arena *a = mem_alloc(sizeof(*a));

	a->first = a->open = block_new(ARENA_BLOCK_SIZE);
	return a;
}

void
arena_reset(struct arena *a)
{
	struct closer *c;
	struct block *b;

	while ((c = a->closers) != NULL) {
		a->closers = c->next;
		c->fn(c->ptr);
	}
	while ((b = a->others) != NULL) {
		a->others = b->next;
		block_wipe(b);
		free(b);
	}
	block_wipe(a->first);
	a->open = a->first;
}

void
arena_free(struct arena *a)
{
	if (a == NULL)
		return;
	arena_reset(a);
	free(a->first);
	free(a);
}

/* A size that no machine has room for ends in mem_alloc, not in a wrap. */
static size_t
round_up(size_t size)
{
	const size_t most = PTRDIFF_MAX - sizeof(struct block);

	if (size > most - ALIGNMENT)
		return most;
	return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

/*
 * A large piece gets a block of its own, so that it does not close the open
 * one with much of its room unused.
 */
static void *
take_elsewhere(struct arena *a, size_t size)
{
	struct block *b;
	bool large = size > ARENA_BLOCK_SIZE / 4;

	b = block_new(large ? size : ARENA_BLOCK_SIZE);
	b->next = a->others;
	a->others = b;
	if (!large)
		a->open = b;
	return block_take(b, size);
}

void *
arena_alloc(struct arena *a, size_t size)
{
	size_t rounded = round_up(size > 0 ? size : 1);

	if (rounded <= a->open->size - a->open->used)
		return block_take(a->open, rounded);
	/* The fence of a sanitizer begins behind the last byte asked for. */
	return take_elsewhere(a, ARENA_BLOCK_SIZE == 0 ? size : rounded);
}

char *
arena_strdup(struct arena *a, const char *s)
{
	return arena_str(a, span_of_str(s));
}

char *
arena_str(struct arena *a, struct span s)
{
	char *copy = arena_alloc(a, s.len + 1);

	if (s.len > 0)
		memcpy(copy, s.at, s.len);
	return copy;
}

struct span
arena_span(struct arena *a, struct span s)
{
	void *copy = arena_alloc(a, s.len);

	if (s.len > 0)
		memcpy(copy, s.at, s.len);
	return span_of(copy, s.len);
}

char *
arena_printf(struct arena *a, const char *fmt, ...)
{
	va_list ap;
	char *text;

	va_start(ap, fmt);
	text = arena_vprintf(a, fmt, ap);
	va_end(ap);
	return text;
}

/*
 * Into what is left of the open block; where that was too little, once more
 * elsewhere, and what was begun is zeroed again.
 */
char *
arena_vprintf(struct arena *a, const char *fmt, va_list ap)
{
	char *text = (char *)a->open->bytes + a->open->used;
	size_t room = a->open->size - a->open->used, size;
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(text, room, fmt, again);
	va_end(again);
	if (len < 0)
		len = 0;
	size = round_up((size_t)len + 1);
	if (size <= room)
		return block_take(a->open, size);
	mem_wipe(text, room);
	text = arena_alloc(a, (size_t)len + 1);
	vsnprintf(text, (size_t)len + 1, fmt, ap);
	return text;
}

void
arena_on_free(struct arena *a, void (*fn)(void *), void *ptr)
{
	struct closer *c = arena_alloc(a, sizeof(*c));

	*c = (struct closer){ .next = a->closers, .fn = fn, .ptr = ptr };
	a->closers = c;
}
