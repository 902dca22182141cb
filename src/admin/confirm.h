/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The page before an act that cannot be taken back: it says in words what
 * goes and what stays, and has a button that is named by the act.
 */
#ifndef ADMIN_CONFIRM_H
#define ADMIN_CONFIRM_H

#include "admin/page.h"
#include "web/form.h"

struct confirmation {
	const char		*title;		/* "Delete tenant" */
	const char		*question;	/* "Delete tenant 'North'?" */
	const char *const	*goes;		/* sentences, NULL-ended;
						   NULL: none */
	const char *const	*stays;
	/* Asked before the act: a field `reason`; NULL: nothing. */
	const struct web_form	*form;
	/* Why it cannot be done now and what to do; NULL: it can. */
	const char		*refusal;
	/* Where that can be looked at, a URL; NULL: nowhere. */
	const char		*reason_url;
	const char		*reason_label;	/* "Show its profiles" */
	const char		*path;		/* of ours, for the POST */
	const char		*button;	/* "Delete tenant" */
	const char		*cancel;	/* path of ours to go back to */
};

/* v: of page_view, with its crumbs. */
int	 confirm_render(struct page *page, struct view *v,
	    const struct confirmation *c, struct err *e) must_check;

#endif
