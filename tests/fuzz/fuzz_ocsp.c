/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * An OCSP request as anybody on the network sends it: read, met with a CA,
 * and answered with what was read of it.
 */
#include <stdint.h>
#include <stdlib.h>

#include "pki/ocsp.h"
#include "unit/scep/lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
is_inside(struct span part, struct span whole)
{
	return part.len == 0 ||
	    (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

static void
check_asked(const struct ocsp_request *r, struct span der)
{
	const struct ocsp_asked *asked;

	must(r->n >= 1 && r->n <= OCSP_ASKED_MOST);
	must(is_inside(r->nonce, der) && r->nonce.len <= OCSP_NONCE_MOST + 3);
	for (unsigned int i = 0; i < r->n; i++) {
		asked = &r->asked[i];
		must(is_inside(asked->id, der));
		must(is_inside(asked->serial, asked->id));
		must(is_inside(asked->name_hash, asked->id));
		must(is_inside(asked->key_hash, asked->id));
		must(asked->serial.len >= 1 &&
		    asked->serial.len <= OCSP_SERIAL_MOST);
	}
}

/* Whatever was asked, the answer can be made. */
static void
check_answer(const struct ocsp_request *r, struct lab *lab, struct arena *a)
{
	struct ocsp_single singles[OCSP_ASKED_MOST] = { 0 };
	struct ocsp_draft d = { .singles = singles,
		.n = r->n,
		.produced = LAB_NOW,
		.this_update = LAB_NOW,
		.next_update = LAB_NOW + 1,
		.nonce = r->nonce };
	struct err e = { 0 };
	struct span der;

	for (unsigned int i = 0; i < r->n; i++) {
		singles[i].id = r->asked[i].id;
		singles[i].status = ocsp_is_of(&r->asked[i], &lab->ca) ?
		    OCSP_REVOKED :
		    OCSP_UNKNOWN;
		singles[i].revoked = LAB_NOW;
		singles[i].reason = i % 10;
	}
	must(ocsp_sign(&d, &lab->ca, lab->ec, a, &der, &e) == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct lab *lab;
	struct ocsp_request request;
	struct err e = { 0 };
	struct arena *a;

	if (lab == NULL)
		lab = lab_new();
	a = arena_new();
	if (ocsp_parse(span_of(at, len), &request, &e) == -1) {
		must(e.kind == ERR_MALFORMED && e.text[0] != '\0');
	} else {
		check_asked(&request, span_of(at, len));
		check_answer(&request, lab, a);
	}
	arena_free(a);
	return 0;
}
