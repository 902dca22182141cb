/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Names in the one form that all of the same names share, so that a name can
 * be looked up by its bytes.
 *
 * It is the form that OpenSSL's X509_NAME_cmp compares, and name_same with
 * it; OpenSSL keeps it to itself, so it is made here once more.
 */
#include <openssl/x509.h>

#include "pki/name.h"
#include "pki/name_decode.h"
#include "pki/name_plain.h"
#include "pki/pki_err.h"

/* C's isspace in the C locale: no character but those of ASCII. */
static bool
is_blank(unsigned char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static unsigned char
lower(unsigned char c)
{
	return c >= 'A' && c <= 'Z' ? (unsigned char)(c - 'A' + 'a') : c;
}

/*
 * In place; the new length.  No blanks outside, one ' ' for those between,
 * and ASCII, but nothing else, in lower case.
 */
static size_t
fold(unsigned char *text, size_t len)
{
	size_t from, to = 0;

	while (len > 0 && is_blank(text[len - 1]))
		len--;
	for (from = 0; from < len; from++) {
		if (!is_blank(text[from]))
			text[to++] = lower(text[from]);
		else if (to > 0 && text[to - 1] != ' ')
			text[to++] = ' ';
	}
	return to;
}

/* What is no text, and a NumericString, counts byte by byte. */
static bool
is_folded(const ASN1_STRING *value)
{
	switch (ASN1_STRING_type(value)) {
	case V_ASN1_UTF8STRING:
	case V_ASN1_BMPSTRING:
	case V_ASN1_UNIVERSALSTRING:
	case V_ASN1_PRINTABLESTRING:
	case V_ASN1_T61STRING:
	case V_ASN1_IA5STRING:
	case V_ASN1_VISIBLESTRING:
		return true;
	default:
		return false;
	}
}

static bool
fold_entry(X509_NAME_ENTRY *entry)
{
	const ASN1_STRING *value = X509_NAME_ENTRY_get_data(entry);
	unsigned char *utf8 = NULL;
	bool ok;
	int n;

	if (!is_folded(value))
		return true;
	if ((n = ASN1_STRING_to_UTF8(&utf8, value)) < 0)
		return false;
	n = (int)fold(utf8, (size_t)n);
	ok = X509_NAME_ENTRY_set_data(entry, V_ASN1_UTF8STRING, utf8, n) == 1;
	OPENSSL_free(utf8);
	return ok;
}

/* Attribute i of the name goes behind those that *out has. */
static bool
add_folded(X509_NAME *out, const X509_NAME *name, int i)
{
	const X509_NAME_ENTRY *from = X509_NAME_get_entry(name, i);
	bool same_set = i > 0 &&
	    X509_NAME_ENTRY_set(from) ==
		X509_NAME_ENTRY_set(X509_NAME_get_entry(name, i - 1));
	X509_NAME_ENTRY *entry = X509_NAME_ENTRY_dup(from);
	bool ok;

	ok = entry != NULL && fold_entry(entry) &&
	    X509_NAME_add_entry(out, entry, -1, same_set ? -1 : 0) == 1;
	X509_NAME_ENTRY_free(entry);
	return ok;
}

static X509_NAME *
folded(const X509_NAME *name)
{
	X509_NAME *out = X509_NAME_new();
	bool ok = out != NULL;
	int i;

	for (i = 0; ok && i < X509_NAME_entry_count(name); i++)
		ok = add_folded(out, name, i);
	if (ok)
		return out;
	X509_NAME_free(out);
	return NULL;
}

/* False where OpenSSL has no memory for it. */
static bool
encode(const X509_NAME *name, struct arena *a, struct span *out)
{
	unsigned char *der = NULL;
	int len = i2d_X509_NAME(name, &der);

	if (len < 0)
		return false;
	*out = arena_span(a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	return true;
}

struct span
name_canonical(struct arena *a, struct span name)
{
	X509_NAME *n, *canonical = NULL;
	uint8_t plain[NAME_PLAIN_MOST];
	struct span out = name;
	size_t len;

	if ((len = name_plain_canonical(name, plain)) > 0)
		return arena_span(a, span_of(plain, len));
	if ((n = name_decode(name)) != NULL &&
	    (canonical = folded(n)) != NULL && !encode(canonical, a, &out))
		out = name;
	X509_NAME_free(canonical);
	X509_NAME_free(n);
	pki_err_forget();
	return out;
}
