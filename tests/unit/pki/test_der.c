/* SPDX-License-Identifier: BSD-2-Clause */
/* The DER writer, byte by byte. */
#include <string.h>

#include "base/text.h"
#include "kit.h"
#include "pki/der.h"

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

static void
check(struct der *w, const char *want)
{
	struct err e = { 0 };
	struct span s;

	kit_ok(der_done(w, a, &s, &e), &e);
	assert_string_equal(text_hex(a, s), want);
}

static void
check_broken(struct der *w)
{
	struct err e = { 0 };
	struct span s;

	kit_fails(der_done(w, a, &s, &e), &e, ERR_INTERNAL);
}

static void
numbers_have_the_fewest_octets(void **state)
{
	static const struct {
		long value;
		const char *hex;
	} rows[] = {
		{ 0, "020100" },
		{ 1, "020101" },
		{ 127, "02017f" },
		{ 128, "02020080" },
		{ 255, "020200ff" },
		{ 256, "02020100" },
		{ 65537, "0203010001" },
		{ 0x7fffffff, "02047fffffff" },
	};
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_int(&w, rows[i].value);
		check(&w, rows[i].hex);
	}
	der_init(&w);
	der_int(&w, -1);
	check_broken(&w);
}

static void
unsigned_bytes_become_a_positive_integer(void **state)
{
	struct der w;

	(void)state;
	der_init(&w);
	der_integer(&w, span_of("\x00\x00\x80\x01", 4));
	check(&w, "0203008001");
	der_init(&w);
	der_integer(&w, span_of("\x7f\xff", 2));
	check(&w, "02027fff");
	der_init(&w);
	der_integer(&w, span_of("\x00", 1));
	check(&w, "020100");
	der_init(&w);
	der_integer(&w, span_of(NULL, 0));
	check(&w, "020100");
}

static void
object_identifiers_are_encoded(void **state)
{
	static const struct {
		const char *dotted;
		const char *hex;
	} rows[] = {
		{ "1.2.840.113549.1.1.1", "06092a864886f70d010101" },
		{ "2.16.840.1.113733.1.9.7", "060a6086480186f845010907" },
		{ "2.5.29.17", "0603551d11" },
		{ "0.9.2342.19200300.100.1.25", "060a0992268993f22c640119" },
		{ "2.999", "06028837" },
		{ "1.3", "06012b" },
		{ "1.3.18446744073709551615", "060b2b81ffffffffffffffff7f" },
	};
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_oid(&w, rows[i].dotted);
		check(&w, rows[i].hex);
	}
}

static void
what_is_no_object_identifier_breaks_the_writer(void **state)
{
	static const char *const rows[] = { "", "1", "1.", "3.1", "1.40",
		"1.2.", "1..2", ".1.2", "1.2.x", "1.2 ", "-1.2",
		"1.2.18446744073709551616", "01.2", "1.02", "1.2.00",
		"1.3.6.1.5.5.7.3.09" };
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_oid(&w, rows[i]);
		check_broken(&w);
	}
}

static void
named_bits_end_with_their_last(void **state)
{
	struct der w;

	(void)state;
	der_init(&w);
	der_named_bits(&w, 1 << 0 | 1 << 2);
	check(&w, "030205a0");
	der_init(&w);
	der_named_bits(&w, 1 << 7);
	check(&w, "03020001");
	der_init(&w);
	der_named_bits(&w, 1 << 8);
	check(&w, "0303070080");
	der_init(&w);
	der_named_bits(&w, 0);
	check(&w, "030100");
}

static void
times_are_utc_until_2049(void **state)
{
	static const struct {
		int64_t seconds;
		const char *text;
		unsigned int tag;
	} rows[] = {
		{ 0, "700101000000Z", DER_UTC_TIME },
		{ -631152000, "500101000000Z", DER_UTC_TIME },
		{ INT64_C(2524607999), "491231235959Z", DER_UTC_TIME },
		{ INT64_C(2524608000), "20500101000000Z",
		    DER_GENERALIZED_TIME },
		{ INT64_C(253402300799), "99991231235959Z",
		    DER_GENERALIZED_TIME },
	};
	struct err e = { 0 };
	struct span s;
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_time(&w, rows[i].seconds);
		kit_ok(der_done(&w, a, &s, &e), &e);
		assert_int_equal(s.at[0], rows[i].tag);
		assert_int_equal(s.at[1], strlen(rows[i].text));
		assert_memory_equal(s.at + 2, rows[i].text, s.at[1]);
	}
}

static void
a_generalized_time_has_four_digits_of_a_year_always(void **state)
{
	struct err e = { 0 };
	struct span s;
	struct der w;

	(void)state;
	der_init(&w);
	der_generalized_time(&w, INT64_C(2524607999));
	kit_ok(der_done(&w, a, &s, &e), &e);
	assert_int_equal(s.at[0], DER_GENERALIZED_TIME);
	assert_int_equal(s.at[1], 15);
	assert_memory_equal(s.at + 2, "20491231235959Z", 15);
}

