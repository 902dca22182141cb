/* SPDX-License-Identifier: BSD-2-Clause */
/* Extensions (RFC 5280 section 4.1) as bytes. */
#ifndef PKI_EXTENSION_H
#define PKI_EXTENSION_H

#include "base/err.h"
#include "base/span.h"
#include "pki/der.h"

#define OID_SUBJECT_KEY_ID	"2.5.29.14"
#define OID_KEY_USAGE		"2.5.29.15"
#define OID_ALT_NAMES		"2.5.29.17"
#define OID_BASIC_CONSTRAINTS	"2.5.29.19"
#define OID_CRL_NUMBER		"2.5.29.20"
#define OID_REASON_CODE		"2.5.29.21"
#define OID_CRL_POINTS		"2.5.29.31"
#define OID_AUTHORITY_KEY_ID	"2.5.29.35"
#define OID_EXTENDED_USAGE	"2.5.29.37"
#define OID_AUTHORITY_ACCESS	"1.3.6.1.5.5.7.1.1"

/*
 * extnValue's content of the first extension with this OID in a DER
 * Extensions; empty where there is none.
 */
struct span	 extension_find(struct span extensions, const char *oid);
/*
 * DER Extensions of the right shape, each OID at most once (RFC 5280 section
 * 4.2); ERR_MALFORMED.
 */
int		 extension_check(struct span extensions, struct err *e)
		    must_check;

/* Write one: what is written between the two is the extension's value. */
void		 extension_open(struct der *w, const char *oid,
		    bool critical);
void		 extension_close(struct der *w);

#endif
