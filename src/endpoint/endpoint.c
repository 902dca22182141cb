/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SCEP over HTTP, RFC 8894 section 4: which profile, which operation, and
 * whether this method goes with it.
 */
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "endpoint/call.h"
#include "endpoint/faults.h"
#include "endpoint/ocsp.h"
#include "endpoint/page.h"
#include "endpoint/publish.h"
#include "endpoint/url.h"
#include "web/rate.h"

#define BIT(method) (1U << (method))
#define READ (BIT(WEB_GET) | BIT(WEB_HEAD))
#define OPERATIONS                               \
	"GetCACaps, GetCACert, GetCACertChain, " \
	"GetNextCACert and PKIOperation"

/* Bytes of path and query. */
#define URL_MOST 48000

static const struct operation {
	const char *name;
	unsigned int methods;
	const char *allow;
	call_answer *answer;
} operations[] = {
	{ "GetCACaps", READ, "GET, HEAD", answer_get_ca_caps },
	{ "GetCACert", READ, "GET, HEAD", answer_get_ca_cert },
	/* Of old drafts; GetCACert holds the chain. */
	{ "GetCACertChain", READ, "GET, HEAD", answer_get_ca_cert },
	{ "GetNextCACert", READ, "GET, HEAD", answer_get_next_ca_cert },
	{ "PKIOperation", BIT(WEB_GET) | BIT(WEB_POST), "GET, POST",
	    answer_pki_operation },
};

/* PROTOCOL: `operation` is matched without regard to case. */
static int
find_operation(const struct call *c, const struct operation **out,
    struct err *e)
{
	const struct span *s = web_params_get(&c->params, "operation");
	size_t i;

	if (s == NULL || s->len == 0)
		return err_set(e, ERR_MALFORMED,
		    "this is the URL of a SCEP server (RFC 8894), for "
		    "devices: it wants an operation, one of " OPERATIONS);
	for (i = 0; i < sizeof(operations) / sizeof(operations[0]); i++)
		if (strlen(operations[i].name) == s->len &&
		    strncasecmp(operations[i].name, (const char *)s->at,
			s->len) == 0) {
			*out = &operations[i];
			return 0;
		}
	return err_set(e, ERR_MALFORMED,
	    "RFC 8894 4.1: the operation is unknown: there are " OPERATIONS);
}

/*
 * A URL without a slug: `message` has it, as the CA identifier, in every
 * operation but PKIOperation by GET.  There the only profile is meant.
 */
static int
find_by_message(struct call *c, const struct ra_profile **out, struct err *e)
{
	const struct span *s = web_params_get(&c->params, "message");
	struct arena *a = c->req->arena;
	const char *slug;

	*out = NULL;
	if (s != NULL && s->len > 0) {
		slug = arena_str(a, *s);
		if (strlen(slug) == s->len && text_is_slug(slug) &&
		    ra_profile_find(c->endpoint->ra, slug, a, out, e) == -1)
			return -1;
	}
	if (*out == NULL)
		return ra_profile_only(c->endpoint->ra, a, out, e);
	return 0;
}

static int
find_profile(struct call *c, struct err *e)
{
	struct url url;

	url_parse(c->endpoint->prefix, c->req->path, c->req->arena, &url);
	if (url.kind == URL_OTHER)
		return err_set(e, ERR_NOT_FOUND,
		    "there is no such profile: a SCEP URL is %s/<profile>",
		    c->endpoint->prefix);
	if (url.kind == URL_CGI) {
		if (find_by_message(c, &c->profile, e) == -1)
			return -1;
	} else if (ra_profile_find(c->endpoint->ra, url.slug, c->req->arena,
		       &c->profile, e) == -1)
		return -1;
	if (c->profile == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    url.kind == URL_CGI ?
			"this URL does not say which profile is meant: use "
			"%s/<profile>" :
			"there is no such profile: check what follows %s/",
		    c->endpoint->prefix);
	if (!c->profile->active)
		return err_set(e, ERR_DENIED, "profile '%s' is inactive",
		    c->profile->slug);
	return 0;
}

