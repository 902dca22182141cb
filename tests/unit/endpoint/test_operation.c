/* SPDX-License-Identifier: BSD-2-Clause */
/* PKIOperation: whole requests through the door, with all that is behind. */
#include <pthread.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "device.h"
#include "pki/cms.h"
#include "pki/der.h"
#include "ra/preset.h"
#include "ra/state.h"

/* Failed orders that a new profile keeps a minute. */
#define FAILED_KEPT 100

#define N(x) (sizeof(x) / sizeof((x)[0]))

static struct site *s;
static struct lab *lab;
static struct uuid profile_id;
static struct err e;

static int
set_up(void **state)
{
	(void)state;
	s = site_new();
	lab = lab_new();
	site_add(s, site_draft(s, "Routers"), &profile_id);
	e = (struct err){ 0 };
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	site_free(s);
	return 0;
}

static void
a_device_gets_its_certificate_first_and_the_ca_after_it(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;

	(void)state;
	d.alt_name = "dns:router7.example";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_int_equal(r.n, 2);
	assert_true(span_equal(r.certs[0].spki, key_spki(lab->device)));
	assert_true(cert_is_ca(&r.certs[1]));
	assert_int_equal(cert_verify(&r.certs[0],
			     site_profile(s, "routers")->ca_public, &e),
	    0);
	assert_int_equal(cert_key_usage(&r.certs[0]),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
an_answer_carries_what_the_profiles_devices_take(void **state)
{
	static const struct {
		const char *slug;
		enum ra_carries carries;
		unsigned int n;
	} rows[] = {
		{ "chain", RA_CARRIES_CHAIN, 2 },
		{ "issuer", RA_CARRIES_ISSUER, 2 },
		{ "issued", RA_CARRIES_ISSUED, 1 },
	};
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;
	struct profile_draft p;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		p = site_draft(s, rows[i].slug);
		p.carries = rows[i].carries;
		site_add(s, p, NULL);
		r = device_enroll(s, rows[i].slug, &d);
		assert_int_equal(r.status, SCEP_SUCCESS);
		assert_int_equal(r.n, rows[i].n);
		assert_true(span_equal(r.certs[0].spki, key_spki(lab->device)));
	}
}

static void
a_failure_has_empty_content_or_none(void **state)
{
	struct draft d = device_draft(lab->device);
	struct profile_draft p = site_draft(s, "Bare");
	static const char *const slugs[] = { "routers", "bare" };
	struct cms_signed m;
	struct answer answer;
	struct sent *sent;
	size_t i;

	(void)state;
	d.challenge = "wrong";
	p.no_content = true;
	site_add(s, p, NULL);
	for (i = 0; i < N(slugs); i++) {
		sent = device_message(s, slugs[i], &d);
		answer = ask(s, "POST",
		    arena_printf(s->a, "/scep/%s", slugs[i]),
		    "operation=PKIOperation", sent->der);
		assert_int_equal(device_read(s, sent, &answer).status,
		    SCEP_FAILURE);
		assert_int_equal(cms_signed_parse(answer.body, true, s->a, &m,
				     &e),
		    0);
		assert_int_equal(m.has_content, i == 0);
	}
}

static void
put_extension(struct der *w, const char *oid, struct span value)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, oid);
	der_bool(w, true);
	der_put(w, DER_OCTET_STRING, value);
	der_close(w);
}

static void
a_request_to_be_a_ca_gets_a_devices_certificate(void **state)
{
	static const char sid[] = "1.3.6.1.4.1.311.25.2";
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;
	struct der w;

	(void)state;
	der_init(&w);
	/* CA:TRUE; all of keyUsage; anyExtendedKeyUsage. */
	put_extension(&w, "2.5.29.19", span_of("\x30\x03\x01\x01\xff", 5));
	put_extension(&w, "2.5.29.15", span_of("\x03\x02\x00\xff", 4));
	put_extension(&w, "2.5.29.37",
	    span_of("\x30\x06\x06\x04\x55\x1d\x25\x00", 8));
	put_extension(&w, sid, span_of("\x30\x00", 2));
	put_extension(&w, "1.2.3.4", span_of("\x05\x00", 2));
	assert_int_equal(der_done(&w, s->a, &d.more, &e), 0);
	d.alt_name = "uri:tag:microsoft.com,2022-09-14:sid:S-1-5-21-1";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_false(cert_is_ca(&r.certs[0]));
	assert_int_equal(cert_key_usage(&r.certs[0]),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT);
	assert_int_equal(cert_extension(&r.certs[0], sid).len, 0);
	assert_int_equal(cert_extension(&r.certs[0], "1.2.3.4").len, 0);
	assert_int_equal(cert_extension(&r.certs[0], "2.5.29.17").len, 0);
	assert_int_equal(cert_extension(&r.certs[0], "2.5.29.37").len, 12);
}

