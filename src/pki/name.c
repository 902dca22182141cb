/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names: RFC 5280 section 4.1.2.4, as text RFC 4514. */
#include <stdio.h>
#include <string.h>

#include <openssl/x509.h>

#include "base/text.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"
#include "pki/name_decode.h"
#include "pki/name_plain.h"
#include "pki/pki_err.h"

/* What a name is shown with; longer ones are cut. */
#define NAME_TEXT_MOST 4096
/* Room for 255 characters of UTF-8 and the attribute's name. */
#define VALUE_MOST 1100

/*
 * RFC 5280 section 4.1.2.4 and appendix A.1, RFC 2985: what can be written
 * in a name.  A tag of 0 is text in any script: a UTF8String.
 */
static const struct {
	const char *name;
	const char *oid;
	unsigned int tag;
	size_t least;
	size_t most; /* characters */
} attributes[] = {
	{ "C", "2.5.4.6", DER_PRINTABLE_STRING, 2, 2 },
	{ "ST", "2.5.4.8", 0, 1, 128 },
	{ "L", "2.5.4.7", 0, 1, 128 },
	{ "street", "2.5.4.9", 0, 1, 128 },
	{ "O", "2.5.4.10", 0, 1, 64 },
	{ "OU", "2.5.4.11", 0, 1, 64 },
	{ "CN", "2.5.4.3", 0, 1, 64 },
	{ "SN", "2.5.4.4", 0, 1, 64 },
	{ "GN", "2.5.4.42", 0, 1, 64 },
	{ "title", "2.5.4.12", 0, 1, 64 },
	{ "serialNumber", "2.5.4.5", DER_PRINTABLE_STRING, 1, 64 },
	{ "UID", "0.9.2342.19200300.100.1.1", 0, 1, 256 },
	{ "DC", "0.9.2342.19200300.100.1.25", DER_IA5_STRING, 1, 63 },
	{ "emailAddress", "1.2.840.113549.1.9.1", DER_IA5_STRING, 1, 255 },
	{ "unstructuredName", "1.2.840.113549.1.9.2", DER_IA5_STRING, 1, 255 },
	{ "unstructuredAddress", "1.2.840.113549.1.9.8", DER_PRINTABLE_STRING,
	    1, 255 },
};

#define ATTRIBUTE_COUNT (sizeof(attributes) / sizeof(attributes[0]))

/*
 * In the order of the encoding, escaped as RFC 4514 section 2.4 says but for
 * UTF-8, which is shown as it is.
 */
static char *
print(struct arena *a, const X509_NAME *n)
{
	const unsigned long flags = XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_FN_SN |
	    ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL |
	    ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN |
	    ASN1_STRFLGS_DUMP_DER;
	char *text = NULL, *at;
	long len;
	BIO *bio;

	if ((bio = BIO_new(BIO_s_mem())) == NULL)
		return NULL;
	if (X509_NAME_print_ex(bio, n, 0, flags) >= 0) {
		len = BIO_get_mem_data(bio, &at);
		text = text_cut(a, span_of(at, (size_t)len), NAME_TEXT_MOST);
	}
	BIO_free(bio);
	pki_err_forget();
	return text;
}

char *
name_text(struct arena *a, struct span name)
{
	char plain[NAME_PLAIN_MOST], *text = NULL;
	X509_NAME *n;
	size_t len;

	if ((len = name_plain_text(name, plain)) > 0)
		return arena_printf(a, "%.*s", (int)len, plain);
	n = name_decode(name);
	if (n != NULL && X509_NAME_entry_count(n) == 0)
		text = arena_strdup(a, "");
	else if (n != NULL)
		text = print(a, n);
	X509_NAME_free(n);
	if (text == NULL) {
		/* RFC 4514 section 2.4: what has no string is '#' and hex. */
		name.len = name.len < NAME_TEXT_MOST / 2 ? name.len :
							   NAME_TEXT_MOST / 2;
		text = arena_printf(a, "#%s", text_hex(a, name));
	}
	return text;
}

