/* SPDX-License-Identifier: BSD-2-Clause */
/* See lab.h. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/file.h"
#include "base/mem.h"
#include "lab.h"
#include "pki/csr.h"
#include "pki/der.h"
#include "pki/name.h"

#define DAY (INT64_C(24) * 60 * 60)

static void
must(int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "# lab: %s: %s\n", what, e->text);
	abort();
}

struct span
lab_file(struct lab *lab, const char *name)
{
	struct err e = { 0 };
	struct span copy;
	struct buf b;

	buf_init(&b, 1 << 20);
	must(file_read(arena_printf(lab->a, "%s/%s", TEST_DIR, name), &b, &e),
	    name, &e);
	copy = arena_span(lab->a, buf_span(&b));
	buf_clear(&b);
	return copy;
}

static struct key *
load_key(struct lab *lab, const char *name)
{
	struct err e = { 0 };
	struct key *k;

	must(key_from_pem(lab_file(lab, name), NULL, &k, &e), name, &e);
	return k;
}

static struct cert
load_cert(struct lab *lab, const char *name)
{
	struct err e = { 0 };
	struct cert *certs;
	unsigned int n;

	must(cert_from_pem(lab_file(lab, name), lab->a, &certs, &n, &e), name,
	    &e);
	return certs[0];
}

struct lab *
lab_new(void)
{
	struct lab *lab = mem_alloc(sizeof(*lab));

	lab->a = arena_new();
	lab->ca = load_cert(lab, "data/ca.crt");
	lab->ra = load_cert(lab, "data/ra.crt");
	lab->ca_key = load_key(lab, "data/ca.key");
	lab->ra_key = load_key(lab, "data/ra.key");
	lab->device = load_key(lab, "data/device.key");
	lab->other = load_key(lab, "data/other.key");
	lab->weak = load_key(lab, "data/weak.key");
	lab->exponent3 = load_key(lab, "data/exponent3.key");
	lab->ec = load_key(lab, "data/ec.key");
	lab->responder = (struct scep_responder){ .ra = &lab->ra,
		.ra_key = lab->ra_key,
		.ca = &lab->ca,
		.ca_public = lab->ca_key,
		.level = LEVEL_MODERN,
		.rsa_least_bits = 2048 };
	return lab;
}

void
lab_free(struct lab *lab)
{
	key_free(lab->ca_key);
	key_free(lab->ra_key);
	key_free(lab->device);
	key_free(lab->other);
	key_free(lab->weak);
	key_free(lab->exponent3);
	key_free(lab->ec);
	arena_free(lab->a);
	free(lab);
}

struct span
lab_subject(struct lab *lab, const char *text)
{
	struct err e = { 0 };
	struct span name;

	must(name_from_text(text, lab->a, &name, &e), text, &e);
	return name;
}

static struct cert
sign_draft(struct lab *lab, struct cert_draft *d, const struct cert *issuer,
    const struct key *issuer_key)
{
	struct err e = { 0 };
	uint8_t serial[16];
	struct span der;
	struct cert c;

	cert_random_serial(serial);
	d->serial = span_of(serial, sizeof(serial));
	must(cert_sign(d, issuer, issuer_key, lab->a, &der, &e), "cert_sign",
	    &e);
	must(cert_parse(der, &c, &e), "cert_parse", &e);
	return c;
}

static struct cert
sign_cert(struct lab *lab, const struct key *subject_key,
    const struct cert *issuer, const struct key *issuer_key, int from, int to)
{
	struct cert_draft d = { .subject = lab_subject(lab,
				    "/O=Acme/CN=device 7"),
		.spki = key_spki(subject_key),
		.not_before = LAB_NOW + from * DAY,
		.not_after = LAB_NOW + to * DAY,
		.key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT };

	return sign_draft(lab, &d, issuer, issuer_key);
}

struct cert
lab_any_ca(struct lab *lab, const char *subject)
{
	struct cert_draft d = { .subject = lab_subject(lab, subject),
		.spki = key_spki(lab->other),
		.not_before = LAB_NOW - DAY,
		.not_after = LAB_NOW + DAY,
		.ca = true,
		.key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT |
		    USAGE_KEY_CERT_SIGN };

	return sign_draft(lab, &d, NULL, lab->other);
}

struct cert
lab_issue(struct lab *lab, const struct key *k, int from, int to)
{
	return sign_cert(lab, k, &lab->ca, lab->ca_key, from, to);
}

static struct span
alt_names_of(struct lab *lab, const char *alt_name)
{
	struct err e = { 0 };
	struct span out = { 0 };

	if (alt_name != NULL)
		must(alt_names_from_text(&alt_name, 1, lab->a, &out, &e),
		    alt_name, &e);
	return out;
}

struct cert
lab_issue_to(struct lab *lab, const struct key *k, struct span subject,
    const char *alt_name)
{
	struct cert_draft d = { .subject = subject,
		.alt_names = alt_names_of(lab, alt_name),
		.spki = key_spki(k),
		.not_before = LAB_NOW - DAY,
		.not_after = LAB_NOW + DAY,
		.key_usage = USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT };

	return sign_draft(lab, &d, &lab->ca, lab->ca_key);
}

struct cert
lab_issue_forged(struct lab *lab, const struct key *k)
{
	return sign_cert(lab, k, &lab->ca, lab->other, -1, 1);
}

struct cert
lab_issue_renamed(struct lab *lab, const struct key *k)
{
	return sign_cert(lab, k, &lab->ra, lab->ca_key, -1, 1);
}

struct cert
lab_issue_foreign(struct lab *lab, const struct key *k)
{
	return sign_cert(lab, k, &lab->ra, lab->ra_key, -1, 1);
}

struct cert
lab_self_signed(struct lab *lab, const struct key *k)
{
	struct err e = { 0 };
	struct cert c;

	must(scep_client_self_signed(lab_subject(lab, "/CN=device 7"), k,
		 LAB_NOW, lab->a, &c, &e),
	    "self-signed", &e);
	return c;
}

static struct span
done(struct lab *lab, struct der *w)
{
	struct err e = { 0 };
	struct span out;

	must(der_done(w, lab->a, &out, &e), "der_done", &e);
	return out;
}

static void
put_sha256_rsa(struct der *w)
{
	der_open(w, DER_SEQUENCE);
	der_oid(w, "1.2.840.113549.1.1.11");
	der_null(w);
	der_close(w);
}

static struct span
v1_tbs(struct lab *lab, const struct key *k)
{
	struct span name = lab_subject(lab, "/CN=device 7");
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_int(&w, 1);
	put_sha256_rsa(&w);
	der_raw(&w, name);
	der_open(&w, DER_SEQUENCE);
	der_time(&w, LAB_NOW - DAY);
	der_time(&w, LAB_NOW + DAY);
	der_close(&w);
	der_raw(&w, name);
	der_raw(&w, key_spki(k));
	der_close(&w);
	return done(lab, &w);
}

struct cert
lab_v1(struct lab *lab, const struct key *k)
{
	struct span tbs = v1_tbs(lab, k), signature, bits;
	struct err e = { 0 };
	uint8_t *with_zero;
	struct cert c;
	struct der w;

	must(key_sign(k, SCHEME_RSA, DIGEST_SHA256, tbs, lab->a, &signature,
		 &e),
	    "key_sign", &e);
	with_zero = arena_alloc(lab->a, signature.len + 1);
	memcpy(with_zero + 1, signature.at, signature.len);
	bits = span_of(with_zero, signature.len + 1);
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, tbs);
	put_sha256_rsa(&w);
	der_put(&w, DER_BIT_STRING, bits);
	der_close(&w);
	must(cert_parse(done(lab, &w), &c, &e), "v1", &e);
	return c;
}

struct span
lab_csr(struct lab *lab, const struct key *k, enum digest d,
    const char *challenge)
{
	struct secret *s = NULL;
	struct csr_draft draft = { .digest = d,
		.subject = lab_subject(lab, "/O=Acme/CN=device 7") };
	struct err e = { 0 };
	struct span out;

	if (challenge != NULL)
		s = secret_new(span_of_str(challenge));
	draft.challenge = s;
	must(csr_sign(&draft, k, lab->a, &out, &e), "csr_sign", &e);
	secret_free(s);
	return out;
}

struct span
lab_csr_named(struct lab *lab, const struct key *k, struct span subject,
    const char *alt_name)
{
	struct csr_draft draft = { .digest = DIGEST_SHA256,
		.subject = subject,
		.alt_names = alt_names_of(lab, alt_name) };
	struct err e = { 0 };
	struct span out;

	must(csr_sign(&draft, k, lab->a, &out, &e), "csr_sign", &e);
	return out;
}

struct lab_message
lab_draft(struct lab *lab, const struct key *k)
{
	static const uint8_t nonce[16] = "sixteen bytes!!";
	struct lab_message m = { .key = k,
		.type = "19",
		.type_tag = DER_PRINTABLE_STRING,
		.id = span_of_str("8F3A"),
		.id_tag = DER_PRINTABLE_STRING,
		.nonce = span_of(nonce, 16),
		.nonce_tag = DER_OCTET_STRING,
		.digest = DIGEST_SHA256,
		.cipher = CIPHER_AES128,
		.transport = TRANSPORT_PKCS1,
		.recipient = &lab->ra,
		.recipient_key = lab->ra_key };

	m.signer = lab_self_signed(lab, k);
	m.csr = lab_csr(lab, k, DIGEST_SHA256, LAB_CHALLENGE);
	return m;
}

struct span
lab_seal(struct lab *lab, const struct lab_message *m, struct span plain)
{
	struct cms_seal how = { .cipher = m->cipher,
		.transport = m->transport,
		.oaep_digest = DIGEST_SHA1,
		.recipient = m->recipient,
		.key = m->recipient_key,
		.password = span_of_str(LAB_CHALLENGE) };
	struct err e = { 0 };
	struct span out;

	if (m->cipher == CIPHER_DES)
		must(cipher_enable_obsolete(&e), "legacy provider", &e);
	must(cms_seal(plain, &how, lab->a, &out, &e), "cms_seal", &e);
	return out;
}

static void
add(struct lab *lab, struct cms_attribute *at, unsigned int *n, const char *oid,
    unsigned int tag, struct span value)
{
	struct der w;

	der_init(&w);
	der_put(&w, tag, value);
	at[*n] = (struct cms_attribute){ .oid = oid,
		.tag = tag,
		.value = done(lab, &w) };
	(*n)++;
}

struct span
lab_build(struct lab *lab, const struct lab_message *m)
{
	struct cms_attribute at[8];
	struct cms_sign how = { .digest = m->digest,
		.signer = &m->signer,
		.key = m->key,
		.attributes = at,
		.signing_time = m->no_time ? 0 : LAB_NOW,
		.include_cert = !m->no_cert };
	struct span envelope = m->envelope, out;
	struct err e = { 0 };
	unsigned int i, n = 0;

	if ((m->without & LAB_TYPE) == 0)
		add(lab, at, &n, SCEP_OID_MESSAGE_TYPE, m->type_tag,
		    span_of_str(m->type));
	if ((m->without & LAB_ID) == 0)
		add(lab, at, &n, SCEP_OID_TRANSACTION_ID, m->id_tag, m->id);
	if ((m->without & LAB_NONCE) == 0)
		add(lab, at, &n, SCEP_OID_SENDER_NONCE, m->nonce_tag, m->nonce);
	for (i = 0; i < m->more_count; i++)
		add(lab, at, &n, m->more[i].oid, m->more[i].tag,
		    m->more[i].value);
	how.attribute_count = n;
	if (envelope.len == 0)
		envelope = lab_seal(lab, m, m->csr);
	must(cms_sign(envelope, &how, lab->a, &out, &e), "cms_sign", &e);
	return out;
}
