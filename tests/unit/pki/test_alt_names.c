/* SPDX-License-Identifier: BSD-2-Clause */
/* Alternative names, made here and by OpenSSL. */
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/x509v3.h>

#include "kit.h"
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

/* By OpenSSL, from what its configuration files say. */
static struct span
by_openssl(const char *text, const char *section, const char *more)
{
	char *conf = arena_printf(a, "[%s]\n%s\n", section, more);
	GENERAL_NAMES *names;
	unsigned char *der = NULL;
	X509_EXTENSION *ext;
	X509V3_CTX ctx;
	struct span s;
	CONF *nconf;
	long line;
	BIO *bio;
	int len;

	nconf = NCONF_new(NULL);
	bio = BIO_new_mem_buf(conf, -1);
	assert_true(NCONF_load_bio(nconf, bio, &line) > 0);
	BIO_free(bio);
	X509V3_set_ctx(&ctx, NULL, NULL, NULL, NULL, 0);
	X509V3_set_nconf(&ctx, nconf);
	ext = X509V3_EXT_nconf_nid(nconf, &ctx, NID_subject_alt_name, text);
	assert_non_null(ext);
	names = X509V3_EXT_d2i(ext);
	len = i2d_GENERAL_NAMES(names, &der);
	s = arena_span(a, span_of(der, (size_t)len));
	OPENSSL_free(der);
	GENERAL_NAMES_free(names);
	X509_EXTENSION_free(ext);
	NCONF_free(nconf);
	return s;
}

static void
names_are_made_and_shown(void **state)
{
	static const char *const texts[] = { "dns:a.example", "ip:192.0.2.1",
		"IP:2001:db8::1", "email:x@example",
		"uri:https://a.example/b,c" };
	struct err e = { 0 };
	unsigned int n;
	struct span s;

	(void)state;
	kit_ok(alt_names_from_text(texts, 5, a, &s, &e), &e);
	assert_string_equal(alt_names_text(a, s),
	    "DNS:a.example, IP:192.0.2.1, IP:2001:db8::1, email:x@example, "
	    "URI:https://a.example/b\\,c");
	kit_ok(alt_names_check(s, &n, &e), &e);
	assert_int_equal(n, 5);
	kit_no_errors_left();
}

static void
openssl_makes_the_same(void **state)
{
	static const char *const texts[] = { "dns:a.example", "ip:192.0.2.1",
		"ip:2001:db8::1", "email:x@example",
		"uri:https://a.example/b" };
	struct err e = { 0 };
	struct span s;

	(void)state;
	kit_ok(alt_names_from_text(texts, 5, a, &s, &e), &e);
	assert_true(span_equal(s,
	    by_openssl(
		"DNS:a.example, IP:192.0.2.1, "
		"IP:2001:db8::1, email:x@example, URI:https://a.example/b",
		"x", "")));
}

static void
kinds_that_we_do_not_make_are_shown(void **state)
{
	(void)state;
	assert_string_equal(
	    alt_names_text(a,
		by_openssl(
		    "otherName:"
		    "1.3.6.1.4.1.311.20.2.3;UTF8:jo@example, RID:1.2.3.4, "
		    "dirName:d, otherName:1.2.3.5;UTF8:x",
		    "d", "O=Acme\nCN=x")),
	    "UPN:jo@example, RID:1.2.3.4, dirName:O=Acme\\,CN=x, "
	    "otherName:1.2.3.5");
}

static void
one_name_is_never_shown_as_two(void **state)
{
	/* dNSName "a, DNS:b" and one with a NUL in it. */
	struct span comma = span_of("\x30\x0a\x82\x08"
				    "a, DNS:b",
	    12);
	struct span nul = span_of("\x30\x05\x82\x03"
				  "a\0b",
	    7);

	(void)state;
	assert_string_equal(alt_names_text(a, comma), "DNS:a\\, DNS:b");
	assert_string_equal(alt_names_text(a, nul),
	    "DNS:a\xef\xbf\xbd"
	    "b");
}

static void
a_text_that_is_no_name_is_told_what_is_wrong(void **state)
{
	static const struct {
		const char *text;
		const char *says;
	} rows[] = {
		{ "", "has no kind" },
		{ "a.example", "want dns:, ip:" },
		{ "dns:", "printable ASCII" },
		{ "dns:\xc3\xa4.example", "A-label" },
		{ "ip:300.1.1.1", "no IP address" },
		{ "ip:", "no IP address" },
		{ "email:a\nb", "printable ASCII" },
	};
	struct err e = { 0 };
	struct span s;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_fails(alt_names_from_text(&rows[i].text, 1, a, &s, &e), &e,
		    ERR_MALFORMED);
		if (strstr(e.text, rows[i].says) == NULL)
			fail_msg("%s: %s", rows[i].text, e.text);
	}
}