/* Below 0: no text, such as the BIT STRING of a unique identifier. */
static bool
is_blank(const ASN1_STRING *value)
{
	unsigned char *utf8 = NULL;
	bool blank;
	int i, n;

	n = ASN1_STRING_to_UTF8(&utf8, value);
	blank = n >= 0;
	for (i = 0; i < n; i++)
		blank = blank && utf8[i] == ' ';
	OPENSSL_free(utf8);
	return blank;
}

bool
name_is_empty(struct span name)
{
	X509_NAME *n;
	bool empty;
	int i;

	if (name_plain_says_something(name))
		return false;
	n = name_decode(name);
	empty = n != NULL || name.len == 0;
	for (i = 0; n != NULL && i < X509_NAME_entry_count(n); i++)
		empty = empty &&
		    is_blank(
			X509_NAME_ENTRY_get_data(X509_NAME_get_entry(n, i)));
	X509_NAME_free(n);
	pki_err_forget();
	return empty;
}

bool
name_same(struct span a, struct span b)
{
	uint8_t plain_a[NAME_PLAIN_MOST], plain_b[NAME_PLAIN_MOST];
	X509_NAME *na = NULL, *nb = NULL;
	size_t len_a, len_b;
	bool same = false;

	if (span_equal(a, b))
		return true;
	if ((len_a = name_plain_canonical(a, plain_a)) > 0 &&
	    (len_b = name_plain_canonical(b, plain_b)) > 0)
		return len_a == len_b && memcmp(plain_a, plain_b, len_a) == 0;
	if ((na = name_decode(a)) != NULL && (nb = name_decode(b)) != NULL)
		same = X509_NAME_cmp(na, nb) == 0;
	X509_NAME_free(na);
	X509_NAME_free(nb);
	return same;
}

/* One of this value is among them. */
static bool
has_unstructured_name(const X509_NAME *n, const ASN1_STRING *value)
{
	int i = -1;

	while ((i = X509_NAME_get_index_by_NID(n, NID_pkcs9_unstructuredName,
		    i)) >= 0)
		if (ASN1_STRING_cmp(X509_NAME_ENTRY_get_data(
					X509_NAME_get_entry(n, i)),
			value) == 0)
			return true;
	return false;
}

/* Take them out; false where one is not among those of `held`. */
static bool
drop_unstructured_names(X509_NAME *n, const X509_NAME *held)
{
	bool known = true;
	int i;

	while ((i = X509_NAME_get_index_by_NID(n, NID_pkcs9_unstructuredName,
		    -1)) >= 0) {
		X509_NAME_ENTRY *x = X509_NAME_delete_entry(n, i);

		known = known &&
		    (held == NULL ||
			has_unstructured_name(held,
			    X509_NAME_ENTRY_get_data(x)));
		X509_NAME_ENTRY_free(x);
	}
	return known;
}

bool
name_is_own(struct span asked, struct span held)
{
	X509_NAME *na, *nh = NULL;
	bool own = false;

	if (name_same(asked, held))
		return true;
	if ((na = name_decode(asked)) != NULL &&
	    (nh = name_decode(held)) != NULL &&
	    drop_unstructured_names(na, nh)) {
		(void)drop_unstructured_names(nh, NULL);
		own = X509_NAME_entry_count(na) > 0 &&
		    X509_NAME_cmp(na, nh) == 0;
	}
	X509_NAME_free(na);
	X509_NAME_free(nh);
	pki_err_forget();
	return own;
}

static int
unknown_attribute(const char *part, struct err *e)
{
	char names[160] = "";
	size_t i, n = 0;

	for (i = 0; i < ATTRIBUTE_COUNT; i++)
		n += (size_t)snprintf(names + n, sizeof(names) - n, "%s%s",
		    i == 0 ? "" : " ", attributes[i].name);
	return err_set(e, ERR_MALFORMED,
	    "'%.40s' has no attribute name: want one of %s", part, names);
}

