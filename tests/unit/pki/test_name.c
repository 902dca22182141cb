/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names, as text and compared. */
#include <string.h>

#include "kit.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"

static struct arena *a;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

static struct span
name(const char *text)
{
	struct err e = { 0 };
	struct span s;

	kit_ok(name_from_text(text, a, &s, &e), &e);
	return s;
}

/* A name of one attribute with any string type and bytes. */
static struct span
name_of(const char *oid, unsigned int tag, struct span value)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SET);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, oid);
	der_put(&w, tag, value);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, a, &s, &e), &e);
	return s;
}

static void
names_are_made_and_shown_in_their_order(void **state)
{
	static const struct {
		const char *from;
		const char *to;
	} rows[] = {
		{ "/CN=a", "CN=a" },
		{ "/C=DE/O=Acme/CN=router 7", "C=DE,O=Acme,CN=router 7" },
		{ "/c=DE/o=Acme/cn=router 7", "C=DE,O=Acme,CN=router 7" },
		{ "/CN=a=b", "CN=a=b" },
		{ "/CN=a\\/b", "CN=a/b" },
		{ "/CN=back\\\\slash", "CN=back\\\\slash" },
		{ "/O=Acme, Inc./CN=x+y", "O=Acme\\, Inc.,CN=x\\+y" },
		{ "/CN= a ", "CN=\\ a\\ " },
		{ "/CN=Gerät № 7", "CN=Gerät № 7" },
		{ "/DC=example/DC=com/UID=jo", "DC=example,DC=com,UID=jo" },
		{ "/serialNumber=FTX123/unstructuredName=r1.example",
		    "serialNumber=FTX123,unstructuredName=r1.example" },
		{ "/emailAddress=a@example", "emailAddress=a@example" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(name_text(a, name(rows[i].from)),
		    rows[i].to);
	kit_no_errors_left();
}

static struct span
common_name(unsigned int tag, const char *at, size_t len)
{
	return name_of("2.5.4.3", tag, span_of(at, len));
}

static void
is_as_openssl_shows_it(struct span s)
{
	const unsigned long flags = XN_FLAG_SEP_COMMA_PLUS | XN_FLAG_FN_SN |
	    ASN1_STRFLGS_ESC_2253 | ASN1_STRFLGS_ESC_CTRL |
	    ASN1_STRFLGS_UTF8_CONVERT | ASN1_STRFLGS_DUMP_UNKNOWN |
	    ASN1_STRFLGS_DUMP_DER;
	const unsigned char *at = s.at;
	X509_NAME *n = d2i_X509_NAME(NULL, &at, (long)s.len);
	BIO *bio = BIO_new(BIO_s_mem());
	char *shown;
	long len;

	assert_non_null(n);
	assert_true(X509_NAME_print_ex(bio, n, 0, flags) >= 0);
	len = BIO_get_mem_data(bio, &shown);
	assert_string_equal(name_text(a, s),
	    arena_printf(a, "%.*s", (int)len, shown));
	BIO_free(bio);
	X509_NAME_free(n);
}

/* Most names are shown without it. */
static void
names_are_shown_as_by_openssl(void **state)
{
	static const unsigned int tags[] = { DER_UTF8_STRING,
		DER_PRINTABLE_STRING, DER_IA5_STRING };
	char text[] = "abc";

	(void)state;
	is_as_openssl_shows_it(name("/C=DE/ST=Berlin/L=Berlin/O=Acme/OU=Net"
				    "/CN=x/street=A 1/SN=S/GN=G/title=T"
				    "/serialNumber=1/UID=u/DC=d"));
	for (int arc = 3; arc < 60; arc++)
		is_as_openssl_shows_it(name_of(arena_printf(a, "2.5.4.%d", arc),
		    DER_UTF8_STRING, span_of_str("x")));
	/* Each character at each place: what begins and ends is special. */
	for (int c = ' '; c <= '~'; c++)
		for (size_t i = 0; i < 3; i++)
			for (size_t t = 0; t < 3; t++) {
				memcpy(text, "abc", 3);
				text[i] = (char)c;
				is_as_openssl_shows_it(
				    common_name(tags[t], text, 3));
			}
	kit_no_errors_left();
}

static void
openssl_reads_what_is_made(void **state)
{
	struct span s = name(
	    "/C=DE/ST=Berlin/L=Berlin/O=Acme/OU=Net/CN=x"
	    "/street=A 1/SN=S/GN=G/title=T/serialNumber=1/UID=u/DC=d"
	    "/emailAddress=e@x/unstructuredName=n/unstructuredAddress=b");
	const unsigned char *at = s.at;
	unsigned char *der = NULL;
	X509_NAME *n;
	int len;

	(void)state;
	n = d2i_X509_NAME(NULL, &at, (long)s.len);
	assert_non_null(n);
	assert_int_equal(X509_NAME_entry_count(n), 16);
	len = i2d_X509_NAME(n, &der);
	assert_true(span_equal(s, span_of(der, (size_t)len)));
	OPENSSL_free(der);
	X509_NAME_free(n);
}

static void
a_text_that_is_no_name_is_told_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} rows[] = {
		{ "", "does not begin with '/'" },
		{ "CN=a", "does not begin with '/'" },
		{ "/", "no attribute name" },
		{ "/CN=a/", "no attribute name" },
		{ "/a", "no attribute name" },
		{ "/XY=a", "want one of C ST L" },
		{ "/=a", "want one of" },
		{ "/CN=", "CN: want 1 to 64 characters, have 0" },
		{ "/C=DEU", "C: want 2 to 2" },
		{ "/C=D1\t", "C: want text" },
		{ "/C=D_", "C: want letters" },
		{ "/DC=\xc3\xa4", "DC: want ASCII" },
		{ "/CN=\xff", "CN: want text in UTF-8" },
		{ "/CN=a\nb", "without control" },
		{ "/CN=12345678901234567890123456789012345678901234567890"
		  "123456789012345",
		    "have 65" },
	};
	char *longest = arena_alloc(a, 3000);
	struct err e = { 0 };
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_fails(name_from_text(rows[i].text, a, &s, &e), &e,
		    ERR_MALFORMED);
		if (strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].text, e.text);
	}
	memset(longest, 'a', 2999);
	memcpy(longest, "/CN=", 4);
	kit_fails(name_from_text(longest, a, &s, &e), &e, ERR_MALFORMED);
}

