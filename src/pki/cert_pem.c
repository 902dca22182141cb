/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates in files: PEM (RFC 7468 section 5). */
#include <limits.h>
#include <string.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include "pki/cert.h"
#include "pki/pem.h"
#include "pki/pki_err.h"

/* A chain, or all that a GetCACert answer holds. */
#define CERTS_MOST 64

/* No block came: 0 at the end of the file, -1 for one that is broken. */
static int
at_end(struct err *e)
{
	if (ERR_GET_REASON(ERR_peek_last_error()) != PEM_R_NO_START_LINE)
		return pki_err(e, ERR_MALFORMED, "RFC 7468 2: PEM");
	pki_err_forget();
	return 0;
}

/* What a file's next block is: -1 error, 0 end, 1 a certificate in *out. */
static int
next_cert(BIO *bio, struct arena *a, struct cert *out, struct err *e)
{
	char *label, *header;
	unsigned char *der;
	struct span copy;
	bool wanted;
	long len;

	for (;;) {
		if (PEM_read_bio(bio, &label, &header, &der, &len) != 1)
			return at_end(e);
		wanted = strcmp(label, PEM_STRING_X509) == 0 ||
		    strcmp(label, PEM_STRING_X509_OLD) == 0;
		if (wanted)
			copy = arena_span(a, span_of(der, (size_t)len));
		OPENSSL_free(label);
		OPENSSL_free(header);
		OPENSSL_clear_free(der, (size_t)len);
		if (wanted)
			return cert_parse(copy, out, e) == -1 ? -1 : 1;
	}
}

int
cert_from_pem(struct span pem, struct arena *a, struct cert **out,
    unsigned int *n, struct err *e)
{
	struct cert found[CERTS_MOST], next;
	unsigned int count = 0;
	int rc;
	BIO *bio;

	if (pem.len > INT_MAX ||
	    (bio = BIO_new_mem_buf(pem.len == 0 ? "" : (const char *)pem.at,
		 (int)pem.len)) == NULL)
		return pki_err(e, ERR_MALFORMED, "reading certificates");
	while ((rc = next_cert(bio, a, &next, e)) == 1 && count < CERTS_MOST)
		found[count++] = next;
	BIO_free(bio);
	if (rc == 1)
		return err_set(e, ERR_MALFORMED,
		    "there are more than %d certificates", CERTS_MOST);
	if (rc == -1)
		return err_prefix(e, "certificate %u of the file", count + 1);
	if (count == 0)
		return err_set(e, ERR_MALFORMED,
		    "there is no certificate in PEM form "
		    "(-----BEGIN CERTIFICATE-----)");
	*out = arena_alloc(a, count * sizeof(**out));
	memcpy(*out, found, count * sizeof(**out));
	*n = count;
	return 0;
}

char *
cert_to_pem(struct arena *a, struct span der)
{
	return pem_text(a, PEM_STRING_X509, der);
}
