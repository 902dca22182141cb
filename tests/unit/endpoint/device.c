/* SPDX-License-Identifier: BSD-2-Clause */
/* See device.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/clock.h"
#include "device.h"
#include "pki/csr.h"
#include "pki/name.h"
#include "web/response.h"

static enum web_method
method_of(const char *name)
{
	if (strcmp(name, "GET") == 0)
		return WEB_GET;
	if (strcmp(name, "HEAD") == 0)
		return WEB_HEAD;
	if (strcmp(name, "POST") == 0)
		return WEB_POST;
	return WEB_OTHER;
}

static struct answer
handle(struct arena *a, struct site *s, struct web_request *req)
{
	struct endpoint endpoint = { .ra = s->ra,
		.prefix = "/scep",
		.crl_prefix = "/crl",
		.ca_prefix = "/ca",
		.ocsp_prefix = "/ocsp" };
	struct web_response *res;
	struct answer out;
	const char *v;

	req->arena = arena_new();
	if (req->content_type == NULL)
		req->content_type = "";
	req->cookie = "";
	if (req->accept == NULL)
		req->accept = "*/*";
	if (req->user_agent == NULL)
		req->user_agent = "test";
	if (req->host == NULL)
		req->host = "localhost";
	req->address = "192.0.2.7";
	req->remote_user = "";
	snprintf(req->id, sizeof(req->id),
	    "0190a1b2-0000-7000-8000-000000000000");
	req->started_ms = clock_ms();
	req->started_us = clock_us();
	res = web_response_new(req->arena);
	endpoint_handle(req, res, &endpoint);
	out.status = res->status;
	out.content_type = arena_strdup(a,
	    res->content_type != NULL ? res->content_type : "");
	v = web_header_get(res, "Allow");
	out.allow = v != NULL ? arena_strdup(a, v) : NULL;
	v = web_header_get(res, "Content-Security-Policy");
	out.policy = v != NULL ? arena_strdup(a, v) : NULL;
	v = web_header_get(res, "Retry-After");
	out.retry_after = v != NULL ? arena_strdup(a, v) : NULL;
	v = web_header_get(res, "ETag");
	out.etag = v != NULL ? arena_strdup(a, v) : NULL;
	v = web_header_get(res, "Cache-Control");
	out.cache = v != NULL ? arena_strdup(a, v) : NULL;
	out.body = arena_span(a, buf_span(&res->body));
	out.text = arena_str(a, out.body);
	arena_free(req->arena);
	return out;
}

struct answer
ask_again(struct site *s, const char *path, const char *query, const char *tags)
{
	struct web_request req = {
		.method = WEB_GET,
		.method_name = "GET",
		.path = path,
		.query = query,
		.if_none_match = tags,
	};

	return handle(s->a, s, &req);
}

struct answer
ask_into(struct arena *a, struct site *s, const char *method, const char *path,
    const char *query, struct span body)
{
	struct web_request req = {
		.method = method_of(method),
		.method_name = method,
		.path = path,
		.query = query,
		.body = body,
	};

	return handle(a, s, &req);
}

struct answer
ask(struct site *s, const char *method, const char *path, const char *query,
    struct span body)
{
	return ask_into(s->a, s, method, path, query, body);
}

struct answer
ask_request(struct site *s, struct web_request *req)
{
	return handle(s->a, s, req);
}

struct answer
browse(struct site *s, const char *accept, const char *path, const char *query)
{
	struct web_request req = {
		.method = WEB_GET,
		.method_name = "GET",
		.path = path,
		.query = query,
		.accept = accept,
	};

	return handle(s->a, s, &req);
}

struct answer
ask_too_large(struct site *s, const char *path)
{
	struct web_request req = {
		.method = WEB_POST,
		.method_name = "POST",
		.path = path,
		.query = "operation=PKIOperation",
		.body_too_large = true,
	};

	return handle(s->a, s, &req);
}

struct draft
device_draft(const struct key *k)
{
	struct draft d = {
		.key = k,
		.signer_key = k,
		.challenge = SITE_CHALLENGE,
		.transaction_id = "T1",
		.subject = "/CN=router 7",
		.type = SCEP_PKCS_REQ,
		.digest = DIGEST_SHA256,
		.cipher = CIPHER_AES128,
		.transport = TRANSPORT_PKCS1,
		.now = clock_ms() / 1000,
	};

	return d;
}