static char *
repeated(const char *first, const char *then, unsigned int times)
{
	char *text;
	struct buf b;

	buf_init(&b, 4096);
	buf_add_str(&b, first);
	while (times-- > 0)
		buf_add_str(&b, then);
	text = arena_strdup(a, buf_str(&b));
	buf_clear(&b);
	return text;
}

static void
characters_count_and_not_bytes(void **state)
{
	(void)state;
	assert_int_equal(strlen(name_text(a,
			     name(repeated("/CN=", "\xe2\x82\xac", 64)))),
	    3 + 64 * 3);
}

static void
all_string_types_are_shown(void **state)
{
	(void)state;
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", DER_PRINTABLE_STRING,
				    span_of_str("abc"))),
	    "CN=abc");
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", V_ASN1_T61STRING,
				    span_of("J\xf6rg", 4))),
	    "CN=Jörg");
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", V_ASN1_BMPSTRING,
				    span_of("\0J\0\xf6", 4))),
	    "CN=Jö");
	assert_string_equal(name_text(a,
				name_of("1.2.3.4", DER_UTF8_STRING,
				    span_of_str("x"))),
	    "1.2.3.4=x");
}

static void
what_cannot_be_shown_is_escaped(void **state)
{
	(void)state;
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", DER_UTF8_STRING,
				    span_of("a\0b", 3))),
	    "CN=a\\00b");
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", DER_UTF8_STRING,
				    span_of("a\nb\x7f", 4))),
	    "CN=a\\0Ab\\7F");
	/* C1 control: U+0085. */
	assert_string_equal(name_text(a,
				name_of("2.5.4.3", DER_UTF8_STRING,
				    span_of("a\xc2\x85", 3))),
	    "CN=a\xef\xbf\xbd");
}

static void
an_empty_name_is_empty_text(void **state)
{
	unsigned int n = 1;
	struct err e = { 0 };

	(void)state;
	assert_string_equal(name_text(a, span_of("\x30\x00", 2)), "");
	kit_ok(name_check(span_of("\x30\x00", 2), &n, &e), &e);
	assert_int_equal(n, 0);
}

