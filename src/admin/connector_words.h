/* SPDX-License-Identifier: BSD-2-Clause */
/* What a connector is, in words for people. */
#ifndef ADMIN_CONNECTOR_WORDS_H
#define ADMIN_CONNECTOR_WORDS_H

#include "admin/page.h"
#include "store/store.h"

/* "Local CA" of "local". */
const char	*connector_kind_words(const char *kind);
/* "RSA 3072" of "rsa:3072", "EC P-256" of "ec:p256". */
const char	*connector_key_words(struct arena *a, const char *key_type);

/*
 * Set below v what lists and the connector's own page show alike: Name, Kind,
 * Key, CaSubject, CaFingerprint, State and Ends of the CA.
 */
void		 connector_show(const struct page *page,
		    const Connector *record, struct view *v);

#endif
