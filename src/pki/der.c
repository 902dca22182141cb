/* SPDX-License-Identifier: BSD-2-Clause */
/* See der.h. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pki/der.h"

/* The largest thing written is a CertRep with a long chain in it. */
#define DER_SIZE_MOST (1 << 20)

/* X.690 8.1.3.5: how many bytes of length follow, and those. */
#define LENGTH_MOST (1 + sizeof(size_t))
/* A 64 bit number in groups of seven. */
#define ARC_MOST 10

void
der_init_large(struct der *w, size_t most)
{
	memset(w, 0, sizeof(*w));
	buf_init(&w->out, most);
}

void
der_init(struct der *w)
{
	der_init_large(w, DER_SIZE_MOST);
}

/* The bytes of a length, in the fewest octets (X.690 10.1). */
static size_t
length_bytes(size_t len, uint8_t out[static LENGTH_MOST])
{
	size_t n = 0, rest;
	size_t i;

	if (len < 0x80) {
		out[0] = (uint8_t)len;
		return 1;
	}
	for (rest = len; rest > 0; rest >>= 8)
		n++;
	out[0] = (uint8_t)(0x80 | n);
	for (i = n, rest = len; i > 0; i--, rest >>= 8)
		out[i] = (uint8_t)rest;
	return n + 1;
}

void
der_open(struct der *w, unsigned int tag)
{
	if (w->depth == DER_DEPTH_MOST) {
		w->broken = true;
		return;
	}
	buf_add_byte(&w->out, (uint8_t)tag);
	w->open[w->depth++] = w->out.len;
}

void
der_close(struct der *w)
{
	uint8_t length[LENGTH_MOST];
	size_t at, len, n;

	if (w->depth == 0) {
		w->broken = true;
		return;
	}
	at = w->open[--w->depth];
	if (w->out.full)
		return;
	len = w->out.len - at;
	n = length_bytes(len, length);
	if (buf_reserve(&w->out, n) == NULL)
		return;
	memmove(w->out.at + at + n, w->out.at + at, len);
	memcpy(w->out.at + at, length, n);
	w->out.len += n;
}

void
der_put(struct der *w, unsigned int tag, struct span content)
{
	uint8_t length[LENGTH_MOST];
	size_t n;

	n = length_bytes(content.len, length);
	buf_add_byte(&w->out, (uint8_t)tag);
	buf_add(&w->out, span_of(length, n));
	buf_add(&w->out, content);
}

void
der_raw(struct der *w, struct span element)
{
	buf_add(&w->out, element);
}

/*
 * X.690 8.19.2: groups of seven bits, all but the last with bit 8 set.  How
 * many octets there are then; DER_OID_MOST where they have no room.
 */
static size_t
put_arc(uint8_t out[static DER_OID_MOST], size_t len, uint64_t arc)
{
	uint8_t groups[ARC_MOST];
	size_t n = 0;

	do {
		groups[n++] = (uint8_t)(arc & 0x7f);
		arc >>= 7;
	} while (arc > 0);
	if (n >= DER_OID_MOST - len)
		return DER_OID_MOST;
	while (n-- > 0)
		out[len++] = groups[n] | (n > 0 ? 0x80 : 0);
	return len;
}

/* One arc and the dot behind it; NULL where there is no number. */
static const char *
read_arc(const char *s, uint64_t *out)
{
	uint64_t n = 0;

	if (*s < '0' || *s > '9' || (*s == '0' && s[1] >= '0' && s[1] <= '9'))
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++)
		if (__builtin_mul_overflow(n, UINT64_C(10), &n) ||
		    __builtin_add_overflow(n, (uint64_t)(*s - '0'), &n))
			return NULL;
	if (*s == '.' && s[1] != '\0')
		s++;
	else if (*s != '\0')
		return NULL;
	*out = n;
	return s;
}

/* X.690 8.19.4: the first two arcs share a number. */
size_t
der_oid_octets(const char *dotted, uint8_t out[static DER_OID_MOST])
{
	uint64_t first, arc;
	const char *s;
	size_t n;

	if ((s = read_arc(dotted, &first)) == NULL || first > 2 || *s == '\0' ||
	    (s = read_arc(s, &arc)) == NULL)
		return 0;
	if ((first < 2 && arc > 39) || arc > UINT64_MAX - 80)
		return 0;
	n = put_arc(out, 0, first * 40 + arc);
	while (*s != '\0') {
		if ((s = read_arc(s, &arc)) == NULL)
			return 0;
		n = put_arc(out, n, arc);
	}
	return n < DER_OID_MOST ? n : 0;
}

bool
der_oid_content(const char *dotted, struct buf *out)
{
	uint8_t octets[DER_OID_MOST];
	size_t n = der_oid_octets(dotted, octets);

	buf_add(out, span_of(octets, n));
	return n > 0 && !out->full;
}

