/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names before they get into a certificate.  Who reads that one later reads
 * bytes that are not of their type in a way of its own, and two readers need
 * not read the same name: so they are refused here.
 */
#include <openssl/x509.h>

#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"

/* More than any device has; each costs two allocations. */
#define ATTRIBUTES_MOST 64
/* Characters; X.520 has no upper bound above this one. */
#define VALUE_MOST 256

/* X.520 section 6.2.13: a BIT STRING, and the only one. */
#define OID_UNIQUE_IDENTIFIER "2.5.4.45"

static bool
is_digit(unsigned long c)
{
	return c == ' ' || (c >= '0' && c <= '9');
}

/*
 * More than X.680 allows: devices put '*', '@', '_' and '&' into a
 * PrintableString, and nobody reads these in another way.
 */
static bool
is_printed(unsigned long c)
{
	return c >= 0x20 && c <= 0x7e;
}

static bool
is_ascii(unsigned long c)
{
	return c <= 0x7f;
}

static bool
is_unicode(unsigned long c)
{
	return c <= 0x10ffff && (c < 0xd800 || c > 0xdfff);
}

/* Latin-1, UTF-8 or the real T.61: devices send all three in it. */
static bool
is_byte(unsigned long c)
{
	return c <= 0xff;
}

/* The types of text that a name may have. */
static const struct text_type {
	unsigned int tag;
	const char *name;
	size_t width; /* bytes of a character; 0: UTF-8 */
	bool (*takes)(unsigned long c);
} types[] = {
	{ DER_UTF8_STRING, "UTF8String", 0, is_unicode },
	{ V_ASN1_NUMERICSTRING, "NumericString", 1, is_digit },
	{ DER_PRINTABLE_STRING, "PrintableString", 1, is_printed },
	{ V_ASN1_T61STRING, "T61String", 1, is_byte },
	{ DER_IA5_STRING, "IA5String", 1, is_ascii },
	{ V_ASN1_UNIVERSALSTRING, "UniversalString", 4, is_unicode },
	{ V_ASN1_BMPSTRING, "BMPString", 2, is_unicode },
};

static const struct text_type *
find_type(unsigned int tag)
{
	size_t i;

	for (i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (types[i].tag == tag)
			return &types[i];
	return NULL;
}

/* The first of what is left; false where its bytes are not of the type. */
static bool
next_character(const struct text_type *t, struct span *rest, unsigned long *c)
{
	int most = rest->len < 4 ? (int)rest->len : 4;
	size_t i, n = t->width;
	int len;

	if (n == 0) {
		if ((len = UTF8_getc(rest->at, most, c)) <= 0)
			return false;
		n = (size_t)len;
	} else {
		if (rest->len < n)
			return false;
		for (*c = 0, i = 0; i < n; i++)
			*c = *c << 8 | rest->at[i];
	}
	*rest = span_of(rest->at + n, rest->len - n);
	return t->takes(*c);
}

/*
 * C0 and DEL: NUL above all, behind which who compares by C's strings sees
 * nothing.  Not C1: bytes of UTF-8 in a T61String would be taken for it.
 */
static bool
is_control(unsigned long c)
{
	return c < 0x20 || c == 0x7f;
}

/*
 * Unicode's embeddings, overrides and isolates: "a" and "b" are shown as "b"
 * and "a".
 */
static bool
turns_direction(unsigned long c)
{
	return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/*
 * Blanks without width, and tags: a name with one looks like another name.  A
 * byte order mark at the beginning is none of ours.
 */
static bool
takes_no_room(unsigned long c, unsigned int place)
{
	return c == 0x200b || (c >= 0x2060 && c <= 0x2064) ||
	    (c == 0xfeff && place > 1) || (c >= 0xe0000 && c <= 0xe007f);
}

int
name_value_check(unsigned int tag, struct span value, struct err *e)
{
	const struct text_type *t;
	unsigned long c;
	unsigned int n;

	if ((t = find_type(tag)) == NULL)
		return err_set(e, ERR_MALFORMED,
		    "want a string type, have ASN.1 tag 0x%02x", tag);
	for (n = 0; value.len > 0; n++) {
		if (!next_character(t, &value, &c))
			return err_set(e, ERR_MALFORMED,
			    "%s has a character or byte that is none of its "
			    "type (place %u)",
			    t->name, n + 1);
		if (is_control(c))
			return err_set(e, ERR_MALFORMED,
			    "has a control character in it");
		if (turns_direction(c))
			return err_set(e, ERR_MALFORMED,
			    "has the control character U+%04lX in it, which "
			    "turns the direction of text",
			    c);
		if (takes_no_room(c, n + 1))
			return err_set(e, ERR_MALFORMED,
			    "has the invisible character U+%04lX in it", c);
	}
	if (n > VALUE_MOST)
		return err_set(e, ERR_MALFORMED,
		    "want %d characters at most, have %u", VALUE_MOST, n);
	return 0;
}

static int
no_name(struct err *e)
{
	return err_set(e, ERR_MALFORMED,
	    "RFC 5280 4.1.2.4: name is no DER Name");
}

/* X.690 8.6.2: how many bits of the last octet are unused comes first. */
static bool
are_bits(struct span s)
{
	return s.len > 0 && s.at[0] < 8;
}

/* AttributeTypeAndValue; n: its place, for the text. */
static int
check_attribute(struct span s, unsigned int n, struct err *e)
{
	struct asn1_element oid, value;

	if (!asn1_take(&s, DER_OID, &oid) || !asn1_oid_is_sound(oid.content) ||
	    !asn1_next(&s, &value) || s.len != 0)
		return no_name(e);
	if (value.tag == DER_BIT_STRING &&
	    asn1_is_oid(oid.content, OID_UNIQUE_IDENTIFIER))
		return are_bits(value.content) ? 0 : no_name(e);
	if (name_value_check(value.tag, value.content, e) == -1)
		return err_prefix(e,
		    "RFC 5280 4.1.2.4: attribute %u of the name", n);
	return 0;
}

/* A RelativeDistinguishedName has at least one attribute. */
static int
check_part(struct span s, unsigned int *n, struct err *e)
{
	struct asn1_element attribute;

	if (s.len == 0)
		return no_name(e);
	while (s.len > 0) {
		if (!asn1_take(&s, DER_SEQUENCE, &attribute))
			return no_name(e);
		(*n)++;
		if (check_attribute(attribute.content, *n, e) == -1)
			return -1;
	}
	return 0;
}

int
name_check(struct span name, unsigned int *count, struct err *e)
{
	struct asn1_element all, part;
	struct span rest = name;
	unsigned int n = 0;

	/* It goes into a certificate as it is, and that is DER. */
	if (!asn1_is_der(name) || !asn1_take(&rest, DER_SEQUENCE, &all))
		return no_name(e);
	for (rest = all.content; rest.len > 0;) {
		if (!asn1_take(&rest, DER_SET, &part))
			return no_name(e);
		if (check_part(part.content, &n, e) == -1)
			return -1;
	}
	if (n > ATTRIBUTES_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.4: name: want %d attributes at most, "
		    "have %u",
		    ATTRIBUTES_MOST, n);
	*count = n;
	return 0;
}
