/* SPDX-License-Identifier: BSD-2-Clause */
/* CRLs read in place: RFC 5280 section 5.1. */
#include <string.h>

#include <openssl/pem.h>

#include "pki/asn1.h"
#include "pki/crl.h"
#include "pki/extension.h"
#include "pki/identifier.h"
#include "pki/pem.h"
#include "pki/pki_err.h"
#include "pki/sign.h"

/* A number that is no larger than 64 bits; else 0. */
static uint64_t
number_of(struct span extensions)
{
	struct span s = extension_find(extensions, OID_CRL_NUMBER);
	struct asn1_element el;
	uint64_t n = 0;

	if (!asn1_take(&s, DER_INTEGER, &el) || el.content.len > sizeof(n) + 1)
		return 0;
	for (size_t i = 0; i < el.content.len; i++)
		n = n << 8 | el.content.at[i];
	return n;
}

/* Behind the two times: the entries, if there are any, and extensions. */
static bool
read_lists(struct span rest, struct crl *out)
{
	struct asn1_element el;

	if (asn1_take(&rest, DER_SEQUENCE, &el))
		out->entries = el.content;
	if (asn1_take(&rest, DER_CONTEXT_CONSTRUCTED | 0, &el))
		out->number = number_of(el.content);
	return rest.len == 0;
}

static bool
read_tbs(struct span rest, struct crl *out)
{
	struct asn1_element version, algorithm, issuer;

	if (!asn1_take(&rest, DER_INTEGER, &version) ||
	    asn1_small(version.content) != 1 ||
	    !asn1_take(&rest, DER_SEQUENCE, &algorithm) ||
	    !span_equal(algorithm.whole, out->algorithm) ||
	    !asn1_take(&rest, DER_SEQUENCE, &issuer) ||
	    !asn1_take_time(&rest, &out->this_update) ||
	    !asn1_take_time(&rest, &out->next_update))
		return false;
	out->issuer = issuer.whole;
	return read_lists(rest, out);
}

int
crl_parse(struct span der, struct crl *out, struct err *e)
{
	struct sign_parts parts;

	memset(out, 0, sizeof(*out));
	if (sign_take(der, "RFC 5280 5.1", "CRL", &parts, e) == -1)
		return -1;
	out->der = der;
	out->tbs = parts.tbs.whole;
	out->algorithm = parts.algorithm;
	out->signature = parts.signature;
	if (!read_tbs(parts.tbs.content, out))
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 5.1.2: the CRL is not of version 2, or broken");
	return 0;
}

int
crl_verify(const struct crl *c, const struct key *issuer, struct err *e)
{
	enum scheme scheme;
	enum digest digest;

	if (!identifier_signature_of(c->algorithm, &scheme, &digest))
		return err_set(e, ERR_ALGORITHM,
		    "RFC 5280 5.1.1.2: the CRL's signature algorithm is not "
		    "supported");
	if (key_verify(issuer, scheme, digest, c->tbs, c->signature, e) == -1)
		return err_prefix(e, "CRL");
	return 0;
}

bool
crl_next(struct span *rest, struct crl_entry *out)
{
	struct asn1_element el, serial, reason;
	struct span in = *rest, value;

	if (!asn1_take(&in, DER_SEQUENCE, &el))
		return false;
	value = el.content;
	if (!asn1_take(&value, DER_INTEGER, &serial) ||
	    !asn1_take_time(&value, &out->revoked))
		return false;
	out->serial = serial.content;
	out->reason = 0;
	value = extension_find(value, OID_REASON_CODE);
	if (asn1_take(&value, DER_ENUMERATED, &reason) &&
	    reason.content.len == 1)
		out->reason = reason.content.at[0];
	*rest = in;
	return true;
}

char *
crl_to_pem(struct arena *a, struct span der)
{
	return pem_text(a, PEM_STRING_X509_CRL, der);
}
