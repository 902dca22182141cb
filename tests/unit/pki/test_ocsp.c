/* SPDX-License-Identifier: BSD-2-Clause */
/* OCSP requests by OpenSSL, which we read, and answers that it reads. */
#include <string.h>

#include <openssl/ocsp.h>

#include "kit.h"
#include "pki/der.h"
#include "pki/ocsp.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define NOW INT64_C(1830297600) /* 2028-01-01 */

/* ---- Requests ---------------------------------------------------------- */

static OCSP_CERTID *
id_of(struct kit *kit, const EVP_MD *md, long serial)
{
	ASN1_INTEGER *n = ASN1_INTEGER_new();
	OCSP_CERTID *id;

	ASN1_INTEGER_set(n, serial);
	id = OCSP_cert_id_new(md, X509_get_subject_name(kit->ca_x509),
	    X509_get0_pubkey_bitstr(kit->ca_x509), n);
	ASN1_INTEGER_free(n);
	assert_non_null(id);
	return id;
}

static struct span
request_der(struct kit *kit, OCSP_REQUEST *r)
{
	unsigned char *bytes = NULL;
	int len = i2d_OCSP_REQUEST(r, &bytes);
	struct span s;

	assert_true(len > 0);
	s = arena_span(kit->a, span_of(bytes, (size_t)len));
	OPENSSL_free(bytes);
	OCSP_REQUEST_free(r);
	return s;
}

/* n certificates, of the serial numbers from 1 on. */
static OCSP_REQUEST *
ask(struct kit *kit, const EVP_MD *md, unsigned int n)
{
	OCSP_REQUEST *r = OCSP_REQUEST_new();

	for (unsigned int i = 1; i <= n; i++)
		assert_non_null(
		    OCSP_request_add0_id(r, id_of(kit, md, (long)i)));
	return r;
}

static void
requests_of_every_digest_are_read_and_meet_their_ca(void **state)
{
	struct kit *kit = *state;
	const EVP_MD *digests[] = { EVP_sha1(), EVP_sha256(), EVP_sha384(),
		EVP_sha512() };
	struct ocsp_request r;
	struct err e = { 0 };

	for (size_t i = 0; i < N(digests); i++) {
		kit_ok(ocsp_parse(request_der(kit, ask(kit, digests[i], 3)), &r,
			   &e),
		    &e);
		assert_int_equal(r.n, 3);
		assert_int_equal(r.nonce.len, 0);
		assert_true(ocsp_is_of(&r.asked[0], &kit->ca));
		assert_false(ocsp_is_of(&r.asked[0], &kit->ra));
		assert_int_equal(r.asked[2].serial.len, 1);
		assert_int_equal(r.asked[2].serial.at[0], 3);
	}
	kit_ok(ocsp_parse(request_der(kit, ask(kit, EVP_md5(), 1)), &r, &e),
	    &e);
	assert_false(ocsp_is_of(&r.asked[0], &kit->ca));
	kit_no_errors_left();
}

static void
the_limit_of_certificates_is_kept(void **state)
{
	struct kit *kit = *state;
	struct ocsp_request r;
	struct err e = { 0 };

	kit_ok(ocsp_parse(request_der(kit,
			      ask(kit, EVP_sha1(), OCSP_ASKED_MOST)),
		   &r, &e),
	    &e);
	assert_int_equal(r.n, OCSP_ASKED_MOST);
	kit_fails(ocsp_parse(request_der(kit,
				 ask(kit, EVP_sha1(), OCSP_ASKED_MOST + 1)),
		      &r, &e),
	    &e, ERR_MALFORMED);
	kit_fails(ocsp_parse(request_der(kit, ask(kit, EVP_sha1(), 0)), &r, &e),
	    &e, ERR_MALFORMED);
}

static struct span
with_nonce(struct kit *kit, size_t len)
{
	static unsigned char nonce[200];
	OCSP_REQUEST *r = ask(kit, EVP_sha1(), 1);

	memset(nonce, 0x5a, sizeof(nonce));
	assert_int_equal(OCSP_request_add1_nonce(r, nonce, (int)len), 1);
	return request_der(kit, r);
}

static void
a_nonce_has_1_to_128_bytes(void **state)
{
	static const size_t good[] = { 1, 16, 32, 128 };
	static const uint8_t empty[] = { DER_OCTET_STRING, 0 };
	struct kit *kit = *state;
	struct ocsp_request r;
	struct err e = { 0 };
	OCSP_REQUEST *twice;
	X509_EXTENSION *x;
	ASN1_OCTET_STRING *value;

	for (size_t i = 0; i < N(good); i++) {
		kit_ok(ocsp_parse(with_nonce(kit, good[i]), &r, &e), &e);
		assert_int_equal(r.nonce.len,
		    good[i] + (good[i] < 128 ? 2 : 3));
	}
	kit_fails(ocsp_parse(with_nonce(kit, 129), &r, &e), &e, ERR_MALFORMED);

	twice = ask(kit, EVP_sha1(), 1);
	value = ASN1_OCTET_STRING_new();
	ASN1_OCTET_STRING_set(value, empty, sizeof(empty));
	x = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_Nonce, 0,
	    value);
	OCSP_REQUEST_add_ext(twice, x, -1);
	X509_EXTENSION_free(x);
	ASN1_OCTET_STRING_free(value);
	kit_fails(ocsp_parse(request_der(kit, twice), &r, &e), &e,
	    ERR_MALFORMED);
}

