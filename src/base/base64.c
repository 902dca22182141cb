/* SPDX-License-Identifier: BSD-2-Clause */
/* Base64: strict when written, as devices send it when read. */
#include "base/text.h"

#define SKIPPED (-1) /* a line break */
#define PADDING (-2)
#define FOREIGN (-3)

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

char *
text_base64(struct arena *a, struct span s)
{
	char *text = arena_alloc(a, (s.len + 2) / 3 * 4 + 1), *p = text;
	unsigned int bits, i;
	size_t n;

	for (; s.len > 0; s = span_of(s.at + n, s.len - n)) {
		n = s.len < 3 ? s.len : 3;
		bits = (unsigned int)s.at[0] << 16;
		if (n > 1)
			bits |= (unsigned int)s.at[1] << 8;
		if (n > 2)
			bits |= s.at[2];
		/* n bytes need n + 1 characters, the rest is padding */
		for (i = 0; i < 4; i++, bits <<= 6)
			*p++ = i <= n ? alphabet[bits >> 18 & 0x3f] : '=';
	}
	return text;
}

/* The six bits of a character, or one of the three above. */
static int
value_of(uint8_t c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	switch (c) {
	case '+':
	case '-': /* RFC 4648 section 5 */
	case ' ': /* a '+' that somebody took for a form's blank */
		return 62;
	case '/':
	case '_': /* RFC 4648 section 5 */
		return 63;
	case '\r':
	case '\n':
		return SKIPPED;
	case '=':
		return PADDING;
	default:
		return FOREIGN;
	}
}

struct decoder {
	uint8_t *bytes;
	size_t len;
	uint32_t bits; /* read, not yet written */
	unsigned int bit_count; /* 0, 2, 4 or 6 of them */
	unsigned int padding;
};

static void
decode_value(struct decoder *d, int value)
{
	d->bits = d->bits << 6 | (uint32_t)value;
	d->bit_count += 6;
	if (d->bit_count < 8)
		return;
	d->bit_count -= 8;
	d->bytes[d->len++] = (uint8_t)(d->bits >> d->bit_count);
	d->bits &= (1U << d->bit_count) - 1;
}

static int
decode_char(struct decoder *d, uint8_t c, size_t place, struct err *e)
{
	int value = value_of(c);

	if (value == SKIPPED)
		return 0;
	if (value == FOREIGN)
		return err_set(e, ERR_MALFORMED,
		    "RFC 4648: byte %zu (0x%02x) "
		    "is not of a base64 alphabet",
		    place, c);
	if (value == PADDING) {
		/* A '=' stands for two of the bits that are left over. */
		d->padding += 2;
		if (d->padding > d->bit_count || d->bit_count == 6)
			return err_set(e, ERR_MALFORMED,
			    "RFC 4648: the '=' at byte %zu pads nothing",
			    place);
		return 0;
	}
	if (d->padding > 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 4648: byte %zu (0x%02x) "
		    "follows the padding",
		    place, c);
	decode_value(d, value);
	return 0;
}

int
text_unbase64(struct arena *a, struct span s, struct span *out, struct err *e)
{
	struct decoder d = { .bytes = arena_alloc(a, s.len / 4 * 3 + 3) };
	size_t i;

	for (i = 0; i < s.len; i++) {
		if (decode_char(&d, s.at[i], i + 1, e) == -1)
			return -1;
	}
	if (d.bit_count == 6)
		return err_set(e, ERR_MALFORMED,
		    "RFC 4648: ends after byte "
		    "%zu within a group: a character is missing",
		    s.len);
	*out = span_of(d.bytes, d.len);
	return 0;
}
