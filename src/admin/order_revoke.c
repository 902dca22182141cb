/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificate of an order is taken back, or a hold on it. */
#include "admin/certificate_words.h"
#include "admin/confirm.h"
#include "admin/order_page.h"
#include "admin/order_words.h"
#include "admin/routes.h"
#include "base/text.h"
#include "ra/directory.h"
#include "ra/revocation.h"
#include "web/status.h"

#define FIELD_REASON 0

static const struct web_field fields[] = {
	[FIELD_REASON] = {
		.name = "reason",
		.label = "Reason",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.hint = "It stands in the list of revoked certificates, for "
		    "everybody to read.",
		.missing = "Choose why the certificate is revoked.",
		.invalid = "Choose one of the reasons.",
	},
};

struct revocation {
	struct page *page;
	struct order_parts parts;
	struct uuid certificate;
	struct web_form *form;
};

/* ERR_NOT_FOUND where the order has no certificate. */
static int
read_certificate(struct page *page, struct revocation *r, struct err *e)
{
	struct choices reasons;
	const Certificate *c;

	*r = (struct revocation){ .page = page };
	if (order_read(page, &r->parts, e) == -1)
		return -1;
	c = r->parts.certificate;
	if (c == NULL ||
	    !uuid_from_span(span_of(c->id.data, c->id.len), &r->certificate))
		return err_set(e, ERR_NOT_FOUND,
		    "this order has no certificate");
	reasons = certificate_reasons(page->arena, c);
	r->form = web_form_new(page->arena, fields,
	    sizeof(fields) / sizeof(fields[0]));
	web_form_choices(r->form, FIELD_REASON, reasons.at, reasons.n);
	return 0;
}

static void
tell(struct revocation *r, const char *key)
{
	const struct web_note note = { key,
		order_title(r->page->arena, r->parts.order) };

	page_see_other(r->page, order_path(r->page->arena, r->parts.order),
	    &note);
}

/* ---- Revoking ---------------------------------------------------------- */

/* Of a CA whose connector is deleted nobody can be told any more. */
static int
find_silent(const struct revocation *r, bool *out, struct err *e)
{
	const Certificate *c = r->parts.certificate;
	const struct directory *d;
	struct uuid id;

	if (ra_directory(r->page->admin->ra, r->page->arena, &d, e) == -1)
		return -1;
	*out = !uuid_from_span(span_of(c->connector_id.data,
				   c->connector_id.len),
		   &id) ||
	    directory_connector(d, &id) == NULL;
	return 0;
}

/* What is said before the act; silent: find_silent. */
static struct confirmation
confirmation(bool silent)
{
	static const char *const goes[][3] = {
		{ "Nobody is to accept the certificate any more: it is on the "
		  "CA's list of revoked certificates at once.",
		    "This cannot be taken back, unless the reason is a hold.",
		    NULL },
		{ "The certificate counts as revoked on record here. Nobody "
		  "else is told: the connector of its CA is deleted, and its "
		  "list of revoked certificates with it.",
		    "This cannot be taken back, unless the reason is a hold.",
		    NULL },
	};
	static const char *const stays[][4] = {
		{ "The order and the certificate stay on record.",
		    "Who keeps an older list accepts the certificate until "
		    "that list ends.",
		    "The device may ask for another certificate.", NULL },
		{ "The order and the certificate stay on record.",
		    "Who trusts that CA accepts the certificate until it ends.",
		    "The device may ask for another certificate.", NULL },
	};

	return (struct confirmation){ .title = "Revoke certificate",
		.goes = goes[silent],
		.stays = stays[silent],
		.button = "Revoke certificate" };
}

/* refusal: what ra said when it was asked; NULL: it was not yet. */
static int
show(struct revocation *r, const char *refusal, struct err *e)
{
	struct arena *a = r->page->arena;
	const Certificate *record = r->parts.certificate;
	const char *title = order_title(a, r->parts.order);
	struct confirmation c;
	struct view *v;
	bool silent;

	if (find_silent(r, &silent, e) == -1)
		return -1;
	c = confirmation(silent);
	c.form = r->form;
	c.refusal = refusal;
	c.cancel = order_path(a, r->parts.order);
	v = page_view(r->page, c.title);
	c.question = arena_printf(a,
	    "Revoke the certificate of \"%s\", serial number %s?", title,
	    text_fingerprint(a,
		span_of(record->serial.data, record->serial.len)));
	c.path = arena_printf(a, "%s/revoke", c.cancel);
	if (refusal == NULL && !certificate_revocable(record, r->parts.profile))
		c.refusal = record->revoked_ms != 0 ?
		    "This certificate is revoked already." :
		    "This certificate has ended: there is nothing to revoke.";
	page_crumb(r->page, v, "/orders", "Orders");
	page_crumb(r->page, v, c.cancel, title);
	page_crumb(r->page, v, NULL, "Revoke");
	return confirm_render(r->page, v, &c, e);
}

int
order_revoke_page(struct page *page, struct err *e)
{
	struct revocation r;

	if (read_certificate(page, &r, e) == -1)
		return -1;
	return show(&r, NULL, e);
}

int
order_revoke(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct revocation r;
	unsigned int reason;

	if (read_certificate(page, &r, e) == -1)
		return -1;
	if (!web_form_read(r.form, &page->posted))
		return show(&r, NULL, e);
	if (ra_reason_parse(web_form_text(r.form, FIELD_REASON), &reason, e) ==
		-1 ||
	    ra_certificate_revoke(page->admin->ra, &by, &r.certificate, reason,
		e) == -1) {
		if (e->kind != ERR_CONFLICT)
			return -1;
		return show(&r, web_sentence(page->arena, e->text), e);
	}
	tell(&r,
	    reason == RA_REASON_CERTIFICATE_HOLD ? "certificate-held" :
						   "certificate-revoked");
	return 0;
}

/* ---- Releasing --------------------------------------------------------- */

int
order_release(struct page *page, struct err *e)
{
	const struct actor by = page_actor(page);
	struct revocation r;

	if (read_certificate(page, &r, e) == -1)
		return -1;
	if (ra_certificate_release(page->admin->ra, &by, &r.certificate, e) ==
	    -1)
		return order_refused(page, e);
	tell(&r, "certificate-released");
	return 0;
}