static struct span
with_extension(struct kit *kit, int critical, int single)
{
	static const uint8_t null[] = { DER_NULL, 0 };
	ASN1_OCTET_STRING *value = ASN1_OCTET_STRING_new();
	OCSP_REQUEST *r = ask(kit, EVP_sha1(), 1);
	X509_EXTENSION *x;

	ASN1_OCTET_STRING_set(value, null, sizeof(null));
	x = X509_EXTENSION_create_by_NID(NULL, NID_id_pkix_OCSP_archiveCutoff,
	    critical, value);
	if (single)
		OCSP_ONEREQ_add_ext(OCSP_request_onereq_get0(r, 0), x, -1);
	else
		OCSP_REQUEST_add_ext(r, x, -1);
	X509_EXTENSION_free(x);
	ASN1_OCTET_STRING_free(value);
	return request_der(kit, r);
}

static void
only_critical_extensions_must_be_known(void **state)
{
	struct kit *kit = *state;
	struct ocsp_request r;
	struct err e = { 0 };

	for (int single = 0; single < 2; single++) {
		kit_ok(ocsp_parse(with_extension(kit, 0, single), &r, &e), &e);
		kit_fails(ocsp_parse(with_extension(kit, 1, single), &r, &e),
		    &e, ERR_MALFORMED);
	}
}

static void
a_signature_is_passed_over(void **state)
{
	struct kit *kit = *state;
	OCSP_REQUEST *q = ask(kit, EVP_sha256(), 2);
	struct ocsp_request r;
	struct err e = { 0 };

	assert_int_equal(OCSP_request_sign(q, kit->ra_x509, kit->pkeys[KIT_RA],
			     EVP_sha256(), NULL, 0),
	    1);
	kit_ok(ocsp_parse(request_der(kit, q), &r, &e), &e);
	assert_int_equal(r.n, 2);
	kit_no_errors_left();
}

/* Whatever is read is read without a fault, and what is cut is refused. */
static void
no_mutation_does_harm(void **state)
{
	struct kit *kit = *state;
	struct span der = with_nonce(kit, 16);
	uint8_t *bytes = arena_alloc(kit->a, der.len);
	struct ocsp_request r;
	struct err e = { 0 };

	for (size_t i = 0; i < der.len; i++) {
		memcpy(bytes, der.at, der.len);
		for (unsigned int bit = 0; bit < 8; bit++) {
			bytes[i] = der.at[i] ^ (uint8_t)(1 << bit);
			if (ocsp_parse(span_of(bytes, der.len), &r, &e) == 0)
				assert_in_range(r.n, 1, OCSP_ASKED_MOST);
			else
				assert_int_equal(e.kind, ERR_MALFORMED);
		}
	}
	for (size_t i = 0; i < der.len; i++)
		kit_fails(ocsp_parse(span_of(der.at, i), &r, &e), &e,
		    ERR_MALFORMED);
}

/* ---- Answers ----------------------------------------------------------- */

static OCSP_BASICRESP *
read_answer(struct span der)
{
	const unsigned char *at = der.at;
	OCSP_RESPONSE *r = d2i_OCSP_RESPONSE(NULL, &at, (long)der.len);
	OCSP_BASICRESP *basic;

	assert_non_null(r);
	assert_ptr_equal(at, der.at + der.len);
	assert_int_equal(OCSP_response_status(r), 0);
	basic = OCSP_response_get1_basic(r);
	assert_non_null(basic);
	OCSP_RESPONSE_free(r);
	return basic;
}

/* The three kinds of answers about the certificates of a request. */
static struct span
answer(struct kit *kit, const struct ocsp_request *r)
{
	struct ocsp_single singles[] = {
		{ .id = r->asked[0].id, .status = OCSP_GOOD },
		{ .id = r->asked[1].id,
		    .status = OCSP_REVOKED,
		    .revoked = NOW - 100,
		    .reason = 6 },
		{ .id = r->asked[2].id, .status = OCSP_UNKNOWN },
		{ .id = r->asked[3].id,
		    .status = OCSP_REVOKED,
		    .revoked = NOW - 200 },
	};
	struct ocsp_draft d = { .singles = singles,
		.n = N(singles),
		.produced = NOW,
		.this_update = NOW - 60,
		.next_update = NOW + 3600,
		.nonce = r->nonce };
	struct err e = { 0 };
	struct span der;

	kit_ok(ocsp_sign(&d, &kit->ca, kit->keys[KIT_CA], kit->a, &der, &e),
	    &e);
	return der;
}

