/* SPDX-License-Identifier: BSD-2-Clause */
/* A device's files; see device.h. */
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/text.h"
#include "pki/name.h"
#include "tool/device.h"

#define FILE_MOST (256 * 1024)
#define KEY_STANDARD "rsa:2048"

static char *
path_of(const struct device *d, const char *name)
{
	return arena_printf(d->a, "%s/%s", d->dir, name);
}

static int
write_file(const struct device *d, const char *name, struct span s, mode_t mode,
    struct err *e)
{
	return file_write(path_of(d, name), s, mode, e);
}

static int
make_key(struct device *d, const char *path, const char *key_type,
    struct err *e)
{
	struct key_type type;
	struct buf pem;
	int rc = -1;

	if (key_type_parse(key_type != NULL ? key_type : KEY_STANDARD, &type,
		e) == -1 ||
	    key_generate(type, &d->key, e) == -1)
		return -1;
	buf_init(&pem, FILE_MOST);
	if (key_to_pem(d->key, NULL, &pem, e) == 0)
		rc = file_write(path, buf_span(&pem), 0600, e);
	buf_clear(&pem);
	return rc;
}

static int
read_key(struct device *d, const char *path, const char *key_type,
    struct err *e)
{
	const char *have;
	struct buf pem;
	int rc;

	buf_init(&pem, FILE_MOST);
	rc = file_read(path, &pem, e);
	if (rc == 0)
		rc = key_from_pem(buf_span(&pem), NULL, &d->key, e);
	buf_clear(&pem);
	if (rc == -1)
		return err_prefix(e, "%s", path);
	have = key_type_text(d->a, key_type_of(d->key));
	if (key_type != NULL && strcmp(key_type, have) != 0)
		return err_set(e, ERR_CONFLICT,
		    "%s is a key of type %s, not %s: remove it if it is not "
		    "needed, or name another --out",
		    path, have, key_type);
	return 0;
}

int
device_open(struct device *d, const char *key_type, struct err *e)
{
	const char *path = path_of(d, "key.pem");
	struct key_type unused;
	int rc;

	/* A mistyped word leaves no directory behind. */
	if ((key_type != NULL && key_type_parse(key_type, &unused, e) == -1) ||
	    file_make_dir(d->dir, 0700, e) == -1)
		return -1;
	if (file_exists(path))
		rc = read_key(d, path, key_type, e);
	else
		rc = make_key(d, path, key_type, e);
	if (rc == -1)
		device_close(d);
	return rc;
}

void
device_close(struct device *d)
{
	key_free(d->key);
	d->key = NULL;
}

static bool
says_the_same(const struct device *d, const struct csr *c,
    const struct csr_draft *draft)
{
	struct span challenge = span_of(NULL, 0);

	if (draft->challenge != NULL)
		challenge = secret_span(draft->challenge);
	return span_equal(c->spki, key_spki(d->key)) &&
	    span_equal(c->subject, draft->subject) &&
	    span_equal(c->alt_names, draft->alt_names) &&
	    c->has_challenge == (draft->challenge != NULL) &&
	    span_equal_secret(c->challenge, challenge) &&
	    c->digest == draft->digest;
}

/* Not there, or not to be read, is the same as another one. */
static bool
read_request(const struct device *d, const char *path,
    const struct csr_draft *draft, struct span *der)
{
	struct err unused = { 0 };
	struct buf b;
	struct csr c;
	bool same = false;

	buf_init(&b, FILE_MOST);
	if (file_read(path, &b, &unused) == 0) {
		*der = arena_span(d->a, buf_span(&b));
		same = csr_parse(*der, d->a, &c, &unused) == 0 &&
		    says_the_same(d, &c, draft);
	}
	buf_clear(&b);
	return same;
}

int
device_request(struct device *d, const struct csr_draft *draft,
    struct span *der, struct err *e)
{
	const char *path = path_of(d, "request.csr");

