/* SPDX-License-Identifier: BSD-2-Clause */
/* See issuer_and.h. */
#include "pki/issuer_and.h"
#include "pki/asn1.h"
#include "pki/der.h"

bool
issuer_and_serial_read(struct span der, struct span *issuer,
    struct span *serial)
{
	struct asn1_element pair, name, number;
	struct span rest = der;

	if (!asn1_take(&rest, DER_SEQUENCE, &pair) || rest.len > 0)
		return false;
	rest = pair.content;
	if (!asn1_take(&rest, DER_SEQUENCE, &name) ||
	    !asn1_take(&rest, DER_INTEGER, &number) || rest.len > 0 ||
	    number.content.len == 0)
		return false;
	*issuer = name.whole;
	*serial = number.content;
	return true;
}

int
issuer_and_subject_make(struct span issuer, struct span subject,
    struct arena *a, struct span *out, struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, issuer);
	der_raw(&w, subject);
	der_close(&w);
	return der_done(&w, a, out, e);
}

int
issuer_and_serial_make(struct span issuer, struct span serial, struct arena *a,
    struct span *out, struct err *e)
{
	struct der w;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	der_raw(&w, issuer);
	der_put(&w, DER_INTEGER, serial);
	der_close(&w);
	return der_done(&w, a, out, e);
}