static void
is_time(const ASN1_GENERALIZEDTIME *t, const char *text)
{
	assert_string_equal((const char *)ASN1_STRING_get0_data(t), text);
}

static void
openssl_reads_each_status(void **state)
{
	static const struct {
		int status;
		int reason;
	} rows[] = { { V_OCSP_CERTSTATUS_GOOD, -1 },
		{ V_OCSP_CERTSTATUS_REVOKED, 6 },
		{ V_OCSP_CERTSTATUS_UNKNOWN, -1 },
		{ V_OCSP_CERTSTATUS_REVOKED, -1 } };
	struct kit *kit = *state;
	struct ocsp_request r;
	struct err e = { 0 };
	OCSP_BASICRESP *basic;
	ASN1_GENERALIZEDTIME *since, *this, *next;
	OCSP_CERTID *id;
	int status, reason;

	kit_ok(ocsp_parse(request_der(kit, ask(kit, EVP_sha256(), 4)), &r, &e),
	    &e);
	basic = read_answer(answer(kit, &r));
	assert_int_equal(OCSP_resp_count(basic), 4);
	is_time(OCSP_resp_get0_produced_at(basic), "20280101000000Z");
	for (size_t i = 0; i < N(rows); i++) {
		id = id_of(kit, EVP_sha256(), (long)i + 1);
		since = NULL;
		reason = -1;
		assert_int_equal(OCSP_resp_find_status(basic, id, &status,
				     &reason, &since, &this, &next),
		    1);
		assert_int_equal(status, rows[i].status);
		assert_int_equal(reason, rows[i].reason);
		is_time(this, "20271231235900Z");
		is_time(next, "20280101010000Z");
		if (i == 1)
			is_time(since, "20271231235820Z");
		OCSP_CERTID_free(id);
	}
	OCSP_BASICRESP_free(basic);
	kit_no_errors_left();
}

static void
openssl_verifies_it_and_the_nonce(void **state)
{
	struct kit *kit = *state;
	X509_STORE *store = X509_STORE_new();
	OCSP_REQUEST *q = ask(kit, EVP_sha1(), 4), *copy;
	const ASN1_OCTET_STRING *key_id;
	const X509_NAME *name;
	struct ocsp_request r;
	struct err e = { 0 };
	OCSP_BASICRESP *basic;

	OCSP_request_add1_nonce(q, NULL, 20);
	copy = ASN1_item_dup(ASN1_ITEM_rptr(OCSP_REQUEST), q);
	kit_ok(ocsp_parse(request_der(kit, q), &r, &e), &e);
	basic = read_answer(answer(kit, &r));
	assert_int_equal(OCSP_check_nonce(copy, basic), 1);
	assert_int_equal(OCSP_resp_get0_id(basic, &key_id, &name), 1);
	assert_null(name);
	assert_int_equal(ASN1_STRING_length(key_id), 20);
	assert_int_equal(sk_X509_num(OCSP_resp_get0_certs(basic)), 1);
	X509_STORE_add_cert(store, kit->ca_x509);
	assert_int_equal(OCSP_basic_verify(basic, NULL, store,
			     OCSP_TRUSTOTHER | OCSP_NOCHECKS),
	    1);
	OCSP_REQUEST_free(copy);
	OCSP_BASICRESP_free(basic);
	X509_STORE_free(store);
	kit_no_errors_left();
}

static void
failures_are_five_bytes(void **state)
{
	static const enum ocsp_failure rows[] = { OCSP_MALFORMED_REQUEST,
		OCSP_INTERNAL_ERROR, OCSP_TRY_LATER, OCSP_UNAUTHORIZED };
	struct kit *kit = *state;
	const unsigned char *at;
	OCSP_RESPONSE *r;
	struct span s;

	for (size_t i = 0; i < N(rows); i++) {
		s = ocsp_failure_answer(kit->a, rows[i]);
		at = s.at;
		assert_int_equal(s.len, 5);
		r = d2i_OCSP_RESPONSE(NULL, &at, (long)s.len);
		assert_non_null(r);
		assert_int_equal(OCSP_response_status(r), rows[i]);
		OCSP_RESPONSE_free(r);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
		    requests_of_every_digest_are_read_and_meet_their_ca),
		cmocka_unit_test(the_limit_of_certificates_is_kept),
		cmocka_unit_test(a_nonce_has_1_to_128_bytes),
		cmocka_unit_test(only_critical_extensions_must_be_known),
		cmocka_unit_test(a_signature_is_passed_over),
		cmocka_unit_test(no_mutation_does_harm),
		cmocka_unit_test(openssl_reads_each_status),
		cmocka_unit_test(openssl_verifies_it_and_the_nonce),
		cmocka_unit_test(failures_are_five_bytes),
	};

	return cmocka_run_group_tests(tests, kit_set_up, kit_tear_down);
}
