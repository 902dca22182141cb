/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The SCEP message: checks 1 to 7 on arbitrary bytes at the level that takes
 * most, and the answer to whatever can be answered.
 */
#include <stdint.h>
#include <stdlib.h>

#include "unit/scep/lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* What scep_request_parse promises of a request that passed or did not. */
static void
check_promises(const struct scep_request *req, int rc, const struct err *e)
{
	if (req->answerable &&
	    (req->transaction_id == NULL || req->transaction_id[0] == '\0' ||
		req->sender_nonce.len == 0 ||
		req->sender_nonce.len > SCEP_NONCE_MOST))
		abort();
	if (rc == 0 &&
	    (!req->answerable || req->csr_key == NULL ||
		req->signer_key == NULL ||
		req->failed_check != SCEP_CHECK_NONE ||
		req->message_type != SCEP_PKCS_REQ))
		abort();
	if (rc == -1 &&
	    (req->failed_check == SCEP_CHECK_NONE || e->kind == ERR_NONE ||
		e->kind == ERR_INTERNAL || e->text[0] == '\0'))
		abort();
}

static void
answer(const struct lab *lab, const struct scep_request *req, int rc,
    const struct err *why, struct arena *a)
{
	static const uint8_t nonce[16] = "sixteen bytes!!";
	struct scep_reply reply = { .status = SCEP_FAILURE,
		.fail = scep_fail_of(why->kind),
		.fail_text = why->text };
	struct span cert = lab->ca.der, out;
	struct err e = { 0 };

	if (rc == 0 && scep_reply_possible(req, &e) == 0) {
		reply.status = SCEP_SUCCESS;
		reply.certs = &cert;
		reply.cert_count = 1;
	}
	if (scep_reply_build(&reply, req, nonce, LAB_NOW, a, &out, &e) == -1)
		abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct lab *lab;
	struct scep_request req;
	struct err e = { 0 };
	struct arena *a;
	int rc;

	if (lab == NULL) {
		lab = lab_new();
		lab->responder.level = LEVEL_OBSOLETE;
	}
	a = arena_new();
	rc = scep_request_parse(span_of(at, len), &lab->responder, LAB_NOW, a,
	    &req, &e);
	check_promises(&req, rc, &e);
	if (req.answerable)
		answer(lab, &req, rc, &e, a);
	arena_free(a);
	return 0;
}
