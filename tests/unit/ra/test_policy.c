/* SPDX-License-Identifier: BSD-2-Clause */
/* What a profile lets into a certificate. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "pki/der.h"
#include "ra/policy.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct arena *a;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	return 0;
}

/* n times OU=<value>; written by hand, since a device may send any. */
static struct span
subject_of(unsigned int n, struct span value)
{
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	while (n-- > 0) {
		der_open(&w, DER_SET);
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, "2.5.4.11");
		der_put(&w, DER_UTF8_STRING, value);
		der_close(&w);
		der_close(&w);
	}
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static struct span
subject(unsigned int n, const char *value)
{
	return subject_of(n, span_of_str(value));
}

/* A DER GeneralNames of n times DNS:a. */
static struct span
alt_names(unsigned int n)
{
	struct span out;
	struct der w;

	if (n == 0)
		return span_of(NULL, 0);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	while (n-- > 0)
		der_put(&w, DER_CONTEXT | 2, span_of_str("a"));
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static char *
repeat(char c, size_t n)
{
	char *s = arena_alloc(a, n + 1);

	memset(s, c, n);
	return s;
}

static void
names_have_limits_and_one_is_needed(void **state)
{
	const struct {
		const char *name;
		struct span subject;
		struct span alt_names;
		const char *says; /* NULL: passes */
	} rows[] = {
		{ "one attribute", subject(1, "x"), alt_names(0), NULL },
		{ "twenty", subject(20, "x"), alt_names(0), NULL },
		{ "twenty-one", subject(21, "x"), alt_names(0), "21" },
		{ "4 KB", subject(18, repeat('x', 230)), alt_names(0),
		    "want at most 4096" },
		{ "no name at all", subject(0, ""), alt_names(0),
		    "names nothing" },
		{ "alternative name only", subject(0, ""), alt_names(1), NULL },
		{ "a hundred", subject(1, "x"), alt_names(100), NULL },
		{ "a hundred and one", subject(1, "x"), alt_names(101), "101" },
		{ "a NUL", subject_of(1, span_of("a\0b", 3)), alt_names(0),
		    "control" },
		{ "a NUL at the end", subject_of(2, span_of("a", 2)),
		    alt_names(0), "control" },
		{ "a line end", subject(1, "a\nb"), alt_names(0), "control" },
		{ "DEL", subject(1, "a\x7f"), alt_names(0), "control" },
		{ "a letter of two bytes", subject(1, "\xc3\x9f"), alt_names(0),
		    NULL },
		{ "blanks alone", subject(2, " "), alt_names(0),
		    "names nothing" },
		{ "the CA's", subject(1, "the  ca"), alt_names(0),
		    "that of the CA" },
		{ "the CA's, and more", subject(2, "The CA"), alt_names(0),
		    NULL },
		{ "nothing in it", subject(3, ""), alt_names(0),
		    "names nothing" },
		{ "nothing in it, an alternative name", subject(3, ""),
		    alt_names(1), NULL },
		{ "256 characters", subject(1, repeat('x', 256)), alt_names(0),
		    NULL },
		{ "257 characters", subject(1, repeat('x', 257)), alt_names(0),
		    "have 257" },
		{ "text turned round", subject(1, "a\xe2\x80\xae"),
		    alt_names(0), "control" },
		{ "text set apart", subject(1, "\xe2\x81\xa6 b"), alt_names(0),
		    "control" },
		{ "no Name", span_of("\x31\x02\x05", 3), alt_names(0), "" },
		{ "a Name cut off", span_of("\x30\x0c\x31\x0a\x30", 5),
		    alt_names(0), "" },
		{ "no GeneralNames", subject(1, "x"),
		    span_of("\x30\x03\x82\x05", 4), "" },
		{ "a name with a line end", subject(1, "x"),
		    span_of("\x30\x05\x82\x03"
			    "a\nb",
			7),
		    "" },
	};
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 30, .ca = &ca };
	struct enrollment en = { .now_ms = 1800000000000 };
	struct connector_order out;
	size_t i;
	int rc;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		en.subject = rows[i].subject;
		en.alt_names = rows[i].alt_names;
		rc = policy_apply(&p, &en, &out, &e);
		if ((rc == 0) != (rows[i].says == NULL))
			fail_msg("%s: got %d: %s", rows[i].name, rc,
			    rc == -1 ? e.text : "");
		if (rc == -1 &&
		    (e.kind != ERR_DENIED ||
			strstr(e.text, rows[i].says) == NULL))
			fail_msg("%s: %s", rows[i].name, e.text);
	}
}

static void
validity_and_usages_are_the_profiles(void **state)
{
	static const struct {
		struct key_type type;
		unsigned int usage;
	} rows[] = {
		{ { KEY_RSA, 2048 },
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT },
		{ { KEY_EC, 256 },
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT },
	};
	const struct cert ca = { .subject = subject(1, "The CA") };
	struct ra_profile p = { .validity_days = 3650, .ca = &ca };
	struct enrollment en = {
		.now_ms = 1800000000999,
		.subject = subject(1, "x"),
		.alt_names = alt_names(2),
	};
	struct connector_order out = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		en.key_type = rows[i].type;
		assert_int_equal(policy_apply(&p, &en, &out, &e), 0);
		assert_int_equal(out.key_usage, rows[i].usage);
		assert_int_equal(out.not_before, 1800000000 - 300);
		assert_int_equal(out.not_after,
		    1800000000 + INT64_C(3650) * 24 * 60 * 60);
		assert_string_equal(out.extended_usages[0],
		    "1.3.6.1.5.5.7.3.2");
		assert_null(out.extended_usages[1]);
		assert_true(span_equal(out.subject, en.subject));
		assert_true(span_equal(out.alt_names, en.alt_names));
	}
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(names_have_limits_and_one_is_needed),
		TEST(validity_and_usages_are_the_profiles),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
