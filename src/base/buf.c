/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Bytes that grow.  There is always one byte of room behind the last that
 * may be used, for the NUL of buf_str.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* What malloc keeps at hand for each thread; most texts and keys fit. */
#define FIRST_ROOM 1000

void
buf_init(struct buf *b, size_t limit)
{
	*b = (struct buf){ .limit = limit };
}

void
buf_clear(struct buf *b)
{
	mem_wipe(b->at, b->len);
	free(b->at);
	buf_init(b, b->limit);
}

/*
 * Not realloc, which would leave a copy of the bytes behind: they may be a
 * password.
 */
static void
grow(struct buf *b, size_t least)
{
	uint8_t *larger;
	size_t room;

	room = b->room > b->limit / 2 ? b->limit : b->room * 2;
	if (room < FIRST_ROOM)
		room = b->limit < FIRST_ROOM ? b->limit : FIRST_ROOM;
	if (room < least)
		room = least;
	larger = mem_alloc(room + 1);
	if (b->at != NULL)
		memcpy(larger, b->at, b->len);
	mem_wipe(b->at, b->len);
	free(b->at);
	b->at = larger;
	b->room = room;
}

uint8_t *
buf_reserve(struct buf *b, size_t len)
{
	if (b->full || len > b->limit - b->len) {
		b->full = true;
		return NULL;
	}
	if (b->at == NULL || len > b->room - b->len)
		grow(b, b->len + len);
	return b->at + b->len;
}

void
buf_add(struct buf *b, struct span s)
{
	uint8_t *at;

	if ((at = buf_reserve(b, s.len)) == NULL || s.len == 0)
		return;
	memcpy(at, s.at, s.len);
	b->len += s.len;
}

void
buf_add_str(struct buf *b, const char *s)
{
	buf_add(b, span_of_str(s));
}

void
buf_add_byte(struct buf *b, uint8_t c)
{
	buf_add(b, span_of(&c, 1));
}

/*
 * Into the room that there is; where that was too little, once more.  What of
 * a text did not fit is wiped, as all that is left behind.
 */
void
buf_printf(struct buf *b, const char *fmt, ...)
{
	va_list ap, again;
	uint8_t *at;
	size_t room;
	int len;

	if ((at = buf_reserve(b, 0)) == NULL)
		return;
	room = b->room - b->len + 1;
	va_start(ap, fmt);
	va_copy(again, ap);
	len = vsnprintf((char *)at, room, fmt, ap);
	if (len >= 0 && (size_t)len >= room) {
		mem_wipe(at, room);
		if ((at = buf_reserve(b, (size_t)len)) != NULL)
			vsnprintf((char *)at, (size_t)len + 1, fmt, again);
	}
	if (len >= 0 && at != NULL)
		b->len += (size_t)len;
	va_end(again);
	va_end(ap);
}

struct span
buf_span(const struct buf *b)
{
	return span_of(b->at, b->len);
}

const char *
buf_str(struct buf *b)
{
	if (b->at == NULL)
		return "";
	b->at[b->len] = '\0';
	return (const char *)b->at;
}