void
der_oid(struct der *w, const char *dotted)
{
	der_open(w, DER_OID);
	if (!der_oid_content(dotted, &w->out))
		w->broken = true;
	der_close(w);
}

void
der_int(struct der *w, long value)
{
	uint8_t bytes[sizeof(value)];
	size_t i;

	if (value < 0) {
		w->broken = true;
		return;
	}
	for (i = sizeof(bytes); i > 0; i--, value >>= 8)
		bytes[i - 1] = (uint8_t)value;
	der_integer(w, span_of(bytes, sizeof(bytes)));
}

/* X.690 8.3.2: the fewest octets, and the first bit is the sign. */
void
der_integer(struct der *w, struct span s)
{
	while (s.len > 0 && s.at[0] == 0) {
		s.at++;
		s.len--;
	}
	der_open(w, DER_INTEGER);
	if (s.len == 0 || (s.at[0] & 0x80) != 0)
		buf_add_byte(&w->out, 0);
	buf_add(&w->out, s);
	der_close(w);
}

void
der_bool(struct der *w, bool value)
{
	const uint8_t byte = value ? 0xff : 0; /* X.690 11.1 */

	der_put(w, DER_BOOLEAN, span_of(&byte, 1));
}

void
der_null(struct der *w)
{
	der_put(w, DER_NULL, span_of(NULL, 0));
}

void
der_bits(struct der *w, struct span bytes)
{
	der_open(w, DER_BIT_STRING);
	buf_add_byte(&w->out, 0); /* no unused bits */
	buf_add(&w->out, bytes);
	der_close(w);
}

/* X.690 11.2.2: a list of named bits ends with its last bit that is set. */
void
der_named_bits(struct der *w, unsigned int bits)
{
	uint8_t bytes[2] = { 0, 0 };
	unsigned int i, last = 0;

	for (i = 0; i < 16; i++)
		if ((bits & (1U << i)) != 0) {
			bytes[i / 8] |= (uint8_t)(0x80 >> (i % 8));
			last = i + 1;
		}
	der_open(w, DER_BIT_STRING);
	buf_add_byte(&w->out, (uint8_t)((8 - last % 8) % 8));
	buf_add(&w->out, span_of(bytes, (last + 7) / 8));
	der_close(w);
}

bool
der_is_printable(struct span s)
{
	static const char others[] = " '()+,-./:=?";
	size_t i;
	char c;

	for (i = 0; i < s.len; i++) {
		c = (char)s.at[i];
		if (!((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
			(c >= '0' && c <= '9') ||
			(c != '\0' && strchr(others, c) != NULL)))
			return false;
	}
	return true;
}

static int
compare_elements(const void *a, const void *b)
{
	return span_compare(*(const struct span *)a, *(const struct span *)b);
}

void
der_set_of(struct der *w, unsigned int tag, struct span *elements,
    unsigned int n)
{
	unsigned int i;

	if (n > 1)
		qsort(elements, n, sizeof(*elements), compare_elements);
	der_open(w, tag);
	for (i = 0; i < n; i++)
		der_raw(w, elements[i]);
	der_close(w);
}

/* UTCTime through this year, GeneralizedTime from then on. */
static void
put_time(struct der *w, int64_t seconds, int last_utc_year)
{
	time_t t = (time_t)seconds;
	unsigned int tag;
	char text[32];
	struct tm tm;

	if (gmtime_r(&t, &tm) == NULL || tm.tm_year + 1900 < 1950 ||
	    tm.tm_year + 1900 > 9999) {
		w->broken = true;
		return;
	}
	if (tm.tm_year + 1900 <= last_utc_year) {
		tag = DER_UTC_TIME;
		strftime(text, sizeof(text), "%y%m%d%H%M%SZ", &tm);
	} else {
		tag = DER_GENERALIZED_TIME;
		strftime(text, sizeof(text), "%Y%m%d%H%M%SZ", &tm);
	}
	der_put(w, tag, span_of_str(text));
}

void
der_time(struct der *w, int64_t seconds)
{
	put_time(w, seconds, 2049);
}

void
der_generalized_time(struct der *w, int64_t seconds)
{
	put_time(w, seconds, 0);
}

int
der_done(struct der *w, struct arena *a, struct span *out, struct err *e)
{
	bool sound = !w->broken && !w->out.full && w->depth == 0;

	if (sound)
		*out = arena_span(a, buf_span(&w->out));
	buf_clear(&w->out);
	if (!sound)
		return err_set(e, ERR_INTERNAL,
		    "writing DER: too large (%d bytes at most), too deep, or "
		    "not closed",
		    DER_SIZE_MOST);
	return 0;
}