static void
a_wrong_challenge_is_a_failed_order(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;

	(void)state;
	d.challenge = "open sesam";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	assert_string_equal(r.fail_text, "challenge password is wrong");
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->failed_active, 1);
	assert_null(site_inconsistency(s, &profile_id));
}

static struct answer
post(struct span der)
{
	return ask(s, "POST", "/scep/routers", "operation=PKIOperation", der);
}

static void
the_same_message_again_gets_the_same_certificate(void **state)
{
	struct draft d = device_draft(lab->device);
	struct sent *m = device_message(s, "routers", &d);
	struct scep_client_reply first, again;
	struct answer answer = post(m->der);

	(void)state;
	first = device_read(s, m, &answer);
	answer = post(m->der);
	again = device_read(s, m, &answer);
	assert_true(span_equal(first.certs[0].der, again.certs[0].der));
	site_reopen(s);
	answer = post(m->der);
	again = device_read(s, m, &answer);
	assert_true(span_equal(first.certs[0].der, again.certs[0].der));
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_key_under_anothers_pending_transaction_is_refused(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r = device_enroll(s, "routers", &d);
	Order *o;

	(void)state;
	assert_int_equal(r.status, SCEP_SUCCESS);
	o = site_newest_order(s);
	o->state = ORDER_STATE__ORDER_PENDING;
	site_put_order(s, o);
	d.key = d.signer_key = lab->other;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	/* The key itself is told to wait, with a new CSR too. */
	d.key = d.signer_key = lab->device;
	d.subject = "/CN=router 7 again";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_PENDING);
}

/* Replace each of these characters by a text. */
static const char *
replace(const char *text, char c, const char *by)
{
	const char *out = "";
	const char *at;

	while ((at = strchr(text, c)) != NULL) {
		out = arena_printf(s->a, "%s%.*s%s", out, (int)(at - text),
		    text, by);
		text = at + 1;
	}
	return arena_printf(s->a, "%s%s", out, text);
}

/* A line end after each 64 characters. */
static const char *
broken(const char *text, const char *end)
{
	const char *out = "";

	for (; strlen(text) > 64; text += 64)
		out = arena_printf(s->a, "%s%.64s%s", out, text, end);
	return arena_printf(s->a, "%s%s%s", out, text, end);
}

static const char *
without_padding(const char *text)
{
	return arena_str(s->a, span_of(text, strcspn(text, "=")));
}

