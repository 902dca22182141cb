/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Messages that real clients sent (tests/data/README.md says which), from the
 * device's key to the lab's RA.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lab.h"
#include "pki/name.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

struct captured {
	const char *name; /* of the file */
	const char *id;
	const char *subject;
	enum level level; /* the lowest that takes it */
	enum digest digest;
	enum cipher cipher;
	enum scheme scheme;
};

static const struct captured rows[] = {
	{ "scepclient", "+/1ddNTSOL5ravGPve518i/DlZk=",
	    "C=US,O=scep-client,OU=MDM,CN=captured", LEVEL_OBSOLETE,
	    DIGEST_SHA1, CIPHER_DES, SCHEME_RSA },
	{ "strongswan", "15B2A60E560B538D9F259D50488EC4778AA78562",
	    "C=DE,O=Captured,CN=strongswan", LEVEL_MODERN, DIGEST_SHA256,
	    CIPHER_AES128, SCHEME_RSA },
	{ "strongswan-pss", "15B2A60E560B538D9F259D50488EC4778AA78562",
	    "C=DE,O=Captured,CN=strongswan", LEVEL_LEGACY, DIGEST_SHA512,
	    CIPHER_DES3, SCHEME_RSA_PSS },
	{ "certmonger",
	    "434793271028832093087368029846498326536"
	    "67349300085601176549680170794897003594",
	    "CN=captured.example,O=Captured", LEVEL_MODERN, DIGEST_SHA256,
	    CIPHER_AES256, SCHEME_RSA },
};

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
check_passed(const struct captured *row, const struct scep_request *req)
{
	assert_string_equal(req->transaction_id, row->id);
	assert_int_equal(req->digest, row->digest);
	assert_int_equal(req->cipher, row->cipher);
	assert_int_equal(req->level, row->level);
	assert_int_equal(req->signer_kind, SCEP_SIGNER_SELF);
	assert_int_equal(req->csr.scheme, row->scheme);
	assert_string_equal(name_text(lab->a, req->csr.subject), row->subject);
	assert_true(
	    span_equal(req->csr.challenge, span_of_str("secret-challenge")));
}

static void
try_at(const struct captured *row, struct span ber, enum level level)
{
	struct scep_responder r = lab->responder;
	struct scep_request req;
	struct err e = { 0 };
	int rc;

	r.level = level;
	rc = scep_request_parse(ber, &r, LAB_NOW, lab->a, &req, &e);
	if ((rc == 0) != (level >= row->level))
		fail_msg("%s at %s: got %d: %s", row->name, level_name(level),
		    rc, e.text);
	assert_true(req.answerable);
	if (rc == 0)
		check_passed(row, &req);
	else
		assert_int_equal(scep_fail_of(e.kind), SCEP_BAD_ALG);
}

static void
what_real_clients_send_is_read(void **state)
{
	struct span ber;
	size_t i;
	int level;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		ber = lab_file(lab,
		    arena_printf(lab->a, "fuzz/corpus/message/captured-%s",
			rows[i].name));
		for (level = 0; level < LEVEL__COUNT; level++)
			try_at(&rows[i], ber, (enum level)level);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_real_clients_send_is_read),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
