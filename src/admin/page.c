/* SPDX-License-Identifier: BSD-2-Clause */
/* What all pages have in common: layout, notes, redirects, error pages. */
#include <string.h>

#include "admin/csrf.h"
#include "admin/page.h"
#include "base/log.h"
#include "base/text.h"
#include "web/response.h"
#include "web/status.h"

/* The sidebar.  An entry is current on its own page and on those below. */
static const struct nav_item {
	const char *group;
	const char *label;
	const char *path;
} nav[] = {
	{ "Protocols", "SCEP Server", "/profiles" },
	{ "Activity", "Orders", "/orders" },
	{ "Activity", "Accounts", "/accounts" },
	{ "Setup", "Connectors", "/connectors" },
	{ "Setup", "Tenants", "/tenants" },
};

/*
 * What a redirect may leave for the next page to say: the sentence around the
 * name of its subject, or the whole of it where it has none.
 */
static const struct {
	const char *key;
	const char *before;
	const char *after;
} notes[] = {
	{ "signed-out", "You are signed out.", NULL },
	{ "profile-created", "The profile ",
	    " is there. Devices can enrol with it now." },
	{ "profile-prepared", "The profile ",
	    " is there. It refuses devices until it is active and has a "
	    "challenge password." },
	{ "session-over", "Your session has ended. Sign in to go on.", NULL },
	{ "session-ended",
	    "Your session has ended, and what you sent was not taken. Sign in, "
	    "and send it again.",
	    NULL },
	{ "profile-changed", "The profile ",
	    " is changed, from the next request of a device on." },
	{ "profile-deleted", "The profile ", " is deleted." },
	{ "challenge-revoked", "The one-time challenge ",
	    " is revoked: no device can use it any more." },
	{ "order-approved", "The order of ",
	    " is approved: the device gets its certificate when it asks "
	    "again." },
	{ "order-rejected", "The order of ",
	    " is rejected: the device is told so when it asks again." },
	{ "certificate-revoked", "The certificate of ", " is revoked." },
	{ "certificate-held", "The certificate of ",
	    " is on hold: it is not accepted until it is released." },
	{ "certificate-released", "The certificate of ",
	    " is released: it is good again." },
	{ "order-dismissed", "The failed order of ",
	    " is dismissed: it is not active any more." },
	{ "tenant-added", "The tenant ",
	    " is there: profiles can be given to it." },
	{ "tenant-renamed", "The tenant is called ", " from now on." },
	{ "tenant-deleted", "The tenant ", " is deleted." },
	{ "connector-added", "The connector ",
	    " is there: profiles can use its CA." },
	{ "connector-changed", "The connector ",
	    " is changed: certificates that are issued from now on follow "
	    "it." },
	{ "next-ca-prepared", "The connector ",
	    " has a next CA: devices can fetch it from now on." },
	{ "next-ca-dropped", "The next CA of the connector ",
	    " is dropped, and its key with it." },
	{ "connector-deleted", "The connector ",
	    " is deleted, and its keys with it." },
};

static const struct {
	enum err_kind kind;
	const char *title;
	const char *text; /* NULL: the failure's own */
} failures[] = {
	{ ERR_NOT_FOUND, "There is no such page",
	    "What you are looking for is not here. Somebody may have deleted "
	    "it meanwhile." },
	{ ERR_DENIED, "This is not allowed", NULL },
	{ ERR_CONFLICT, "Something changed meanwhile", NULL },
	{ ERR_UNAVAILABLE, "This cannot be done now",
	    "Please try again later. The error log of the web server says "
	    "why." },
	{ ERR_INTERNAL, "Something went wrong here",
	    "This is an error of the server. The error log of the web server "
	    "says what it is." },
};

const char *
page_url(const struct page *page, const char *path)
{
	return arena_printf(page->arena, "%s%s", page->admin->prefix, path);
}

const char *
page_record_url(const struct page *page, const char *list,
    ProtobufCBinaryData id)
{
	struct uuid u;

	if (!uuid_from_span(span_of(id.data, id.len), &u))
		return NULL;
	return arena_printf(page->arena, "%s%s/%s", page->admin->prefix, list,
	    uuid_text(page->arena, &u));
}

const char *
page_query(const struct page *page, const char *name)
{
	const struct span *value = web_params_get(&page->query, name);

	return value == NULL ? "" : arena_str(page->arena, *value);
}

const char *
page_posted(const struct page *page, const char *name)
{
	const struct span *value = web_params_get(&page->posted, name);

	return value == NULL ? "" : arena_str(page->arena, *value);
}

int
page_id(const struct page *page, struct uuid *out, struct err *e)
{
	const char *text = web_match_part(&page->match, "id");

	if (text == NULL || !uuid_parse(text, out))
		return err_set(e, ERR_NOT_FOUND, "no id in the path");
	return 0;
}

