/* SPDX-License-Identifier: BSD-2-Clause */
/* A local CA made new or taken over; see local.h. */
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "connector/local.h"
#include "connector/local_files.h"
#include "connector/local_ra.h"

#define DAY (24 * 60 * 60)

/*
 * A CA begins a day in the past: a device whose clock is a little slow, or
 * set to local time, is to find its certificate valid all the same.
 */
#define CA_BACKDATE DAY

#define CA_USAGE \
	(USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN | USAGE_DIGITAL_SIGNATURE)

static int
check_key_type(struct key_type t, struct err *e)
{
	if ((t.kind == KEY_RSA && t.bits >= 2048 && t.bits <= 4096) ||
	    (t.kind == KEY_EC && (t.bits == 256 || t.bits == 384)))
		return 0;
	return err_set(e, ERR_ALGORITHM,
	    "a CA's key is rsa:2048 to rsa:4096, ec:p256 or ec:p384");
}

/* Everything is at hand but the RA: make that, and write all. */
static int
finish(const char *dir, const struct cert *ca, const struct key *ca_key,
    int64_t now, struct span contents[static LOCAL_FILE__COUNT],
    struct arena *a, struct err *e)
{
	struct buf ra;
	int rc;

	buf_init(&ra, LOCAL_FILE_LIMIT);
	rc = local_issue_ra(ca, ca_key, now, a, &ra, e);
	if (rc == 0) {
		contents[LOCAL_RA] = buf_span(&ra);
		rc = local_write(dir, contents, e);
	}
	buf_clear(&ra);
	return rc;
}

static int
make_ca(const struct connector_local_draft *d, const struct key *k,
    struct arena *a, struct cert *out, struct err *e)
{
	struct cert_draft draft = {
		.subject = d->subject,
		.spki = key_spki(k),
		.not_before = d->now - CA_BACKDATE,
		.not_after = d->now + (int64_t)d->years * 365 * DAY +
		    (int64_t)d->years / 4 * DAY,
		.ca = true,
		.key_usage = CA_USAGE,
	};
	uint8_t serial[16];
	struct span der;

	cert_random_serial(serial);
	draft.serial = span_of(serial, sizeof(serial));
	if (cert_sign(&draft, NULL, k, a, &der, e) == -1)
		return -1;
	return cert_parse(der, out, e);
}

int
connector_local_make(const struct connector_local_draft *d, struct err *e)
{
	struct span contents[LOCAL_FILE__COUNT] = { 0 };
	struct arena *a = arena_new();
	struct key *k = NULL;
	struct cert ca;
	struct buf pem;
	int rc = -1;

	buf_init(&pem, LOCAL_FILE_LIMIT);
	if (check_key_type(d->key_type, e) == -1 ||
	    key_generate(d->key_type, &k, e) == -1 ||
	    make_ca(d, k, a, &ca, e) == -1 ||
	    key_to_pem(k, NULL, &pem, e) == -1)
		goto out;
	contents[LOCAL_CA_KEY] = buf_span(&pem);
	contents[LOCAL_CA_CERT] = span_of_str(cert_to_pem(a, ca.der));
	rc = finish(d->dir, &ca, k, d->now, contents, a, e);
out:
	buf_clear(&pem);
	key_free(k);
	arena_free(a);
	return rc;
}

/* RFC 5280 section 6.1: each certificate was issued by the next. */
static int
check_chain(const struct cert *certs, unsigned int n, struct err *e)
{
	struct key *k;
	unsigned int i;
	int rc;

	for (i = 0; i + 1 < n; i++) {
		if (!span_equal(certs[i].issuer, certs[i + 1].subject))
			return err_set(e, ERR_DENIED,
			    "certificate %u did not issue certificate %u: "
			    "want the CA first, then the ones above it in "
			    "order",
			    i + 2, i + 1);
		if (key_from_spki(certs[i + 1].spki, &k, e) == -1)
			return -1;
		rc = cert_verify(&certs[i], k, e);
		key_free(k);
		if (rc == -1)
			return err_prefix(e,
			    "certificate %u under the key of certificate %u",
			    i + 1, i + 2);
	}
	return 0;
}

static int
check_import(const struct connector_local_import *i, const struct cert *certs,
    unsigned int n, const struct key *k, struct arena *a, struct err *e)
{
	if (local_check_ca(&certs[0], k, e) == -1)
		return -1;
	if (i->now > certs[0].not_after)
		return err_set(e, ERR_DENIED, "the CA certificate ended on %s",
		    clock_rfc3339(a, 1000 * certs[0].not_after));
	return check_chain(certs, n, e);
}

static struct span
chain_pem(const struct cert *certs, unsigned int n, struct arena *a)
{
	struct span s = { 0 };
	const char *all = "";
	unsigned int i;

	for (i = 1; i < n; i++)
		all = arena_printf(a, "%s%s", all,
		    cert_to_pem(a, certs[i].der));
	if (n > 1)
		s = span_of_str(all);
	return s;
}

int
connector_local_import(const struct connector_local_import *i, struct err *e)
{
	struct span contents[LOCAL_FILE__COUNT] = { 0 };
	struct arena *a = arena_new();
	struct cert *certs;
	struct key *k = NULL;
	struct buf pem;
	unsigned int n;
	int rc = -1;

	/* The key's file as it is: what was encrypted stays so. */
	buf_init(&pem, LOCAL_FILE_LIMIT);
	if (local_read_certs(i->cert_file, a, &certs, &n, e) == -1 ||
	    file_read(i->key_file, &pem, e) == -1 ||
	    local_read_key(i->key_file, i->passphrase, &k, e) == -1)
		goto out;
	if (check_import(i, certs, n, k, a, e) == -1) {
		err_prefix(e, "%s", i->cert_file);
		goto out;
	}
	contents[LOCAL_CA_KEY] = buf_span(&pem);
	contents[LOCAL_CA_CERT] = span_of_str(cert_to_pem(a, certs[0].der));
	contents[LOCAL_CHAIN] = chain_pem(certs, n, a);
	rc = finish(i->dir, &certs[0], k, i->now, contents, a, e);
out:
	buf_clear(&pem);
	key_free(k);
	arena_free(a);
	return rc;
}

int
connector_local_ca(const char *dir, struct arena *a, struct cert *out,
    struct err *e)
{
	struct cert *certs;
	unsigned int n;

	if (local_read_certs(local_path(a, dir, LOCAL_CA_CERT), a, &certs, &n,
		e) == -1)
		return -1;
	*out = certs[0];
	return 0;
}