static void
names_are_checked(void **state)
{
	static const struct {
		const char *name;
		const char *at;
		size_t len;
	} rows[] = {
		{ "nothing", "", 0 },
		{ "none", "\x30\x00", 2 },
		{ "no GeneralName", "\x30\x03\x02\x01\x05", 5 },
		{ "URI in pieces",
		    "\x30\x05\xa6\x03\x16\x01"
		    "a",
		    7 },
		{ "dNSName in pieces",
		    "\x30\x08\xa2\x06\x16\x01"
		    "a\x16\x01"
		    "b",
		    10 },
		{ "IP address in pieces",
		    "\x30\x08\xa7\x06\x04\x04\x7f\0\0\x01", 10 },
		{ "directoryName that is primitive", "\x30\x04\x84\x02\x30\0",
		    6 },
		{ "a tag that no name has", "\x30\x03\x89\x01\x01", 5 },
		{ "a SEQUENCE that is primitive",
		    "\x10\x06\x87\x04\x7f\0\0\x01", 8 },
		{ "trailing",
		    "\x30\x03\x82\x01"
		    "a\0",
		    6 },
		{ "indefinite",
		    "\x30\x80\x82\x01"
		    "a\0\0",
		    7 },
		{ "length not shortest",
		    "\x30\x04\x82\x81\x01"
		    "a",
		    6 },
		{ "empty dNSName", "\x30\x02\x82\x00", 4 },
		{ "NUL in dNSName",
		    "\x30\x05\x82\x03"
		    "a\0b",
		    7 },
		{ "8 bit in rfc822Name", "\x30\x03\x81\x01\xe4", 5 },
		{ "newline in URI",
		    "\x30\x04\x86\x02"
		    "a\n",
		    6 },
		{ "IP address of 5",
		    "\x30\x07\x87\x05"
		    "abcde",
		    9 },
		{ "IP address of 0", "\x30\x02\x87\x00", 4 },
		{ "directoryName of CN = 8 bit in an IA5String",
		    "\x30\x10\xa4\x0e\x30\x0c\x31\x0a\x30\x08\x06\x03\x55"
		    "\x04\x03\x16\x01\xe4",
		    18 },
		{ "UPN that turns round",
		    "\x30\x15\xa0\x13\x06\x0a\x2b\x06\x01\x04\x01\x82\x37"
		    "\x14\x02\x03\xa0\x05\x0c\x03\xe2\x80\xae",
		    23 },
	};
	struct err e = { 0 };
	unsigned int n;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (alt_names_check(span_of(rows[i].at, rows[i].len), &n, &e) ==
		    0)
			fail_msg("%s", rows[i].name);
		kit_fails(-1, &e, ERR_MALFORMED);
	}
	kit_no_errors_left();
}

static void
a_name_that_is_cut_says_so(void **state)
{
	char *name = arena_alloc(a, 701);
	const char *texts[] = { name };
	struct err e = { 0 };
	struct span s;
	char *text;

	(void)state;
	memset(name, 'x', 700);
	memcpy(name, "uri:", 4);
	name[400] = '\0';
	kit_ok(alt_names_from_text(texts, 1, a, &s, &e), &e);
	assert_string_equal(alt_names_text(a, s) + 4, name + 4);
	name[400] = 'x';
	kit_ok(alt_names_from_text(texts, 1, a, &s, &e), &e);
	text = alt_names_text(a, s);
	assert_string_equal(text + strlen(text) - strlen("x [...]"), "x [...]");
}

static void
too_many_names_are_refused(void **state)
{
	const char *texts[129];
	struct err e = { 0 };
	unsigned int n, i;
	struct span s;

	(void)state;
	for (i = 0; i < 129; i++)
		texts[i] = "dns:a";
	kit_ok(alt_names_from_text(texts, 128, a, &s, &e), &e);
	kit_ok(alt_names_check(s, &n, &e), &e);
	kit_ok(alt_names_from_text(texts, 129, a, &s, &e), &e);
	kit_fails(alt_names_check(s, &n, &e), &e, ERR_MALFORMED);
}

/* ---- What OpenSSL does for it ------------------------------------------ */

static unsigned int allocations;

static void *
count_malloc(size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	allocations++;
	return malloc(n);
}

static void *
count_realloc(void *at, size_t n, const char *file, int line)
{
	(void)file;
	(void)line;
	allocations++;
	return realloc(at, n);
}

static void
count_free(void *at, const char *file, int line)
{
	(void)file;
	(void)line;
	free(at);
}

/* As many names as 30 KB have room for, each of two bytes and these. */
static struct span
crowd_of(unsigned int tag, const char *content)
{
	struct err e = { 0 };
	struct span s;
	struct der w;
	int i;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < 10000; i++)
		der_put(&w, tag, span_of_str(content));
	der_close(&w);
	kit_ok(der_done(&w, a, &s, &e), &e);
	return s;
}