static bool
is_ascii(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s >= 0x80)
			return false;
	return true;
}

static int
check_value(size_t i, const char *value, struct err *e)
{
	size_t n;

	if (!text_is_clean(span_of_str(value)))
		return err_set(e, ERR_MALFORMED,
		    "%s: want text in UTF-8 "
		    "without control characters",
		    attributes[i].name);
	n = text_length(value);
	if (n < attributes[i].least || n > attributes[i].most)
		return err_set(e, ERR_MALFORMED,
		    "%s: want %zu to %zu characters, have %zu",
		    attributes[i].name, attributes[i].least, attributes[i].most,
		    n);
	if (attributes[i].tag == DER_PRINTABLE_STRING &&
	    !der_is_printable(span_of_str(value)))
		return err_set(e, ERR_MALFORMED,
		    "%s: want letters, digits "
		    "and '()+,-./:=? only",
		    attributes[i].name);
	if (attributes[i].tag == DER_IA5_STRING && !is_ascii(value))
		return err_set(e, ERR_MALFORMED, "%s: want ASCII only",
		    attributes[i].name);
	return 0;
}

/* "CN=router 7" as a RelativeDistinguishedName of one attribute. */
static int
put_part(struct der *w, char *part, struct err *e)
{
	unsigned int tag;
	char *value;
	size_t i;

	if ((value = strchr(part, '=')) == NULL)
		return unknown_attribute(part, e);
	*value++ = '\0';
	for (i = 0; i < ATTRIBUTE_COUNT; i++)
		if (strcasecmp(attributes[i].name, part) == 0)
			break;
	if (i == ATTRIBUTE_COUNT)
		return unknown_attribute(part, e);
	if (check_value(i, value, e) == -1)
		return -1;
	tag = attributes[i].tag == 0 ? DER_UTF8_STRING : attributes[i].tag;
	der_open(w, DER_SET);
	der_open(w, DER_SEQUENCE);
	der_oid(w, attributes[i].oid);
	der_put(w, tag, span_of_str(value));
	der_close(w);
	der_close(w);
	return 0;
}

/* The part up to the next '/', unescaped; what is behind it. */
static const char *
next_part(const char *text, char *out, size_t room)
{
	size_t n = 0;

	for (; *text != '\0' && *text != '/'; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		if (n + 1 == room)
			return NULL;
		out[n++] = *text;
	}
	out[n] = '\0';
	return text;
}

static int
read_part(struct der *w, const char **text, struct err *e)
{
	char part[VALUE_MOST];

	if ((*text = next_part(*text, part, sizeof(part))) == NULL)
		return err_set(e, ERR_MALFORMED,
		    "a part of the name has %d bytes or more", VALUE_MOST);
	return put_part(w, part, e);
}

int
name_from_text(const char *text, struct arena *a, struct span *out,
    struct err *e)
{
	struct der w;

	if (*text != '/')
		return err_set(e, ERR_MALFORMED,
		    "name '%.40s' does not begin with '/': want one like "
		    "/C=DE/O=Acme/CN=router 7",
		    text);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	while (*text == '/') {
		text++;
		if (read_part(&w, &text, e) == -1) {
			buf_clear(&w.out);
			return -1;
		}
	}
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
name_append(struct span name, const char *more, struct arena *a,
    struct span *out, struct err *e)
{
	struct asn1_element head, tail;
	struct span rest;
	struct der w;

	if (name_from_text(more, a, &rest, e) == -1)
		return -1;
	if (!asn1_take(&name, DER_SEQUENCE, &head) || name.len != 0 ||
	    !asn1_take(&rest, DER_SEQUENCE, &tail))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.1.2.4: what is to be the beginning of a name "
		    "is none");
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, head.content);
	der_raw(&w, tail.content);
	der_close(&w);
	return der_done(&w, a, out, e);
}
