/* SPDX-License-Identifier: BSD-2-Clause */
/* See attribute.h; the names below are the RFC's and stand in the errors. */
#include <stdio.h>
#include <string.h>

#include "pki/der.h"
#include "scep/attribute.h"

static const struct {
	const char *oid;
	const char *name;
	const char *section;
} known[] = {
	{ SCEP_OID_TRANSACTION_ID, "transactionID", "3.2.1.1" },
	{ SCEP_OID_MESSAGE_TYPE, "messageType", "3.2.1.2" },
	{ SCEP_OID_PKI_STATUS, "pkiStatus", "3.2.1.3" },
	{ SCEP_OID_FAIL_INFO, "failInfo", "3.2.1.4" },
	{ SCEP_OID_FAIL_INFO_TEXT, "failInfoText", "3.2.1.4" },
	{ SCEP_OID_SENDER_NONCE, "senderNonce", "3.2.1.5" },
	{ SCEP_OID_RECIPIENT_NONCE, "recipientNonce", "3.2.1.5" },
};

/* An error text that begins with where the attribute is specified. */
static int
refuse(const char *oid, struct err *e, const char *what)
{
	size_t i;

	for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (strcmp(known[i].oid, oid) == 0)
			return err_set(e, ERR_MALFORMED, "RFC 8894 %s: %s: %s",
			    known[i].section, known[i].name, what);
	return err_set(e, ERR_MALFORMED, "attribute %s: %s", oid, what);
}

static int
find(const struct cms_signed *m, const char *oid,
    const struct cms_attribute **out, struct err *e)
{
	if ((*out = cms_signed_attribute(m, oid)) == NULL)
		return refuse(oid, e, "is not among the signed attributes");
	return 0;
}

static bool
is_string(unsigned int tag)
{
	return tag == DER_PRINTABLE_STRING || tag == DER_UTF8_STRING ||
	    tag == DER_IA5_STRING;
}

/*
 * Devices put user names and base64 into a PrintableString, so more than its
 * alphabet is taken; controls and NUL are not, so that the text ends where
 * its bytes do.
 */
static bool
is_printable(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.at[i] < 0x20 || s.at[i] > 0x7e)
			return false;
	return true;
}

int
attribute_text(const struct cms_signed *m, const char *oid, unsigned int most,
    struct arena *a, const char **out, unsigned int *tag, struct err *e)
{
	const struct cms_attribute *at;
	char what[96];

	if (find(m, oid, &at, e) == -1)
		return -1;
	if (!is_string(at->tag)) {
		snprintf(what, sizeof(what),
		    "want a PrintableString, have tag 0x%02x", at->tag);
		return refuse(oid, e, what);
	}
	if (at->value.len < 1 || at->value.len > most) {
		snprintf(what, sizeof(what),
		    "want 1 to %u characters, have %zu", most, at->value.len);
		return refuse(oid, e, what);
	}
	if (!is_printable(at->value))
		return refuse(oid, e,
		    "want printable ASCII, have other characters");
	*out = arena_str(a, at->value);
	if (tag != NULL)
		*tag = at->tag;
	return 0;
}

int
attribute_number(const struct cms_signed *m, const char *oid, int *out,
    struct err *e)
{
	const struct cms_attribute *at;
	int value = 0;
	size_t i;

	if (find(m, oid, &at, e) == -1)
		return -1;
	if (!is_string(at->tag) || at->value.len < 1 || at->value.len > 3)
		return refuse(oid, e,
		    "want a PrintableString of 1 to 3 digits");
	for (i = 0; i < at->value.len; i++) {
		if (at->value.at[i] < '0' || at->value.at[i] > '9')
			return refuse(oid, e, "want decimal digits only");
		value = value * 10 + (at->value.at[i] - '0');
	}
	*out = value;
	return 0;
}

int
attribute_nonce(const struct cms_signed *m, const char *oid, struct span *out,
    struct err *e)
{
	const struct cms_attribute *at;
	char what[96];

	if (find(m, oid, &at, e) == -1)
		return -1;
	if (at->tag != DER_OCTET_STRING) {
		snprintf(what, sizeof(what),
		    "want an OCTET STRING, have tag 0x%02x", at->tag);
		return refuse(oid, e, what);
	}
	/* The RFC says 16; clients with 8 are in the field. */
	if (at->value.len < 1 || at->value.len > SCEP_NONCE_MOST) {
		snprintf(what, sizeof(what), "want 1 to %d bytes, have %zu",
		    SCEP_NONCE_MOST, at->value.len);
		return refuse(oid, e, what);
	}
	*out = at->value;
	return 0;
}

void
attribute_list_init(struct attribute_list *l, struct arena *a)
{
	memset(l, 0, sizeof(*l));
	l->arena = a;
}

int
attribute_add(struct attribute_list *l, const char *oid, unsigned int tag,
    struct span value, struct err *e)
{
	struct cms_attribute *at;
	struct der w;

	if (l->n == ATTRIBUTE_LIST_MOST)
		return err_set(e, ERR_INTERNAL,
		    "more than %d attributes to sign", ATTRIBUTE_LIST_MOST);
	at = &l->at[l->n];
	at->oid = oid;
	at->tag = tag;
	der_init(&w);
	der_put(&w, tag, value);
	if (der_done(&w, l->arena, &at->value, e) == -1)
		return -1;
	l->n++;
	return 0;
}

int
attribute_add_number(struct attribute_list *l, const char *oid, int value,
    struct err *e)
{
	char digits[16];

	snprintf(digits, sizeof(digits), "%d", value);
	return attribute_add(l, oid, DER_PRINTABLE_STRING, span_of_str(digits),
	    e);
}
