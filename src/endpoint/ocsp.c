/* SPDX-License-Identifier: BSD-2-Clause */
/* See ocsp.h. */
#include <string.h>

#include "base/log.h"
#include "base/text.h"
#include "endpoint/faults.h"
#include "endpoint/ocsp.h"
#include "endpoint/url.h"
#include "ra/ocsp.h"
#include "web/cache.h"

/*
 * Seconds that a copy may be taken for the thing itself.  An answer is valid
 * for hours, but what was revoked is to be known sooner; asking again costs a
 * 304.
 */
#define MAX_AGE 600

/* What OCSP itself calls a failure; of the others HTTP tells. */
static const enum ocsp_failure failures[ERR__COUNT] = {
	[ERR_MALFORMED] = OCSP_MALFORMED_REQUEST,
	[ERR_DENIED] = OCSP_UNAUTHORIZED,
	[ERR_UNAVAILABLE] = OCSP_TRY_LATER,
	[ERR_INTERNAL] = OCSP_INTERNAL_ERROR,
};

/* "/<connector>" and what follows, or NULL. */
static const char *
inside(const struct endpoint *p, const char *path)
{
	const char *rest;

	if (p->ocsp_prefix == NULL || p->ocsp_prefix[0] == '\0')
		return NULL;
	rest = url_behind(p->ocsp_prefix, path);
	return rest != NULL && rest[0] == '/' ? rest : NULL;
}

bool
ocsp_knows(const struct endpoint *endpoint, const char *path)
{
	return inside(endpoint, path) != NULL;
}

/* The connector of the path, and what stands behind it and its slash. */
static int
find(const struct call *c, struct uuid *connector, const char **request,
    struct err *e)
{
	const char *rest = inside(c->endpoint, c->req->path) + 1;
	size_t n = strcspn(rest, "/");
	const char *name = arena_str(c->req->arena, span_of(rest, n));

	*request = rest + n + strspn(rest + n, "/");
	if (!uuid_parse(name, connector) ||
	    (c->req->method == WEB_POST && **request != '\0'))
		return err_set(e, ERR_NOT_FOUND,
		    "there is nothing here: an OCSP responder is "
		    "%s/<connector>, with the connector's id",
		    c->endpoint->ocsp_prefix);
	if (c->req->method != WEB_POST && **request == '\0')
		return err_set(e, ERR_MALFORMED,
		    "this is the URL of an OCSP responder (RFC 6960), for "
		    "programs: it wants a request");
	return 0;
}

/* RFC 6960 appendix A.1: base64, and that percent-encoded, or not all of it. */
static int
read_request(const struct call *c, const char *text, struct ocsp_request *out,
    struct err *e)
{
	struct arena *a = c->req->arena;
	struct span der = c->req->body, plain;

	if (c->req->body_too_large)
		return err_set(e, ERR_MALFORMED,
		    "the request's body is larger than this server takes");
	if (c->req->method != WEB_POST &&
	    (text_percent_decode(a, span_of_str(text), false, &plain, e) ==
		    -1 ||
		text_unbase64(a, plain, &der, e) == -1))
		return err_prefix(e, "RFC 6960 A.1: the request in the URL");
	return ocsp_parse(der, out, e);
}

static void
put_body(struct call *c, struct span der)
{
	c->res->content_type = "application/ocsp-response";
	buf_add(&c->res->body, der);
}

/* RFC 5019 section 6: only what is asked for by GET is kept on the way. */
static void
send_answer(struct call *c, const struct ra_ocsp *answer)
{
	const struct web_copy copy = {
		.sha256 = answer->sha256,
		.changed_ms = answer->this_ms,
		.ends_ms = answer->next_ms,
		.max_age = MAX_AGE,
	};

	if (c->req->method != WEB_POST && answer->shared &&
	    web_copy_is_fresh(c->res, c->req, &copy))
		return;
	put_body(c, answer->der);
}

/* RFC 6960 section 4.2.1: nobody signs these. */
static void
send_failure(struct call *c, const struct uuid *connector, const struct err *e)
{
	log_event(fault_level(e->kind), "ocsp-refused", "connector",
	    uuid_text(c->req->arena, connector), "address", c->req->address,
	    "kind", err_kind_name(e->kind), "reason", e->text, NULL);
	put_body(c, ocsp_failure_answer(c->req->arena, failures[e->kind]));
}

static bool
is_ours(enum web_method m)
{
	return m == WEB_GET || m == WEB_HEAD || m == WEB_POST;
}

int
ocsp_answer(struct call *c, struct err *e)
{
	struct ocsp_request request;
	struct ra_ocsp answer;
	struct uuid connector;
	const char *text;

	if (!is_ours(c->req->method)) {
		web_header_set(c->res, "Allow", "GET, HEAD, POST");
		web_answer_text(c->res, 405,
		    "the method must be one of GET, HEAD, POST");
		return 0;
	}
	if (find(c, &connector, &text, e) == -1)
		return -1;
	if (read_request(c, text, &request, e) == 0 &&
	    ra_ocsp(c->endpoint->ra, &connector, &request, c->req->arena,
		&answer, e) == 0) {
		send_answer(c, &answer);
		return 0;
	}
	if (failures[e->kind] == 0)
		return -1;
	send_failure(c, &connector, e);
	err_clear(e);
	return 0;
}
