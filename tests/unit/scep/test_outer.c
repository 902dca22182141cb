/* SPDX-License-Identifier: BSD-2-Clause */
/* Checks 1, 2, 3 and 5: the SignedData and its signer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "check_rows.h"
#include "pki/der.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

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

static void
digest_md5(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->digest = DIGEST_MD5;
}

static void
digest_sha1(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->digest = DIGEST_SHA1;
}

static void
digest_sha384(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->digest = DIGEST_SHA384;
}

static void
digest_sha512(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->digest = DIGEST_SHA512;
}

static const struct check_row algorithm_rows[] = {
	{ "SHA-256", LEVEL_MODERN, NULL, SCEP_CHECK_NONE, ERR_NONE, true,
	    NULL },
	{ "SHA-384", LEVEL_MODERN, digest_sha384, SCEP_CHECK_NONE, ERR_NONE,
	    true, NULL },
	{ "SHA-512", LEVEL_MODERN, digest_sha512, SCEP_CHECK_NONE, ERR_NONE,
	    true, NULL },
	{ "SHA-1, modern", LEVEL_MODERN, digest_sha1, SCEP_CHECK_ALGORITHM,
	    ERR_ALGORITHM, true, "SHA-1" },
	{ "SHA-1, legacy", LEVEL_LEGACY, digest_sha1, SCEP_CHECK_NONE, ERR_NONE,
	    true, NULL },
	{ "MD5, modern", LEVEL_MODERN, digest_md5, SCEP_CHECK_ALGORITHM,
	    ERR_ALGORITHM, true, "MD5" },
	{ "MD5, legacy", LEVEL_LEGACY, digest_md5, SCEP_CHECK_ALGORITHM,
	    ERR_ALGORITHM, true, "MD5" },
	{ "MD5, obsolete", LEVEL_OBSOLETE, digest_md5, SCEP_CHECK_NONE,
	    ERR_NONE, true, NULL },
};

static void
the_levels_say_which_digest_signs(void **state)
{
	(void)state;
	check_rows_run(lab, algorithm_rows, N(algorithm_rows));
}

/* Signed by another key than the certificate's. */
static void
wrong_signature(struct lab *l, struct lab_message *m)
{
	m->key = l->other;
}

static void
no_certificate(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->no_cert = true;
}

static const struct check_row signature_rows[] = {
	{ "signed by another key", LEVEL_MODERN, wrong_signature,
	    SCEP_CHECK_SIGNATURE, ERR_INTEGRITY, true, NULL },
	{ "certificate left out", LEVEL_MODERN, no_certificate,
	    SCEP_CHECK_SHAPE, ERR_MALFORMED, false, NULL },
};

static void
the_signature_is_the_certificates(void **state)
{
	(void)state;
	check_rows_run(lab, signature_rows, N(signature_rows));
}

/* macOS has been seen to do the first, jscep and cryptlib the others. */
static void
more_attributes(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->more[0] = (struct cms_attribute){ .oid = "1.2.840.113549.1.9.7",
		.tag = DER_UTF8_STRING,
		.value = span_of_str("in the clear") };
	m->more[1] = (struct cms_attribute){ .oid = "1.2.840.113549.1.9.52",
		.tag = DER_SEQUENCE,
		.value = span_of("\x05\x00", 2) };
	m->more[2] = (struct cms_attribute){ .oid = "1.2.840.113549.1.9.25.3",
		.tag = DER_OCTET_STRING,
		.value = span_of_str("random") };
	m->more[3] = (struct cms_attribute){ .oid = SCEP_OID_RECIPIENT_NONCE,
		.tag = DER_OCTET_STRING,
		.value = span_of_str("of before") };
	m->more_count = 4;
}

static void
nonce_twice(struct lab *l, struct lab_message *m)
{
	(void)l;
	m->more[0] = (struct cms_attribute){ .oid = SCEP_OID_SENDER_NONCE,
		.tag = DER_OCTET_STRING,
		.value = span_of_str("another") };
	m->more_count = 1;
}

static const struct check_row attribute_rows[] = {
	{ "others are no matter", LEVEL_MODERN, more_attributes,
	    SCEP_CHECK_NONE, ERR_NONE, true, NULL },
	{ "senderNonce twice", LEVEL_MODERN, nonce_twice, SCEP_CHECK_SHAPE,
	    ERR_MALFORMED, false, NULL },
};

static void
attributes_come_once_and_unknown_ones_are_ignored(void **state)
{
	(void)state;
	check_rows_run(lab, attribute_rows, N(attribute_rows));
}

static void
signer_v1(struct lab *l, struct lab_message *m)
{
	m->signer = lab_v1(l, m->key);
}

static void
signer_issued(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue(l, m->key, -1, 1);
}

/* As at a renewal: the old key signs, the CSR is of a new one. */
static void
signer_issued_new_key(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue(l, m->key, -1, 1);
	m->csr = lab_csr(l, l->other, DIGEST_SHA256, NULL);
}

static void
signer_ended(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue(l, m->key, -30, -1);
}

static void
signer_ends_now(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue(l, m->key, -30, 0);
}

static void
signer_not_yet(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue(l, m->key, 1, 30);
}

static void
signer_forged(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue_forged(l, m->key);
}

