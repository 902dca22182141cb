/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A certification request as a device has sealed it: read, verified, its
 * names checked and shown, and made into a certificate that can be read again
 * and says the same.
 */
#include <stdint.h>
#include <stdlib.h>

#include "base/text.h"
#include "pki/csr.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "unit/scep/lab.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

/* A failure has a kind that is the sender's fault, and words. */
static void
check_failure(const struct err *e)
{
	must(e->kind != ERR_NONE && e->kind != ERR_INTERNAL &&
	    e->text[0] != '\0');
}

/* What a certificate would be made of has the right shape, and can be shown. */
static void
check_names(const struct csr *csr, struct arena *a)
{
	struct err e = { 0 };
	unsigned int n;

	must(name_check(csr->subject, &n, &e) == 0);
	must(name_is_empty(csr->subject) == (n == 0));
	must(name_same(csr->subject, csr->subject));
	(void)name_text(a, csr->subject);
	must(csr->alt_names.len == 0 ||
	    alt_names_check(csr->alt_names, &n, &e) == 0);
	(void)alt_names_text(a, csr->alt_names);
	/* It is compared, hashed and kept as text. */
	must(csr->challenge.len == 0 ||
	    (csr->has_challenge && text_is_utf8(csr->challenge)));
}

static void
check_key(const struct csr *csr)
{
	struct err e = { 0 };
	struct key *k;

	if (key_from_spki(csr->spki, &k, &e) == -1) {
		check_failure(&e);
		return;
	}
	if (csr_verify(csr, k, &e) == -1)
		check_failure(&e);
	for (int level = 0; level < LEVEL__COUNT; level++) {
		e = (struct err){ 0 };
		if (key_check_enrollable(k, (enum level)level, 2048, &e) == -1)
			check_failure(&e);
	}
	key_free(k);
}

/* As a local CA would make it of what the request says. */
static void
check_certificate(const struct csr *csr, struct lab *lab, struct arena *a)
{
	static const uint8_t serial[] = { 1 };
	const struct cert_draft d = { .serial = span_of(serial, 1),
		.subject = csr->subject,
		.spki = csr->spki,
		.not_before = LAB_NOW,
		.not_after = LAB_NOW + 1,
		.key_usage = USAGE_DIGITAL_SIGNATURE,
		.alt_names = csr->alt_names };
	struct err e = { 0 };
	struct span der;
	struct cert c;

	if (cert_sign(&d, &lab->ca, lab->ec, a, &der, &e) == -1) {
		check_failure(&e);
		return;
	}
	must(cert_parse(der, &c, &e) == 0);
	must(span_equal(c.subject, csr->subject));
	must(span_equal(c.spki, csr->spki));
	must(span_equal(cert_extension(&c, OID_ALT_NAMES), csr->alt_names));
	must(!cert_is_ca(&c));
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	static struct lab *lab;
	struct err e = { 0 };
	struct arena *a;
	struct csr csr;

	if (lab == NULL)
		lab = lab_new();
	a = arena_new();
	if (csr_parse(span_of(at, len), a, &csr, &e) == -1) {
		check_failure(&e);
	} else {
		check_names(&csr, a);
		check_key(&csr);
		check_certificate(&csr, lab, a);
	}
	arena_free(a);
	return 0;
}