static void
a_message_in_the_url_is_read_however_it_is_written(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;
	struct answer answer;
	const char *plain;
	struct sent *m;
	size_t i;

	(void)state;
	/* Both odd characters and padding are to be in it. */
	do {
		d.transaction_id = arena_printf(s->a, "%s1", d.transaction_id);
		m = device_message(s, "routers", &d);
		plain = text_base64(s->a, m->der);
	} while (strchr(plain, '+') == NULL || strchr(plain, '/') == NULL ||
	    strchr(plain, '=') == NULL);
	const struct {
		const char *name;
		const char *message;
	} rows[] = {
		{ "raw", plain },
		{ "encoded wholly",
		    replace(replace(replace(plain, '+', "%2B"), '/', "%2F"),
			'=', "%3D") },
		{ "encoded in part", replace(plain, '+', "%2b") },
		{ "a plus that came as a space", replace(plain, '+', "%20") },
		{ "the same, raw", replace(plain, '+', " ") },
		{ "LF each 64", replace(broken(plain, "%0A"), '+', "%2B") },
		{ "CR LF each 64",
		    replace(broken(plain, "%0D%0A"), '+', "%2B") },
		{ "no padding", without_padding(plain) },
		{ "URL-safe", replace(replace(plain, '+', "-"), '/', "_") },
		{ "URL-safe without padding",
		    without_padding(
			replace(replace(plain, '+', "-"), '/', "_")) },
	};
	for (i = 0; i < N(rows); i++) {
		answer = ask(s, "GET", "/scep/routers/pkiclient.exe",
		    arena_printf(s->a, "operation=PKIOperation&message=%s",
			rows[i].message),
		    span_of("", 0));
		if (answer.status != 200)
			fail_msg("%s: %d %s", rows[i].name, answer.status,
			    answer.text);
		r = device_read(s, m, &answer);
		assert_int_equal(r.status, SCEP_SUCCESS);
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 1);
	/* Some Macs post nothing. */
	answer = ask(s, "POST", "/scep/routers",
	    arena_printf(s->a, "operation=PKIOperation&message=%s", plain),
	    span_of("", 0));
	assert_int_equal(answer.status, 200);
	/* And PyScep names an empty message beside its body. */
	answer = ask(s, "POST", "/scep/routers",
	    "operation=PKIOperation&message=", m->der);
	assert_int_equal(answer.status, 200);
}

static void
the_cgi_path_takes_an_identifier_or_the_only_profile(void **state)
{
	static const char cgi[] = "/cgi-bin/pkiclient.exe";
	struct draft d = device_draft(lab->device);
	struct sent *m = device_message(s, "routers", &d);
	struct answer answer;

	(void)state;
	answer = ask(s, "POST", cgi, "operation=PKIOperation", m->der);
	assert_int_equal(answer.status, 200);
	answer = ask(s, "GET", cgi,
	    arena_printf(s->a, "operation=PKIOperation&message=%s",
		replace(text_base64(s->a, m->der), '+', "%2B")),
	    span_of("", 0));
	assert_int_equal(device_read(s, m, &answer).status, SCEP_SUCCESS);
	site_add(s, site_draft(s, "Switches"), NULL);
	answer = ask(s, "POST", cgi, "operation=PKIOperation", m->der);
	assert_int_equal(answer.status, 404);
	answer = ask(s, "POST", cgi, "operation=PKIOperation&message=switches",
	    m->der);
	assert_int_equal(device_read(s, m, &answer).status, SCEP_SUCCESS);
	assert_int_equal(site_total(s, STORE_ORDERS), 2);
}

