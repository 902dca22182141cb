/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks 6 and 7: the envelope and the CSR in it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check_rows.h"
#include "pki/der.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

/* The one text of everything between the decryption and a sound CSR. */
#define SHUT "does not open with this RA's key to a certification request"

static struct lab *lab;

static int
set_up(void **state)
{
	(void)state;
	lab = lab_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	lab_free(lab);
	return 0;
}

struct cipher_row {
	enum cipher cipher;
	enum transport transport;
	enum level least; /* the lowest that takes it */
};

static void
try_cipher(const struct cipher_row *row, enum level level)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };
	int rc;

	m.cipher = row->cipher;
	m.transport = row->transport;
	r.level = level;
	rc = scep_request_parse(lab_build(lab, &m), &r, LAB_NOW, lab->a, &req,
	    &e);
	if ((rc == 0) != (level >= row->least))
		fail_msg("%s at %s: got %d: %s", cipher_name(row->cipher),
		    level_name(level), rc, e.text);
	if (rc == -1) {
		assert_int_equal(req.failed_check, SCEP_CHECK_ENVELOPE);
		assert_int_equal(e.kind, ERR_ALGORITHM);
		assert_non_null(strstr(e.text, cipher_name(row->cipher)));
		return;
	}
	assert_int_equal(req.cipher, row->cipher);
	assert_int_equal(req.transport, row->transport);
	assert_int_equal(req.level, row->least);
	assert_true(span_equal(req.csr.der, m.csr));
}

static void
the_levels_say_which_cipher_opens(void **state)
{
	static const struct cipher_row rows[] = {
		{ CIPHER_AES128, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ CIPHER_AES192, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ CIPHER_AES256, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ CIPHER_AES128_GCM, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ CIPHER_AES192_GCM, TRANSPORT_PKCS1, LEVEL_MODERN },
		{ CIPHER_AES256_GCM, TRANSPORT_OAEP, LEVEL_MODERN },
		{ CIPHER_AES256, TRANSPORT_OAEP, LEVEL_MODERN },
		{ CIPHER_DES3, TRANSPORT_PKCS1, LEVEL_LEGACY },
		{ CIPHER_DES, TRANSPORT_PKCS1, LEVEL_OBSOLETE },
	};
	size_t i;
	int level;

	(void)state;
	for (i = 0; i < N(rows); i++)
		for (level = 0; level < LEVEL__COUNT; level++)
			try_cipher(&rows[i], (enum level)level);
}

static void
to_a_password(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->transport = TRANSPORT_PASSWORD;
}

static void
to_another_key(struct lab *l, struct lab_message *m)
{
	m->recipient_key = l->other;
}

static void
to_the_ca(struct lab *l, struct lab_message *m)
{
	m->recipient = &l->ca;
	m->recipient_key = l->ca_key;
}

static void
csr_in_the_clear(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->envelope = m->csr;
}

static void
garbage_sealed(struct lab *l, struct lab_message *m)
{
	m->envelope = lab_seal(l, m, span_of_str("garbage, sealed well"));
}

static void
certificate_sealed(struct lab *l, struct lab_message *m)
{
	m->envelope = lab_seal(l, m, l->ca.der);
}

static void
half_a_csr_sealed(struct lab *l, struct lab_message *m)
{
	m->envelope = lab_seal(l, m, span_of(m->csr.at, m->csr.len / 2));
}

static void
csr_and_a_byte_sealed(struct lab *l, struct lab_message *m)
{
	uint8_t *more = arena_alloc(l->a, m->csr.len + 1);

	memcpy(more, m->csr.at, m->csr.len);
	m->envelope = lab_seal(l, m, span_of(more, m->csr.len + 1));
}

/* The last byte of a CSR is of its signature. */
static struct span
break_signature(struct lab *l, struct span csr)
{
	uint8_t *copy = arena_alloc(l->a, csr.len);

	memcpy(copy, csr.at, csr.len);
	copy[csr.len - 1] ^= 1;
	return span_of(copy, csr.len);
}

/* Somebody else's, overheard and changed: as good as not decrypted. */
static void
other_csr_broken(struct lab *l, struct lab_message *m)
{
	m->csr = break_signature(l,
	    lab_csr(l, l->other, DIGEST_SHA256, LAB_CHALLENGE));
}

