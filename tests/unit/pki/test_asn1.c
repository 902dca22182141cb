/* SPDX-License-Identifier: BSD-2-Clause */
/* Elements taken apart, of DER and of BER. */
#include <string.h>

#include "kit.h"
#include "pki/asn1.h"
#include "pki/der.h"

struct bytes {
	const char *name;
	const char *at;
	size_t len;
};

#define BYTES(s) (s), sizeof(s) - 1

static void
elements_are_taken_one_by_one(void **state)
{
	struct span rest = span_of("\x02\x01\x05\x04\x02"
				   "ab"
				   "\x30\x00",
	    9);
	struct asn1_element el;

	(void)state;
	assert_true(asn1_next(&rest, &el));
	assert_int_equal(el.tag, DER_INTEGER);
	assert_int_equal(el.whole.len, 3);
	assert_int_equal(el.content.len, 1);
	assert_false(asn1_take(&rest, DER_INTEGER, &el));
	assert_int_equal(rest.len, 6);
	assert_true(asn1_take(&rest, DER_OCTET_STRING, &el));
	assert_memory_equal(el.content.at, "ab", 2);
	assert_true(asn1_next(&rest, &el));
	assert_int_equal(el.tag, DER_SEQUENCE);
	assert_int_equal(el.content.len, 0);
	assert_false(asn1_next(&rest, &el));
	assert_false(asn1_take(&rest, DER_SEQUENCE, &el));
}

static void
an_element_may_be_taken_out_of_itself(void **state)
{
	struct span rest = span_of("\x30\x05\x04\x03"
				   "abc",
	    7);
	struct asn1_element el;

	(void)state;
	assert_true(asn1_take(&rest, DER_SEQUENCE, &el));
	assert_true(asn1_take(&el.content, DER_OCTET_STRING, &el));
	assert_int_equal(el.content.len, 3);
	assert_memory_equal(el.content.at, "abc", 3);
}

static void
are_no_elements(const struct bytes *rows, size_t n,
    bool (*next)(struct span *, struct asn1_element *))
{
	struct asn1_element el;
	struct span rest;

	for (size_t i = 0; i < n; i++) {
		rest = span_of(rows[i].at, rows[i].len);
		if (next(&rest, &el))
			fail_msg("%s", rows[i].name);
		assert_int_equal(rest.len, rows[i].len);
		assert_false(asn1_is_der(rest));
	}
}

static void
what_runs_past_the_end_is_no_element(void **state)
{
	static const struct bytes rows[] = {
		{ "nothing", BYTES("") },
		{ "tag alone", BYTES("\x30") },
		{ "content cut",
		    BYTES("\x04\x02"
			  "a") },
		{ "length cut", BYTES("\x04\x82\x01") },
		{ "length of five bytes",
		    BYTES("\x04\x85\0\0\0\0\x01"
			  "a") },
		{ "length of 4 GB",
		    BYTES("\x04\x84\xff\xff\xff\xff"
			  "abc") },
		{ "indefinite", BYTES("\x30\x80\0\0") },
		{ "long tag",
		    BYTES("\x1f\x81\x01\x01"
			  "a") },
		{ "reserved length",
		    BYTES("\x04\xff"
			  "a") },
	};

	(void)state;
	are_no_elements(rows, sizeof(rows) / sizeof(rows[0]), asn1_next);
}

static void
lengths_that_could_be_shorter_are_read_but_are_not_der(void **state)
{
	static const struct bytes rows[] = {
		{ "one byte too many",
		    BYTES("\x04\x81\x01"
			  "a") },
		{ "leading zero",
		    BYTES("\x04\x82\x00\x01"
			  "a") },
		{ "nested",
		    BYTES("\x30\x04\x04\x81\x01"
			  "a") },
	};
	struct asn1_element el;
	struct span rest;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rest = span_of(rows[i].at, rows[i].len);
		if (asn1_is_der(rest))
			fail_msg("%s", rows[i].name);
		assert_true(asn1_next(&rest, &el));
	}
}

static void
der_has_nothing_behind_it(void **state)
{
	(void)state;
	assert_true(asn1_is_der(span_of("\x30\x03\x02\x01\x05", 5)));
	assert_true(asn1_is_der(span_of("\x05\x00", 2)));
	assert_false(asn1_is_der(span_of("\x30\x03\x02\x01\x05\x00", 6)));
	assert_false(asn1_is_der(span_of("\x30\x04\x02\x01\x05\x05", 6)));
	assert_false(asn1_is_der(span_of(NULL, 0)));
}