/* One directory name of 3,000 common names. */
static struct span
large_directory(void)
{
	struct err e = { 0 };
	struct span s;
	struct der w;
	int i;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 4);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < 3000; i++) {
		der_open(&w, DER_SET);
		der_open(&w, DER_SEQUENCE);
		der_oid(&w, "2.5.4.3");
		der_put(&w, DER_UTF8_STRING, span_of_str("x"));
		der_close(&w);
		der_close(&w);
	}
	der_close(&w);
	der_close(&w);
	der_close(&w);
	kit_ok(der_done(&w, a, &s, &e), &e);
	return s;
}

static void
a_crowd_of_names_is_refused_unread(void **state)
{
	const struct span crowds[] = { crowd_of(DER_CONTEXT | 2, "a"),
		crowd_of(DER_CONTEXT | 8, "\x2a"), large_directory() };
	struct err e = { 0 };
	unsigned int n;
	size_t i;

	(void)state;
	allocations = 0;
	for (i = 0; i < sizeof(crowds) / sizeof(crowds[0]); i++) {
		kit_fails(alt_names_check(crowds[i], &n, &e), &e,
		    ERR_MALFORMED);
		assert_string_equal(alt_names_text(a, crowds[i]),
		    "(cannot be read)");
	}
	assert_true(allocations < 100);
}

static void
what_cannot_be_read_is_said_to_be_so(void **state)
{
	(void)state;
	assert_string_equal(alt_names_text(a, span_of(NULL, 0)), "");
	assert_string_equal(alt_names_text(a, span_of("\x30\x05", 2)),
	    "(cannot be read)");
}

static struct span
made(const char *const *texts, unsigned int n)
{
	struct err e = { 0 };
	struct span s;

	kit_ok(alt_names_from_text(texts, n, a, &s, &e), &e);
	return s;
}

static void
names_are_within_those_that_are_held(void **state)
{
	static const char *const texts[] = { "dns:a.example", "ip:192.0.2.1",
		"dns:b.example", "email:a.example" };
	struct span held = made(texts, 2), none = span_of(NULL, 0);

	(void)state;
	assert_true(alt_names_within(held, held));
	assert_true(alt_names_within(made(texts + 1, 1), held));
	assert_true(alt_names_within(none, held));
	assert_true(alt_names_within(none, none));
	assert_false(alt_names_within(held, none));
	assert_false(alt_names_within(made(texts, 3), held));
	assert_false(alt_names_within(made(texts + 2, 1), held));
	/* The same text is another name as another kind. */
	assert_false(alt_names_within(made(texts + 3, 1), held));
	assert_false(alt_names_within(span_of("\x30\x02\x82", 3), held));
	assert_false(alt_names_within(span_of("x", 1), held));
}

static void
a_device_asks_for_its_own_names_in_any_order(void **state)
{
	static const char *const held_texts[] = { "dns:a.example",
		"dns:b.example" };
	static const char *const texts[] = { "dns:b.example", "dns:a.example",
		"uri:tag:microsoft.com,2022-09-14:sid:S-1-5-21-1-2-3-4",
		"uri:tag:example.org,2022:sid" };
	struct span held = made(held_texts, 2), none = span_of(NULL, 0);

	(void)state;
	assert_true(alt_names_are_own(held, held));
	assert_true(alt_names_are_own(made(texts, 2), held));
	assert_true(alt_names_are_own(made(texts, 3), held));
	assert_false(alt_names_are_own(made(texts, 4), held));
	assert_false(alt_names_are_own(made(texts, 1), held));
	assert_false(alt_names_are_own(held, made(texts, 3)));
	assert_false(alt_names_are_own(none, held));
	assert_false(alt_names_are_own(held, none));
	assert_false(alt_names_are_own(none, none));
	assert_false(alt_names_are_own(span_of("x", 1), held));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_device_asks_for_its_own_names_in_any_order),
		cmocka_unit_test(names_are_made_and_shown),
		cmocka_unit_test(openssl_makes_the_same),
		cmocka_unit_test(kinds_that_we_do_not_make_are_shown),
		cmocka_unit_test(one_name_is_never_shown_as_two),
		cmocka_unit_test(a_text_that_is_no_name_is_told_what_is_wrong),
		cmocka_unit_test(names_are_checked),
		cmocka_unit_test(names_are_within_those_that_are_held),
		cmocka_unit_test(a_name_that_is_cut_says_so),
		cmocka_unit_test(too_many_names_are_refused),
		cmocka_unit_test(a_crowd_of_names_is_refused_unread),
		cmocka_unit_test(what_cannot_be_read_is_said_to_be_so),
	};

	if (CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) !=
	    1)
		return 1;
	return cmocka_run_group_tests(tests, set_up, tear_down);
}
