/* SPDX-License-Identifier: BSD-2-Clause */
/* The files of a device that is played: kept, used again, checked. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "../connector/place.h"
#include "base/file.h"
#include "pki/name.h"
#include "tool/device.h"

static struct arena *a;
static char *place;
static struct device d;
static struct csr_draft draft;
static struct secret *challenge;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	a = arena_new();
	place = place_new();
	d = (struct device){ .a = a,
		.dir = arena_printf(a, "%s/device", place) };
	err_clear(&e);
	if (device_open(&d, "ec:p256", &e) == -1)
		return -1;
	challenge = secret_new(span_of_str("secret-word"));
	draft = (struct csr_draft){ .challenge = challenge,
		.digest = DIGEST_SHA256 };
	return name_from_text("/CN=device", a, &draft.subject, &e);
}

static int
tear_down(void **state)
{
	(void)state;
	device_close(&d);
	secret_free(challenge);
	place_free(place);
	arena_free(a);
	return 0;
}

static char *
path(const char *name)
{
	return arena_printf(a, "%s/%s", d.dir, name);
}

static struct span
request(void)
{
	struct span der = { 0 };

	if (device_request(&d, &draft, &der, &e) == -1)
		fail_msg("%s", e.text);
	return der;
}

static void
the_key_is_private_and_stays(void **state)
{
	struct span spki = arena_span(a, key_spki(d.key));

	(void)state;
	assert_true(place_has_mode(path("key.pem"), 0600));
	assert_true(place_has_mode(d.dir, 0700));
	device_close(&d);
	assert_int_equal(device_open(&d, NULL, &e), 0);
	assert_true(span_equal(spki, key_spki(d.key)));
	device_close(&d);
	assert_int_equal(device_open(&d, "ec:p256", &e), 0);
	assert_true(span_equal(spki, key_spki(d.key)));
}

static void
a_key_of_another_type_is_not_replaced(void **state)
{
	(void)state;
	device_close(&d);
	assert_int_equal(device_open(&d, "ec:p384", &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_null(d.key);
	assert_non_null(strstr(e.text, "ec:p256"));
}

static void
a_wrong_key_type_makes_no_directory(void **state)
{
	struct device other = { .a = a,
		.dir = arena_printf(a, "%s/other", place) };

	(void)state;
	assert_int_equal(device_open(&other, "rsa:9999", &e), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	assert_false(file_exists(other.dir));
}

static void
an_unanswered_request_is_sent_again(void **state)
{
	struct span first = request();

	(void)state;
	assert_true(place_has_mode(path("request.csr"), 0600));
	assert_true(span_equal(first, request()));
	device_forget_request(&d);
	assert_false(file_exists(path("request.csr")));
	/* ECDSA is not the same twice. */
	assert_false(span_equal(first, request()));
}

static void
a_request_for_something_else_is_a_new_one(void **state)
{
	const char *names[] = { "dns:a.example" };
	struct span first = request();
	struct csr c;

	(void)state;
	assert_int_equal(name_from_text("/CN=other", a, &draft.subject, &e), 0);
	assert_false(span_equal(first, request()));
	first = request();
	assert_int_equal(alt_names_from_text(names, 1, a, &draft.alt_names, &e),
	    0);
	assert_false(span_equal(first, request()));
	first = request();
	draft.challenge = NULL;
	assert_false(span_equal(first, request()));
	first = request();
	draft.digest = DIGEST_SHA384;
	assert_false(span_equal(first, request()));
	assert_int_equal(csr_parse(request(), a, &c, &e), 0);
	assert_int_equal(c.digest, DIGEST_SHA384);
	assert_false(c.has_challenge);
}

static void
a_damaged_request_is_made_anew(void **state)
{
	struct csr c;

	(void)state;
	place_write(path("request.csr"), span_of_str("garbage"));
	assert_int_equal(csr_parse(request(), a, &c, &e), 0);
}

/* A CA and a certificate by it, for a key. */
struct issue {
	struct key *ca_key;
	struct scep_ca ca;
	struct scep_client_reply reply;
};

static void
sign(const char *subject, struct span spki, bool is_ca,
    const struct cert *issuer, const struct key *by, struct cert *out)
{
	struct cert_draft c = { .spki = spki,
		.not_before = time(NULL) - 60,
		.not_after = time(NULL) + 3600,
		.ca = is_ca,
		.key_usage = is_ca ? USAGE_KEY_CERT_SIGN :
				     USAGE_DIGITAL_SIGNATURE };
	uint8_t serial[16];
	struct span der;

	cert_random_serial(serial);
	c.serial = span_of(serial, sizeof(serial));
	assert_int_equal(name_from_text(subject, a, &c.subject, &e), 0);
	assert_int_equal(cert_sign(&c, issuer, by, a, &der, &e), 0);
	assert_int_equal(cert_parse(der, out, &e), 0);
}