static void
what_should_be_constructed_is_and_nothing_else(void **state)
{
	static const struct bytes rows[] = {
		{ "a primitive SEQUENCE", BYTES("\x10\x00") },
		{ "one inside", BYTES("\x30\x02\x10\x00") },
		{ "a primitive SET", BYTES("\x11\x03\x05\x01\x00") },
		{ "a constructed OCTET STRING", BYTES("\x24\x03\x04\x01\x00") },
		{ "a constructed INTEGER", BYTES("\x22\x02\x05\x00") },
	};
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (asn1_is_der(span_of(rows[i].at, rows[i].len)))
			fail_msg("%s", rows[i].name);
	/* What a context's tag stands for is not known here. */
	assert_true(asn1_is_der(span_of("\xa0\x02\x05\x00", 4)));
	assert_true(asn1_is_der(span_of("\x80\x02\x05\x00", 4)));
}

static void
nesting_has_an_end(void **state)
{
	uint8_t deep[100];
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(deep); i += 2) {
		deep[i] = 0x30;
		deep[i + 1] = (uint8_t)(sizeof(deep) - i - 2);
	}
	assert_false(asn1_is_der(span_of(deep, sizeof(deep))));
	assert_true(asn1_is_der(span_of(deep + 60, sizeof(deep) - 60)));
}

static void
identifiers_compare_by_their_octets(void **state)
{
	struct span rsa = span_of("\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01", 9);

	(void)state;
	assert_true(asn1_is_oid(rsa, "1.2.840.113549.1.1.1"));
	assert_false(asn1_is_oid(rsa, "1.2.840.113549.1.1.11"));
	assert_false(asn1_is_oid(rsa, "1.2.840.113549.1.1"));
	assert_false(asn1_is_oid(rsa, "not an OID"));
	assert_false(asn1_is_oid(span_of(NULL, 0), "1.2.840"));
}

static void
identifiers_are_shown_as_numbers(void **state)
{
	char text[ASN1_OID_ROOM];
	struct arena *a = arena_new();
	unsigned char longest[200];
	const unsigned char *at;
	ASN1_OBJECT *o;

	(void)state;
	o = OBJ_txt2obj("2.16.840.1.113733.1.9.7", 1);
	asn1_oid(o, text);
	assert_string_equal(text, "2.16.840.1.113733.1.9.7");
	assert_string_equal(asn1_oid_text(o, a), text);
	ASN1_OBJECT_free(o);

	memset(longest, 0x7f, sizeof(longest));
	longest[0] = 0x06;
	longest[1] = 0x81;
	longest[2] = sizeof(longest) - 3;
	at = longest;
	o = d2i_ASN1_OBJECT(NULL, &at, sizeof(longest));
	assert_non_null(o);
	asn1_oid(o, text);
	assert_string_equal(text, "");
	assert_true(asn1_oid_text(o, a)[0] != '\0');
	ASN1_OBJECT_free(o);
	arena_free(a);
	kit_no_errors_left();
}

static void
identifiers_are_shown_as_openssl_shows_them(void **state)
{
	static const char *const rows[] = { "0.0", "0.39", "1.0", "1.39", "2.0",
		"2.39", "2.40", "2.47", "2.48", "2.999",
		"1.2.840.113549.1.9.16.2.47", "2.25.9223372036854775807",
		"2.25.72057594037927936", "2.25.18446744073709551616",
		/* A UUID has 128 bits (X.667). */
		"2.25.329800735698586629295641978511506172918" };
	char text[ASN1_OID_ROOM];
	ASN1_OBJECT *o;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		o = OBJ_txt2obj(rows[i], 1);
		assert_non_null(o);
		asn1_oid(o, text);
		assert_string_equal(text, rows[i]);
		ASN1_OBJECT_free(o);
	}
	kit_no_errors_left();
}

static void
an_indefinite_element_ends_at_its_end(void **state)
{
	static const struct {
		struct bytes bytes;
		size_t whole, content;
	} rows[] = {
		{ { "one", BYTES("\x30\x80\x02\x01\x05\0\0Z") }, 7, 3 },
		{ { "empty", BYTES("\x30\x80\0\0Z") }, 4, 0 },
		{ { "nested", BYTES("\x30\x80\x31\x80\0\0\x05\x00\0\0Z") }, 10,
		    6 },
		{ { "an end within a definite one",
		      BYTES("\xa0\x80\x04\x02\0\0\0\0Z") },
		    8, 4 },
		{ { "a definite one with one inside",
		      BYTES("\x30\x04\x30\x80\0\0Z") },
		    6, 4 },
	};
	struct asn1_element el;
	struct span rest;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rest = span_of(rows[i].bytes.at, rows[i].bytes.len);
		assert_false(asn1_is_der(span_of(rest.at, rest.len - 1)));
		if (!asn1_ber_next(&rest, &el))
			fail_msg("%s", rows[i].bytes.name);
		assert_int_equal(el.whole.len, rows[i].whole);
		assert_int_equal(el.content.len, rows[i].content);
		assert_int_equal(el.minimal, el.whole.at[1] != 0x80);
		assert_int_equal(rest.len, 1);
	}
}

