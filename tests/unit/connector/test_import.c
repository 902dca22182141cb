/* SPDX-License-Identifier: BSD-2-Clause */
/* An existing CA taken over. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/file.h"
#include "ca_kit.h"
#include "connector/connector.h"
#include "connector/local.h"
#include "keys.h"
#include "place.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define NOW INT64_C(1800000000)
#define DAY (24 * 60 * 60)
#define PASSPHRASE "correct horse battery"

static char *place;
static struct arena *a;
static struct err e;
static struct key *root_key, *sub_key;
static struct cert root, sub;

/* A certificate of k by an issuer (NULL: self-signed). */
static struct cert
make(const char *name, const struct key *k, const struct cert *issuer,
    const struct key *issuer_key, bool ca, unsigned int usage, int64_t end)
{
	const struct ca_kit kit = {
		.name = name,
		.key = k,
		.issuer = issuer,
		.issuer_key = issuer_key,
		.no_ca = !ca,
		.usage = usage,
		.not_before = NOW - 1000 * DAY,
		.not_after = end,
	};

	return ca_kit_cert(a, &kit);
}

static const char *
path(const char *name)
{
	return arena_printf(a, "%s/%s", place, name);
}

static void
write_key(const char *name, const struct key *k, const char *passphrase)
{
	ca_kit_write_key(path(name), k, passphrase);
}

static void
write_certs(const char *name, const struct cert *one, const struct cert *two)
{
	ca_kit_write_certs(a, path(name), one, two);
}

static int
set_up(void **state)
{
	static const struct key_type p256 = { KEY_EC, 256 };
	const unsigned int usage = USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN;

	(void)state;
	keys_use();
	place = place_new();
	a = arena_new();
	e = (struct err){ 0 };
	if (key_generate(p256, &root_key, &e) == -1 ||
	    key_generate(p256, &sub_key, &e) == -1)
		return -1;
	root = make("/CN=Root", root_key, NULL, root_key, true, usage,
	    NOW + 5000 * DAY);
	sub = make("/CN=Sub", sub_key, &root, root_key, true, usage,
	    NOW + 400 * DAY);
	write_key("sub.key", sub_key, NULL);
	write_certs("sub.crt", &sub, &root);
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	key_free(root_key);
	key_free(sub_key);
	arena_free(a);
	place_free(place);
	return 0;
}

static int
import(const char *passphrase)
{
	struct secret *s = passphrase != NULL ?
	    secret_new(span_of_str(passphrase)) :
	    NULL;
	struct connector_local_import i = {
		.dir = path("ca"),
		.key_file = path("sub.key"),
		.cert_file = path("sub.crt"),
		.passphrase = s,
		.now = NOW,
	};
	int rc;

	rc = connector_local_import(&i, &e);
	secret_free(s);
	return rc;
}

#define OUR_CRL "http://here.example/ca.crl"

static int
open_it(const char *passphrase_file, struct connector **out)
{
	struct connector_config f = {
		.kind = "local",
		.dir = path("ca"),
		.passphrase_file = passphrase_file,
		.crl_url = OUR_CRL,
		.crl_is_ours = true,
		.ca_issuers_url = "",
	};

	return connector_open(&f, out, &e);
}

static bool
points_to_our_crl(const struct connector *c)
{
	const char *const none[] = { NULL };
	struct connector_order o = { .subject = sub.subject,
		.spki = sub.spki,
		.not_before = NOW,
		.not_after = NOW + DAY,
		.extended_usages = none };
	struct connector_cert out;

	if (connector_sign(c, &o, a, &out, &e) == -1)
		fail_msg("%s", e.text);
	return memmem(out.der.at, out.der.len, OUR_CRL, strlen(OUR_CRL)) !=
	    NULL;
}

static void
a_ca_is_taken_over_with_what_is_above_it(void **state)
{
	struct connector *c = NULL;
	const struct cert *chain;
	unsigned int n;

	(void)state;
	if (import(NULL) == -1 || open_it("", &c) == -1)
		fail_msg("%s", e.text);
	assert_true(span_equal(connector_ca(c)->der, sub.der));
	chain = connector_chain(c, &n);
	assert_int_equal(n, 1);
	assert_true(span_equal(chain[0].der, root.der));
	assert_int_equal(connector_ra(c)->not_after, sub.not_after);
	assert_int_equal(place_count(path("ca")), 4);
	assert_true(points_to_our_crl(c));
	connector_close(c);
}

