/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Makes the seeds of corpus/message, /envelope, /csr and /policy from the fixed
 * keys of tests/data: make_corpus DIRECTORY.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/file.h"
#include "pki/csr.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "unit/scep/lab.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))

static const char *directory;

static void
save(struct lab *lab, const char *kind, const char *name, struct span s)
{
	struct err e = { 0 };

	if (file_write(arena_printf(lab->a, "%s/%s/%s", directory, kind, name),
		s, 0644, &e) == 0)
		return;
	fprintf(stderr, "make_corpus: %s\n", e.text);
	exit(1);
}

/* Good messages, one for each algorithm that a message may use. */
static void
save_algorithms(struct lab *lab)
{
	static const struct {
		const char *name;
		enum digest digest;
		enum cipher cipher;
		enum transport transport;
	} rows[] = {
		{ "good", DIGEST_SHA256, CIPHER_AES128, TRANSPORT_PKCS1 },
		{ "aes192", DIGEST_SHA384, CIPHER_AES192, TRANSPORT_PKCS1 },
		{ "oaep", DIGEST_SHA512, CIPHER_AES256, TRANSPORT_OAEP },
		{ "gcm", DIGEST_SHA256, CIPHER_AES128_GCM, TRANSPORT_PKCS1 },
		{ "sha1-3des", DIGEST_SHA1, CIPHER_DES3, TRANSPORT_PKCS1 },
		{ "md5-des", DIGEST_MD5, CIPHER_DES, TRANSPORT_PKCS1 },
		{ "password", DIGEST_SHA256, CIPHER_AES128,
		    TRANSPORT_PASSWORD },
	};
	size_t i;

	for (i = 0; i < N(rows); i++) {
		struct lab_message m = lab_draft(lab, lab->device);

		m.digest = rows[i].digest;
		m.cipher = rows[i].cipher;
		m.transport = rows[i].transport;
		m.envelope = lab_seal(lab, &m, m.csr);
		save(lab, "envelope", rows[i].name, m.envelope);
		save(lab, "message", rows[i].name, lab_build(lab, &m));
	}
}

static void
save_signers(struct lab *lab)
{
	struct lab_message m = lab_draft(lab, lab->ec);

	save(lab, "message", "ec", lab_build(lab, &m));
	m = lab_draft(lab, lab->exponent3);
	save(lab, "message", "exponent3", lab_build(lab, &m));
	m = lab_draft(lab, lab->weak);
	save(lab, "message", "rsa1024", lab_build(lab, &m));
	m = lab_draft(lab, lab->device);
	m.signer = lab_v1(lab, m.key);
	save(lab, "message", "v1", lab_build(lab, &m));
	m.signer = lab_issue(lab, m.key, -30, 30);
	m.csr = lab_csr(lab, lab->other, DIGEST_SHA256, NULL);
	save(lab, "message", "issued", lab_build(lab, &m));
	m.signer = lab_issue_foreign(lab, m.key);
	save(lab, "message", "foreign", lab_build(lab, &m));
	m = lab_draft(lab, lab->device);
	m.key = lab->other;
	save(lab, "message", "wrong-signature", lab_build(lab, &m));
	m.no_cert = true;
	save(lab, "message", "no-certificate", lab_build(lab, &m));
}

static void
save_ber(struct lab *lab)
{
	struct lab_message m = lab_draft(lab, lab->device);
	struct span envelope = lab_seal(lab, &m, m.csr);

	m.envelope = lab_to_ber(lab, envelope, 200);
	save(lab, "envelope", "ber", m.envelope);
	save(lab, "message", "ber", lab_to_ber(lab, lab_build(lab, &m), 100));
	m.cipher = CIPHER_AES256_GCM;
	envelope = lab_seal(lab, &m, m.csr);
	m.envelope = lab_to_ber(lab, envelope, 1);
	save(lab, "envelope", "ber-gcm-bytes", m.envelope);
}

/* What an envelope may hold and fuzz_envelope reads as it is, too. */
static void
save_plain(struct lab *lab)
{
	static const char *const names[] = { "dns:device-7.example",
		"ip:192.0.2.7", "email:ops@example.org",
		"uri:https://device.example/7" };
	struct err e = { 0 };
	struct span general;

	if (alt_names_from_text(names, N(names), lab->a, &general, &e) == -1)
		exit(1);
	save(lab, "envelope", "alt-names", general);
	save(lab, "envelope", "name",
	    lab_subject(lab, "/C=DE/O=Acme/CN=router 7"));
	save(lab, "envelope", "certificate", lab->ra.der);
}