static void
a_time_without_a_form_breaks_the_writer(void **state)
{
	static const int64_t rows[] = { -631152001, INT64_C(253402300800),
		INT64_MAX, INT64_MIN };
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_time(&w, rows[i]);
		check_broken(&w);
	}
}

static void
lengths_are_definite_and_shortest(void **state)
{
	static const struct {
		size_t len;
		const char *header;
	} rows[] = {
		{ 0, "0400" },
		{ 127, "047f" },
		{ 128, "048180" },
		{ 255, "0481ff" },
		{ 256, "04820100" },
		{ 65535, "0482ffff" },
		{ 65536, "0483010000" },
	};
	uint8_t *bytes = arena_alloc(a, 65536);
	struct err e = { 0 };
	struct span s, t;
	struct der w;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		der_init(&w);
		der_put(&w, DER_OCTET_STRING, span_of(bytes, rows[i].len));
		kit_ok(der_done(&w, a, &s, &e), &e);
		assert_string_equal(text_hex(a,
					span_of(s.at, s.len - rows[i].len)),
		    rows[i].header);
		der_init(&w);
		der_open(&w, DER_OCTET_STRING);
		der_raw(&w, span_of(bytes, rows[i].len));
		der_close(&w);
		kit_ok(der_done(&w, a, &t, &e), &e);
		assert_true(span_equal(s, t));
	}
}

static void
elements_nest(void **state)
{
	struct der w;

	(void)state;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 3);
	der_bool(&w, true);
	der_bool(&w, false);
	der_close(&w);
	der_null(&w);
	der_bits(&w, span_of("\xff", 1));
	der_open(&w, DER_SET);
	der_close(&w);
	der_close(&w);
	check(&w,
	    "3010"
	    "a306"
	    "0101ff"
	    "010100"
	    "0500"
	    "030200ff"
	    "3100");
}

static void
a_set_is_sorted_by_its_encodings(void **state)
{
	struct span el[4] = { span_of("\x04\x02zz", 4), span_of("\x04\x01z", 3),
		span_of("\x02\x01\x05", 3),
		span_of("\x04\x01"
			"a",
		    3) };
	struct der w;

	(void)state;
	der_init(&w);
	der_set_of(&w, DER_SET, el, 4);
	check(&w,
	    "310d"
	    "020105"
	    "040161"
	    "04017a"
	    "04027a7a");
	der_init(&w);
	der_set_of(&w, DER_CONTEXT_CONSTRUCTED | 0, NULL, 0);
	check(&w, "a000");
}

static void
printable_strings_have_their_characters(void **state)
{
	static const char *const bad[] = { "a@b", "a_b", "a*", "a;b", "a&b",
		"\"", "a\n", "\xc3\xa4", "!", "\x7f" };
	size_t i;

	(void)state;
	assert_true(der_is_printable(span_of_str("Az09 '()+,-./:=?")));
	assert_true(der_is_printable(span_of(NULL, 0)));
	assert_false(der_is_printable(span_of("a\0b", 3)));
	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		assert_false(der_is_printable(span_of_str(bad[i])));
}

static void
an_unbalanced_writer_is_broken(void **state)
{
	struct der w;
	int i;

	(void)state;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	check_broken(&w);
	der_init(&w);
	der_close(&w);
	check_broken(&w);
	der_init(&w);
	for (i = 0; i <= DER_DEPTH_MOST; i++)
		der_open(&w, DER_SEQUENCE);
	for (i = 0; i <= DER_DEPTH_MOST; i++)
		der_close(&w);
	check_broken(&w);
}

static void
past_its_limit_a_writer_is_broken(void **state)
{
	uint8_t *bytes = arena_alloc(a, 1 << 20);
	struct der w;

	(void)state;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_put(&w, DER_OCTET_STRING, span_of(bytes, 1 << 20));
	der_close(&w);
	check_broken(&w);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, span_of(bytes, (1 << 20) - 2));
	der_close(&w);
	check_broken(&w);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(numbers_have_the_fewest_octets),
		cmocka_unit_test(unsigned_bytes_become_a_positive_integer),
		cmocka_unit_test(object_identifiers_are_encoded),
		cmocka_unit_test(
		    what_is_no_object_identifier_breaks_the_writer),
		cmocka_unit_test(named_bits_end_with_their_last),
		cmocka_unit_test(times_are_utc_until_2049),
		cmocka_unit_test(
		    a_generalized_time_has_four_digits_of_a_year_always),
		cmocka_unit_test(a_time_without_a_form_breaks_the_writer),
		cmocka_unit_test(lengths_are_definite_and_shortest),
		cmocka_unit_test(elements_nest),
		cmocka_unit_test(a_set_is_sorted_by_its_encodings),
		cmocka_unit_test(printable_strings_have_their_characters),
		cmocka_unit_test(an_unbalanced_writer_is_broken),
		cmocka_unit_test(past_its_limit_a_writer_is_broken),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