static const struct check_row envelope_rows[] = {
	{ "sealed to a password", LEVEL_MODERN, to_a_password,
	    SCEP_CHECK_ENVELOPE, ERR_ALGORITHM, true, "password" },
	{ "sealed to another key", LEVEL_MODERN, to_another_key,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
	{ "sealed to the CA", LEVEL_MODERN, to_the_ca, SCEP_CHECK_ENVELOPE,
	    ERR_INTEGRITY, true, NULL },
	{ "not sealed", LEVEL_MODERN, csr_in_the_clear, SCEP_CHECK_ENVELOPE,
	    ERR_INTEGRITY, true, "no envelope" },
	{ "garbage in it", LEVEL_MODERN, garbage_sealed, SCEP_CHECK_ENVELOPE,
	    ERR_INTEGRITY, true, SHUT },
	{ "a certificate in it", LEVEL_MODERN, certificate_sealed,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
	{ "half a CSR in it", LEVEL_MODERN, half_a_csr_sealed,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
	{ "a CSR and a byte in it", LEVEL_MODERN, csr_and_a_byte_sealed,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
	{ "another's broken CSR in it", LEVEL_MODERN, other_csr_broken,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
};

static void
what_does_not_open_is_bad_message_check(void **state)
{
	(void)state;
	check_rows_run(lab, envelope_rows, N(envelope_rows));
}

/* Of a key, but its challenge and its signature are of odd types. */
static struct span
odd_csr(struct lab *l, const struct key *k, unsigned int challenge_tag,
    const char *signature_oid)
{
	struct err e = { 0 };
	struct span out = { 0 };
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 0);
	der_raw(&w, lab_subject(l, "/CN=odd"));
	der_raw(&w, key_spki(k));
	der_open(&w, DER_CONTEXT_CONSTRUCTED | 0);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, "1.2.840.113549.1.9.7");
	der_open(&w, DER_SET);
	der_put(&w, challenge_tag, span_of_str("x"));
	der_close(&w);
	der_close(&w);
	der_close(&w);
	der_close(&w);
	der_open(&w, DER_SEQUENCE);
	der_oid(&w, signature_oid);
	der_null(&w);
	der_close(&w);
	der_put(&w, DER_BIT_STRING, span_of("\0signature", 10));
	der_close(&w);
	if (der_done(&w, l->a, &out, &e) == -1)
		fail_msg("%s", e.text);
	return out;
}

#define OID_SHA256_RSA "1.2.840.113549.1.1.11"
#define OID_MD2_RSA "1.2.840.113549.1.1.2"

static void
csr_odd_challenge(struct lab *l, struct lab_message *m)
{
	m->csr = odd_csr(l, m->key, DER_INTEGER, OID_SHA256_RSA);
}

static void
csr_odd_signature(struct lab *l, struct lab_message *m)
{
	m->csr = odd_csr(l, m->key, DER_UTF8_STRING, OID_MD2_RSA);
}

/* The same of somebody else's key tells nothing. */
static void
other_csr_odd(struct lab *l, struct lab_message *m)
{
	m->csr = odd_csr(l, l->other, DER_INTEGER, OID_SHA256_RSA);
}

static void
other_csr_odd_signature(struct lab *l, struct lab_message *m)
{
	m->csr = odd_csr(l, l->other, DER_UTF8_STRING, OID_MD2_RSA);
}

static void
csr_broken(struct lab *l, struct lab_message *m)
{
	m->csr = break_signature(l, m->csr);
}

static void
csr_of_another_key(struct lab *l, struct lab_message *m)
{
	m->csr = lab_csr(l, l->other, DIGEST_SHA256, LAB_CHALLENGE);
}

static void
csr_sha1(struct lab *l, struct lab_message *m)
{
	m->csr = lab_csr(l, m->key, DIGEST_SHA1, LAB_CHALLENGE);
}

static void
csr_md5(struct lab *l, struct lab_message *m)
{
	m->csr = lab_csr(l, m->key, DIGEST_MD5, LAB_CHALLENGE);
}

static void
key_weak(struct lab *l, struct lab_message *m)
{
	*m = lab_draft(l, l->weak);
}

static void
key_exponent3(struct lab *l, struct lab_message *m)
{
	*m = lab_draft(l, l->exponent3);
}

static void
key_ec(struct lab *l, struct lab_message *m)
{
	*m = lab_draft(l, l->ec);
}

static const struct check_row csr_rows[] = {
	{ "its challenge is a number", LEVEL_MODERN, csr_odd_challenge,
	    SCEP_CHECK_CSR, ERR_MALFORMED, true, "challengePassword" },
	{ "its signature is of MD2", LEVEL_OBSOLETE, csr_odd_signature,
	    SCEP_CHECK_CSR, ERR_ALGORITHM, true, "not supported" },
	{ "another's, its challenge a number", LEVEL_MODERN, other_csr_odd,
	    SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true, SHUT },
	{ "another's, its signature of MD2", LEVEL_OBSOLETE,
	    other_csr_odd_signature, SCEP_CHECK_ENVELOPE, ERR_INTEGRITY, true,
	    SHUT },
	{ "its signature is broken", LEVEL_MODERN, csr_broken, SCEP_CHECK_CSR,
	    ERR_DENIED, true, "own signature" },
	{ "not the signer's key", LEVEL_MODERN, csr_of_another_key,
	    SCEP_CHECK_CSR, ERR_DENIED, true, "not the key" },
	{ "signed with SHA-1, modern", LEVEL_MODERN, csr_sha1, SCEP_CHECK_CSR,
	    ERR_ALGORITHM, true, "SHA-1" },
	{ "signed with SHA-1, legacy", LEVEL_LEGACY, csr_sha1, SCEP_CHECK_NONE,
	    ERR_NONE, true, NULL },
	{ "signed with MD5, legacy", LEVEL_LEGACY, csr_md5, SCEP_CHECK_CSR,
	    ERR_ALGORITHM, true, "MD5" },
	{ "signed with MD5, obsolete", LEVEL_OBSOLETE, csr_md5, SCEP_CHECK_NONE,
	    ERR_NONE, true, NULL },
	{ "RSA 1024", LEVEL_MODERN, key_weak, SCEP_CHECK_CSR, ERR_ALGORITHM,
	    true, "1024" },
	{ "RSA 1024, obsolete", LEVEL_OBSOLETE, key_weak, SCEP_CHECK_CSR,
	    ERR_ALGORITHM, true, "1024" },
	{ "exponent 3, modern", LEVEL_MODERN, key_exponent3, SCEP_CHECK_CSR,
	    ERR_DENIED, true, "exponent" },
	{ "exponent 3, legacy", LEVEL_LEGACY, key_exponent3, SCEP_CHECK_NONE,
	    ERR_NONE, true, NULL },
	{ "P-256", LEVEL_MODERN, key_ec, SCEP_CHECK_NONE, ERR_NONE, true,
	    NULL },
};

static void
the_csr_holds_and_its_key_is_allowed(void **state)
{
	(void)state;
	check_rows_run(lab, csr_rows, N(csr_rows));
}

/* SEQUENCE of nothing. */
static struct span
no_name(void)
{
	return span_of("\x30\x00", 2);
}

struct renewal_row {
	const char *name;
	struct span held; /* what the signer's certificate names */
	const char *held_alt;
	const struct key *key; /* of the CSR */
	struct span asked;
	const char *asked_alt;
	bool taken;
};

static void
try_renewal(const struct renewal_row *row)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };
	int rc;

	m.signer = lab_issue_to(lab, m.key, row->held, row->held_alt);
	m.csr = lab_csr_named(lab, row->key, row->asked, row->asked_alt);
	rc = scep_request_parse(lab_build(lab, &m), &lab->responder, LAB_NOW,
	    lab->a, &req, &e);
	if ((rc == 0) != row->taken)
		fail_msg("%s: got %d: %s", row->name, rc, e.text);
	if (rc == 0)
		return;
	if (req.failed_check != SCEP_CHECK_CSR ||
	    scep_fail_of(e.kind) != SCEP_BAD_REQUEST ||
	    strstr(e.text, "the certificate of another device") == NULL)
		fail_msg("%s: check %d: %s", row->name, (int)req.failed_check,
		    e.text);
}

/*
 * Whoever holds any certificate of the CA could else send a device's
 * envelope again, and be answered in its place.
 */
static void
under_an_issued_signer_the_csr_is_the_same_devices(void **state)
{
	const struct span seven = lab_subject(lab, "/O=Acme/CN=router 7");
	const struct span shouted = lab_subject(lab, "/O=ACME/CN=Router  7");
	const struct span eight = lab_subject(lab, "/O=Acme/CN=router 8");
	const struct span blank = lab_subject(lab, "/CN= ");
	const struct key *const old = lab->device, *const other = lab->other;
	const struct renewal_row rows[] = {
		{ "its key and name", seven, NULL, old, seven, NULL, true },
		{ "its key, a new name", seven, NULL, old, eight, NULL, true },
		{ "a new key, its name", seven, NULL, other, seven, NULL,
		    true },
		{ "a new key, its name in other letters", seven, NULL, other,
		    shouted, NULL, true },
		{ "a new key, more names", seven, NULL, other, seven,
		    "dns:r7.example", true },
		{ "another's key and name", seven, NULL, other, eight, NULL,
		    false },
		{ "another's key, no name", seven, NULL, other, no_name(),
		    "dns:r7.example", false },
		{ "neither has a name", no_name(), NULL, other, no_name(), NULL,
		    false },
		{ "both have a blank one", blank, NULL, other, blank, NULL,
		    false },
		{ "no names, other alternative ones", no_name(),
		    "dns:r7.example", other, no_name(), "dns:r8.example",
		    false },
		{ "no names, the same alternative one", no_name(),
		    "dns:r7.example", other, no_name(), "dns:r7.example",
		    true },
	};
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++)
		try_renewal(&rows[i]);
}

