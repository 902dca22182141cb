/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What pki reads: an envelope, opened with the RA's key, and the request in
 * it; and the same bytes as a certificate and names at once.  Requests have a
 * target of their own, since no fuzzer finds a way through the encryption.
 */
#include <stdint.h>
#include <stdlib.h>

#include "pki/csr.h"
#include "pki/name.h"
#include "unit/scep/lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

/* A failure has a kind that is the sender's fault, and words. */
static void
check_failure(const struct err *e)
{
	if (e->kind == ERR_NONE || e->kind == ERR_INTERNAL ||
	    e->text[0] == '\0')
		abort();
}

/* fuzz_csr looks closer. */
static void
read_request(struct span s, struct arena *a)
{
	struct err e = { 0 };
	struct csr csr;

	if (csr_parse(s, a, &csr, &e) == -1)
		check_failure(&e);
}

static void
read_certificate(struct span s, const struct lab *lab, struct arena *a)
{
	struct err e = { 0 };
	struct cert c;

	if (cert_parse(s, &c, &e) == -1) {
		check_failure(&e);
		return;
	}
	(void)name_text(a, c.issuer);
	(void)cert_is_self_issued(&c);
	(void)cert_is_ca(&c);
	(void)cert_key_usage(&c);
	if (cert_verify(&c, lab->responder.ca_public, &e) == -1)
		check_failure(&e);
}

static void
read_envelope(struct span s, const struct lab *lab, struct arena *a)
{
	struct cms_enveloped m;
	struct err e = { 0 };
	struct span plain;

	if (cms_enveloped_parse(s, &lab->ra, a, &m, &e) == -1) {
		check_failure(&e);
		return;
	}
	if (m.cipher_known && m.cipher == CIPHER_DES &&
	    cipher_enable_obsolete(&e) == -1)
		abort();
	if (cms_enveloped_open(&m, lab->ra_key, a, &plain, &e) == -1) {
		check_failure(&e);
		if (plain.len != 0)
			abort();
		return;
	}
	read_request(plain, a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct lab *lab;
	struct span s = span_of(at, len);
	struct arena *a;

	if (lab == NULL)
		lab = lab_new();
	a = arena_new();
	read_envelope(s, lab, a);
	read_certificate(s, lab, a);
	(void)name_text(a, s);
	(void)alt_names_text(a, s);
	arena_free(a);
	return 0;
}