static void
signer_renamed(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue_renamed(l, m->key);
}

static void
signer_foreign(struct lab *l, struct lab_message *m)
{
	m->signer = lab_issue_foreign(l, m->key);
}

static const struct check_row signer_rows[] = {
	{ "self-signed, version 1, serial 1", LEVEL_MODERN, signer_v1,
	    SCEP_CHECK_NONE, ERR_NONE, true, NULL },
	{ "issued by the CA", LEVEL_MODERN, signer_issued, SCEP_CHECK_NONE,
	    ERR_NONE, true, NULL },
	{ "issued by the CA, CSR of a new key", LEVEL_MODERN,
	    signer_issued_new_key, SCEP_CHECK_NONE, ERR_NONE, true, NULL },
	{ "issued by the CA, in its last second", LEVEL_MODERN, signer_ends_now,
	    SCEP_CHECK_NONE, ERR_NONE, true, NULL },
	{ "issued by the CA, ended", LEVEL_MODERN, signer_ended,
	    SCEP_CHECK_SIGNER, ERR_INTEGRITY, true, "ended on 2027-12-31" },
	{ "issued by the CA, not yet valid", LEVEL_MODERN, signer_not_yet,
	    SCEP_CHECK_SIGNER, ERR_INTEGRITY, true,
	    "not valid before 2028-01-02" },
	{ "in the CA's name by another key", LEVEL_MODERN, signer_forged,
	    SCEP_CHECK_SIGNER, ERR_INTEGRITY, true, "another key" },
	{ "by the CA's key in another name", LEVEL_MODERN, signer_renamed,
	    SCEP_CHECK_SIGNER, ERR_INTEGRITY, true, "neither" },
	{ "issued by a stranger", LEVEL_MODERN, signer_foreign,
	    SCEP_CHECK_SIGNER, ERR_INTEGRITY, true, "Test RA" },
};

static void
the_signer_is_self_signed_or_of_this_ca(void **state)
{
	(void)state;
	check_rows_run(lab, signer_rows, N(signer_rows));
}

static void
the_kind_of_signer_is_told(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
	assert_int_equal(req.signer_kind, SCEP_SIGNER_SELF);
	/* The CA's own name makes no self-signed one of what it issued. */
	m.signer = lab_issue_to(lab, m.key, lab->ca.subject, NULL);
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
	assert_int_equal(req.signer_kind, SCEP_SIGNER_ISSUED);
	signer_issued_new_key(lab, &m);
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    0);
	assert_int_equal(req.signer_kind, SCEP_SIGNER_ISSUED);
	assert_true(span_equal(req.signer.der, m.signer.der));
	assert_ptr_not_equal(req.csr_key, req.signer_key);
}

static void
what_is_no_cms_is_not_answerable(void **state)
{
	static const struct {
		const char *name;
		struct span bytes;
	} rows[] = {
		{ "nothing", { NULL, 0 } },
		{ "a word", { (const uint8_t *)"GET / HTTP", 10 } },
		{ "an empty sequence", { (const uint8_t *)"\x30\x00", 2 } },
		{ "a sequence without end",
		    { (const uint8_t *)"\x30\x80\x30\x80", 4 } },
		{ "a length of 4 GB",
		    { (const uint8_t *)"\x30\x84\xff\xff\xff\xff\x06", 7 } },
	};
	struct scep_request req;
	struct err e = { 0 };
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		if (scep_request_parse(rows[i].bytes, &lab->responder, LAB_NOW,
			lab->a, &req, &e) == 0)
			fail_msg("%s: passed", rows[i].name);
		if (req.answerable || req.failed_check != SCEP_CHECK_SHAPE ||
		    e.kind != ERR_MALFORMED)
			fail_msg("%s: got check %d, %s", rows[i].name,
			    (int)req.failed_check, e.text);
	}
}

static void
bytes_behind_the_message_are_refused(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct span der = lab_build(lab, &m);
	uint8_t *more = arena_alloc(lab->a, der.len + 1);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	memcpy(more, der.at, der.len);
	assert_int_equal(scep_request_parse(span_of(more, der.len + 1),
			     &lab->responder, LAB_NOW, lab->a, &req, &e),
	    -1);
	assert_int_equal(req.failed_check, SCEP_CHECK_SHAPE);
}

static void
a_refused_digest_is_answered_with_sha256(void **state)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct scep_request req;
	struct err e = { 0 };

	(void)state;
	m.digest = DIGEST_MD5;
	assert_int_equal(scep_request_parse(lab_build(lab, &m), &lab->responder,
			     LAB_NOW, lab->a, &req, &e),
	    -1);
	assert_true(req.answerable);
	assert_int_equal(req.digest, DIGEST_SHA256);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_levels_say_which_digest_signs),
		cmocka_unit_test(the_signature_is_the_certificates),
		cmocka_unit_test(
		    attributes_come_once_and_unknown_ones_are_ignored),
		cmocka_unit_test(the_signer_is_self_signed_or_of_this_ca),
		cmocka_unit_test(the_kind_of_signer_is_told),
		cmocka_unit_test(what_is_no_cms_is_not_answerable),
		cmocka_unit_test(bytes_behind_the_message_are_refused),
		cmocka_unit_test(a_refused_digest_is_answered_with_sha256),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