static void
blanks_name_nothing(void **state)
{
	(void)state;
	assert_true(name_is_empty(span_of("\x30\x00", 2)));
	assert_true(name_is_empty(span_of(NULL, 0)));
	/* What cannot be read may be anything. */
	assert_false(name_is_empty(span_of("\x30\x01", 2)));
	assert_true(name_is_empty(name("/CN=  /O= ")));
	assert_true(name_is_empty(
	    name_of("2.5.4.3", DER_PRINTABLE_STRING, span_of("", 0))));
	assert_true(name_is_empty(
	    name_of("2.5.4.3", V_ASN1_BMPSTRING, span_of("\0 ", 2))));
	assert_false(name_is_empty(name("/CN= /O=a")));
	assert_false(name_is_empty(
	    name_of("2.5.4.45", DER_BIT_STRING, span_of("\0\1", 2))));
	kit_no_errors_left();
}

static void
what_is_no_name_is_hex(void **state)
{
	(void)state;
	assert_string_equal(name_text(a, span_of("\x30\x01", 2)), "#3001");
	assert_string_equal(name_text(a, span_of(NULL, 0)), "#");
	kit_no_errors_left();
}

static void
names_are_checked(void **state)
{
	static const uint8_t indefinite[] = { 0x30, 0x80, 0, 0 };
	static const uint8_t trailing[] = { 0x30, 0, 0 };
	struct span bad[] = { span_of(NULL, 0), span_of("\x31\x00", 2),
		span_of("\x30\x02\x31\x00", 4),
		span_of(indefinite, sizeof(indefinite)),
		span_of(trailing, sizeof(trailing)),
		name_of("2.5.4.3", DER_UTF8_STRING, span_of("\xff", 1)),
		name_of("2.5.4.3", V_ASN1_BMPSTRING, span_of("abc", 3)),
		name_of("2.5.4.3", DER_PRINTABLE_STRING, span_of("a\xff", 2)),
		name_of("2.5.4.3", V_ASN1_IA5STRING, span_of("a\x80", 2)),
		name_of("2.5.4.3", DER_SEQUENCE, span_of("", 0)),
		name_of("2.5.4.3", V_ASN1_OCTET_STRING, span_of("a", 1)),
		name_of("2.5.4.3", DER_UTF8_STRING,
		    span_of_str(repeated("", "x", 1025))) };
	struct err e = { 0 };
	unsigned int n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (name_check(bad[i], &n, &e) == 0)
			fail_msg("%zu", i);
	kit_ok(name_check(name("/C=DE/O=Acme/CN=x"), &n, &e), &e);
	assert_int_equal(n, 3);
	kit_ok(name_check(name_of("2.5.4.3", DER_PRINTABLE_STRING,
			      span_of_str("*.a_b@c&d")),
		   &n, &e),
	    &e);
	kit_no_errors_left();
}

struct value {
	const char *name;
	unsigned int tag;
	const char *at;
	size_t len;
	const char *says; /* NULL: passes */
};

static void
check_values(const struct value *rows, size_t count)
{
	struct err e = { 0 };
	struct span s;
	unsigned int n;
	int rc;

	for (size_t i = 0; i < count; i++) {
		s = name_of("2.5.4.3", rows[i].tag,
		    span_of(rows[i].at, rows[i].len));
		rc = name_check(s, &n, &e);
		if ((rc == 0) != (rows[i].says == NULL))
			fail_msg("%s: got %d: %s", rows[i].name, rc, e.text);
		if (rc == -1 && strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].name, e.text);
	}
}

