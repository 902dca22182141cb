/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of the forms that a connector is made and changed with. */
#ifndef ADMIN_CONNECTOR_FIELDS_H
#define ADMIN_CONNECTOR_FIELDS_H

#include "admin/page.h"
#include "ra/setup.h"
#include "web/form.h"

enum {
	/* What can be changed. */
	CONNECTOR_NAME,
	CONNECTOR_CRL_URL,
	CONNECTOR_CA_ISSUERS_URL,
	CONNECTOR_OCSP_URL,
	CONNECTOR_CRL_DAYS,
	CONNECTOR_OCSP_HOURS,
	CONNECTOR_VERSION, /* of the record that these are from */
	CONNECTOR_CHANGED,
	/* What a new one has as well. */
	CONNECTOR_SUBJECT = CONNECTOR_CHANGED,
	CONNECTOR_KEY_TYPE,
	CONNECTOR_YEARS,
	CONNECTOR_NEXT,
	CONNECTOR_MADE
};

/* count: CONNECTOR_CHANGED or CONNECTOR_MADE. */
struct web_form	*connector_fields_form(const struct page *page,
		    size_t count);
/* The fields of these begin with what a draft has; all of it is set. */
void		 connector_fields_set(const struct page *page,
		    struct web_form *form, const struct connector_draft *d);
/* Say beside the fields what somebody else made of them meanwhile. */
void		 connector_fields_overtaken(const struct page *page,
		    struct web_form *form, const struct connector_draft *typed,
		    const struct connector_draft *now);
/* Say beside the fields what is wrong with what is on record. */
void		 connector_fields_remark(const struct page *page,
		    struct web_form *form,
		    const struct connector_draft *before);
/*
 * Read what was posted: true where nothing is wrong with it, and then *d has
 * what can be changed.  All that is wrong is said at once, but for what is on
 * record already: before; NULL: nothing is.
 */
bool		 connector_fields_read(const struct page *page,
		    struct web_form *form, const struct connector_draft *before,
		    struct connector_draft *d);
/*
 * Say at the name, of a form that was read, where another connector than that
 * of id (NULL: a new one) has it.
 */
int		 connector_fields_find_taken(const struct page *page,
		    struct web_form *form, const struct uuid *id,
		    struct err *e) must_check;
/*
 * ra refused with ERR_CONFLICT: the same.  -1, with e as it was: the reason is
 * another.
 */
int		 connector_fields_conflict(const struct page *page,
		    struct web_form *form, const struct uuid *id,
		    struct err *e) must_check;

/* Kinds of key that a CA may have: "ec:p256". */
extern const struct web_choice	 connector_key_types[];
extern const size_t		 connector_key_type_count;

#endif
