/* SPDX-License-Identifier: BSD-2-Clause */
/* DER made into the BER that jscep and others send; see lab.h. */
#include "base/buf.h"
#include "lab.h"

/*
 * Where the depth and the tag of an element say that it may be indefinite:
 * ContentInfo, [0], Signed- or EnvelopedData, its content info and the [0]
 * around eContent.  What is signed or is a SET stays as it is.
 */
static bool
may_open(uint8_t tag, unsigned int depth)
{
	return (tag == 0x30 && depth <= 3) ||
	    (tag == 0xa0 && (depth == 1 || depth == 4));
}

static bool
is_content(uint8_t tag, unsigned int depth)
{
	return (tag == 0x04 && depth == 5) || (tag == 0x80 && depth == 4);
}

/* A DER element's header; the whole is at least that long. */
static size_t
header(const uint8_t *at, size_t *len)
{
	unsigned int i, n;

	if (at[1] < 0x80) {
		*len = at[1];
		return 2;
	}
	n = at[1] & 0x7f;
	for (*len = 0, i = 0; i < n; i++)
		*len = *len << 8 | at[2 + i];
	return 2 + n;
}

static void
put_piece(struct buf *b, struct span piece)
{
	buf_add_byte(b, 0x04);
	if (piece.len >= 0x80) {
		buf_add_byte(b, 0x82);
		buf_add_byte(b, (uint8_t)(piece.len >> 8));
	}
	buf_add_byte(b, (uint8_t)piece.len);
	buf_add(b, piece);
}

static void
put_pieces(struct buf *b, uint8_t tag, struct span s, size_t piece)
{
	size_t at, n;

	buf_add_byte(b, tag | 0x20);
	buf_add_byte(b, 0x80);
	for (at = 0; at < s.len; at += n) {
		n = s.len - at < piece ? s.len - at : piece;
		put_piece(b, span_of(s.at + at, n));
	}
	buf_add(b, span_of("\0\0", 2));
}

static void
put_ber(struct buf *b, struct span der, unsigned int depth, size_t piece)
{
	size_t head, len, at;

	for (at = 0; at < der.len; at += head + len) {
		const uint8_t *el = der.at + at;

		head = header(el, &len);
		if (is_content(el[0], depth))
			put_pieces(b, el[0], span_of(el + head, len), piece);
		else if (may_open(el[0], depth)) {
			buf_add_byte(b, el[0]);
			buf_add_byte(b, 0x80);
			put_ber(b, span_of(el + head, len), depth + 1, piece);
			buf_add(b, span_of("\0\0", 2));
		} else
			buf_add(b, span_of(el, head + len));
	}
}

struct span
lab_to_ber(struct lab *lab, struct span der, size_t piece)
{
	struct span copy;
	struct buf b;

	buf_init(&b, 1 << 20);
	put_ber(&b, der, 0, piece);
	copy = arena_span(lab->a, buf_span(&b));
	buf_clear(&b);
	return copy;
}