static void
values_are_text_of_their_type(void **state)
{
	static const struct value rows[] = {
		{ "no text", DER_SEQUENCE, "\x0c\x01x", 3, "tag 0x30" },
		{ "a number", DER_INTEGER, "\x07", 1, "tag 0x02" },
		{ "octets", DER_OCTET_STRING, "x", 1, "tag 0x04" },
		{ "bits", DER_BIT_STRING, "\0\1", 2, "tag 0x03" },
		{ "VisibleString", V_ASN1_VISIBLESTRING, "x", 1, "tag 0x1a" },
		{ "ASCII", DER_IA5_STRING, "r7@example", 10, NULL },
		{ "no ASCII", DER_IA5_STRING, "r\xf6hre", 5, "IA5String" },
		{ "UTF-8 as ASCII", DER_IA5_STRING, "r\xc3\xb6hre", 6,
		    "IA5String" },
		{ "printable", DER_PRINTABLE_STRING, "Acme, Inc.", 10, NULL },
		{ "printed by devices", DER_PRINTABLE_STRING, "*@_&", 4, NULL },
		{ "Latin-1 as printable", DER_PRINTABLE_STRING, "r\xf6", 2,
		    "PrintableString" },
		{ "a tab as printable", DER_PRINTABLE_STRING, "a\tb", 3,
		    "PrintableString" },
		{ "digits", V_ASN1_NUMERICSTRING, "01 23", 5, NULL },
		{ "letters as digits", V_ASN1_NUMERICSTRING, "0x1", 3,
		    "NumericString" },
		{ "UTF-8", DER_UTF8_STRING, "Gr\xc3\xb6\xc3\x9f", 6, NULL },
		{ "beyond the BMP", DER_UTF8_STRING, "\xf0\x9f\x8d\x8e", 4,
		    NULL },
		{ "UTF-8 cut", DER_UTF8_STRING, "a\xc3", 2, "UTF8String" },
		{ "UTF-8 too long", DER_UTF8_STRING, "\xc0\xaf", 2,
		    "UTF8String" },
		{ "a surrogate in UTF-8", DER_UTF8_STRING, "\xed\xa0\x80", 3,
		    "UTF8String" },
		{ "two bytes", V_ASN1_BMPSTRING, "\0J\0\xf6", 4, NULL },
		{ "three bytes of two", V_ASN1_BMPSTRING, "\0J\0", 3,
		    "BMPString" },
		{ "surrogates", V_ASN1_BMPSTRING, "\xd8\x3c\xdf\x4e", 4,
		    "BMPString" },
		{ "four bytes", V_ASN1_UNIVERSALSTRING, "\0\0\0J", 4, NULL },
		{ "six bytes of four", V_ASN1_UNIVERSALSTRING, "\0\0\0J\0\0", 6,
		    "UniversalString" },
		{ "no character", V_ASN1_UNIVERSALSTRING, "\0\x11\0\0", 4,
		    "UniversalString" },
		{ "T61", V_ASN1_T61STRING, "J\xf6rg", 4, NULL },
		{ "UTF-8 as T61", V_ASN1_T61STRING, "J\xc3\xb6rg", 5, NULL },
		{ "nothing", DER_UTF8_STRING, "", 0, NULL },
	};
	struct err e = { 0 };
	struct span s;
	unsigned int n;

	(void)state;
	check_values(rows, sizeof(rows) / sizeof(rows[0]));
	/* x500UniqueIdentifier is no text, by its definition. */
	s = name_of("2.5.4.45", DER_BIT_STRING, span_of("\0\1", 2));
	kit_ok(name_check(s, &n, &e), &e);
	kit_no_errors_left();
}

static void
values_have_nothing_that_nobody_sees(void **state)
{
	static const struct value rows[] = {
		{ "a control as T61", V_ASN1_T61STRING, "J\1", 2, "control" },
		{ "a NUL", DER_IA5_STRING, "a\0b", 3, "control" },
		{ "a line end of two bytes", V_ASN1_BMPSTRING, "\0a\0\n", 4,
		    "control" },
		{ "an override", DER_UTF8_STRING, "a\xe2\x80\xaa", 4,
		    "U+202A" },
		{ "the last of them", DER_UTF8_STRING, "a\xe2\x80\xae", 4,
		    "U+202E" },
		{ "an isolate", V_ASN1_BMPSTRING, "\x20\x66", 2, "U+2066" },
		{ "its end", V_ASN1_BMPSTRING, "\x20\x69", 2, "U+2069" },
		{ "a blank without width", DER_UTF8_STRING, "a\xe2\x80\x8b", 4,
		    "U+200B" },
		{ "a tag", DER_UTF8_STRING, "\xf3\xa0\x81\x81", 4, "U+E0041" },
		{ "a byte order mark", V_ASN1_BMPSTRING, "\xfe\xff\0a", 4,
		    NULL },
		{ "behind the beginning", V_ASN1_BMPSTRING, "\0a\xfe\xff", 4,
		    "U+FEFF" },
		{ "a joiner", DER_UTF8_STRING, "\xd9\x85\xe2\x80\x8c", 5,
		    NULL },
		{ "a thin space", V_ASN1_BMPSTRING, "\x20\x2f", 2, NULL },
	};

	(void)state;
	check_values(rows, sizeof(rows) / sizeof(rows[0]));
	kit_no_errors_left();
}

