/* SPDX-License-Identifier: BSD-2-Clause */
/* See devices.h. */
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/random.h"
#include "bench/devices.h"
#include "pki/csr.h"
#include "pki/name.h"

struct devices {
	struct key **keys;
	unsigned int key_count;
	atomic_uint made;
	uint8_t run[4]; /* tells this run's subjects from another's */
};

int
devices_ask_ca(const char *url, const struct secret *challenge, struct arena *a,
    struct devices_ca *out, struct err *e)
{
	struct http_answer answer;

	memset(out, 0, sizeof(*out));
	out->challenge = challenge;
	if (http_server_parse(url, a, &out->server, e) == -1 ||
	    http_ask(&out->server,
		http_get(&out->server, "operation=GetCACert", "", a), a,
		&answer, e) == -1)
		return -1;
	if (answer.status != 200)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: GetCACert: HTTP status %u", url, answer.status);
	if (scep_ca_parse(answer.body, a, &out->ca, e) == -1 ||
	    key_from_spki(out->ca.encrypt.spki, &out->encrypt, e) == -1 ||
	    key_from_spki(out->ca.sign.spki, &out->sign, e) == -1 ||
	    key_from_spki(out->ca.issuer.spki, &out->issuer, e) == -1)
		return err_prefix(e, "%s", url);
	return 0;
}

void
devices_forget_ca(struct devices_ca *ca)
{
	key_free(ca->encrypt);
	key_free(ca->sign);
	key_free(ca->issuer);
}

int
devices_new(unsigned int keys, struct devices **out, struct err *e)
{
	const struct key_type type = { KEY_RSA, 2048 };
	struct devices *d = mem_alloc(sizeof(*d));

	random_bytes(d->run, sizeof(d->run));
	d->keys = mem_array(keys, sizeof(struct key *));
	for (; d->key_count < keys; d->key_count++)
		if (key_generate(type, &d->keys[d->key_count], e) == -1) {
			devices_free(d);
			return -1;
		}
	*out = d;
	return 0;
}

void
devices_free(struct devices *d)
{
	if (d == NULL)
		return;
	for (unsigned int i = 0; i < d->key_count; i++)
		key_free(d->keys[i]);
	free(d->keys);
	free(d);
}

static int
write_csr(const struct device *d, const struct devices_ca *ca,
    const struct key *k, struct arena *a, struct span *out, struct err *e)
{
	const struct csr_draft draft = { .subject = d->subject,
		.challenge = ca->challenge,
		.digest = DIGEST_SHA256 };

	return csr_sign(&draft, k, a, out, e);
}

static struct scep_client_request
request_of(const struct devices_ca *ca, enum scep_message type)
{
	return (struct scep_client_request){ .type = type,
		.digest = DIGEST_SHA256,
		.cipher = CIPHER_AES128,
		.transport = TRANSPORT_PKCS1,
		.recipient = &ca->ca.encrypt,
		.recipient_key = ca->encrypt,
		.now = clock_ms() / 1000 };
}

static int
build(struct device *d, const struct devices_ca *ca, struct arena *a,
    struct err *e)
{
	struct span message;

	random_bytes(d->nonce, sizeof(d->nonce));
	d->request.nonce = d->nonce;
	d->request.signer = &d->signer;
	if (scep_client_request_build(&d->request, a, &message, e) == -1)
		return -1;
	d->post = http_post(&ca->server, "operation=PKIOperation", message, a);
	return 0;
}

int
device_make(struct devices *all, const struct devices_ca *ca, struct device *d,
    struct arena *a, struct err *e)
{
	unsigned int n = atomic_fetch_add(&all->made, 1);
	const struct key *k = all->keys[n % all->key_count];
	struct scep_client_request *r = &d->request;
	char *name;