static void
log_refused(const struct call *c, enum err_kind kind, const char *reason)
{
	log_event(fault_level(kind), "refused", "profile",
	    c->profile != NULL ? c->profile->slug : NULL, "address",
	    c->req->address, "kind", err_kind_name(kind), "reason", reason,
	    NULL);
}

/* What HTTP has a status of its own for. */
static void
refuse(struct call *c, int status, const char *reason)
{
	log_refused(c, ERR_MALFORMED, reason);
	web_answer_text(c->res, status, reason);
}

static void
answer_method(struct call *c, const char *allow)
{
	web_header_set(c->res, "Allow", allow);
	refuse(c, 405,
	    arena_printf(c->req->arena, "the method must be one of %s", allow));
}

/*
 * A message in the URL has 32 KiB at most.  What a web server lets through
 * beyond that depends on the server; here it does not, and is told in words
 * which no web server has.
 */
static bool
is_too_long(struct call *c)
{
	size_t have = strlen(c->req->path) + strlen(c->req->query);

	if (have <= URL_MOST)
		return false;
	refuse(c, 414,
	    arena_printf(c->req->arena,
		"the URL has %zu bytes and may have %d: send the message by "
		"POST (RFC 8894 4.1)",
		have, URL_MOST));
	return true;
}

static int
answer_operation(struct call *c, struct err *e)
{
	const struct operation *op = NULL;

	if (find_operation(c, &op, e) == -1) {
		/* Who asks for no operation: what any of them takes. */
		if (c->req->method != WEB_OTHER)
			return -1;
		err_clear(e);
		answer_method(c, "GET, HEAD, POST");
		return 0;
	}
	if ((op->methods & BIT(c->req->method)) == 0) {
		answer_method(c, op->allow);
		return 0;
	}
	if (c->req->body_too_large) {
		refuse(c, 413,
		    "the request's body is larger than this server takes");
		return 0;
	}
	return op->answer(c, e);
}

static int
answer(struct call *c, struct err *e)
{
	if (is_too_long(c))
		return 0;
	if (publish_knows(c->endpoint, c->req->path))
		return publish_answer(c, e);
	if (ocsp_knows(c->endpoint, c->req->path))
		return ocsp_answer(c, e);
	if (web_params_parse(span_of_str(c->req->query), false, c->req->arena,
		&c->params, e) == -1 ||
	    find_profile(c, e) == -1)
		return -1;
	if (page_is_asked_for(c)) {
		page_of_profile(c);
		return 0;
	}
	return answer_operation(c, e);
}

/*
 * Before anything is looked up.  It is not logged: who sends too much is not
 * to fill the disk, too.
 */
static bool
is_too_much(const struct endpoint *endpoint, const struct web_request *req,
    struct web_response *res)
{
	unsigned int wait;

	if (endpoint->rate == NULL)
		return false;
	wait = web_rate_take(endpoint->rate, req->address, req->started_ms);
	if (wait == 0)
		return false;
	web_header_set(res, "Retry-After",
	    arena_printf(req->arena, "%u", wait));
	web_answer_text(res, 429, "too many requests: come again later");
	return true;
}

void
endpoint_handle(const struct web_request *req, struct web_response *res,
    void *ctx)
{
	struct call c = { .endpoint = ctx, .req = req, .res = res };
	struct err e = { 0 };

	/*
	 * RFC 9111 section 4.2.2: of a 200 or a 404 that says nothing a cache
	 * may make up how long it is fresh.  What may be kept says so instead.
	 */
	web_header_set(res, "Cache-Control", "no-store");
	if (is_too_much(ctx, req, res) || answer(&c, &e) == 0)
		return;
	log_refused(&c, e.kind, e.text);
	fault_answer(&e, req, res);
	if (page_is_readable(req))
		page_of_fault(req, res);
}