static void
values_have_256_characters_at_most(void **state)
{
	char *most = arena_alloc(a, 2 * 257);
	struct err e = { 0 };
	unsigned int n;
	size_t i;

	(void)state;
	for (i = 0; i < 257; i++)
		memcpy(most + 2 * i, "\xc3\xb6", 2);
	kit_ok(name_check(name_of("2.5.4.3", DER_UTF8_STRING,
			      span_of(most, 512)),
		   &n, &e),
	    &e);
	kit_fails(name_check(name_of("2.5.4.3", DER_UTF8_STRING,
				 span_of(most, 514)),
		      &n, &e),
	    &e, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "have 257"));
}

static void
too_many_attributes_are_refused(void **state)
{
	struct err e = { 0 };
	struct span s;
	unsigned int n;

	(void)state;
	s = name(repeated("", "/CN=a", 64));
	kit_ok(name_check(s, &n, &e), &e);
	assert_int_equal(n, 64);
	s = name(repeated("", "/CN=a", 65));
	kit_fails(name_check(s, &n, &e), &e, ERR_MALFORMED);
}

static void
names_compare_without_case_and_blanks(void **state)
{
	static const struct {
		const char *a;
		const char *b;
		bool same;
	} rows[] = {
		{ "/CN=a", "/CN=a", true },
		{ "/CN=Acme  Corp", "/CN=acme corp", true },
		{ "/CN= acme ", "/CN=ACME", true },
		{ "/CN=acme", "/CN=acm", false },
		{ "/CN=acme", "/O=acme", false },
		{ "/O=a/CN=b", "/CN=b/O=a", false },
		{ "/O=a/CN=b", "/O=a", false },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (name_same(name(rows[i].a), name(rows[i].b)) != rows[i].same)
			fail_msg("%s and %s", rows[i].a, rows[i].b);
	assert_true(name_same(name("/CN=abc"),
	    name_of("2.5.4.3", DER_PRINTABLE_STRING, span_of_str("ABC"))));
	assert_false(name_same(name("/CN=a"), span_of("\x30\x01", 2)));
	assert_false(name_same(span_of("\x30\x01", 2), name("/CN=a")));
	kit_no_errors_left();
}

static void
put_attribute(struct der *w, const char *oid, unsigned int tag,
    const char *value)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	der_put(w, tag, span_of_str(value));
	der_close(w);
}

/* SET { CN=..., serialNumber=... } as one part of a name. */
static struct span
name_of_pair(const char *common, const char *serial)
{
	struct err e = { 0 };
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SET);
	put_attribute(&w, "2.5.4.3", DER_UTF8_STRING, common);
	put_attribute(&w, "2.5.4.5", DER_PRINTABLE_STRING, serial);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, a, &out, &e), &e);
	return out;
}

/*
 * What is plain is folded without OpenSSL, a T61String with it: what comes
 * out is the same.
 */
static void
plain_names_are_folded_as_openssl_folds(void **state)
{
	static const char *const texts[] = { "a", "Router 7", " a ", "A  B   c",
		"a\tb", "~!@[`{", "  ", "x y z",
		"0123456789012345678901234567890123456789012345678901234567890"
		"123456789012345678901234567890123456789012345678901234567890"
		"123456789012345678901234567890" };
	static const unsigned int tags[] = { DER_UTF8_STRING,
		DER_PRINTABLE_STRING, DER_IA5_STRING };
	struct span one, other, text;
	size_t i, n, t;

	(void)state;
	for (i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (n = 1; n <= strlen(texts[i]); n++)
			for (t = 0; t < 3; t++) {
				text = span_of(texts[i], n);
				one = name_of("2.5.4.3", tags[t], text);
				other = name_of("2.5.4.3", V_ASN1_T61STRING,
				    text);
				assert_true(name_same(one, other));
				assert_true(span_equal(name_canonical(a, one),
				    name_canonical(a, other)));
			}
	kit_no_errors_left();
}

/* Through every length that takes another byte to write. */
static void
long_plain_names_have_their_length(void **state)
{
	struct span one, other;
	const char *text = "";
	int n;

	(void)state;
	for (n = 0; n < 60; n++) {
		other = name(
		    arena_printf(a, "%s/OU=unit %d of  MANY", text, n));
		text = arena_printf(a, "%s/OU=Unit %d of Many", text, n);
		one = name(text);
		assert_true(name_same(one, other));
		one = name_canonical(a, one);
		assert_true(asn1_is_der(one));
		assert_true(span_equal(one, name_canonical(a, other)));
		assert_true(name_same(one, other));
	}
	kit_no_errors_left();
}

static void
oids_of_names_are_sound(void **state)
{
	static const uint8_t good[] = { 0x30, 0x0c, 0x31, 0x0a, 0x30, 0x08,
		0x06, 0x03, 0x55, 0x04, 0x03, 0x0c, 0x01, 'a' };
	static const uint8_t bad[][3] = { { 0x80, 0x04, 0x03 },
		{ 0x55, 0x80, 0x03 }, { 0x55, 0x04, 0x83 } };
	uint8_t bytes[sizeof(good)];
	struct err e = { 0 };
	unsigned int n;
	size_t i;

	(void)state;
	kit_ok(name_check(span_of(good, sizeof(good)), &n, &e), &e);
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		memcpy(bytes, good, sizeof(good));
		memcpy(bytes + 8, bad[i], 3);
		assert_int_equal(name_check(span_of(bytes, sizeof(bytes)), &n,
				     &e),
		    -1);
		/* It stays as it is. */
		assert_true(
		    span_equal(name_canonical(a, span_of(bytes, sizeof(bytes))),
			span_of(bytes, sizeof(bytes))));
	}
	kit_no_errors_left();
}

