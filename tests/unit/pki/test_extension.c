/* SPDX-License-Identifier: BSD-2-Clause */
/* Extensions found and checked. */
#include <string.h>

#include "kit.h"
#include "pki/der.h"
#include "pki/extension.h"

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
extensions(unsigned int n, const char *const *oids)
{
	struct err e = { 0 };
	struct span s;
	struct der w;
	unsigned int i;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < n; i++) {
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, oids[i]);
		if (i % 2 != 0)
			der_bool(&w, true);
		der_put(&w, DER_OCTET_STRING, span_of_str(oids[i]));
		der_close(&w);
	}
	der_close(&w);
	kit_ok(der_done(&w, a, &s, &e), &e);
	return s;
}

static void
an_extension_is_found_by_its_oid(void **state)
{
	static const char *const oids[] = { "1.2.3", "1.2.4", "1.2.5" };
	struct span s = extensions(3, oids);
	size_t i;

	(void)state;
	for (i = 0; i < 3; i++)
		assert_true(span_equal(extension_find(s, oids[i]),
		    span_of_str(oids[i])));
	assert_int_equal(extension_find(s, "1.2.6").len, 0);
	assert_int_equal(extension_find(s, "no OID").len, 0);
	assert_int_equal(extension_find(span_of(NULL, 0), "1.2.3").len, 0);
	assert_int_equal(extension_find(span_of("\x30\x00", 2), "1.2").len, 0);
}

static void
each_oid_is_there_once(void **state)
{
	static const char *const oids[] = { "1.2.3", "1.2.4", "1.2.3" };
	struct err e = { 0 };

	(void)state;
	kit_ok(extension_check(extensions(2, oids), &e), &e);
	kit_ok(extension_check(extensions(0, oids), &e), &e);
	kit_fails(extension_check(extensions(3, oids), &e), &e, ERR_MALFORMED);
	assert_non_null(strstr(e.text, "twice"));
}

static void
their_number_is_bounded(void **state)
{
	const char *oids[65];
	struct err e = { 0 };
	unsigned int i;

	(void)state;
	for (i = 0; i < 65; i++)
		oids[i] = arena_printf(a, "1.2.%u", i);
	kit_ok(extension_check(extensions(64, oids), &e), &e);
	kit_fails(extension_check(extensions(65, oids), &e), &e, ERR_MALFORMED);
}

static void
what_are_no_extensions_is_refused(void **state)
{
	static const struct {
		const char *name;
		const char *at;
		size_t len;
	} rows[] = {
		{ "nothing", "", 0 },
		{ "a SET", "\x31\x00", 2 },
		{ "a number", "\x30\x03\x02\x01\x05", 5 },
		{ "without a value", "\x30\x06\x30\x04\x06\x02\x2a\x03", 8 },
		{ "a value that is no OCTET STRING",
		    "\x30\x08\x30\x06\x06\x02\x2a\x03\x05\x00", 10 },
		{ "something behind the value",
		    "\x30\x0a\x30\x08\x06\x02\x2a\x03\x04\x00\x05\x00", 12 },
		{ "indefinite", "\x30\x80\x00\x00", 4 },
	};
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		if (extension_check(span_of(rows[i].at, rows[i].len), &e) == 0)
			fail_msg("%s", rows[i].name);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_extension_is_found_by_its_oid),
		cmocka_unit_test(each_oid_is_there_once),
		cmocka_unit_test(their_number_is_bounded),
		cmocka_unit_test(what_are_no_extensions_is_refused),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
