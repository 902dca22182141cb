/* SPDX-License-Identifier: BSD-2-Clause */
/* See asn1.h. */
#include <limits.h>
#include <string.h>

#include <openssl/objects.h>

#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/pki_err.h"

/* A certificate with general names in it nests ten deep. */
#define NESTED_MOST 24

struct owned {
	ASN1_VALUE *value;
	const ASN1_ITEM *type;
};

static void
release(void *ptr)
{
	struct owned *o = ptr;

	ASN1_item_free(o->value, o->type);
}

void *
asn1_read(const ASN1_ITEM *type, struct span s, struct arena *a,
    const char *what, struct err *e)
{
	const unsigned char *at = s.at;
	struct owned *o;
	ASN1_VALUE *v;

	if (s.len == 0 || s.len > INT_MAX) {
		err_set(e, ERR_MALFORMED, "%s: %s", what,
		    s.len == 0 ? "is empty" : "is too large");
		return NULL;
	}
	if ((v = ASN1_item_d2i(NULL, &at, (long)s.len, type)) == NULL) {
		pki_err(e, ERR_MALFORMED, "%s", what);
		return NULL;
	}
	o = arena_alloc(a, sizeof(*o));
	o->value = v;
	o->type = type;
	arena_on_free(a, release, o);
	if (at != s.at + s.len) {
		err_set(e, ERR_MALFORMED, "%s: %zu trailing bytes", what,
		    (size_t)(s.at + s.len - at));
		return NULL;
	}
	return v;
}

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

	return write_oid(content, text) ? arena_strdup(a, text) : too_long;
}

/* The length at the front of *rest; false where it is not definite. */
static bool
read_length(struct span *rest, struct asn1_element *out, size_t *len)
{
	uint8_t first;
	size_t n;

	if (rest->len == 0)
		return false;
	first = *rest->at++;
	rest->len--;
	*len = first;
	out->minimal = true;
	if (first < 0x80)
		return true;
	n = first & 0x7f;
	if (n == 0 || n > 4 || n > rest->len)
		return false;
	out->minimal = rest->at[0] != 0;
	for (*len = 0; n > 0; n--) {
		*len = *len << 8 | *rest->at++;
		rest->len--;
	}
	if (*len < 0x80)
		out->minimal = false;
	return true;
}

bool
asn1_next(struct span *rest, struct asn1_element *out)
{
	struct span s = *rest, whole = *rest;
	struct asn1_element el;
	size_t len;

	if (s.len < 2 || (s.at[0] & 0x1f) == 0x1f)
		return false;
	el.tag = *s.at++;
	s.len--;
	if (!read_length(&s, &el, &len) || len > s.len)
		return false;
	el.content = span_of(s.at, len);
	el.whole = span_of(whole.at, (size_t)(s.at - whole.at) + len);
	/* In this order: rest may be the content of out. */
	*rest = span_of(s.at + len, s.len - len);
	*out = el;
	return true;
}

bool
asn1_take(struct span *rest, unsigned int tag, struct asn1_element *out)
{
	return rest->len > 0 && rest->at[0] == tag && asn1_next(rest, out);
}

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

static bool
nested_is_der(struct span s, unsigned int depth)
{
	struct asn1_element el;

	if (depth == NESTED_MOST)
		return false;
	while (s.len > 0) {
		if (!asn1_next(&s, &el) || !el.minimal)
			return false;
		if ((el.tag & 0x20) != 0 &&
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