struct lab_message
device_lab_draft(struct site *s, struct lab *lab, const char *slug,
    const struct key *k)
{
	const struct ra_profile *p = site_profile(s, slug);
	struct lab_message m = lab_draft(lab, k);

	m.recipient = p->ra;
	m.recipient_key = p->ra_key;
	m.csr = lab_csr(lab, k, DIGEST_SHA256, SITE_CHALLENGE);
	return m;
}

uint8_t *
device_copy(struct site *s, struct span whole)
{
	uint8_t *copy = arena_alloc(s->a, whole.len);

	memcpy(copy, whole.at, whole.len);
	return copy;
}

static struct span
make_csr(struct site *s, const struct draft *d)
{
	struct secret *challenge = d->challenge != NULL ?
	    secret_new(span_of_str(d->challenge)) :
	    NULL;
	struct csr_draft c = { .challenge = challenge,
		.more = d->more,
		.digest = d->digest };
	struct err e = { 0 };
	struct span out;

	assert_int_equal(name_from_text(d->subject, s->a, &c.subject, &e), 0);
	if (d->alt_name != NULL)
		assert_int_equal(alt_names_from_text(&d->alt_name, 1, s->a,
				     &c.alt_names, &e),
		    0);
	if (csr_sign(&c, d->key, s->a, &out, &e) == -1)
		fail_msg("csr: %s", e.text);
	secret_free(challenge);
	return out;
}

/* A CSR, or what else this messageType holds. */
static struct span
make_content(struct site *s, const struct draft *d, const struct scep_ca *ca)
{
	struct scep_asked asked = d->asked;
	struct err e = { 0 };
	struct span out;

	if (asked.subject.len == 0 && asked.serial.len == 0)
		return make_csr(s, d);
	if (asked.issuer.len == 0)
		asked.issuer = ca->issuer.subject;
	assert_int_equal(scep_client_asked((enum scep_message)d->type, &asked,
			     s->a, &out, &e),
	    0);
	return out;
}

struct sent *
device_message(struct site *s, const char *slug, const struct draft *d)
{
	static const uint8_t nonce[] = "sixteen bytes are";
	struct answer ca = ask(s, "GET", arena_printf(s->a, "/scep/%s", slug),
	    "operation=GetCACert", span_of("", 0));
	struct sent *m = arena_alloc(s->a, sizeof(*m));
	struct scep_client_request *c = &m->request;
	struct err e = { 0 };
	struct span name;
	struct key *ra_key;

	assert_int_equal(ca.status, 200);
	assert_int_equal(scep_ca_parse(ca.body, s->a, &m->ca, &e), 0);
	assert_int_equal(key_from_spki(m->ca.encrypt.spki, &ra_key, &e), 0);
	c->type = (enum scep_message)d->type;
	c->transaction_id = d->transaction_id;
	c->nonce = nonce;
	c->content = make_content(s, d, &m->ca);
	c->digest = d->digest;
	c->cipher = d->cipher;
	c->transport = d->transport;
	c->signer_key = d->signer_key;
	c->recipient = &m->ca.encrypt;
	c->recipient_key = ra_key;
	c->now = d->now;
	c->signer = d->signer;
	if (c->signer == NULL) {
		assert_int_equal(name_from_text("/CN=device", s->a, &name, &e),
		    0);
		assert_int_equal(scep_client_self_signed(name, d->signer_key,
				     d->now, s->a, &m->self, &e),
		    0);
		c->signer = &m->self;
	}
	if (scep_client_request_build(c, s->a, &m->der, &e) == -1)
		fail_msg("request: %s", e.text);
	key_free(ra_key);
	c->recipient_key = NULL;
	return m;
}

struct scep_client_reply
device_read(struct site *s, const struct sent *m, const struct answer *answer)
{
	struct scep_client_reply out;
	struct err e = { 0 };

	if (answer->status != 200)
		fail_msg("HTTP %d: %s", answer->status, answer->text);
	assert_string_equal(answer->content_type, "application/x-pki-message");
	if (scep_client_reply_parse(answer->body, &m->request, &m->ca,
		m->password, s->a, &out, &e) == -1)
		fail_msg("reply: %s", e.text);
	return out;
}

struct scep_client_reply
device_enroll(struct site *s, const char *slug, const struct draft *d)
{
	struct sent *m = device_message(s, slug, d);
	struct answer answer = ask(s, "POST",
	    arena_printf(s->a, "/scep/%s", slug), "operation=PKIOperation",
	    m->der);

	return device_read(s, m, &answer);
}
