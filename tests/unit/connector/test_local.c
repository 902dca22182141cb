/* SPDX-License-Identifier: BSD-2-Clause */
/* A local CA made, opened and signing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/file.h"
#include "connector/connector.h"
#include "connector/local.h"
#include "keys.h"
#include "pki/name.h"
#include "place.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define NOW INT64_C(1800000000) /* 2027-01-15 */
#define DAY (24 * 60 * 60)

static char *place;
static struct arena *a;
static struct err e;
static const struct key_type p256 = { KEY_EC, 256 };

static int
set_up(void **state)
{
	(void)state;
	keys_use();
	place = place_new();
	a = arena_new();
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	arena_free(a);
	place_free(place);
	return 0;
}

static struct connector_local_draft
draft(struct key_type t)
{
	struct connector_local_draft d = {
		.key_type = t,
		.years = 20,
		.now = NOW,
	};

	d.dir = arena_printf(a, "%s/ca", place);
	assert_int_equal(name_from_text("/O=Acme/CN=Test CA", a, &d.subject,
			     &e),
	    0);
	return d;
}

static const char *
in_ca(const char *name)
{
	return arena_printf(a, "%s/ca/%s", place, name);
}

static struct connector_config
config(void)
{
	struct connector_config c = {
		.kind = "local",
		.passphrase_file = "",
		.crl_url = "",
		.ca_issuers_url = "",
	};

	c.dir = arena_printf(a, "%s/ca", place);
	return c;
}

static struct connector *
make(struct key_type t)
{
	struct connector_local_draft d = draft(t);
	struct connector_config c = config();
	struct connector *out = NULL;

	assert_int_equal(connector_local_make(&d, &e), 0);
	if (connector_open(&c, &out, &e) == -1)
		fail_msg("%s", e.text);
	return out;
}