	if (read_request(d, path, draft, der))
		return 0;
	if (csr_sign(draft, d->key, d->a, der, e) == -1)
		return -1;
	return file_write(path, *der, 0600, e);
}

int
device_asked(const struct device *d, struct span *subject, struct err *e)
{
	const char *path = path_of(d, "request.csr");
	struct buf b;
	struct csr c;
	int rc;

	if (!file_exists(path))
		return err_set(e, ERR_NOT_FOUND,
		    "%s is not there, so no request waits: ask with --subject",
		    path);
	buf_init(&b, FILE_MOST);
	rc = file_read(path, &b, e);
	if (rc == 0)
		rc = csr_parse(arena_span(d->a, buf_span(&b)), d->a, &c, e);
	buf_clear(&b);
	if (rc == -1)
		return err_prefix(e, "%s", path);
	*subject = c.subject;
	return 0;
}

void
device_forget_request(const struct device *d)
{
	(void)unlink(path_of(d, "request.csr"));
}

bool
device_has_cert(const struct device *d)
{
	return file_exists(path_of(d, "cert.pem"));
}

/* The first certificate of a file. */
static int
read_cert(const struct device *d, const char *path, struct cert *out,
    struct err *e)
{
	struct cert *certs;
	unsigned int n = 0;
	struct buf pem;
	int rc = -1;

	buf_init(&pem, FILE_MOST);
	if (file_read(path, &pem, e) == 0 &&
	    cert_from_pem(buf_span(&pem), d->a, &certs, &n, e) == 0)
		rc = 0;
	buf_clear(&pem);
	if (rc == -1)
		return err_prefix(e, "%s", path);
	if (n == 0)
		return err_set(e, ERR_MALFORMED, "%s holds no certificate",
		    path);
	*out = certs[0];
	return 0;
}

int
device_cert(const struct device *d, struct cert *out, struct err *e)
{
	const char *path = path_of(d, "cert.pem");

	if (!file_exists(path))
		return err_set(e, ERR_NOT_FOUND, "%s is not there: enrol first",
		    path);
	return read_cert(d, path, out, e);
}

static int
check_issuer(const struct device *d, const struct cert *c,
    const struct scep_ca *ca, struct err *e)
{
	struct key *issuer;
	int rc;

	if (!name_same(c->issuer, ca->issuer.subject))
		return err_set(e, ERR_INTEGRITY,
		    "the certificate that came was issued by %s, not by %s",
		    name_text(d->a, c->issuer),
		    name_text(d->a, ca->issuer.subject));
	if (key_from_spki(ca->issuer.spki, &issuer, e) == -1)
		return err_prefix(e, "the CA's key");
	rc = cert_verify(c, issuer, e);
	key_free(issuer);
	return rc == 0 ? 0 : err_prefix(e, "the certificate that came");
}

/*
 * The certificate above this one, of those that GetCACert brought.  Not by its
 * name alone, for ca.pem is what people trust, and it may have come over HTTP.
 */
static const struct cert *
issuer_of(const struct cert *c, const struct scep_ca *ca)
{
	unsigned int i;

	if (cert_is_self_issued(c))
		return NULL;
	for (i = 0; i < ca->n; i++)
		if (cert_is_issued_by(c, &ca->all[i]))
			return &ca->all[i];
	return NULL;
}

static int
write_certs(const struct device *d, const struct cert *cert,
    const struct scep_ca *ca, struct err *e)
{
	const char *own = cert_to_pem(d->a, cert->der);
	const char *above = "", *chain = own;
	const struct cert *c;
	unsigned int i;

	/* No longer than what there is, should they issue each other. */
	for (i = 0, c = &ca->issuer; c != NULL && i <= ca->n; i++) {
		above = arena_printf(d->a, "%s%s", above,
		    cert_to_pem(d->a, c->der));
		if (!cert_is_self_issued(c))
			chain = arena_printf(d->a, "%s%s", chain,
			    cert_to_pem(d->a, c->der));
		c = issuer_of(c, ca);
	}
	/* The certificate last: where it is, the rest is too. */
	if (write_file(d, "ca.pem", span_of_str(above), 0644, e) == -1 ||
	    write_file(d, "chain.pem", span_of_str(chain), 0644, e) == -1)
		return -1;
	return write_file(d, "cert.pem", span_of_str(own), 0644, e);
}