static void
save_requests(struct lab *lab)
{
	save(lab, "csr", "rsa",
	    lab_csr(lab, lab->device, DIGEST_SHA256, LAB_CHALLENGE));
	save(lab, "csr", "ec", lab_csr(lab, lab->ec, DIGEST_SHA384, NULL));
	save(lab, "csr", "weak", lab_csr(lab, lab->weak, DIGEST_SHA1, ""));
	save(lab, "csr", "exponent3",
	    lab_csr(lab, lab->exponent3, DIGEST_MD5, NULL));
	save(lab, "csr", "alt-name",
	    lab_csr_named(lab, lab->ec,
		lab_subject(lab, "/C=DE/O=Acme/OU=a\xc3\xa4/CN=router 7"),
		"dns:router7.example"));
	save(lab, "csr", "no-subject",
	    lab_csr_named(lab, lab->ec, span_of("\x30\x00", 2),
		"ip:192.0.2.7"));
}

/* All that a policy may let through, and what none does: to be a CA. */
static void
save_greedy(struct lab *lab)
{
	static const struct {
		const char *oid;
		const char *value;
		size_t len;
	} rows[] = {
		{ OID_BASIC_CONSTRAINTS, "\x30\x03\x01\x01\xff", 5 },
		{ OID_KEY_USAGE, "\x03\x02\x01\xa6", 4 },
		{ OID_EXTENDED_USAGE,
		    "\x30\x0a\x06\x08\x2b\x06\x01\x05\x05\x07\x03\x01", 12 },
		{ "1.3.6.1.4.1.311.25.2", "\x30\x00", 2 },
	};
	static const char *const names[] = { "dns:device-7.example",
		"uri:tag:microsoft.com,2022-09-14:sid:S-1-5-21-1" };
	struct csr_draft d = { .digest = DIGEST_SHA256,
		.subject = lab_subject(lab, "/O=Acme/CN=device-7.example") };
	struct err e = { 0 };
	struct span out;
	struct der w;
	size_t i;

	der_init(&w);
	for (i = 0; i < N(rows); i++) {
		extension_open(&w, rows[i].oid, false);
		der_raw(&w, span_of(rows[i].value, rows[i].len));
		extension_close(&w);
	}
	if (der_done(&w, lab->a, &d.more, &e) == -1 ||
	    alt_names_from_text(names, N(names), lab->a, &d.alt_names, &e) ==
		-1 ||
	    csr_sign(&d, lab->ec, lab->a, &out, &e) == -1)
		exit(1);
	save(lab, "policy", "greedy", out);
}

static void
save_attributes(struct lab *lab)
{
	static const char long_id[256] = { 0 };
	struct lab_message m = lab_draft(lab, lab->device);

	m.envelope = span_of_str("refused before it is opened");
	m.type = "17";
	save(lab, "message", "renewal", lab_build(lab, &m));
	m.type = "22";
	m.id = span_of_str("SSCEP transactionId");
	save(lab, "message", "get-crl", lab_build(lab, &m));
	m.type = "4294967315";
	save(lab, "message", "type-overflow", lab_build(lab, &m));
	m.without = LAB_TYPE | LAB_NONCE;
	save(lab, "message", "no-nonce", lab_build(lab, &m));
	m.without = 0;
	m.id = span_of(long_id, sizeof(long_id));
	save(lab, "message", "id-of-nuls", lab_build(lab, &m));
}

static void
save_damaged(struct lab *lab)
{
	static const size_t places[] = { 30, 60, 200, 700, 1100 };
	struct lab_message m = lab_draft(lab, lab->device);
	struct span der = lab_build(lab, &m), envelope;
	uint8_t *copy;
	size_t i;

	save(lab, "message", "cut-40", span_of(der.at, 40));
	save(lab, "message", "cut-1", span_of(der.at, der.len - 1));
	save(lab, "message", "empty", span_of(NULL, 0));
	for (i = 0; i < N(places); i++) {
		copy = arena_alloc(lab->a, der.len);
		memcpy(copy, der.at, der.len);
		copy[places[i]] ^= 0x5a;
		save(lab, "message",
		    arena_printf(lab->a, "changed-%zu", places[i]),
		    span_of(copy, der.len));
	}
	envelope = lab_seal(lab, &m, span_of_str("not a request"));
	save(lab, "envelope", "garbage", envelope);
	save(lab, "envelope", "cut", span_of(envelope.at, envelope.len / 2));
	copy = arena_alloc(lab->a, envelope.len);
	memcpy(copy, envelope.at, envelope.len);
	copy[envelope.len - 1] ^= 0x5a;
	save(lab, "envelope", "padding", span_of(copy, envelope.len));
}

int
main(int argc, char **argv)
{
	struct lab *lab;

	if (argc != 2) {
		fprintf(stderr, "usage: make_corpus DIRECTORY\n");
		return 2;
	}
	directory = argv[1];
	lab = lab_new();
	save_algorithms(lab);
	save_signers(lab);
	save_ber(lab);
	save_plain(lab);
	save_requests(lab);
	save_greedy(lab);
	save_attributes(lab);
	save_damaged(lab);
	lab_free(lab);
	return 0;
}