static void
what_has_no_end_is_no_element(void **state)
{
	static const struct bytes rows[] = {
		{ "no end", BYTES("\x30\x80\x02\x01\x05") },
		{ "half an end", BYTES("\x30\x80\x02\x01\x05\0") },
		{ "the end of the inner one only",
		    BYTES("\x30\x80\x30\x80\0\0") },
		{ "a primitive one", BYTES("\x04\x80\0\0") },
		{ "a primitive one inside", BYTES("\x30\x80\x04\x80\0\0\0\0") },
		{ "past the end inside", BYTES("\x30\x80\x04\x09\0\0\0\0") },
		{ "a long tag inside", BYTES("\x30\x80\x1f\x81\x01\0\0\0") },
	};

	(void)state;
	are_no_elements(rows, sizeof(rows) / sizeof(rows[0]), asn1_ber_next);
}

/* As OpenSSL joins them. */
static void
octets_come_whole_or_in_pieces(void **state)
{
	static const struct bytes rows[] = {
		{ "whole",
		    BYTES("\x04\x03"
			  "abc") },
		{ "in pieces",
		    BYTES("\x24\x80\x04\x02"
			  "ab"
			  "\x04\x01"
			  "c\0\0") },
		{ "in pieces of a length",
		    BYTES("\x24\x05\x04\x03"
			  "abc") },
		{ "in pieces of pieces",
		    BYTES("\x24\x80\x24\x80\x04\x01"
			  "a\0\0\x24\x04\x04\x02"
			  "bc\0\0") },
		{ "with an empty piece",
		    BYTES("\x24\x80\x04\x00\x04\x03"
			  "abc\0\0") },
	};
	struct arena *a = arena_new();
	struct span rest, out;
	const unsigned char *at;
	ASN1_OCTET_STRING *s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rest = span_of(rows[i].at, rows[i].len);
		at = rest.at;
		s = d2i_ASN1_OCTET_STRING(NULL, &at, (long)rest.len);
		if (s == NULL ||
		    !asn1_ber_octets(&rest, DER_OCTET_STRING, a, &out))
			fail_msg("%s", rows[i].name);
		assert_int_equal(rest.len, 0);
		assert_true(span_equal(out, asn1_span(s)));
		assert_true(span_equal(out, span_of("abc", 3)));
		ASN1_OCTET_STRING_free(s);
	}
	rest = span_of("\xa0\x80\x04\x01"
		       "x\0\0",
	    7);
	assert_true(asn1_ber_octets(&rest, DER_CONTEXT | 0, a, &out));
	assert_true(span_equal(out, span_of("x", 1)));
	arena_free(a);
	kit_no_errors_left();
}

static void
pieces_of_another_kind_are_refused(void **state)
{
	static const struct bytes rows[] = {
		{ "another type", BYTES("\x03\x01\x00") },
		{ "a piece of another type",
		    BYTES("\x24\x80\x03\x01\x00\0\0") },
		{ "a piece past the end",
		    BYTES("\x24\x03\x04\x02"
			  "a") },
		{ "pieces six deep",
		    BYTES("\x24\x80\x24\x80\x24\x80\x24\x80\x24\x80\x24\x80"
			  "\0\0\0\0\0\0\0\0\0\0\0\0") },
		{ "nothing", BYTES("") },
	};
	struct arena *a = arena_new();
	struct span rest, out;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		rest = span_of(rows[i].at, rows[i].len);
		if (asn1_ber_octets(&rest, DER_OCTET_STRING, a, &out))
			fail_msg("%s", rows[i].name);
	}
	arena_free(a);
}

static void
small_numbers_are_read(void **state)
{
	(void)state;
	assert_int_equal(asn1_small(span_of("\x00", 1)), 0);
	assert_int_equal(asn1_small(span_of("\x7f", 1)), 127);
	assert_int_equal(asn1_small(span_of("\x80", 1)), -1);
	assert_int_equal(asn1_small(span_of("\x00\x80", 2)), -1);
	assert_int_equal(asn1_small(span_of(NULL, 0)), -1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(elements_are_taken_one_by_one),
		cmocka_unit_test(an_element_may_be_taken_out_of_itself),
		cmocka_unit_test(what_runs_past_the_end_is_no_element),
		cmocka_unit_test(
		    lengths_that_could_be_shorter_are_read_but_are_not_der),
		cmocka_unit_test(der_has_nothing_behind_it),
		cmocka_unit_test(
		    what_should_be_constructed_is_and_nothing_else),
		cmocka_unit_test(nesting_has_an_end),
		cmocka_unit_test(identifiers_compare_by_their_octets),
		cmocka_unit_test(identifiers_are_shown_as_numbers),
		cmocka_unit_test(identifiers_are_shown_as_openssl_shows_them),
		cmocka_unit_test(an_indefinite_element_ends_at_its_end),
		cmocka_unit_test(what_has_no_end_is_no_element),
		cmocka_unit_test(octets_come_whole_or_in_pieces),
		cmocka_unit_test(pieces_of_another_kind_are_refused),
		cmocka_unit_test(small_numbers_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