int
device_keep(const struct device *d, const struct scep_client_reply *reply,
    const struct scep_ca *ca, struct cert *out, struct err *e)
{
	if (reply->n == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.3.2.1: the answer has no certificate");
	*out = reply->certs[0];
	if (!span_equal(out->spki, key_spki(d->key)))
		return err_set(e, ERR_INTEGRITY,
		    "the certificate that came is not for our key");
	if (check_issuer(d, out, ca, e) == -1)
		return -1;
	return write_certs(d, out, ca, e);
}

/* ---- What was asked for -------------------------------------------------- */

/*
 * The CA of the certificate that it has, as it was when that came: by now
 * another of the same name may have taken over from it, and what is asked of
 * an old certificate is still this one's to sign.
 */
static bool
own_ca(const struct device *d, struct scep_ca *out)
{
	const char *path = path_of(d, "ca.pem");
	struct err unused = { 0 };

	*out = (struct scep_ca){ .n = 0 };
	return file_exists(path) &&
	    read_cert(d, path, &out->issuer, &unused) == 0;
}

static int
check_crl(const struct device *d, const struct crl *crl,
    const struct scep_ca *ca, struct err *e)
{
	struct key *issuer;
	int rc;

	if (!name_same(crl->issuer, ca->issuer.subject))
		return err_set(e, ERR_INTEGRITY,
		    "the CRL that came is of %s, not of %s",
		    name_text(d->a, crl->issuer),
		    name_text(d->a, ca->issuer.subject));
	if (key_from_spki(ca->issuer.spki, &issuer, e) == -1)
		return err_prefix(e, "the CA's key");
	rc = crl_verify(crl, issuer, e);
	key_free(issuer);
	return rc == 0 ? 0 : err_prefix(e, "the CRL that came");
}

int
device_keep_crl(const struct device *d, const struct scep_client_reply *reply,
    const struct scep_ca *ca, struct crl *out, struct err *e)
{
	struct err unused = { 0 };
	struct scep_ca own;

	if (crl_parse(reply->crl, out, e) == -1)
		return err_prefix(e, "the CRL that came");
	if (check_crl(d, out, ca, e) == -1) {
		if (!own_ca(d, &own) || check_crl(d, out, &own, &unused) == -1)
			return -1;
		err_clear(e);
	}
	return write_file(d, "crl.pem",
	    span_of_str(crl_to_pem(d->a, reply->crl)), 0644, e);
}

static const char *
other_name(const struct device *d, struct span serial)
{
	return arena_printf(d->a, "%s.pem", text_hex(d->a, serial));
}

char *
device_other_path(const struct device *d, struct span serial)
{
	return path_of(d, other_name(d, serial));
}

int
device_keep_other(const struct device *d, const struct scep_client_reply *reply,
    const struct scep_ca *ca, struct span serial, struct cert *out,
    struct err *e)
{
	struct err unused = { 0 };
	struct scep_ca own;

	if (reply->n == 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 8894 3.3.4: the answer has no certificate");
	*out = reply->certs[0];
	if (!span_equal(out->serial, serial))
		return err_set(e, ERR_INTEGRITY,
		    "the certificate that came has the serial number %s, not "
		    "%s",
		    text_hex(d->a, out->serial), text_hex(d->a, serial));
	if (check_issuer(d, out, ca, e) == -1) {
		if (!own_ca(d, &own) ||
		    check_issuer(d, out, &own, &unused) == -1)
			return -1;
		err_clear(e);
	}
	return write_file(d, other_name(d, serial),
	    span_of_str(cert_to_pem(d->a, out->der)), 0644, e);
}
