/* SPDX-License-Identifier: BSD-2-Clause */
/* See asn1.h. */
#include <string.h>
#include <time.h>

#include <openssl/objects.h>

#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/pki_err.h"

/* A certificate with general names in it nests ten deep. */
#define NESTED_MOST 24
/* Pieces of an OCTET STRING may be in pieces; nobody does it. */
#define PIECES_NESTED_MOST 5

/* "20501231235959.123456789+0100", and some room. */
#define TIME_MOST 40

struct span
asn1_span(const ASN1_STRING *s)
{
	if (s == NULL)
		return span_of(NULL, 0);
	return span_of(ASN1_STRING_get0_data(s), (size_t)ASN1_STRING_length(s));
}

/* A number and a dot, behind n characters; how many then. */
static size_t
put_number(char out[static ASN1_OID_ROOM], size_t n, uint64_t number)
{
	char digits[20];
	size_t count = 0;

	do {
		digits[count++] = (char)('0' + number % 10);
		number /= 10;
	} while (number > 0);
	if (count + 1 > ASN1_OID_ROOM - n)
		return ASN1_OID_ROOM;
	while (count > 0)
		out[n++] = digits[--count];
	out[n++] = '.';
	return n;
}

/*
 * X.690 8.19: as OBJ_obj2txt writes it, which takes ten times as long.  False
 * where it does not fit, or a number has more than 63 bits.
 */
static bool
write_oid(struct span content, char out[static ASN1_OID_ROOM])
{
	uint64_t number = 0, first;
	size_t i, n = 0;

	for (i = 0; i < content.len; i++) {
		if (number >> 56 != 0)
			return false;
		number = number << 7 | (content.at[i] & 0x7f);
		if ((content.at[i] & 0x80) != 0)
			continue;
		/* The first two share one. */
		if (n == 0) {
			first = number < 80 ? number / 40 : 2;
			n = put_number(out, n, first);
			number -= first * 40;
		}
		n = put_number(out, n, number);
		if (n == ASN1_OID_ROOM)
			return false;
		number = 0;
	}
	if (n == 0)
		return false;
	out[n - 1] = '\0';
	return true;
}

void
asn1_oid(const ASN1_OBJECT *o, char out[static ASN1_OID_ROOM])
{
	int n;

	if (write_oid(span_of(OBJ_get0_data(o), OBJ_length(o)), out))
		return;
	n = OBJ_obj2txt(out, ASN1_OID_ROOM, o, 1);
	if (n <= 0 || n >= ASN1_OID_ROOM) {
		pki_err_forget();
		out[0] = '\0';
	}
}

void
asn1_oid_of(struct span content, char out[static ASN1_OID_ROOM])
{
	if (!write_oid(content, out))
		out[0] = '\0';
}

static const char too_long[] = "(an OID that is too long)";

const char *
asn1_oid_text(const ASN1_OBJECT *o, struct arena *a)
{
	char text[ASN1_OID_ROOM];

	asn1_oid(o, text);
	return text[0] == '\0' ? too_long : arena_strdup(a, text);
}

const char *
asn1_oid_text_of(struct span content, struct arena *a)
{
	char text[ASN1_OID_ROOM];

	asn1_oid_of(content, text);
	return text[0] == '\0' ? too_long : arena_strdup(a, text);
}

/* What stands before the content. */
struct header {
	unsigned int tag;
	bool minimal;
	bool indefinite;
	size_t len;
};

/* The length at the front of *rest (X.690 8.1.3). */
static bool
read_length(struct span *rest, struct header *out)
{
	uint8_t first;
	size_t n;

	if (rest->len == 0)
		return false;
	first = *rest->at++;
	rest->len--;
	out->len = first;
	out->minimal = first < 0x80;
	out->indefinite = first == 0x80;
	if (first <= 0x80)
		return true;
	n = first & 0x7f;
	if (n > 4 || n > rest->len)
		return false;
	out->minimal = rest->at[0] != 0;
	for (out->len = 0; n > 0; n--) {
		out->len = out->len << 8 | *rest->at++;
		rest->len--;
	}
	if (out->len < 0x80)
		out->minimal = false;
	return true;
}