static void
a_profile_may_want_larger_keys(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	r.rsa_least_bits = 3072;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &r, LAB_NOW,
			     lab->a, &req, &e),
	    -1);
	assert_int_equal(req.failed_check, SCEP_CHECK_CSR);
	assert_int_equal(scep_fail_of(e.kind), SCEP_BAD_ALG);
}

static void
one_key_is_decoded_once(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
	assert_ptr_equal(req.csr_key, req.signer_key);
	assert_true(req.csr.has_challenge);
	assert_true(span_equal(req.csr.challenge, span_of_str(LAB_CHALLENGE)));
}

static void
the_level_is_the_lowest_that_would_do(void **state)
{
	static const struct {
		enum digest digest, csr_digest;
		enum cipher cipher;
		enum level level;
	} rows[] = {
		{ DIGEST_SHA256, DIGEST_SHA512, CIPHER_AES256, LEVEL_MODERN },
		{ DIGEST_SHA1, DIGEST_SHA256, CIPHER_AES256, LEVEL_LEGACY },
		{ DIGEST_SHA256, DIGEST_SHA1, CIPHER_AES256, LEVEL_LEGACY },
		{ DIGEST_SHA256, DIGEST_SHA256, CIPHER_DES3, LEVEL_LEGACY },
		{ DIGEST_MD5, DIGEST_SHA1, CIPHER_DES3, LEVEL_OBSOLETE },
		{ DIGEST_SHA256, DIGEST_MD5, CIPHER_AES256, LEVEL_OBSOLETE },
		{ DIGEST_SHA1, DIGEST_SHA256, CIPHER_DES, LEVEL_OBSOLETE },
	};
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };
	size_t i;

	(void)state;
	r.level = LEVEL_OBSOLETE;
	for (i = 0; i < N(rows); i++) {
		struct lab_message m = lab_draft(lab, lab->device);

		m.digest = rows[i].digest;
		m.cipher = rows[i].cipher;
		m.csr = lab_csr(lab, m.key, rows[i].csr_digest, NULL);
		if (scep_request_parse(lab_build(lab, &m), &r, LAB_NOW, lab->a,
			&req, &e) == -1)
			fail_msg("row %zu: %s", i, e.text);
		assert_int_equal(req.level, rows[i].level);
	}
}

