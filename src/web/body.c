/* SPDX-License-Identifier: BSD-2-Clause */
/* Bodies within their limit. */
#include "web/body.h"
#include "base/buf.h"

#define CHUNK 16384

/*
 * How much of a body that is too large is read and thrown away.  A web
 * server that still sends when we have hung up reports an error of its own
 * instead of our answer; beyond this it may.
 */
#define DRAIN_MOST (INT64_C(64) * 1024 * 1024)

static void
clear_buf(void *b)
{
	buf_clear(b);
}

static void
drain(web_reader *reader, void *stream)
{
	uint8_t chunk[CHUNK];
	int64_t left = DRAIN_MOST;
	size_t got;

	while (left > 0 && (got = reader(stream, chunk, sizeof(chunk))) > 0)
		left -= (int64_t)got;
}

/*
 * How much to make room for: what was promised, and a byte to see that it
 * ends there.  Few bodies have a tenth of CHUNK.
 */
static size_t
next_step(int64_t announced, size_t have)
{
	int64_t left = announced - (int64_t)have;

	return left >= 0 && left < CHUNK ? (size_t)left + 1 : CHUNK;
}

void
web_body_read(web_reader *reader, void *stream, int64_t announced, size_t limit,
    struct web_request *req)
{
	struct buf *b = arena_alloc(req->arena, sizeof(*b));
	size_t want, step, got = 0;
	uint8_t *at, more;

	buf_init(b, limit);
	arena_on_free(req->arena, clear_buf, b);
	if (announced > 0 && (uint64_t)announced > limit) {
		req->body_too_large = true;
		drain(reader, stream);
		return;
	}
	do {
		step = next_step(announced, b->len);
		want = limit - b->len < step ? limit - b->len : step;
		if (want == 0 || (at = buf_reserve(b, want)) == NULL)
			break;
		got = reader(stream, at, want);
		b->len += got;
	} while (got > 0);
	/* At the limit: one byte more tells whether that was all. */
	if (b->len == limit && reader(stream, &more, 1) == 1) {
		req->body_too_large = true;
		buf_clear(b);
		drain(reader, stream);
		return;
	}
	req->body = buf_span(b);
	req->body_cut = announced > (int64_t)b->len;
}
