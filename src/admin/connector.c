/* SPDX-License-Identifier: BSD-2-Clause */
/* A connector: what it is, who uses it, and its CA's certificate as a file. */
#include "admin/connector_words.h"
#include "admin/fingerprint.h"
#include "admin/owner.h"
#include "admin/routes.h"
#include "admin/validity.h"
#include "base/clock.h"
#include "base/text.h"
#include "ra/next_ca.h"
#include "ra/setup.h"
#include "web/response.h"
#include "web/url.h"

#define FILE_NAME_MOST 64 /* without its ending */

static void
show_facts(const struct page *page, const Connector *record, struct view *v)
{
	connector_show(page, record, v);
	view_set_time(v, "Begins", record->not_before_ms);
	view_set_time(v, "Created", record->created_ms);
	/* It was made when the CA was, or later: it has begun. */
	validity_show(page, 0, record->ra_not_after_ms, view_at(v, "Ra.State"));
	view_set_time(v, "Ra.Ends", record->ra_not_after_ms);
	fingerprint_show(page, record->ra_sha256, v, "Ra.Fingerprint");
}

/* What its certificates name, and how long that is good. */
static void
show_pointers(const struct page *page, const Connector *record, struct view *v)
{
	const struct ra_connector_urls urls = ra_connector_urls(page->admin->ra,
	    record, page->arena);
	const struct connector_draft d = ra_connector_draft(record);

	view_set_flag(v, "Nowhere",
	    *urls.crl == '\0' && *urls.ca_issuers == '\0' &&
		*urls.ocsp == '\0');
	view_set(v, "CrlUrl", urls.crl);
	view_set(v, "CaIssuersUrl", urls.ca_issuers);
	view_set(v, "OcspUrl", urls.ocsp);
	view_set(v, "CrlDays", text_count(page->arena, d.crl_days, "day"));
	view_set(v, "OcspHours", text_count(page->arena, d.ocsp_hours, "hour"));
}

/* The CA that comes, and the one that was. */
static void
show_others(const struct page *page, const struct owner *owner,
    const Connector *record, struct view *v)
{
	int64_t now = clock_ms(), former = ra_former_ca_until(record, now);

	if (former != 0)
		view_set_time(v, "Former", former);
	if (record->next_place == 0) {
		view_set(v, "Prepare",
		    page_url(page, owner_path(page, owner, "/next/prepare")));
		return;
	}
	view_set(v, "CaSubject", record->ca_subject);
	view_set(v, "Key",
	    connector_key_words(page->arena, record->next_key_type));
	fingerprint_show(page, record->next_ca_sha256, v, "Fingerprint");
	view_set_time(v, "From", record->next_from_ms);
	view_set_flag(v, "Due", record->next_from_ms <= now);
	view_set_time(v, "Ends", record->next_not_after_ms);
	view_set(v, "Pem",
	    page_url(page, owner_path(page, owner, "/next.pem")));
	view_set(v, "Drop",
	    page_url(page, owner_path(page, owner, "/next/drop")));
}

static int
show_profiles(const struct page *page, const struct owner *owner,
    struct view *v, struct err *e)
{
	const struct directory_profile *p;
	struct owner_profiles profiles;
	struct view *row;

	if (owner_profiles(page, owner, &profiles, e) == -1)
		return -1;
	for (size_t i = 0; i < profiles.n; i++) {
		p = profiles.first[i];
		row = view_add(v, "Rows");
		view_set(row, "Name", p->name);
		view_set(row, "Href",
		    page_url(page,
			arena_printf(page->arena, "/profiles/%s",
			    uuid_text(page->arena, &p->id))));
		view_set(row, "State.Word", p->active ? "Active" : "Inactive");
		view_set(row, "State.Class", p->active ? "good" : "off");
		view_set(row, "Tenant",
		    p->tenant == NULL ? "none" : p->tenant->name);
	}
	owner_show_count(page, owner, profiles.all, v);
	view_set_flag(v, "More", profiles.all > profiles.n);
	return 0;
}

int
connector_page(struct page *page, struct err *e)
{
	struct arena *a = page->arena;
	struct owner owner;
	Connector *record;
	struct view *v;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	v = page_view(page, record->name);
	page_crumb(page, v, "/connectors", "Connectors");
	page_crumb(page, v, NULL, record->name);
	show_facts(page, record, view_at(v, "Connector"));
	show_pointers(page, record, view_at(v, "Connector"));
	show_others(page, &owner, record, view_at(v, "Next"));
	if (show_profiles(page, &owner, view_at(v, "Use"), e) == -1)
		return -1;
	view_set(v, "Pem", page_url(page, owner_path(page, &owner, "/ca.pem")));
	view_set(v, "Der", page_url(page, owner_path(page, &owner, "/ca.cer")));
	view_set(v, "Edit", page_url(page, owner_path(page, &owner, "/edit")));
	view_set(v, "Delete",
	    page_url(page, owner_path(page, &owner, "/delete")));
	view_set(v, "AddProfile",
	    web_url(a, page_url(page, "/profiles/add"), "connector",
		uuid_text(a, &owner.id), NULL));
	return page_render(page, v, "page/connector.cs", e);
}

/* ---- The CA's certificate ---------------------------------------------- */

/* Of ra: the certificate of one of a connector's CAs. */
typedef int ca_fn(struct ra *ra, const struct uuid *id, struct arena *a,
    struct span *der, struct err *e);

/* The file is called after the connector; ending: ".pem". */
static int
read_ca(const struct page *page, ca_fn *ca, const char *ending,
    const char **name, struct span *der, struct err *e)
{
	struct arena *a = page->arena;
	struct owner owner;
	Connector *record;
	const char *slug;

	if (owner_connector(page, &record, e) == -1)
		return -1;
	owner = owner_of_connector(record);
	slug = text_slug(a, record->name, FILE_NAME_MOST);
	*name = arena_printf(a, "%s%s", *slug != '\0' ? slug : "ca", ending);
	return ca(page->admin->ra, &owner.id, a, der, e);
}

static int
answer_pem(struct page *page, ca_fn *ca, const char *ending, struct err *e)
{
	const char *name;
	struct span der;

	if (read_ca(page, ca, ending, &name, &der, e) == -1)
		return -1;
	web_answer_file(page->res, page->arena, "application/x-pem-file", name,
	    span_of_str(cert_to_pem(page->arena, der)));
	return 0;
}

int
connector_ca_pem(struct page *page, struct err *e)
{
	return answer_pem(page, ra_connector_ca, ".pem", e);
}

int
connector_next_pem(struct page *page, struct err *e)
{
	return answer_pem(page, ra_next_ca, "-next.pem", e);
}

int
connector_ca_der(struct page *page, struct err *e)
{
	const char *name;
	struct span der;

	if (read_ca(page, ra_connector_ca, ".cer", &name, &der, e) == -1)
		return -1;
	web_answer_file(page->res, page->arena, "application/pkix-cert", name,
	    der);
	return 0;
}