/* Which those who ask for a CRL read: no word of where it lies. */
static void
a_ca_may_be_one_that_signs_no_crl(void **state)
{
	const struct crl_draft d = { .number = 1,
		.this_update = NOW,
		.next_update = NOW + DAY };
	struct connector *c = NULL;
	struct span der;

	(void)state;
	sub = make("/CN=Sub", sub_key, &root, root_key, true,
	    USAGE_KEY_CERT_SIGN, NOW + 400 * DAY);
	write_certs("sub.crt", &sub, &root);
	if (import(NULL) == -1 || open_it("", &c) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(connector_sign_crl(c, &d, NOW, a, &der, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_null(strstr(e.text, place));
	assert_false(points_to_our_crl(c));
	connector_close(c);
}

static void
an_encrypted_key_stays_so_and_needs_its_passphrase_file(void **state)
{
	struct connector *c;
	struct buf b;

	(void)state;
	write_key("sub.key", sub_key, PASSPHRASE);
	place_write(path("pass"), span_of_str(PASSPHRASE "\n"));
	place_write(path("wrong"), span_of_str("incorrect donkey\n"));
	assert_int_equal(import(NULL), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_int_equal(import("incorrect donkey"), -1);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_false(file_exists(path("ca")));
	assert_int_equal(import(PASSPHRASE), 0);

	buf_init(&b, 65536);
	assert_int_equal(file_read(path("ca/ca.key"), &b, &e), 0);
	assert_non_null(strstr(buf_str(&b), "ENCRYPTED"));
	buf_clear(&b);

	assert_int_equal(open_it("", &c), -1);
	assert_int_equal(open_it(path("wrong"), &c), -1);
	assert_null(strstr(e.text, "donkey"));
	assert_int_equal(open_it(path("none"), &c), -1);
	assert_int_equal(open_it(path("pass"), &c), 0);
	connector_close(c);
	assert_int_equal(chmod(path("pass"), 0644), 0);
	assert_int_equal(open_it(path("pass"), &c), -1);
	assert_int_equal(e.kind, ERR_DENIED);
}

static void
what_is_no_ca_is_refused(void **state)
{
	const unsigned int usage = USAGE_KEY_CERT_SIGN;
	const struct {
		const char *name;
		struct cert cert;
		const char *says;
	} rows[] = {
		{ "no CA",
		    make("/CN=Sub", sub_key, &root, root_key, false, usage,
			NOW + DAY),
		    "basicConstraints" },
		{ "may not sign",
		    make("/CN=Sub", sub_key, &root, root_key, true,
			USAGE_DIGITAL_SIGNATURE, NOW + DAY),
		    "keyUsage" },
		{ "ended",
		    make("/CN=Sub", sub_key, &root, root_key, true, usage,
			NOW - DAY),
		    "ended on 2027-01-14" },
		{ "another key's", root, "not the one" },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		write_certs("sub.crt", &rows[i].cert, NULL);
		if (import(NULL) == 0)
			fail_msg("%s: taken", rows[i].name);
		if (strstr(e.text, rows[i].says) == NULL ||
		    strstr(e.text, "sub.crt") == NULL)
			fail_msg("%s: %s", rows[i].name, e.text);
		assert_false(file_exists(path("ca")));
		assert_int_equal(place_count(place), 2);
	}
}

static void
a_chain_that_does_not_hang_together_is_refused(void **state)
{
	struct cert stranger = make("/CN=Stranger", root_key, NULL, root_key,
	    true, USAGE_KEY_CERT_SIGN, NOW + DAY);
	struct cert forged = make("/CN=Root", sub_key, NULL, sub_key, true,
	    USAGE_KEY_CERT_SIGN, NOW + DAY);

	(void)state;
	write_certs("sub.crt", &sub, &stranger);
	assert_int_equal(import(NULL), -1);
	assert_non_null(strstr(e.text, "certificate 2 did not issue"));
	write_certs("sub.crt", &sub, &forged);
	assert_int_equal(import(NULL), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_false(file_exists(path("ca")));
}

/* It is for later; until then whoever looks at it is told so. */
static void
the_ra_of_a_ca_that_begins_later_begins_with_it(void **state)
{
	const struct ca_kit later = { .name = "/CN=Later",
		.key = sub_key,
		.issuer_key = sub_key,
		.not_before = NOW + INT64_C(3000) * DAY,
		.not_after = NOW + INT64_C(6000) * DAY };
	struct cert ca = ca_kit_cert(a, &later);
	struct connector *c = NULL;

	(void)state;
	write_certs("sub.crt", &ca, NULL);
	if (import(NULL) == -1 || open_it("", &c) == -1)
		fail_msg("%s", e.text);
	assert_true(connector_ra(c)->not_before == ca.not_before);
	assert_int_equal(connector_check(c, NOW, &e), -1);
	assert_int_equal(connector_check(c, ca.not_before, &e), 0);
	connector_close(c);
}

static void
missing_and_broken_files_are_named(void **state)
{
	(void)state;
	place_write(path("sub.key"), span_of_str("no key\n"));
	assert_int_equal(import(NULL), -1);
	assert_non_null(strstr(e.text, "sub.key"));
	place_write(path("sub.crt"), span_of_str("no certificate\n"));
	assert_int_equal(import(NULL), -1);
	assert_non_null(strstr(e.text, "sub.crt"));
	place_free(place);
	place = place_new();
	assert_int_equal(import(NULL), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_ca_is_taken_over_with_what_is_above_it),
		TEST(a_ca_may_be_one_that_signs_no_crl),
		TEST(an_encrypted_key_stays_so_and_needs_its_passphrase_file),
		TEST(what_is_no_ca_is_refused),
		TEST(a_chain_that_does_not_hang_together_is_refused),
		TEST(the_ra_of_a_ca_that_begins_later_begins_with_it),
		TEST(missing_and_broken_files_are_named),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