static void
each_level_takes_what_it_is_for(void **state)
{
	static const struct {
		enum digest digest;
		enum cipher cipher;
		enum transport transport;
		enum level least;
	} rows[] = {
		{ DIGEST_SHA256, CIPHER_AES128, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ DIGEST_SHA384, CIPHER_AES192, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ DIGEST_SHA512, CIPHER_AES256, TRANSPORT_OAEP, LEVEL_MODERN },
		{ DIGEST_SHA256, CIPHER_AES256_GCM, TRANSPORT_PKCS1,
		    LEVEL_MODERN },
		{ DIGEST_SHA256, CIPHER_DES3, TRANSPORT_PKCS1, LEVEL_LEGACY },
		{ DIGEST_SHA1, CIPHER_AES128, TRANSPORT_PKCS1, LEVEL_LEGACY },
		{ DIGEST_SHA1, CIPHER_DES, TRANSPORT_PKCS1, LEVEL_OBSOLETE },
		{ DIGEST_MD5, CIPHER_DES3, TRANSPORT_PKCS1, LEVEL_OBSOLETE },
	};
	static const char *const slugs[] = { "routers", "old", "ancient" };
	struct scep_client_reply r;
	struct profile_draft p;
	struct draft d;
	unsigned int level;
	bool taken;
	size_t i;

	(void)state;
	p = site_draft(s, "Old");
	p.level = LEVEL_LEGACY;
	site_add(s, p, NULL);
	p = site_draft(s, "Ancient");
	p.level = LEVEL_OBSOLETE;
	site_add(s, p, NULL);
	for (i = 0; i < N(rows); i++)
		for (level = 0; level < N(slugs); level++) {
			d = device_draft(lab->device);
			d.transaction_id = arena_printf(s->a, "T%zu", i);
			d.digest = rows[i].digest;
			d.cipher = rows[i].cipher;
			d.transport = rows[i].transport;
			r = device_enroll(s, slugs[level], &d);
			taken = level >= (unsigned int)rows[i].least;
			if (r.status != (taken ? SCEP_SUCCESS : SCEP_FAILURE))
				fail_msg("row %zu at '%s': %s", i, slugs[level],
				    r.fail_text);
			if (!taken)
				assert_int_equal(r.fail, SCEP_BAD_ALG);
		}
	assert_int_equal(site_counter(s, NULL, 0)->obsolete, 2);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
keys_must_be_strong_and_the_signers_own(void **state)
{
	const struct {
		const char *name;
		const struct key *key;
		const struct key *signer;
		enum scep_fail fail;
		const char *says;
	} rows[] = {
		{ "RSA 1024", lab->weak, lab->weak, SCEP_BAD_ALG, "1024" },
		{ "exponent 3", lab->exponent3, lab->exponent3,
		    SCEP_BAD_REQUEST, "exponent" },
		{ "another's CSR", lab->other, lab->device, SCEP_BAD_REQUEST,
		    "self-signed" },
	};
	struct scep_client_reply r;
	struct draft d;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		d = device_draft(rows[i].key);
		d.signer_key = rows[i].signer;
		r = device_enroll(s, "routers", &d);
		if (r.status != SCEP_FAILURE || r.fail != rows[i].fail ||
		    strstr(r.fail_text, rows[i].says) == NULL)
			fail_msg("%s: %d %d %s", rows[i].name, r.status, r.fail,
			    r.fail_text);
		assert_int_equal(site_newest_order(s)->failed_check,
		    RA_CHECK_CSR);
		assert_string_equal(site_newest_order(s)->subject,
		    "CN=router 7");
	}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
an_ec_device_is_answered_under_its_challenge(void **state)
{
	struct secret *password = secret_new(span_of_str(SITE_CHALLENGE));
	struct draft d = device_draft(lab->ec);
	struct scep_client_reply r;
	struct answer answer;
	struct sent *m;

	(void)state;
	m = device_message(s, "routers", &d);
	m->password = password;
	answer = post(m->der);
	r = device_read(s, m, &answer);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_int_equal(cert_key_usage(&r.certs[0]),
	    USAGE_DIGITAL_SIGNATURE | USAGE_KEY_AGREEMENT);
	/* Nothing is issued that could not be handed over. */
	d.challenge = NULL;
	d.transaction_id = "T2";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_ALG);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	secret_free(password);
}

static void
nothing_is_issued_that_could_not_be_sealed(void **state)
{
	struct draft d = device_draft(lab->ec);
	struct profile_draft p = site_draft(s, "Ancient");
	struct scep_client_reply r;

	(void)state;
	p.level = LEVEL_OBSOLETE;
	site_add(s, p, NULL);
	d.cipher = CIPHER_DES;
	r = device_enroll(s, "ancient", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_ALG);
	assert_non_null(strstr(r.fail_text, "could not be sealed"));
	assert_int_equal(site_newest_order(s)->failed_check, RA_CHECK_CSR);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 0);
}