/*
 * And the content is all there, where its length is known.  A tag of 0 ends
 * what is indefinite, and begins nothing (X.690 8.1.5).
 */
static bool
read_header(struct span *rest, struct header *out)
{
	if (rest->len < 2 || rest->at[0] == 0 || (rest->at[0] & 0x1f) == 0x1f)
		return false;
	out->tag = *rest->at++;
	rest->len--;
	if (!read_length(rest, out))
		return false;
	/* X.690 8.1.3.2: what is primitive has a definite length. */
	if (out->indefinite)
		return (out->tag & DER_CONSTRUCTED) != 0;
	return out->len <= rest->len;
}

/* The element of whose header *s is what stands behind. */
static void
take_content(struct span *rest, struct span s, const struct header *h,
    size_t end, struct asn1_element *out)
{
	struct asn1_element el = {
		.tag = h->tag,
		.minimal = h->minimal,
		.content = span_of(s.at, h->len),
	};
	size_t whole = (size_t)(s.at - rest->at) + h->len + end;

	el.whole = span_of(rest->at, whole);
	/* In this order: rest may be the content of out. */
	*rest = span_of(rest->at + whole, rest->len - whole);
	*out = el;
}

bool
asn1_next(struct span *rest, struct asn1_element *out)
{
	struct span s = *rest;
	struct header h;

	if (!read_header(&s, &h) || h.indefinite)
		return false;
	take_content(rest, s, &h, 0, out);
	return true;
}

bool
asn1_take(struct span *rest, unsigned int tag, struct asn1_element *out)
{
	return rest->len > 0 && rest->at[0] == tag && asn1_next(rest, out);
}

bool
asn1_take_bits(struct span *rest, struct span *out)
{
	struct asn1_element el;

	if (!asn1_take(rest, DER_BIT_STRING, &el) || el.content.len < 1 ||
	    el.content.at[0] != 0)
		return false;
	*out = span_of(el.content.at + 1, el.content.len - 1);
	return true;
}

static bool
read_time(const struct asn1_element *el, struct tm *out)
{
	ASN1_STRING *t;
	bool ok;

	if ((el->tag != DER_UTC_TIME && el->tag != DER_GENERALIZED_TIME) ||
	    el->content.len > TIME_MOST ||
	    (t = ASN1_STRING_type_new((int)el->tag)) == NULL)
		return false;
	ok = ASN1_STRING_set(t, el->content.at, (int)el->content.len) == 1 &&
	    ASN1_TIME_to_tm(t, out) == 1;
	ASN1_STRING_free(t);
	pki_err_forget();
	return ok;
}

bool
asn1_take_time(struct span *rest, int64_t *out)
{
	struct asn1_element el;
	struct tm tm;

	if (!asn1_next(rest, &el) || !read_time(&el, &tm))
		return false;
	*out = (int64_t)timegm(&tm);
	return true;
}

/* ---- BER --------------------------------------------------------------- */

static bool
is_end(struct span s)
{
	return s.len >= 2 && s.at[0] == 0 && s.at[1] == 0;
}

/* How long the content at s is, up to the two octets that end it. */
static bool
find_end(struct span s, size_t *len)
{
	const uint8_t *begin = s.at;
	size_t open = 1, skip;
	struct header h;

	for (;;) {
		if (is_end(s)) {
			if (--open == 0)
				break;
			skip = 2;
		} else if (!read_header(&s, &h)) {
			return false;
		} else {
			skip = h.indefinite ? 0 : h.len;
			open += h.indefinite;
		}
		s = span_of(s.at + skip, s.len - skip);
	}
	*len = (size_t)(s.at - begin);
	return true;
}

