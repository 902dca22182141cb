/* SPDX-License-Identifier: BSD-2-Clause */
/* See publish.h. */
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "endpoint/publish.h"
#include "ra/crl.h"
#include "ra/setup.h"
#include "web/cache.h"
#include "web/response.h"

/*
 * Seconds that a copy may be taken for the thing itself.  A CRL is valid for
 * days, but what was revoked is to be known sooner; asking again costs a 304.
 */
#define CRL_MAX_AGE 600
#define CA_MAX_AGE (24 * 60 * 60)

#define PLACE_DIGITS_MOST 6

struct document {
	const char *content_type;
	struct span body;
	struct web_copy copy;
};

/* A CA of a connector: "<id>", or "<id>-<place>" after a rollover. */
struct named {
	struct uuid connector;
	unsigned int place;
};

typedef int fetch(struct call *c, const struct named *named,
    struct document *out, struct err *e);

/* RFC 5280 section 4.2.1.13: a single DER CRL. */
static int
fetch_crl(struct call *c, const struct named *named, struct document *out,
    struct err *e)
{
	struct ra_crl crl;

	if (ra_crl_at(c->endpoint->ra, &named->connector, named->place,
		c->req->arena, &crl, e) == -1)
		return -1;
	out->body = crl.der;
	out->content_type = "application/pkix-crl";
	out->copy.sha256 = crl.sha256;
	out->copy.changed_ms = crl.made_ms;
	out->copy.ends_ms = crl.next_ms;
	out->copy.max_age = CRL_MAX_AGE;
	return 0;
}

/* RFC 5280 section 4.2.2.1: a single DER certificate. */
static int
fetch_ca(struct call *c, const struct named *named, struct document *out,
    struct err *e)
{
	struct arena *a = c->req->arena;
	uint8_t *hash = arena_alloc(a, DIGEST_MOST);
	struct cert ca;

	if (ra_connector_ca_at(c->endpoint->ra, &named->connector, named->place,
		a, &out->body, e) == -1 ||
	    cert_parse(out->body, &ca, e) == -1)
		return -1;
	out->content_type = "application/pkix-cert";
	out->copy.sha256 = span_of(hash,
	    digest_of(DIGEST_SHA256, out->body, hash));
	out->copy.ends_ms = ca.not_after * 1000;
	out->copy.max_age = CA_MAX_AGE;
	return 0;
}

/* What stands between "prefix/" and the suffix; NULL where the path is none. */
static const char *
name_in(const char *path, const char *prefix, const char *suffix,
    struct arena *a)
{
	size_t n, len = strlen(path), tail = strlen(suffix);

	if (prefix == NULL || (n = strlen(prefix)) + 1 + tail >= len)
		return NULL;
	if (strncmp(path, prefix, n) != 0 || path[n] != '/' ||
	    strcmp(path + len - tail, suffix) != 0)
		return NULL;
	return arena_str(a, span_of(path + n + 1, len - tail - n - 1));
}

static bool
is_under(const char *prefix, const char *path)
{
	size_t n;

	return prefix != NULL && (n = strlen(prefix)) > 0 &&
	    strncmp(path, prefix, n) == 0 && path[n] == '/';
}

bool
publish_knows(const struct endpoint *endpoint, const char *path)
{
	return is_under(endpoint->crl_prefix, path) ||
	    is_under(endpoint->ca_prefix, path);
}

/* A place is written in one way: else a CRL would have many addresses. */
static bool
parse_place(const char *s, unsigned int *out)
{
	size_t i;

	*out = 0;
	if (s[0] < '1' || s[0] > '9')
		return false;
	for (i = 0; s[i] >= '0' && s[i] <= '9' && i < PLACE_DIGITS_MOST; i++)
		*out = 10 * *out + (unsigned int)(s[i] - '0');
	return s[i] == '\0';
}

static bool
parse_name(const char *name, struct arena *a, struct named *out)
{
	out->place = 0;
	if (strlen(name) > UUID_TEXT_LEN) {
		if (name[UUID_TEXT_LEN] != '-' ||
		    !parse_place(name + UUID_TEXT_LEN + 1, &out->place))
			return false;
		name = arena_str(a, span_of(name, UUID_TEXT_LEN));
	}
	return uuid_parse(name, &out->connector);
}

static int
find(const struct call *c, fetch **out, struct named *named, struct err *e)
{
	const struct endpoint *p = c->endpoint;
	struct arena *a = c->req->arena;
	const char *name;

	*out = fetch_crl;
	if ((name = name_in(c->req->path, p->crl_prefix, ".crl", a)) == NULL) {
		*out = fetch_ca;
		name = name_in(c->req->path, p->ca_prefix, ".cer", a);
	}
	if (name != NULL && parse_name(name, a, named))
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "there is nothing here: a CRL is %s/<connector>.crl, a CA "
	    "certificate %s/<connector>.cer, with the connector's id",
	    p->crl_prefix, p->ca_prefix);
}

int
publish_answer(struct call *c, struct err *e)
{
	struct document d = { .content_type = NULL };
	struct named named;
	fetch *fetch_it;

	if (c->req->method != WEB_GET && c->req->method != WEB_HEAD) {
		web_header_set(c->res, "Allow", "GET, HEAD");
		web_answer_text(c->res, 405,
		    "the method must be one of GET, HEAD");
		return 0;
	}
	if (find(c, &fetch_it, &named, e) == -1 ||
	    fetch_it(c, &named, &d, e) == -1)
		return -1;
	if (web_copy_is_fresh(c->res, c->req, &d.copy))
		return 0;
	c->res->content_type = d.content_type;
	/* A CRL may be larger than any page. */
	if (d.body.len > c->res->body.limit)
		c->res->body.limit = d.body.len;
	buf_add(&c->res->body, d.body);
	return 0;
}