static void
an_exponent_of_3_needs_legacy(void **state)
{
	struct lab_message m = lab_draft(lab, lab->exponent3);
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	r.level = LEVEL_OBSOLETE;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &r, LAB_NOW,
			     lab->a, &req, &e),
	    0);
	assert_int_equal(req.level, LEVEL_LEGACY);
}

static void
ber_in_pieces_is_the_same_message(void **state)
{
	static const size_t pieces[] = { 1, 7, 100, 1000, 60000 };
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct span envelope;
	struct err e = { 0 };
	size_t i;

	(void)state;
	envelope = lab_seal(lab, &m, m.csr);
	for (i = 0; i < N(pieces); i++) {
		m.envelope = lab_to_ber(lab, envelope, pieces[i]);
		if (scep_request_parse(lab_to_ber(lab, lab_build(lab, &m),
					   pieces[i]),
			&lab->responder, LAB_NOW, lab->a, &req, &e) == -1)
			fail_msg("pieces of %zu: %s", pieces[i], e.text);
		assert_true(span_equal(req.csr.der, m.csr));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_levels_say_which_cipher_opens),
		cmocka_unit_test(what_does_not_open_is_bad_message_check),
		cmocka_unit_test(the_csr_holds_and_its_key_is_allowed),
		cmocka_unit_test(
		    under_an_issued_signer_the_csr_is_the_same_devices),
		cmocka_unit_test(a_profile_may_want_larger_keys),
		cmocka_unit_test(one_key_is_decoded_once),
		cmocka_unit_test(the_level_is_the_lowest_that_would_do),
		cmocka_unit_test(an_exponent_of_3_needs_legacy),
		cmocka_unit_test(ber_in_pieces_is_the_same_message),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
