/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificate of an order, as a file. */
#include <string.h>

#include "admin/order_read.h"
#include "admin/order_words.h"
#include "admin/routes.h"
#include "base/text.h"
#include "pki/cert.h"

#define FILE_NAME_MOST 60 /* bytes before the dot */

/* RFC 6266; of a slug's characters only, so that no system minds it. */
static const char *
disposition(struct arena *a, const Order *o, const char *ending)
{
	const char *name = text_slug(a, order_title(a, o), FILE_NAME_MOST);

	return arena_printf(a, "attachment; filename=\"%s.%s\"",
	    *name == '\0' ? "certificate" : name, ending);
}

static int
answer(struct page *page, const char *ending, const char *type,
    struct span *der, struct err *e)
{
	const Certificate *c;
	struct order_parts p;

	if (order_read(page, &p, e) == -1)
		return -1;
	if ((c = p.certificate) == NULL)
		return err_set(e, ERR_NOT_FOUND,
		    "this order has no certificate");
	*der = span_of(c->der.data, c->der.len);
	page->res->content_type = type;
	web_header_set(page->res, "Content-Disposition",
	    disposition(page->arena, p.order, ending));
	return 0;
}

int
order_certificate_pem(struct page *page, struct err *e)
{
	struct span der;

	if (answer(page, "pem", "application/x-pem-file", &der, e) == -1)
		return -1;
	buf_add_str(&page->res->body, cert_to_pem(page->arena, der));
	return 0;
}

/* RFC 2585 section 4.1. */
int
order_certificate_der(struct page *page, struct err *e)
{
	struct span der;

	if (answer(page, "cer", "application/pkix-cert", &der, e) == -1)
		return -1;
	buf_add(&page->res->body, der);
	return 0;
}