static void
issue(struct issue *i, const char *ca_name, struct span spki)
{
	const struct key_type type = { KEY_EC, 256 };

	memset(i, 0, sizeof(*i));
	assert_int_equal(key_generate(type, &i->ca_key, &e), 0);
	sign(ca_name, key_spki(i->ca_key), true, NULL, i->ca_key,
	    &i->ca.issuer);
	i->ca.all = arena_alloc(a, sizeof(*i->ca.all));
	i->ca.all[0] = i->ca.issuer;
	i->ca.n = 1;
	i->reply.certs = arena_alloc(a, sizeof(*i->reply.certs));
	i->reply.n = 1;
	sign("/CN=device", spki, false, &i->ca.issuer, i->ca_key,
	    i->reply.certs);
}

static void
what_was_issued_is_kept(void **state)
{
	struct issue i;
	struct cert c;

	(void)state;
	issue(&i, "/CN=CA", key_spki(d.key));
	assert_int_equal(device_keep(&d, &i.reply, &i.ca, &c, &e), 0);
	assert_true(file_exists(path("cert.pem")));
	assert_true(file_exists(path("ca.pem")));
	assert_true(file_exists(path("chain.pem")));
	assert_true(place_has_mode(path("cert.pem"), 0644));
	key_free(i.ca_key);
}

/* How many certificates the file has. */
static unsigned int
certs_in(const char *name)
{
	struct cert *certs;
	unsigned int n = 0;
	struct buf b;

	buf_init(&b, 65536);
	assert_int_equal(file_read(path(name), &b, &e), 0);
	assert_int_equal(cert_from_pem(buf_span(&b), a, &certs, &n, &e), 0);
	buf_clear(&b);
	return n;
}

/* GetCACert may come from anybody: the fingerprint is of the CA that issues. */
static void
above_the_ca_stands_who_signed_it(void **state)
{
	struct issue i, root, other;
	struct cert c;

	(void)state;
	issue(&i, "/CN=CA", key_spki(d.key));
	issue(&root, "/CN=Root", key_spki(d.key));
	issue(&other, "/CN=Root", key_spki(d.key));
	sign("/CN=CA", key_spki(i.ca_key), true, &root.ca.issuer, root.ca_key,
	    &i.ca.issuer);
	i.ca.all = arena_alloc(a, 2 * sizeof(*i.ca.all));
	i.ca.all[0] = other.ca.issuer;
	i.ca.all[1] = root.ca.issuer;
	i.ca.n = 1;
	assert_int_equal(device_keep(&d, &i.reply, &i.ca, &c, &e), 0);
	assert_int_equal(certs_in("ca.pem"), 1);
	i.ca.n = 2;
	assert_int_equal(device_keep(&d, &i.reply, &i.ca, &c, &e), 0);
	assert_int_equal(certs_in("ca.pem"), 2);
	assert_int_equal(certs_in("chain.pem"), 2);
	key_free(i.ca_key);
	key_free(root.ca_key);
	key_free(other.ca_key);
}