bool
asn1_ber_next(struct span *rest, struct asn1_element *out)
{
	struct span s = *rest;
	struct header h;

	if (!read_header(&s, &h) || (h.indefinite && !find_end(s, &h.len)))
		return false;
	take_content(rest, s, &h, h.indefinite ? 2 : 0, out);
	return true;
}

bool
asn1_ber_take(struct span *rest, unsigned int tag, struct asn1_element *out)
{
	return rest->len > 0 && rest->at[0] == tag && asn1_ber_next(rest, out);
}

/* Behind what is in *out, where all pieces with their headers have room. */
static bool
join(struct span pieces, uint8_t *out, size_t *len, unsigned int depth)
{
	struct asn1_element el;

	if (depth == PIECES_NESTED_MOST)
		return false;
	while (pieces.len > 0) {
		if (!asn1_ber_next(&pieces, &el) ||
		    (el.tag & ~(unsigned int)DER_CONSTRUCTED) !=
			DER_OCTET_STRING)
			return false;
		if ((el.tag & DER_CONSTRUCTED) != 0) {
			if (!join(el.content, out, len, depth + 1))
				return false;
			continue;
		}
		if (el.content.len > 0)
			memcpy(out + *len, el.content.at, el.content.len);
		*len += el.content.len;
	}
	return true;
}

bool
asn1_ber_octets(struct span *rest, unsigned int tag, struct arena *a,
    struct span *out)
{
	struct span behind = *rest;
	struct asn1_element el;
	uint8_t *at;
	size_t len = 0;

	if (asn1_ber_take(rest, tag, &el)) {
		*out = el.content;
		return true;
	}
	if (!asn1_ber_take(&behind, tag | DER_CONSTRUCTED, &el))
		return false;
	at = arena_alloc(a, el.content.len);
	if (!join(el.content, at, &len, 0))
		return false;
	*out = span_of(at, len);
	*rest = behind;
	return true;
}

int
asn1_small(struct span content)
{
	return content.len == 1 && content.at[0] < 0x80 ? content.at[0] : -1;
}

/* ---- Identifiers, and what is DER --------------------------------------- */

bool
asn1_oid_is_sound(struct span content)
{
	bool begins = true;
	size_t i;

	for (i = 0; i < content.len; i++) {
		if (begins && content.at[i] == 0x80)
			return false;
		begins = (content.at[i] & 0x80) == 0;
	}
	return content.len > 0 && begins;
}

bool
asn1_is_oid(struct span content, const char *dotted)
{
	uint8_t wanted[DER_OID_MOST];
	size_t n = der_oid_octets(dotted, wanted);

	return n > 0 && span_equal(content, span_of(wanted, n));
}

/*
 * X.690 8.9 to 8.12, 10.2: of the universal types these are constructed, and
 * strings are not.  OpenSSL does not look at that in a SEQUENCE OF.
 */
static bool
has_der_form(unsigned int tag)
{
	bool constructed = (tag & DER_CONSTRUCTED) != 0;

	switch (tag & ~(unsigned int)DER_CONSTRUCTED) {
	case V_ASN1_EXTERNAL:
	case V_ASN1_SEQUENCE:
	case V_ASN1_SET:
		return constructed;
	default:
		return !constructed || tag >= 0x40;
	}
}

static bool
nested_is_der(struct span s, unsigned int depth)
{
	struct asn1_element el;

	if (depth == NESTED_MOST)
		return false;
	while (s.len > 0) {
		if (!asn1_next(&s, &el) || !el.minimal || !has_der_form(el.tag))
			return false;
		if ((el.tag & DER_CONSTRUCTED) != 0 &&
		    !nested_is_der(el.content, depth + 1))
			return false;
	}
	return true;
}

bool
asn1_is_der(struct span s)
{
	struct asn1_element el;
	struct span rest = s;

	return asn1_next(&rest, &el) && rest.len == 0 && nested_is_der(s, 0);
}