static void
a_new_ca_is_a_ca_and_its_ra_can_decrypt(void **state)
{
	static const struct key_type types[] = {
		{ KEY_RSA, 2048 },
		{ KEY_EC, 256 },
		{ KEY_EC, 384 },
	};
	const struct cert *ca, *ra;
	struct connector *c;
	unsigned int n;
	size_t i;

	(void)state;
	for (i = 0; i < N(types); i++) {
		c = make(types[i]);
		ca = connector_ca(c);
		ra = connector_ra(c);
		assert_true(cert_is_ca(ca));
		assert_true(cert_is_self_issued(ca));
		assert_int_equal(cert_key_usage(ca),
		    USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN |
			USAGE_DIGITAL_SIGNATURE);
		assert_string_equal(name_text(a, ca->subject),
		    "O=Acme,CN=Test CA");
		assert_true(ca->not_before < NOW);
		assert_true(ca->not_after > NOW + INT64_C(7300) * DAY);
		assert_int_equal(cert_verify(ca, connector_ca_public(c), &e),
		    0);
		assert_int_equal(key_type_of(connector_ca_public(c)).kind,
		    types[i].kind);

		assert_false(cert_is_ca(ra));
		assert_int_equal(cert_key_usage(ra),
		    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
		assert_int_equal(key_type_of(connector_ra_key(c)).kind,
		    KEY_RSA);
		assert_int_equal(key_type_of(connector_ra_key(c)).bits, 2048);
		assert_true(span_equal(ra->issuer, ca->subject));
		assert_false(span_equal(ra->subject, ca->subject));
		assert_int_equal(cert_verify(ra, connector_ca_public(c), &e),
		    0);
		assert_int_equal(ra->not_after, NOW + 730 * DAY);
		assert_int_equal(cert_extension(ra, "2.5.29.37").len, 0);
		connector_chain(c, &n);
		assert_int_equal(n, 0);
		connector_close(c);
		assert_int_equal(connector_forget("local", in_ca(""), &e), 0);
	}
}

static void
its_files_are_closed_to_others_and_no_others_are_left(void **state)
{
	static const char *const names[] = { "ca.key", "ca.crt", "ra.pem" };
	size_t i;

	(void)state;
	connector_close(make(p256));
	assert_true(place_has_mode(config().dir, 0700));
	for (i = 0; i < N(names); i++)
		assert_true(place_has_mode(in_ca(names[i]), 0600));
	assert_int_equal(place_count(config().dir), N(names));
	assert_int_equal(place_count(place), 1);
}

static void
a_directory_that_is_there_is_left_alone(void **state)
{
	struct connector_local_draft d = draft(p256);

	(void)state;
	assert_int_equal(mkdir(d.dir, 0700), 0);
	assert_int_equal(connector_local_make(&d, &e), -1);
	assert_int_equal(e.kind, ERR_CONFLICT);
	assert_int_equal(place_count(d.dir), 0);
	assert_int_equal(place_count(place), 1);
}

static void
key_types_that_no_client_knows_are_refused(void **state)
{
	static const struct key_type types[] = {
		{ KEY_RSA, 1024 },
		{ KEY_RSA, 8192 },
		{ KEY_EC, 521 },
		{ KEY_OTHER, 0 },
	};
	struct connector_local_draft d;
	size_t i;

	(void)state;
	for (i = 0; i < N(types); i++) {
		d = draft(types[i]);
		assert_int_equal(connector_local_make(&d, &e), -1);
		assert_int_equal(e.kind, ERR_ALGORITHM);
		assert_int_equal(place_count(place), 0);
	}
}

static void
the_ra_does_not_outlive_the_ca(void **state)
{
	struct connector_local_draft d = draft(p256);
	struct connector_config c = config();
	struct connector *out;

	(void)state;
	d.years = 1;
	assert_int_equal(connector_local_make(&d, &e), 0);
	assert_int_equal(connector_open(&c, &out, &e), 0);
	assert_int_equal(connector_ra(out)->not_after,
	    connector_ca(out)->not_after);
	connector_close(out);
}

static void
what_has_ended_or_not_begun_is_told_by_name(void **state)
{
	struct connector *c = make(p256);

	(void)state;
	assert_int_equal(connector_check(c, NOW, &e), 0);
	assert_int_equal(connector_check(c, NOW + 731 * DAY, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	assert_non_null(strstr(e.text, "RA certificate"));
	assert_non_null(strstr(e.text, "2029-01-14"));
	assert_int_equal(connector_check(c, NOW + INT64_C(8000) * DAY, &e), -1);
	assert_non_null(strstr(e.text, "CA certificate"));
	assert_int_equal(connector_check(c, NOW - 2 * DAY, &e), -1);
	assert_non_null(strstr(e.text, "not valid before"));
	connector_close(c);
}

static const char *const usages[] = { "1.3.6.1.5.5.7.3.2", NULL };

static struct connector_order
order(const struct key *k)
{
	static const char *const names[] = { "dns:a.example" };
	struct connector_order o = {
		.spki = key_spki(k),
		.not_before = NOW - 300,
		.not_after = NOW + 365 * DAY,
		.key_usage = USAGE_DIGITAL_SIGNATURE,
		.extended_usages = usages,
	};

	assert_int_equal(name_from_text("/CN=router 7", a, &o.subject, &e), 0);
	assert_int_equal(alt_names_from_text(names, 1, a, &o.alt_names, &e), 0);
	return o;
}

static void
a_signed_certificate_is_what_was_asked_for(void **state)
{
	struct connector *c = make(p256);
	struct connector_cert out;
	struct connector_order o;
	struct cert cert;
	struct key *k;

	(void)state;
	assert_int_equal(key_generate(p256, &k, &e), 0);
	o = order(k);
	assert_int_equal(connector_sign(c, &o, a, &out, &e), 0);
	assert_int_equal(cert_parse(out.der, &cert, &e), 0);
	assert_int_equal(cert.version, 3);
	assert_true(span_equal(cert.serial, out.serial));
	assert_true(cert.serial.len <= 16 && cert.serial.len >= 14);
	assert_int_equal(cert.serial.at[0] & 0x80, 0);
	assert_int_equal(cert.not_before, NOW - 300);
	assert_int_equal(cert.not_after, NOW + 365 * DAY);
	assert_int_equal(out.not_before, cert.not_before);
	assert_int_equal(out.not_after, cert.not_after);
	assert_true(span_equal(cert.subject, o.subject));
	assert_true(span_equal(cert.spki, o.spki));
	assert_true(span_equal(cert.issuer, connector_ca(c)->subject));
	assert_int_equal(cert_verify(&cert, connector_ca_public(c), &e), 0);
	assert_int_equal(cert_key_usage(&cert), USAGE_DIGITAL_SIGNATURE);
	assert_false(cert_is_ca(&cert));
	assert_true(
	    span_equal(cert_extension(&cert, "2.5.29.17"), o.alt_names));
	assert_true(cert_extension(&cert, "2.5.29.19").len > 0);
	assert_true(cert_extension(&cert, "2.5.29.14").len > 0);
	assert_true(cert_extension(&cert, "2.5.29.35").len > 0);
	assert_int_equal(cert_extension(&cert, "2.5.29.31").len, 0);
	key_free(k);
	connector_close(c);
}

static void
the_urls_of_the_connector_are_in_its_certificates(void **state)
{
	struct connector_config f = config();
	struct connector_cert out;
	struct connector_order o;
	struct connector *c;
	struct cert cert;
	struct key *k;

	(void)state;
	connector_close(make(p256));
	f.crl_url = "http://pki.example/ca.crl";
	f.ca_issuers_url = "http://pki.example/ca.crt";
	assert_int_equal(connector_open(&f, &c, &e), 0);
	assert_int_equal(key_generate(p256, &k, &e), 0);
	o = order(k);
	assert_int_equal(connector_sign(c, &o, a, &out, &e), 0);
	assert_int_equal(cert_parse(out.der, &cert, &e), 0);
	assert_non_null(
	    memmem(cert.der.at, cert.der.len, f.crl_url, strlen(f.crl_url)));
	assert_non_null(memmem(cert.der.at, cert.der.len, f.ca_issuers_url,
	    strlen(f.ca_issuers_url)));
	key_free(k);
	connector_close(c);
}

static void
validity_stays_within_the_ca(void **state)
{
	struct connector *c = make(p256);
	struct connector_cert out;
	struct connector_order o;
	struct key *k;

	(void)state;
	assert_int_equal(key_generate(p256, &k, &e), 0);
	o = order(k);
	o.not_before = NOW - 100 * DAY;
	o.not_after = NOW + INT64_C(20000) * DAY;
	assert_int_equal(connector_sign(c, &o, a, &out, &e), 0);
	assert_int_equal(out.not_before, connector_ca(c)->not_before);
	assert_int_equal(out.not_after, connector_ca(c)->not_after);
	o.not_before = connector_ca(c)->not_after + 1;
	o.not_after = o.not_before + DAY;
	assert_int_equal(connector_sign(c, &o, a, &out, &e), -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	key_free(k);
	connector_close(c);
}

static void
serial_numbers_are_distinct_and_shortest(void **state)
{
	struct connector *c = make(p256);
	struct connector_cert out[300];
	struct connector_order o;
	struct key *k;
	size_t i, j;

	(void)state;
	assert_int_equal(key_generate(p256, &k, &e), 0);
	o = order(k);
	for (i = 0; i < N(out); i++) {
		assert_int_equal(connector_sign(c, &o, a, &out[i], &e), 0);
		assert_true(out[i].serial.len > 0);
		assert_false(out[i].serial.len > 1 &&
		    out[i].serial.at[0] == 0 && out[i].serial.at[1] < 0x80);
		for (j = 0; j < i; j++)
			assert_false(span_equal(out[i].serial, out[j].serial));
	}
	key_free(k);
	connector_close(c);
}

static void
damage_is_told_by_the_file(void **state)
{
	static const struct {
		const char *name;
		const char *file;
		const char *content; /* NULL: removed */
		mode_t mode; /* 0: as it is */
	} rows[] = {
		{ "no CA key", "ca.key", NULL, 0 },
		{ "no CA certificate", "ca.crt", NULL, 0 },
		{ "no RA", "ra.pem", NULL, 0 },
		{ "CA key is no key", "ca.key", "hello\n", 0 },
		{ "CA certificate is none", "ca.crt", "hello\n", 0 },
		{ "CA key open to others", "ca.key", "", 0644 },
		{ "RA key open to others", "ra.pem", "", 0640 },
		{ "RA is none", "ra.pem", "hello\n", 0 },
		{ "empty chain", "chain.crt", "\n", 0 },
	};
	struct connector_config f = config();
	struct connector *c;
	const char *path;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		connector_close(make(p256));
		path = in_ca(rows[i].file);
		if (rows[i].mode != 0)
			assert_int_equal(chmod(path, rows[i].mode), 0);
		else if (rows[i].content == NULL)
			assert_int_equal(unlink(path), 0);
		else
			place_write(path, span_of_str(rows[i].content));
		c = NULL;
		if (connector_open(&f, &c, &e) == 0)
			fail_msg("%s: opened", rows[i].name);
		if (strstr(e.text, rows[i].file) == NULL)
			fail_msg("%s: %s", rows[i].name, e.text);
		/* What to do about it: only a backup has it. */
		if (rows[i].mode == 0 && strstr(e.text, "backup") == NULL)
			fail_msg("%s: %s", rows[i].name, e.text);
		assert_int_equal(connector_forget("local", f.dir, &e), 0);
	}
}

static void
files_of_two_cas_do_not_go_together(void **state)
{
	static const char *const files[] = { "ca.key", "ca.crt", "ra.pem" };
	struct connector_local_draft d = draft(p256);
	struct connector_config f = config();
	struct connector *c;
	size_t i;

	(void)state;
	d.dir = arena_printf(a, "%s/other", place);
	for (i = 0; i < N(files); i++) {
		connector_close(make(p256));
		assert_int_equal(connector_local_make(&d, &e), 0);
		assert_int_equal(rename(arena_printf(a, "%s/%s", d.dir,
					    files[i]),
				     in_ca(files[i])),
		    0);
		if (connector_open(&f, &c, &e) == 0)
			fail_msg("%s of another CA was taken", files[i]);
		if (strstr(e.text, "backup") == NULL)
			fail_msg("%s: %s", files[i], e.text);
		assert_int_equal(connector_forget("local", f.dir, &e), 0);
		assert_int_equal(connector_forget("local", d.dir, &e), 0);
	}
}

static void
an_open_directory_is_refused(void **state)
{
	struct connector_config f = config();
	struct connector *c;

	(void)state;
	connector_close(make(p256));
	assert_int_equal(chmod(f.dir, 0755), 0);
	assert_int_equal(connector_open(&f, &c, &e), -1);
	assert_int_equal(e.kind, ERR_DENIED);
}

/* It is there, but who cannot see it must not take it for lost. */
static void
a_place_of_root_is_given_to_us(void **state)
{
	struct connector_config f = config();
	struct connector *c;

	(void)state;
	if (geteuid() != 0)
		skip();
	connector_close(make(p256));
	f.dir = in_ca("inner");
	assert_int_equal(chown(place, 1, (gid_t)-1), 0);
	assert_int_equal(setresuid(1, 1, 0), 0);
	assert_int_equal(connector_open(&f, &c, &e), -1);
	assert_int_equal(setresuid(0, 0, 0), 0);
	assert_int_equal(chown(place, 0, (gid_t)-1), 0);
	assert_int_equal(e.kind, ERR_DENIED);
	assert_non_null(strstr(e.text, "belongs to user root"));
	assert_non_null(strstr(e.text, "chown -R daemon"));
}

static void
an_unknown_kind_is_refused_and_the_known_ones_are_named(void **state)
{
	struct connector_config f = config();
	struct connector *c;

	(void)state;
	f.kind = "loca";
	assert_int_equal(connector_open(&f, &c, &e), -1);
	assert_int_equal(e.kind, ERR_NOT_FOUND);
	assert_int_equal(connector_forget("", f.dir, &e), -1);
	assert_string_equal(connector_kinds()[0], "local");
	assert_null(connector_kinds()[1]);
}

static void
what_is_forgotten_is_gone_and_twice_is_fine(void **state)
{
	(void)state;
	connector_close(make(p256));
	assert_int_equal(connector_forget("local", config().dir, &e), 0);
	assert_int_equal(place_count(place), 0);
	assert_int_equal(connector_forget("local", config().dir, &e), 0);
}

static void
a_file_that_is_not_ours_stays(void **state)
{
	(void)state;
	connector_close(make(p256));
	place_write(in_ca("notes.txt"), span_of_str("keep me\n"));
	assert_int_equal(connector_forget("local", config().dir, &e), -1);
	assert_int_equal(e.kind, ERR_INTERNAL);
	assert_true(file_exists(in_ca("notes.txt")));
	assert_false(file_exists(in_ca("ca.key")));
}

/* Keys among it: whoever removes a connector is told that they are gone. */
static void
what_a_process_left_that_died_goes_too(void **state)
{
	static const char *const left[] = { "ra.pem.AbCdEf", "ca.crl.012345" };
	const char *begun = arena_printf(a, "%s/ca.new-AbCdEf", place);

	(void)state;
	connector_close(make(p256));
	for (size_t i = 0; i < N(left); i++)
		place_write(in_ca(left[i]), span_of_str("a key\n"));
	assert_int_equal(file_make_dir(begun, 0700, &e), 0);
	place_write(arena_printf(a, "%s/ca.key", begun),
	    span_of_str("a key\n"));
	if (connector_forget("local", config().dir, &e) == -1)
		fail_msg("%s", e.text);
	assert_int_equal(place_count(place), 0);
}

static void
a_crl_is_signed_by_the_ca(void **state)
{
	static const uint8_t serial[] = { 7 };
	struct crl_draft d = { .number = 3,
		.this_update = NOW,
		.next_update = NOW + DAY };
	struct connector *c = make(p256);
	struct crl_entry entry = { .serial = span_of(serial, 1),
		.revoked = NOW,
		.reason = 1 };
	struct buf entries;
	struct span der;
	struct crl crl;

	(void)state;
	buf_init(&entries, CRL_SIZE_MOST);
	crl_put_entry(&entries, &entry);
	d.entries = buf_span(&entries);
	assert_int_equal(connector_sign_crl(c, &d, NOW, a, &der, &e), 0);
	buf_clear(&entries);
	assert_int_equal(crl_parse(der, &crl, &e), 0);
	assert_int_equal(crl.number, 3);
	assert_true(span_equal(crl.issuer, connector_ca(c)->subject));
	assert_int_equal(crl_verify(&crl, connector_ca_public(c), &e), 0);
	assert_int_equal(connector_sign_crl(c, &d,
			     NOW + 30 * 366 * (int64_t)DAY, a, &der, &e),
	    -1);
	assert_int_equal(e.kind, ERR_UNAVAILABLE);
	connector_close(c);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_new_ca_is_a_ca_and_its_ra_can_decrypt),
		TEST(its_files_are_closed_to_others_and_no_others_are_left),
		TEST(a_directory_that_is_there_is_left_alone),
		TEST(key_types_that_no_client_knows_are_refused),
		TEST(the_ra_does_not_outlive_the_ca),
		TEST(what_has_ended_or_not_begun_is_told_by_name),
		TEST(a_signed_certificate_is_what_was_asked_for),
		TEST(the_urls_of_the_connector_are_in_its_certificates),
		TEST(validity_stays_within_the_ca),
		TEST(serial_numbers_are_distinct_and_shortest),
		TEST(damage_is_told_by_the_file),
		TEST(files_of_two_cas_do_not_go_together),
		TEST(an_open_directory_is_refused),
		TEST(a_place_of_root_is_given_to_us),
		TEST(an_unknown_kind_is_refused_and_the_known_ones_are_named),
		TEST(what_is_forgotten_is_gone_and_twice_is_fine),
		TEST(a_file_that_is_not_ours_stays),
		TEST(what_a_process_left_that_died_goes_too),
		TEST(a_crl_is_signed_by_the_ca),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