static void
a_certificate_of_ours_may_sign_the_next_request(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply first, r;
	struct uuid id;
	Certificate *c;
	Order *o;

	(void)state;
	first = device_enroll(s, "routers", &d);
	/* A new key, under the old one's certificate. */
	d.key = lab->other;
	d.signer = &first.certs[0];
	d.transaction_id = "T2";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_SUCCESS);
	assert_true(span_equal(r.certs[0].spki, key_spki(lab->other)));

	o = site_newest_order(s);
	id = field_uuid(o->certificate_id);
	c = site_certificate(s, &id);
	c->revoked_ms = clock_ms();
	site_put_certificate(s, c);
	d.signer = &r.certs[0];
	d.signer_key = lab->other;
	d.transaction_id = "T3";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_MESSAGE_CHECK);
	o = site_newest_order(s);
	assert_int_equal(o->failed_check, RA_CHECK_SIGNER);
	assert_int_equal(o->fail_info, SCEP_BAD_MESSAGE_CHECK);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_certificate_of_ours_signs_for_no_other_device(void **state)
{
	struct draft d = device_draft(lab->device);
	struct scep_client_reply mine, r;

	(void)state;
	mine = device_enroll(s, "routers", &d);
	assert_int_equal(mine.status, SCEP_SUCCESS);
	/* Router 8's request, under router 7's certificate. */
	d.signer = &mine.certs[0];
	d.key = lab->other;
	d.subject = "/CN=router 8";
	d.transaction_id = "T2";
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	assert_non_null(strstr(r.fail_text,
	    "the request is signed by the certificate of another device"));
	assert_int_equal(site_newest_order(s)->failed_check, RA_CHECK_CSR);
	assert_int_equal(site_total(s, STORE_CERTIFICATES), 1);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
a_stranger_signs_nothing(void **state)
{
	struct cert foreign = lab_issue_foreign(lab, lab->device);
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;

	(void)state;
	d.signer = &foreign;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_MESSAGE_CHECK);
	assert_int_equal(site_newest_order(s)->failed_check, RA_CHECK_SIGNER);
	assert_int_equal(site_newest_order(s)->account_id.len, 0);
	assert_null(site_inconsistency(s, &profile_id));
}

static void
other_message_types_are_told_so(void **state)
{
	static const struct {
		int type;
		const char *says;
	} rows[] = {
		{ SCEP_UPDATE_REQ, "UpdateReq" },
		{ SCEP_CERT_REP, "CertRep" },
		{ 99, "99" },
	};
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		d.type = rows[i].type;
		r = device_enroll(s, "routers", &d);
		assert_int_equal(r.status, SCEP_FAILURE);
		assert_int_equal(r.fail, SCEP_BAD_REQUEST);
		if (strstr(r.fail_text, rows[i].says) == NULL)
			fail_msg("%s: want %s", r.fail_text, rows[i].says);
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->unparsed, N(rows));
}

static void
policy_is_told_to_the_device(void **state)
{
	const char *subject = "";
	struct draft d = device_draft(lab->device);
	struct scep_client_reply r;
	int i;

	(void)state;
	for (i = 0; i < 21; i++)
		subject = arena_printf(s->a, "%s/OU=%d", subject, i);
	d.subject = subject;
	r = device_enroll(s, "routers", &d);
	assert_int_equal(r.status, SCEP_FAILURE);
	assert_int_equal(r.fail, SCEP_BAD_REQUEST);
	assert_non_null(strstr(r.fail_text, "21 attributes"));
	assert_int_equal(site_newest_order(s)->failed_check, RA_CHECK_POLICY);
}

static void
garbage_is_400_and_leaves_a_count_only(void **state)
{
	struct draft d = device_draft(lab->device);
	struct sent *m = device_message(s, "routers", &d);
	uint8_t *big = arena_alloc(s->a, 256 * 1024);
	struct answer answer;
	size_t i;

	(void)state;
	memset(big, 0x30, 256 * 1024);
	const struct span rows[] = {
		span_of("x", 1),
		span_of_str("operation=PKIOperation&message=AAAA"),
		span_of_str("<html>"),
		span_of("\x30\x80", 2),
		span_of("\x30\x84\xff\xff\xff\xff", 6),
		span_of(big, 256 * 1024),
		m->ca.issuer.der,
		m->request.content,
		span_of(m->der.at, m->der.len / 2),
		span_of(m->der.at, m->der.len - 1),
		span_of_str(text_base64(s->a, m->der)),
	};
	for (i = 0; i < N(rows); i++) {
		answer = post(rows[i]);
		if (answer.status != 400)
			fail_msg("row %zu: %d %s", i, answer.status,
			    answer.text);
		assert_string_equal(answer.content_type, "text/plain");
	}
	assert_int_equal(site_total(s, STORE_ORDERS), 0);
	assert_int_equal(site_counter(s, &profile_id, 0)->unparsed, N(rows));
}