static void
the_same_names_have_one_canonical_form(void **state)
{
	const struct span names[] = {
		name("/CN=router 7"),
		name("/CN=ROUTER 7"),
		name("/CN=  Router   7 "),
		name("/CN=router  7/O=x"),
		name("/O=X/CN=Router 7"),
		name("/CN=router7"),
		name("/CN=\xc3\x9c"),
		name("/CN=\xc3\xbc"),
		name("/CN=\xc2\xa0x"),
		name("/CN=x"),
		common_name(DER_PRINTABLE_STRING, "Router 7", 8),
		common_name(DER_IA5_STRING, "router\t7", 8),
		common_name(30, "\0R\0o\0u\0t\0e\0r\0 \0007", 16),
		common_name(30, "\0\xdc", 2),
		common_name(18, "12 3", 4),
		common_name(18, "12  3", 5),
		common_name(DER_UTF8_STRING, "12 3", 4),
		common_name(DER_UTF8_STRING, "a\0B", 3),
		common_name(DER_UTF8_STRING, "A\0b", 3),
		common_name(DER_UTF8_STRING, "  ", 2),
		common_name(DER_UTF8_STRING, "", 0),
		name_of("2.5.4.45", DER_BIT_STRING, span_of("\0A", 2)),
		name_of("2.5.4.45", DER_BIT_STRING, span_of("\0a", 2)),
		name_of_pair("Router 7", "AB"),
		name_of_pair("router  7", "ab"),
		name("/CN=router 7/serialNumber=AB"),
		span_of("\x30\x00", 2),
		span_of("\x30\x02\x31\x00", 4),
		span_of("\x30\x01", 2),
		span_of("\x04\x00", 2),
		span_of("", 0),
		common_name(30, "odd", 3),
		common_name(DER_UTF8_STRING, "\xff", 1),
	};
	const size_t n = sizeof(names) / sizeof(names[0]);
	struct span one, other;
	size_t i, j;

	(void)state;
	for (i = 0; i < n; i++)
		for (j = 0; j < n; j++) {
			one = name_canonical(a, names[i]);
			other = name_canonical(a, names[j]);
			if (span_equal(one, other) !=
			    name_same(names[i], names[j]))
				fail_msg("%s and %s", name_text(a, names[i]),
				    name_text(a, names[j]));
		}
	/* Itself canonical. */
	one = name_canonical(a, names[24]);
	assert_true(span_equal(name_canonical(a, one), one));
	kit_no_errors_left();
}

