/* SPDX-License-Identifier: BSD-2-Clause */
/* Alternative names one by one, and what a CSR asks for beside them. */
#include <string.h>

#include "kit.h"
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/name.h"

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

static struct span
names_of(const char *const *texts, unsigned int n)
{
	struct span out;

	assert_int_equal(alt_names_from_text(texts, n, a, &out, &e), 0);
	return out;
}

static void
names_are_told_apart_and_put_together_again(void **state)
{
	static const char *const texts[] = { "dns:a.example", "ip:192.0.2.1",
		"email:a@b.example", "uri:https://c.example/" };
	static const char *const shown[] = { "DNS:a.example", "IP:192.0.2.1",
		"email:a@b.example", "URI:https://c.example/" };
	static const enum alt_name_kind kinds[] = { ALT_NAME_DNS, ALT_NAME_IP,
		ALT_NAME_EMAIL, ALT_NAME_URI };
	struct span all = names_of(texts, 4), again;
	struct alt_name *list;
	const char *text;
	unsigned int i, n;

	(void)state;
	assert_int_equal(alt_names_list(all, a, &list, &n, &e), 0);
	assert_int_equal(n, 4);
	for (i = 0; i < n; i++) {
		assert_int_equal(list[i].kind, kinds[i]);
		assert_int_equal(alt_name_text(&list[i], a, &text, &e), 0);
		assert_string_equal(text, shown[i]);
	}
	assert_int_equal(alt_names_join(list, n, a, &again, &e), 0);
	assert_true(span_equal(all, again));
	assert_int_equal(alt_names_join(list + 1, 1, a, &again, &e), 0);
	assert_true(span_equal(again, names_of(texts + 1, 1)));
	assert_int_equal(alt_names_join(list, 0, a, &again, &e), 0);
	assert_int_equal(again.len, 0);
	kit_fails(alt_names_list(span_of("\x31\x00", 2), a, &list, &n, &e), &e,
	    ERR_MALFORMED);
}

/* An other name of this type with a UTF8String. */
static struct span
other_name(const char *oid)
{
	struct span out;
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_oid(&w, oid);
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_put(&w, DER_UTF8_STRING, span_of_str("me@acme.example"));
	der_close(&w);
	der_close(&w);
	der_close(&w);
	assert_int_equal(der_done(&w, a, &out, &e), 0);
	return out;
}

static void
a_user_principal_name_is_one_of_the_other_names(void **state)
{
	struct alt_name *list;
	unsigned int n;

	(void)state;
	assert_int_equal(alt_names_list(other_name("1.3.6.1.4.1.311.20.2.3"), a,
			     &list, &n, &e),
	    0);
	assert_int_equal(list[0].kind, ALT_NAME_UPN);
	assert_int_equal(alt_names_list(other_name("1.2.3"), a, &list, &n, &e),
	    0);
	assert_int_equal(list[0].kind, ALT_NAME_OTHER);
}

static void
a_common_name_may_be_that_of_a_host(void **state)
{
	static const struct {
		const char *name;
		const char *host;
	} rows[] = {
		{ "/CN=a.example", "a.example" },
		{ "/O=Acme/CN=Printer-7", "Printer-7" },
		{ "/CN=first/CN=second", "second" },
		{ "/CN=router 7", NULL },
		{ "/CN=4711", "4711" },
		{ "/CN=3.pool.example", "3.pool.example" },
		{ "/CN=-a", NULL },
		{ "/CN=a-.example", NULL },
		{ "/CN=a..example", NULL },
		{ "/CN=a.example.", NULL },
		{ "/CN=.example", NULL },
		{ "/CN=192.0.2.1", NULL },
		{ "/CN=a2345678901234567890123456789012345678901234567890"
		  "1234567890123",
		    "a2345678901234567890123456789012345678901234567890"
		    "1234567890123" },
		{ "/CN=a2345678901234567890123456789012345678901234567890"
		  "12345678901234",
		    NULL },
		{ "/CN=\xc3\xa4.example", NULL },
		{ "/O=a.example", NULL },
	};
	const char *host;
	struct span name;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		kit_ok(name_from_text(rows[i].name, a, &name, &e), &e);
		host = name_host(name, a);
		if ((host == NULL) != (rows[i].host == NULL) ||
		    (host != NULL && strcmp(host, rows[i].host) != 0))
			fail_msg("%s: got %s", rows[i].name,
			    host != NULL ? host : "none");
	}
	assert_null(name_host(span_of(NULL, 0), a));
}

/* ---- What a CSR asks for ----------------------------------------------- */

static void
put_extension(struct der *w, const char *oid, struct span value)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	der_put(w, DER_OCTET_STRING, value);
	der_close(w);
}

static void
what_a_request_asks_for_is_read_by_name(void **state)
{
	static const char sid[] = "1.3.6.1.4.1.311.25.2";
	const char *const *oids;
	struct span wish, one;
	struct der w;

	(void)state;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	/* digitalSignature and keyCertSign; serverAuth and clientAuth. */
	put_extension(&w, "2.5.29.15", span_of("\x03\x02\x02\x84", 4));
	put_extension(&w, "2.5.29.37",
	    span_of("\x30\x14\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01"
		    "\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x02",
		22));
	put_extension(&w, sid, span_of("\x30\x00", 2));
	der_close(&w);
	assert_int_equal(der_done(&w, a, &wish, &e), 0);

	assert_int_equal(csr_key_usage(wish),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_CERT_SIGN);
	assert_int_equal(csr_extended_usages(wish, a, &oids), 2);
	assert_string_equal(oids[0], "1.3.6.1.5.5.7.3.1");
	assert_string_equal(oids[1], "1.3.6.1.5.5.7.3.2");
	one = csr_extension(wish, sid);
	assert_true(one.len > 2 && one.at[0] == DER_SEQUENCE);
	assert_int_equal(csr_extension(wish, "2.5.29.19").len, 0);

	assert_int_equal(csr_key_usage(span_of(NULL, 0)), 0);
	assert_int_equal(csr_extended_usages(span_of(NULL, 0), a, &oids), 0);
	assert_int_equal(csr_extension(span_of(NULL, 0), sid).len, 0);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(names_are_told_apart_and_put_together_again),
		TEST(a_user_principal_name_is_one_of_the_other_names),
		TEST(a_common_name_may_be_that_of_a_host),
		TEST(what_a_request_asks_for_is_read_by_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
