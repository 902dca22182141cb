/* SPDX-License-Identifier: BSD-2-Clause */
/* Signing in and out. */
#include <string.h>

#include "admin/cookies.h"
#include "admin/csrf.h"
#include "admin/routes.h"
#include "base/mem.h"
#include "base/text.h"
#include "web/form.h"
#include "web/response.h"
#include "web/status.h"

enum { FIELD_NAME, FIELD_PASSWORD, FIELD_NEXT };

#define NEXT_MOST 1000 /* characters */

static const struct web_field fields[] = {
	[FIELD_NAME] = {
		.name = "name",
		.label = "User name",
		.kind = WEB_FIELD_TEXT,
		.required = true,
		.most = 64,
		.autocomplete = "username",
		.missing = "Enter your user name.",
	},
	[FIELD_PASSWORD] = {
		.name = "password",
		.label = "Password",
		.kind = WEB_FIELD_PASSWORD,
		.required = true,
		.autocomplete = "current-password",
		.missing = "Enter your password.",
	},
	[FIELD_NEXT] = {
		.name = "next",
		.label = "Page to go on with",
		.kind = WEB_FIELD_TEXT,
		.hidden = true,
		.most = NEXT_MOST,
	},
};
#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))

/*
 * RFC 3986's characters of a path and a query.  A backslash, a tab or a line
 * end is none of them: browsers read the first as a slash and skip the rest.
 */
static bool
has_url_characters(const char *s)
{
	static const char others[] = "-._~%!$&'()*+,;=:@/?";

	for (; *s != '\0'; s++)
		if (!(*s >= 'a' && *s <= 'z') && !(*s >= 'A' && *s <= 'Z') &&
		    !(*s >= '0' && *s <= '9') && strchr(others, *s) == NULL)
			return false;
	return true;
}

const char *
sign_in_next(const struct page *page, const char *wanted)
{
	const struct web_router router = admin_router(page->admin->prefix);
	const char *path, *first = page_url(page, "/");
	struct web_match match;

	if (strlen(wanted) > NEXT_MOST || !has_url_characters(wanted))
		return first;
	path = arena_str(page->arena, span_of(wanted, strcspn(wanted, "?")));
	web_route_find(&router, WEB_GET, path, page->arena, &match);
	if (match.kind != WEB_MATCH_FOUND || match.route->role == ADMIN_ANYBODY)
		return first;
	return wanted;
}

static int
show_form(struct page *page, const struct web_form *form, int status,
    struct err *e)
{
	struct view *v = page_view(page, "Sign in");

	/* Before there is a session the token is made for this form. */
	view_set(v, "Page.Csrf", csrf_token(page));
	web_form_show(form, view_at(v, "Form"));
	view_set(v, "Form.Action", page_url(page, "/sign-in"));
	page->res->status = status;
	return page_render(page, v, "page/sign_in.cs", e);
}

int
sign_in_page(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields, FIELD_COUNT);

	web_form_set(form, FIELD_NEXT,
	    sign_in_next(page, page_query(page, "next")));
	return show_form(page, form, 200, e);
}

/* End the session that the browser came with, if any. */
static int
end_session(struct page *page, struct err *e)
{
	const char *hex = admin_cookie_get(page, ADMIN_COOKIE_SESSION);
	struct span token;

	if (page->session == NULL)
		return 0;
	if (text_unhex(page->arena, hex, &token, e) == -1)
		return -1;
	return ra_sign_out(page->admin->ra, token, e);
}

int
sign_in(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields, FIELD_COUNT);
	uint8_t token[RA_TOKEN_SIZE];

	if (!web_form_read(form, &page->posted))
		return show_form(page, form, 422, e);
	if (ra_sign_in(page->admin->ra, web_form_text(form, FIELD_NAME),
		web_form_secret(form, FIELD_PASSWORD), page->req->address,
		token, e) == -1) {
		if (e->kind != ERR_DENIED)
			return -1;
		web_form_fail_whole(form, web_sentence(page->arena, e->text));
		return show_form(page, form, 422, e);
	}
	if (end_session(page, e) == -1)
		return -1;
	admin_cookie_set(page, ADMIN_COOKIE_SESSION,
	    text_hex(page->arena, span_of(token, sizeof(token))));
	admin_cookie_set(page, ADMIN_COOKIE_CSRF, "");
	mem_wipe(token, sizeof(token));
	web_answer_see_other(page->res,
	    sign_in_next(page, web_form_text(form, FIELD_NEXT)));
	return 0;
}

/*
 * Of two tabs the second has a form of before the first one signed in, and is
 * led on as who that was; the session came along, so it is no other site's.
 */
int
sign_in_again(struct page *page, struct err *e)
{
	struct web_form *form = web_form_new(page->arena, fields, FIELD_COUNT);

	if (page->session != NULL &&
	    strcmp(page_posted(page, "name"), page->session->user_name) == 0) {
		web_answer_see_other(page->res,
		    sign_in_next(page, page_posted(page, "next")));
		return 0;
	}
	web_form_fill(form, &page->posted);
	web_form_set(form, FIELD_NEXT,
	    sign_in_next(page, page_posted(page, "next")));
	web_form_fail_whole(form,
	    "This form is too old, or your browser keeps no cookies of this "
	    "site. Sign in once more.");
	return show_form(page, form, 403, e);
}

int
sign_out(struct page *page, struct err *e)
{
	const struct web_note note = { .key = "signed-out", .subject = "" };

	if (end_session(page, e) == -1)
		return -1;
	admin_cookie_set(page, ADMIN_COOKIE_SESSION, "");
	page_see_other(page, "/sign-in", &note);
	return 0;
}
