/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * From a request to the handler of its page: each gate in turn, and the
 * handler sees only what passed them all.
 */
#include <string.h>
#include <strings.h>

#include "admin/admin.h"
#include "admin/cookies.h"
#include "admin/csrf.h"
#include "admin/routes.h"
#include "base/text.h"
#include "web/response.h"
#include "web/url.h"

#define FORM_TYPE "application/x-www-form-urlencoded"

/* What a gate says: go on, answered already, or -1 with e set. */
#define GO_ON 0
#define ANSWERED 1

typedef int gate(struct page *page, struct err *e);

/*
 * Where a form was sent to there is mostly its page, too; else that is above,
 * as an order's is of its approval.  "": nowhere, as of signing out.
 */
static const char *
page_of_form(const struct page *page, const char *next)
{
	char *path = arena_strdup(page->arena, page->req->path), *slash;

	if (sign_in_next(page, next) == next)
		return next;
	while ((slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		if (sign_in_next(page, path) == path)
			return path;
	}
	return "";
}

static int
gate_route(struct page *page, struct err *e)
{
	const struct web_router router = admin_router(page->admin->prefix);

	web_route_find(&router, page->req->method, page->req->path, page->arena,
	    &page->match);
	switch (page->match.kind) {
	case WEB_MATCH_FOUND:
		return GO_ON;
	case WEB_MATCH_NO_METHOD:
		web_header_set(page->res, "Allow", page->match.allow);
		/* A refused form stands at such an address, for one. */
		page->way_out = page_of_form(page, page->req->path);
		page_fail_status(page, 405, "This page does not take that",
		    arena_printf(page->arena, "It answers %s.",
			page->match.allow));
		return ANSWERED;
	case WEB_MATCH_NO_PATH:
	default:
		return err_set(e, ERR_NOT_FOUND, "no page at this path");
	}
}

static int
gate_session(struct page *page, struct err *e)
{
	const char *hex = admin_cookie_get(page, ADMIN_COOKIE_SESSION);
	struct span token;
	struct err bad;

	/* A cookie that is none of ours is as good as no cookie. */
	if (hex == NULL || strlen(hex) != 2 * RA_TOKEN_SIZE ||
	    text_unhex(page->arena, hex, &token, &bad) == -1)
		return GO_ON;
	return ra_session_find(page->admin->ra, token, page->arena,
	    &page->session, e);
}

/* Why somebody has to sign in who did not mean to; NULL: they know. */
static const struct web_note *
note_of_end(const struct page *page, const char *next)
{
	static const struct web_note over = { "session-over", "" };
	static const struct web_note lost = { "session-ended", "" };

	if (page->req->method == WEB_POST)
		return *next == '\0' ? NULL : &lost;
	return admin_cookie_get(page, ADMIN_COOKIE_SESSION) == NULL ? NULL :
								      &over;
}

static int
gate_role(struct page *page, struct err *e)
{
	const struct web_request *req = page->req;
	const char *next;

	(void)e;
	if (page->match.route->role == ADMIN_ANYBODY || page->session != NULL)
		return GO_ON;
	next = arena_printf(page->arena, "%s%s%s", req->path,
	    *req->query == '\0' ? "" : "?", req->query);
	if (req->method == WEB_POST)
		next = page_of_form(page, next);
	page_see_other(page,
	    web_url(page->arena, "/sign-in", "next", next, NULL),
	    note_of_end(page, next));
	return ANSWERED;
}

/* RFC 9110 section 8.3.1: in any case, parameters may follow. */
static bool
is_form(const char *content_type)
{
	const size_t n = strlen(FORM_TYPE);

	return strncasecmp(content_type, FORM_TYPE, n) == 0 &&
	    strchr("; \t", content_type[n]) != NULL;
}

static int
gate_input(struct page *page, struct err *e)
{
	const struct web_request *req = page->req;

	if (web_params_parse(span_of_str(req->query), true, page->arena,
		&page->query, e) == -1)
		return -1;
	if (req->method != WEB_POST)
		return GO_ON;
	if (req->body_too_large) {
		page_fail_status(page, 413, "This is too much",
		    "The form is larger than the server takes.");
		return ANSWERED;
	}
	/*
	 * FastCGI specification, section 6.2: somebody hung up, and half a form
	 * would be taken for one whose other fields were left empty.
	 */
	if (req->body_cut) {
		page_fail_status(page, 400, "This is not all of it",
		    "The form broke off on its way: send it again.");
		return ANSWERED;
	}
	if (!is_form(req->content_type)) {
		page_fail_status(page, 415, "This is no form",
		    "A form is sent as " FORM_TYPE ".");
		return ANSWERED;
	}
	return web_params_parse(req->body, true, page->arena, &page->posted, e);
}

static int
gate_csrf(struct page *page, struct err *e)
{
	if (!page->match.route->csrf || csrf_holds(page))
		return GO_ON;
	/* Nothing lies behind this form that one could go back to. */
	if (page->match.route->handler == sign_in)
		return sign_in_again(page, e) == -1 ? -1 : ANSWERED;
	page->way_out = page_of_form(page, page->req->path);
	return err_set(e, ERR_DENIED,
	    "this form is too old, or did not come "
	    "from this site: go back, reload the page and send it again");
}

/* Pages tell which CA is in use. */
static int
gate_rollover(struct page *page, struct err *e)
{
	(void)e;
	ra_roll_over(page->admin->ra);
	return GO_ON;
}

static gate *const gates[] = {
	/* The session first: error pages show who is signed in. */
	gate_session,
	gate_route,
	gate_role,
	gate_input,
	gate_csrf,
	gate_rollover,
};

int
admin_check(const struct admin *admin, struct err *e)
{
	struct arena *a = arena_new();
	struct web_response *res = web_response_new(a);
	int rc;

	rc = view_render(view_new(a, admin->templates), "page/error.cs", res,
	    e);
	arena_free(a);
	if (rc == 0)
		return 0;
	return err_prefix(e,
	    "'%s' has no templates of ours, see 'templates' "
	    "in scepgate.conf",
	    admin->templates);
}

void
admin_handle(const struct web_request *req, struct web_response *res, void *ctx)
{
	struct page page = {
		.admin = ctx,
		.req = req,
		.res = res,
		.arena = req->arena,
	};
	struct err e;
	int rc = GO_ON;

	web_answer_secure(res);
	for (size_t i = 0; rc == GO_ON && i < sizeof(gates) / sizeof(gates[0]);
	     i++)
		rc = gates[i](&page, &e);
	if (rc == GO_ON)
		rc = page.match.route->handler(&page, &e);
	if (rc == -1)
		page_fail(&page, &e);
}
