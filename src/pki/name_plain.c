/* SPDX-License-Identifier: BSD-2-Clause */
/* See name_plain.h. */
#include <string.h>

#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name_plain.h"

/* So that the length of each part, and all in it, is one byte. */
#define PART_MOST 127
/* The SEQUENCE around all: a tag, and the length in one byte or three. */
#define HEADER_MOST 4

/* RelativeDistinguishedName of one AttributeTypeAndValue. */
static bool
next_attribute(struct span *rest, struct span *oid, struct asn1_element *value)
{
	struct asn1_element set, attribute, el;

	if (!asn1_take(rest, DER_SET, &set) ||
	    !asn1_take(&set.content, DER_SEQUENCE, &attribute) ||
	    set.content.len != 0 ||
	    !asn1_take(&attribute.content, DER_OID, &el) ||
	    !asn1_next(&attribute.content, value) || attribute.content.len != 0)
		return false;
	*oid = el.content;
	return true;
}

static bool
is_text(unsigned int tag)
{
	return tag == DER_UTF8_STRING || tag == DER_PRINTABLE_STRING ||
	    tag == DER_IA5_STRING;
}

static uint8_t
lower(uint8_t c)
{
	return c >= 'A' && c <= 'Z' ? (uint8_t)(c - 'A' + 'a') : c;
}

/*
 * Without outer blanks, one for several, and in lower case.  The length; 0
 * where nothing is left, or a character is not of printable ASCII.
 */
static size_t
fold(struct span text, uint8_t *out)
{
	size_t i, n = 0;
	uint8_t c;

	for (i = 0; i < text.len; i++) {
		c = text.at[i];
		if (c < ' ' || c > '~')
			return 0;
		if (c != ' ' || (n > 0 && out[n - 1] != ' '))
			out[n++] = lower(c);
	}
	return n > 0 && out[n - 1] == ' ' ? n - 1 : n;
}

/* One part, folded; the length, or 0. */
static size_t
put_part(struct span oid, const struct asn1_element *value, uint8_t *out)
{
	uint8_t text[PART_MOST];
	size_t n, len;

	if (!is_text(value->tag) || !asn1_oid_is_sound(oid) ||
	    oid.len + value->content.len + 6 > PART_MOST ||
	    (n = fold(value->content, text)) == 0)
		return 0;
	len = oid.len + n + 4;
	*out++ = DER_SET;
	*out++ = (uint8_t)(len + 2);
	*out++ = DER_SEQUENCE;
	*out++ = (uint8_t)len;
	*out++ = DER_OID;
	*out++ = (uint8_t)oid.len;
	memcpy(out, oid.at, oid.len);
	out += oid.len;
	*out++ = DER_UTF8_STRING;
	*out++ = (uint8_t)n;
	memcpy(out, text, n);
	return len + 4;
}

/* The header of what stands behind it by now; the length of both. */
static size_t
put_header(uint8_t *out, size_t len)
{
	size_t n = 2;

	out[0] = DER_SEQUENCE;
	out[1] = (uint8_t)len;
	if (len > 0xff) {
		out[1] = 0x82;
		out[2] = (uint8_t)(len >> 8);
		out[3] = (uint8_t)len;
		n = 4;
	} else if (len > 0x7f) {
		out[1] = 0x81;
		out[2] = (uint8_t)len;
		n = 3;
	}
	memmove(out + n, out + HEADER_MOST, len);
	return n + len;
}

size_t
name_plain_canonical(struct span name, uint8_t out[static NAME_PLAIN_MOST])
{
	struct asn1_element all, value;
	size_t n, len = 0;
	struct span oid;

	if (name.len > NAME_PLAIN_MOST - HEADER_MOST ||
	    !asn1_take(&name, DER_SEQUENCE, &all) || name.len != 0)
		return 0;
	while (all.content.len > 0) {
		if (!next_attribute(&all.content, &oid, &value) ||
		    (n = put_part(oid, &value, out + HEADER_MOST + len)) == 0)
			return 0;
		len += n;
	}
	return put_header(out, len);
}

/* ---- As text ----------------------------------------------------------- */

/* Of 2.5.4.n, X.520's attributes, by n: as OpenSSL calls them. */
static const char *const x520[] = {
	[3] = "CN",
	[4] = "SN",
	[5] = "serialNumber",
	[6] = "C",
	[7] = "L",
	[8] = "ST",
	[9] = "street",
	[10] = "O",
	[11] = "OU",
	[12] = "title",
	[42] = "GN",
};

/* NULL: another one. */
static const char *
x520_name(struct span oid)
{
	if (oid.len != 3 || oid.at[0] != 0x55 || oid.at[1] != 4 ||
	    oid.at[2] >= sizeof(x520) / sizeof(x520[0]))
		return NULL;
	return x520[oid.at[2]];
}

/* RFC 4514 section 2.4: of which nothing is escaped. */
static bool
needs_no_escape(struct span text)
{
	if (text.len == 0 || text.at[0] == '#' || text.at[0] == ' ' ||
	    text.at[text.len - 1] == ' ')
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.at[i] < ' ' || text.at[i] > '~' ||
		    strchr(",+\"\\<>;", text.at[i]) != NULL)
			return false;
	return true;
}

size_t
name_plain_text(struct span name, char out[static NAME_PLAIN_MOST])
{
	struct asn1_element all, value;
	const char *label;
	size_t n, len = 0;
	struct span oid;

	if (!asn1_take(&name, DER_SEQUENCE, &all) || name.len != 0)
		return 0;
	while (all.content.len > 0) {
		if (!next_attribute(&all.content, &oid, &value) ||
		    !is_text(value.tag) || (label = x520_name(oid)) == NULL ||
		    !needs_no_escape(value.content))
			return 0;
		n = strlen(label);
		if (len + n + value.content.len + 2 > NAME_PLAIN_MOST)
			return 0;
		if (len > 0)
			out[len++] = ',';
		memcpy(out + len, label, n);
		len += n;
		out[len++] = '=';
		memcpy(out + len, value.content.at, value.content.len);
		len += value.content.len;
	}
	return len;
}

bool
name_plain_says_something(struct span name)
{
	struct asn1_element all, value;
	struct span oid;
	size_t i;

	if (!asn1_take(&name, DER_SEQUENCE, &all))
		return false;
	while (next_attribute(&all.content, &oid, &value))
		for (i = 0; is_text(value.tag) && i < value.content.len; i++)
			if (value.content.at[i] != ' ')
				return true;
	return false;
}