static void
a_flood_of_failures_is_only_counted(void **state)
{
	struct draft d = device_draft(lab->device);
	struct sent *m;
	struct answer answer;
	const Counter *c;
	int i;

	(void)state;
	d.challenge = "wrong word";
	m = device_message(s, "routers", &d);
	for (i = 0; i < FAILED_KEPT + 20; i++) {
		answer = post(m->der);
		assert_int_equal(device_read(s, m, &answer).status,
		    SCEP_FAILURE);
	}
	c = site_counter(s, &profile_id, 0);
	/* A minute may have ended in between: never more than two windows. */
	assert_int_equal(c->failed + c->unkept, FAILED_KEPT + 20);
	assert_int_equal(site_total(s, STORE_ORDERS), c->failed);
	assert_null(site_inconsistency(s, &profile_id));
}

/* ---- At once ----------------------------------------------------------- */

#define THREADS 10
#define EACH 10

struct worker {
	pthread_t thread;
	struct arena *a;
	struct sent *sent[EACH];
	struct answer answer[EACH];
};

static void *
work(void *ctx)
{
	struct worker *w = ctx;
	int i;

	for (i = 0; i < EACH; i++)
		w->answer[i] = ask_into(w->a, s, "POST", "/scep/routers",
		    "operation=PKIOperation", w->sent[i]->der);
	return NULL;
}

static void
a_hundred_at_once_all_get_their_own(void **state)
{
	struct span serials[THREADS * EACH];
	struct worker w[THREADS];
	struct scep_client_reply r;
	struct draft d;
	int i, k, n = 0, other;

	(void)state;
	for (i = 0; i < THREADS; i++) {
		w[i].a = arena_new();
		for (k = 0; k < EACH; k++) {
			d = device_draft(lab->device);
			d.transaction_id = arena_printf(s->a, "T%d-%d", i, k);
			d.subject = arena_printf(s->a, "/CN=r%d-%d", i, k);
			w[i].sent[k] = device_message(s, "routers", &d);
		}
	}
	for (i = 0; i < THREADS; i++)
		assert_int_equal(pthread_create(&w[i].thread, NULL, work,
				     &w[i]),
		    0);
	for (i = 0; i < THREADS; i++)
		pthread_join(w[i].thread, NULL);
	for (i = 0; i < THREADS; i++)
		for (k = 0; k < EACH; k++) {
			r = device_read(s, w[i].sent[k], &w[i].answer[k]);
			assert_int_equal(r.status, SCEP_SUCCESS);
			serials[n] = arena_span(s->a, r.certs[0].serial);
			for (other = 0; other < n; other++)
				assert_false(
				    span_equal(serials[n], serials[other]));
			n++;
		}
	assert_int_equal(site_total(s, STORE_CERTIFICATES), THREADS * EACH);
	assert_null(site_inconsistency(s, &profile_id));
	for (i = 0; i < THREADS; i++)
		arena_free(w[i].a);
}

int
main(void)
{
#define TEST(f) cmocka_unit_test_setup_teardown(f, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_device_gets_its_certificate_first_and_the_ca_after_it),
		TEST(an_answer_carries_what_the_profiles_devices_take),
		TEST(a_failure_has_empty_content_or_none),
		TEST(a_request_to_be_a_ca_gets_a_devices_certificate),
		TEST(a_wrong_challenge_is_a_failed_order),
		TEST(the_same_message_again_gets_the_same_certificate),
		TEST(a_key_under_anothers_pending_transaction_is_refused),
		TEST(a_message_in_the_url_is_read_however_it_is_written),
		TEST(the_cgi_path_takes_an_identifier_or_the_only_profile),
		TEST(each_level_takes_what_it_is_for),
		TEST(keys_must_be_strong_and_the_signers_own),
		TEST(an_ec_device_is_answered_under_its_challenge),
		TEST(nothing_is_issued_that_could_not_be_sealed),
		TEST(a_certificate_of_ours_may_sign_the_next_request),
		TEST(a_certificate_of_ours_signs_for_no_other_device),
		TEST(a_stranger_signs_nothing),
		TEST(other_message_types_are_told_so),
		TEST(policy_is_told_to_the_device),
		TEST(garbage_is_400_and_leaves_a_count_only),
		TEST(a_flood_of_failures_is_only_counted),
		TEST(a_hundred_at_once_all_get_their_own),
	};

	/* The refusals are what is wanted here: not in the log. */
	log_init("test", LOG_LEVEL_ERR);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