static void
a_certificate_for_another_key_is_refused(void **state)
{
	struct issue i, other;
	struct cert c;

	(void)state;
	issue(&other, "/CN=Other", key_spki(d.key));
	issue(&i, "/CN=CA", key_spki(other.ca_key));
	assert_int_equal(device_keep(&d, &i.reply, &i.ca, &c, &e), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_false(file_exists(path("cert.pem")));
	key_free(i.ca_key);
	key_free(other.ca_key);
}

static void
a_certificate_by_another_ca_is_refused(void **state)
{
	struct issue i, other;
	struct cert c;

	(void)state;
	issue(&i, "/CN=CA", key_spki(d.key));
	issue(&other, "/CN=Other", key_spki(d.key));
	assert_int_equal(device_keep(&d, &i.reply, &other.ca, &c, &e), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	key_free(other.ca_key);
	/* The same name, another key. */
	issue(&other, "/CN=CA", key_spki(d.key));
	assert_int_equal(device_keep(&d, &i.reply, &other.ca, &c, &e), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_false(file_exists(path("cert.pem")));
	i.reply.n = 0;
	assert_int_equal(device_keep(&d, &i.reply, &i.ca, &c, &e), -1);
	assert_int_equal(e.kind, ERR_MALFORMED);
	key_free(i.ca_key);
	key_free(other.ca_key);
}

/* ---- What was asked for -------------------------------------------------- */

static struct span
crl_of(const struct issue *i)
{
	struct crl_draft draft_of = { .number = 7,
		.this_update = time(NULL) - 60,
		.next_update = time(NULL) + 3600 };
	struct span der;

	assert_int_equal(crl_sign(&draft_of, &i->ca.issuer, i->ca_key, a, &der,
			     &e),
	    0);
	return der;
}

static void
a_crl_is_kept_if_it_is_of_the_ca(void **state)
{
	struct issue i, other;
	struct crl crl;

	(void)state;
	issue(&i, "/CN=CA", key_spki(d.key));
	i.reply.crl = crl_of(&i);
	/* By another CA, and by one of the same name with another key. */
	issue(&other, "/CN=Other", key_spki(d.key));
	assert_int_equal(device_keep_crl(&d, &i.reply, &other.ca, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	key_free(other.ca_key);
	issue(&other, "/CN=CA", key_spki(d.key));
	assert_int_equal(device_keep_crl(&d, &i.reply, &other.ca, &crl, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_false(file_exists(path("crl.pem")));
	err_clear(&e);
	assert_int_equal(device_keep_crl(&d, &i.reply, &i.ca, &crl, &e), 0);
	assert_int_equal(crl.number, 7);
	assert_true(file_exists(path("crl.pem")));
	key_free(i.ca_key);
	key_free(other.ca_key);
}

static void
another_certificate_is_kept_if_it_is_the_one_asked_for(void **state)
{
	struct issue i, other;
	struct span serial;
	struct cert c;

	(void)state;
	issue(&other, "/CN=Other", key_spki(d.key));
	issue(&i, "/CN=CA", key_spki(other.ca_key));
	serial = i.reply.certs[0].serial;
	assert_int_equal(device_keep_other(&d, &i.reply, &i.ca,
			     other.reply.certs[0].serial, &c, &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_int_equal(device_keep_other(&d, &i.reply, &other.ca, serial, &c,
			     &e),
	    -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	assert_false(file_exists(device_other_path(&d, serial)));
	err_clear(&e);
	assert_int_equal(device_keep_other(&d, &i.reply, &i.ca, serial, &c, &e),
	    0);
	assert_true(file_exists(device_other_path(&d, serial)));
	assert_false(device_has_cert(&d));
	key_free(i.ca_key);
	key_free(other.ca_key);
}

/* By the CA of before, which no GetCACert names any more. */
static void
what_the_ca_before_signed_is_still_taken(void **state)
{
	struct issue before, now;
	struct span serial;
	struct crl crl;
	struct cert c;

	(void)state;
	issue(&before, "/CN=CA", key_spki(d.key));
	issue(&now, "/CN=CA", key_spki(d.key));
	serial = before.reply.certs[0].serial;
	before.reply.crl = crl_of(&before);
	assert_int_equal(device_keep(&d, &before.reply, &before.ca, &c, &e), 0);
	assert_int_equal(device_keep_crl(&d, &before.reply, &now.ca, &crl, &e),
	    0);
	assert_int_equal(device_keep_other(&d, &before.reply, &now.ca, serial,
			     &c, &e),
	    0);
	/* But not for a new certificate. */
	assert_int_equal(device_keep(&d, &before.reply, &now.ca, &c, &e), -1);
	assert_int_equal(e.kind, ERR_INTEGRITY);
	key_free(before.ca_key);
	key_free(now.ca_key);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(the_key_is_private_and_stays),
		TEST(a_key_of_another_type_is_not_replaced),
		TEST(a_wrong_key_type_makes_no_directory),
		TEST(an_unanswered_request_is_sent_again),
		TEST(a_request_for_something_else_is_a_new_one),
		TEST(a_damaged_request_is_made_anew),
		TEST(what_was_issued_is_kept),
		TEST(above_the_ca_stands_who_signed_it),
		TEST(a_certificate_for_another_key_is_refused),
		TEST(a_certificate_by_another_ca_is_refused),
		TEST(a_crl_is_kept_if_it_is_of_the_ca),
		TEST(another_certificate_is_kept_if_it_is_the_one_asked_for),
		TEST(what_the_ca_before_signed_is_still_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
