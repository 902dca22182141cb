/* SPDX-License-Identifier: BSD-2-Clause */
/* What devices ask before they enrol: capabilities and certificates. */
#include "endpoint/call.h"
#include "pki/cms.h"
#include "scep/reply.h"
#include "web/cache.h"

static void
answer(struct call *c, const char *content_type, struct span body)
{
	c->res->status = 200;
	c->res->content_type = content_type;
	buf_add(&c->res->body, body);
}

/*
 * What a device may have already.  A profile can change at any time, so who
 * keeps a copy asks each time, and is told 304 (RFC 9110 section 13.1.2).
 */
static void
answer_known(struct call *c, const char *content_type, struct span body)
{
	uint8_t hash[DIGEST_MOST];
	struct web_copy copy = { .ends_ms = c->req->started_ms };

	copy.sha256 = span_of(hash, digest_of(DIGEST_SHA256, body, hash));
	if (!web_copy_is_fresh(c->res, c->req, &copy))
		answer(c, content_type, body);
}

/* RFC 8894 section 3.5.2. */
int
answer_get_ca_caps(struct call *c, struct err *e)
{
	(void)e;
	answer_known(c, "text/plain",
	    span_of_str(
		scep_caps(c->profile->level, c->profile->next_ca != NULL)));
	return 0;
}

struct chain {
	const struct cert *certs;
	unsigned int n;
};

/* In this order; ra: NULL: none. */
static int
certs_only(const struct cert *ra, const struct cert *ca,
    const struct chain *above, struct arena *a, struct span *out, struct err *e)
{
	struct span *certs = arena_alloc(a, (2 + above->n) * sizeof(*certs));
	unsigned int n = 0;

	if (ra != NULL)
		certs[n++] = ra->der;
	certs[n++] = ca->der;
	for (unsigned int i = 0; i < above->n; i++)
		certs[n++] = above->certs[i].der;
	return cms_certs_only(certs, n, a, out, e);
}

/*
 * RFC 8894 section 4.2.1: the CA alone where it answers by itself and is a
 * root, or the profile shows no more; else the RA, the issuing CA, and what is
 * above as far as the profile shows it.
 */
int
ca_cert_body(const struct ra_profile *p, struct arena *a,
    const char **content_type, struct span *out, struct err *e)
{
	bool by_itself = span_equal(p->ra->der, p->ca->der);

	if (by_itself && (cert_is_self_issued(p->ca) || p->chain_count == 0)) {
		*content_type = "application/x-x509-ca-cert";
		*out = p->ca->der;
		return 0;
	}
	*content_type = "application/x-x509-ca-ra-cert";
	return certs_only(by_itself ? NULL : p->ra, p->ca,
	    &(const struct chain){ p->chain, p->chain_count }, a, out, e);
}

int
answer_get_ca_cert(struct call *c, struct err *e)
{
	const char *type;
	struct span body;

	if (ca_cert_body(c->profile, c->req->arena, &type, &body, e) == -1)
		return -1;
	answer_known(c, type, body);
	return 0;
}

/*
 * RFC 8894 section 4.7.1: certs-only, as GetCACert will bring it, inside a
 * SignedData.  It is signed by the RA in use, which the device knows by
 * GetCACert, and whose certificate comes along.
 */
int
answer_get_next_ca_cert(struct call *c, struct err *e)
{
	const struct ra_profile *p = c->profile;
	const struct cms_sign how = { .digest = DIGEST_SHA256,
		.signer = p->ra,
		.key = p->ra_key,
		.signing_time = c->req->started_ms / 1000,
		.include_cert = true };
	const struct chain above = { p->next_chain, p->next_chain_count };
	struct span inner, body;

	if (p->next_ca == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no next CA certificate");
	if (certs_only(p->next_ra, p->next_ca, &above, c->req->arena, &inner,
		e) == -1 ||
	    cms_sign(inner, &how, c->req->arena, &body, e) == -1)
		return -1;
	answer(c, "application/x-x509-next-ca-cert", body);
	return 0;
}