static void
unstructured_names_make_no_other_device(void **state)
{
	static const struct {
		const char *asked;
		const char *held;
		bool own;
	} rows[] = {
		{ "/CN=a", "/CN=a", true },
		{ "/CN=a", "/CN=A", true },
		{ "/CN=a", "/CN=a/unstructuredName=a.example", true },
		{ "/unstructuredName=b/CN=a", "/CN=a/unstructuredName=b",
		    true },
		{ "/unstructuredName=b", "/unstructuredName=b", true },
		/* None comes in, and none becomes another. */
		{ "/CN=a/unstructuredName=a.example", "/CN=a", false },
		{ "/CN=a/unstructuredName=c", "/CN=a/unstructuredName=b",
		    false },
		{ "/unstructuredName=core", "/unstructuredName=a", false },
		/* Something else has to be left. */
		{ "/CN=a", "/unstructuredName=a", false },
		{ "/CN=a", "/CN=b/unstructuredName=a", false },
		{ "/CN=a", "/CN=a/unstructuredAddress=192.0.2.1", false },
	};
	const struct span none = span_of("\x30\x00", 2);
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (name_is_own(name(rows[i].asked), name(rows[i].held)) !=
		    rows[i].own)
			fail_msg("%s of %s", rows[i].asked, rows[i].held);
	assert_true(name_is_own(none, none));
	assert_false(name_is_own(name("/unstructuredName=a"), none));
	assert_false(name_is_own(none, name("/unstructuredName=a")));
	assert_false(name_is_own(name("/CN=a"), span_of("\x30\x01", 2)));
	kit_no_errors_left();
}

static void
a_name_goes_on_behind_another(void **state)
{
	struct err e = { 0 };
	struct span ca = name("/C=DE/CN=CA"), out;

	(void)state;
	kit_ok(name_append(ca, "/CN=OCSP signer", a, &out, &e), &e);
	assert_string_equal(name_text(a, out), "C=DE,CN=CA,CN=OCSP signer");
	kit_ok(name_append(span_of("\x30\x00", 2), "/CN=x", a, &out, &e), &e);
	assert_string_equal(name_text(a, out), "CN=x");
	kit_fails(name_append(span_of("", 0), "/CN=x", a, &out, &e), &e,
	    ERR_MALFORMED);
	kit_fails(name_append(ca, "CN=x", a, &out, &e), &e, ERR_MALFORMED);
}

/* O=a,O=a,...: so many. */
static struct span
long_name(const char *value, unsigned int n)
{
	struct err e = { 0 };
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (unsigned int i = 0; i < n; i++) {
		der_open(&w, DER_SET);
		put_attribute(&w, "2.5.4.10", DER_UTF8_STRING, value);
		der_close(&w);
	}
	der_close(&w);
	kit_ok(der_done(&w, a, &out, &e), &e);
	return out;
}

/* A device may send one, and OpenSSL takes long to read it. */
static void
what_is_too_long_to_be_read_is_bytes(void **state)
{
	struct span name = long_name("a", 1200), other = long_name("A", 1200);

	(void)state;
	assert_true(name.len < NAME_READ_MOST);
	assert_true(name_same(name, other));
	assert_true(
	    span_equal(name_canonical(a, name), name_canonical(a, other)));
	name = long_name("a", 1500);
	other = long_name("A", 1500);
	assert_true(name.len > NAME_READ_MOST);
	assert_false(name_same(name, other));
	assert_true(name_same(name, long_name("a", 1500)));
	assert_true(span_equal(name_canonical(a, name), name));
	assert_false(name_is_empty(name));
	assert_int_equal(name_text(a, name)[0], '#');
	kit_no_errors_left();
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_made_and_shown_in_their_order),
		cmocka_unit_test(names_are_shown_as_by_openssl),
		cmocka_unit_test(openssl_reads_what_is_made),
		cmocka_unit_test(a_name_goes_on_behind_another),
		cmocka_unit_test(a_text_that_is_no_name_is_told_what_is_wrong),
		cmocka_unit_test(characters_count_and_not_bytes),
		cmocka_unit_test(all_string_types_are_shown),
		cmocka_unit_test(what_cannot_be_shown_is_escaped),
		cmocka_unit_test(an_empty_name_is_empty_text),
		cmocka_unit_test(blanks_name_nothing),
		cmocka_unit_test(what_is_no_name_is_hex),
		cmocka_unit_test(names_are_checked),
		cmocka_unit_test(values_are_text_of_their_type),
		cmocka_unit_test(values_have_nothing_that_nobody_sees),
		cmocka_unit_test(values_have_256_characters_at_most),
		cmocka_unit_test(too_many_attributes_are_refused),
		cmocka_unit_test(names_compare_without_case_and_blanks),
		cmocka_unit_test(the_same_names_have_one_canonical_form),
		cmocka_unit_test(plain_names_are_folded_as_openssl_folds),
		cmocka_unit_test(long_plain_names_have_their_length),
		cmocka_unit_test(oids_of_names_are_sound),
		cmocka_unit_test(unstructured_names_make_no_other_device),
		cmocka_unit_test(what_is_too_long_to_be_read_is_bytes),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