struct actor
page_actor(const struct page *page)
{
	return (struct actor){
		.name = page->session->user_name,
		.address = page->req->address,
	};
}

/* Cookies are for the pages alone. */
static const char *
cookie_path(const struct page *page)
{
	return *page->admin->prefix == '\0' ? "/" : page->admin->prefix;
}

static bool
is_current(const struct page *page, const struct nav_item *item)
{
	size_t len = strlen(item->path);

	return page->match.route != NULL &&
	    strncmp(page->match.route->path, item->path, len) == 0 &&
	    (page->match.route->path[len] == '\0' ||
		page->match.route->path[len] == '/');
}

static void
show_nav(struct page *page, struct view *v)
{
	const size_t n = sizeof(nav) / sizeof(nav[0]);
	struct view *group = v, *row;

	for (size_t i = 0; i < n; i++) {
		if (i == 0 || strcmp(nav[i].group, nav[i - 1].group) != 0) {
			group = view_add(v, "Nav");
			view_set(group, "Label", nav[i].group);
		}
		row = view_add(group, "Items");
		view_set(row, "Href", page_url(page, nav[i].path));
		view_set(row, "Label", nav[i].label);
		view_set_flag(row, "Current", is_current(page, &nav[i]));
	}
}

static void
show_note(struct page *page, struct view *v)
{
	const struct web_note note = web_note_take(page->req, page->res,
	    cookie_path(page));

	for (size_t i = 0; i < sizeof(notes) / sizeof(notes[0]); i++) {
		if (strcmp(notes[i].key, note.key) != 0)
			continue;
		view_set(v, "Note.Before", notes[i].before);
		if (notes[i].after == NULL)
			continue;
		view_set(v, "Note.Subject", note.subject);
		view_set(v, "Note.After", notes[i].after);
	}
}

struct view *
page_view(struct page *page, const char *title)
{
	struct view *root = view_new(page->arena, page->admin->templates);
	struct view *v = view_at(root, "Page");

	view_set(v, "Title", title);
	view_set(v, "Home", page_url(page, "/"));
	view_set(v, "Static", page_url(page, "/static"));
	show_note(page, root);
	if (page->session == NULL)
		return root;
	view_set(v, "Csrf", csrf_token(page));
	show_nav(page, v);
	view_set(v, "User", page->session->user_name);
	view_set(v, "SignOut", page_url(page, "/sign-out"));
	return root;
}

void
page_crumb(const struct page *page, struct view *v, const char *path,
    const char *label)
{
	struct view *row = view_add(view_at(v, "Page"), "Crumbs");

	if (path != NULL)
		view_set(row, "Href", page_url(page, path));
	view_set(row, "Label", label);
}

int
page_render(struct page *page, struct view *v, const char *name, struct err *e)
{
	return view_render(v, name, page->res, e);
}

void
page_see_other(struct page *page, const char *path, const struct web_note *note)
{
	if (note != NULL)
		web_note_leave(page->req, page->res, cookie_path(page), note);
	web_answer_see_other(page->res, page_url(page, path));
}

void
page_fail_status(struct page *page, int status, const char *title,
    const char *text)
{
	struct view *v = page_view(page, title);
	struct err e;

	view_set(v, "Failure.Text", text);
	if (page->session != NULL)
		view_set(v, "Failure.WayOut", page->way_out);
	view_set(v, "Failure.Request", page->req->id);
	if (page_render(page, v, "page/error.cs", &e) == -1) {
		log_event(LOG_LEVEL_ERR, "page-failed", "reason", e.text, NULL);
		web_answer_text(page->res, status, text);
	}
	page->res->status = status;
}

/*
 * What the server lacks is for who may mend it: a full disk, say, and where.
 */
static const char *
words_of_lack(const struct page *page, const struct err *why, const char *text)
{
	if (why->kind != ERR_UNAVAILABLE || page->session == NULL)
		return text;
	return arena_printf(page->arena, "%s Please try again then.",
	    web_sentence(page->arena, why->text));
}

void
page_fail(struct page *page, const struct err *why)
{
	const char *title = "This request cannot be read";
	const char *text = NULL;
	int status = web_status_of(why->kind);

	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if (failures[i].kind == why->kind) {
			title = failures[i].title;
			text = failures[i].text;
		}
	log_event(status >= 500 ? LOG_LEVEL_ERR : LOG_LEVEL_INFO, "page-failed",
	    "path", page->req->path, "kind", err_kind_name(why->kind), "reason",
	    why->text, "address", page->req->address, NULL);
	if (status == 503)
		web_header_set(page->res, "Retry-After", "5");
	if (text != NULL)
		text = words_of_lack(page, why, text);
	page_fail_status(page, status, title,
	    text != NULL ? text : web_sentence(page->arena, why->text));
}