	name = arena_printf(a, "%02x%02x%02x%02x-%06u", all->run[0],
	    all->run[1], all->run[2], all->run[3], n);
	*r = request_of(ca, SCEP_PKCS_REQ);
	r->transaction_id = name;
	r->signer_key = k;
	if (name_from_text(arena_printf(a, "/O=Bench/CN=device-%s", name), a,
		&d->subject, e) == -1 ||
	    scep_client_self_signed(d->subject, k, r->now, a, &d->signer, e) ==
		-1 ||
	    write_csr(d, ca, k, a, &r->content, e) == -1)
		return -1;
	return build(d, ca, a, e);
}

int
device_renew(const struct device *old, const struct cert *has,
    const struct devices_ca *ca, struct device *d, struct arena *a,
    struct err *e)
{
	*d = (struct device){ .subject = old->subject, .signer = *has };
	d->request = request_of(ca, SCEP_RENEWAL_REQ);
	d->request.transaction_id = arena_printf(a, "%s-renewal",
	    old->request.transaction_id);
	d->request.signer_key = old->request.signer_key;
	if (write_csr(d, ca, d->request.signer_key, a, &d->request.content,
		e) == -1)
		return -1;
	return build(d, ca, a, e);
}

int
device_poll(const struct device *of, const struct devices_ca *ca,
    struct device *d, struct arena *a, struct err *e)
{
	const struct scep_asked asked = { .issuer = ca->ca.issuer.subject,
		.subject = of->subject };

	*d = (struct device){ .subject = of->subject, .signer = of->signer };
	d->request = request_of(ca, SCEP_CERT_POLL);
	d->request.transaction_id = of->request.transaction_id;
	d->request.signer_key = of->request.signer_key;
	if (scep_client_asked(SCEP_CERT_POLL, &asked, a, &d->request.content,
		e) == -1)
		return -1;
	return build(d, ca, a, e);
}

int
devices_make(struct devices *d, const struct devices_ca *ca, unsigned int n,
    struct arena *a, struct device **out, struct err *e)
{
	*out = arena_alloc(a, n * sizeof(**out));
	for (unsigned int i = 0; i < n; i++)
		if (device_make(d, ca, &(*out)[i], a, e) == -1)
			return -1;
	return 0;
}

static int
check_cert(const struct device *d, const struct devices_ca *ca,
    const struct cert *c, struct err *e)
{
	int64_t now = clock_ms() / 1000;

	if (!span_equal(c->spki, key_spki(d->request.signer_key)))
		return err_set(e, ERR_INTEGRITY, "it is not for our key");
	if (!name_same(c->subject, d->subject))
		return err_set(e, ERR_INTEGRITY, "it has not our subject");
	if (!name_same(c->issuer, ca->ca.issuer.subject))
		return err_set(e, ERR_INTEGRITY, "another CA issued it");
	if (now < c->not_before || now > c->not_after)
		return err_set(e, ERR_INTEGRITY, "it is not valid now");
	return cert_verify(c, ca->issuer, e);
}

int
device_answer(const struct device *d, const struct devices_ca *ca,
    struct arena *a, struct scep_client_reply *out, struct err *e)
{
	if (d->status != 200)
		return err_set(e, ERR_DENIED, "HTTP status %u: %.*s", d->status,
		    (int)d->answer.len, (const char *)d->answer.at);
	if (scep_client_reply_parse(d->answer, &d->request, &ca->ca, NULL, a,
		out, e) == -1)
		return -1;
	if (out->status != SCEP_SUCCESS)
		return 0;
	if (out->n == 0)
		return err_set(e, ERR_MALFORMED, "no certificate came");
	if (check_cert(d, ca, &out->certs[0], e) == -1)
		return err_prefix(e, "the certificate that came");
	return 0;
}

int
device_verify(const struct device *d, const struct devices_ca *ca,
    struct arena *a, struct err *e)
{
	struct scep_client_reply reply;

	if (device_answer(d, ca, a, &reply, e) == -1)
		return -1;
	if (reply.status == SCEP_SUCCESS)
		return 0;
	return err_set(e, ERR_DENIED, "pkiStatus %d: %s", (int)reply.status,
	    reply.fail_text);
}
