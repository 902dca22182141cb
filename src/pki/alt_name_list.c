/* SPDX-License-Identifier: BSD-2-Clause */
/* Alternative names one by one: RFC 5280 section 4.2.1.6.  See name.h. */
#include <string.h>
#include <strings.h>

#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"

#define TAG_NUMBER 0x1f /* the bits of it in a tag */

static enum alt_name_kind
kind_of(const struct asn1_element *name)
{
	struct span rest = name->content;
	struct asn1_element oid;
	unsigned int n = name->tag & TAG_NUMBER;

	if (n == ALT_NAME_OTHER && asn1_take(&rest, DER_OID, &oid) &&
	    asn1_is_oid(oid.content, OID_UPN))
		return ALT_NAME_UPN;
	/* A tag that RFC 5280 has not is nothing that a rule allows by name. */
	return n <= ALT_NAME_RID ? (enum alt_name_kind)n : ALT_NAME_OTHER;
}

int
alt_names_list(struct span general_names, struct arena *a,
    struct alt_name **out, unsigned int *n, struct err *e)
{
	struct span rest = general_names;
	struct asn1_element el;

	*n = 0;
	*out = arena_alloc(a, ALT_NAMES_MOST * sizeof(**out));
	if (!asn1_take(&rest, DER_SEQUENCE, &el) || rest.len != 0)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: alternative names are no DER "
		    "GeneralNames");
	for (rest = el.content; asn1_next(&rest, &el); (*n)++) {
		if (*n == ALT_NAMES_MOST)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.2.1.6: want at most %d alternative "
			    "names",
			    ALT_NAMES_MOST);
		(*out)[*n].kind = kind_of(&el);
		(*out)[*n].whole = el.whole;
		(*out)[*n].content = el.content;
	}
	return 0;
}

int
alt_names_join(const struct alt_name *names, unsigned int n, struct arena *a,
    struct span *out, struct err *e)
{
	struct der w;
	unsigned int i;

	*out = span_of(NULL, 0);
	if (n == 0)
		return 0;
	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < n; i++)
		der_raw(&w, names[i].whole);
	der_close(&w);
	return der_done(&w, a, out, e);
}

bool
alt_name_is_sid(const struct alt_name *name)
{
	static const char prefix[] = "tag:microsoft.com,2022-09-14:sid:";
	size_t len = sizeof(prefix) - 1;

	return name->kind == ALT_NAME_URI && name->content.len >= len &&
	    strncasecmp((const char *)name->content.at, prefix, len) == 0;
}

int
alt_name_text(const struct alt_name *name, struct arena *a, const char **out,
    struct err *e)
{
	struct span one;

	*out = "";
	if (alt_names_join(name, 1, a, &one, e) == -1)
		return -1;
	*out = alt_names_text(a, one);
	return 0;
}

/* ---- Whose they are ---------------------------------------------------- */

static bool
is_held(struct span name, struct span held)
{
	struct asn1_element all, el;

	if (!asn1_take(&held, DER_SEQUENCE, &all))
		return false;
	while (asn1_next(&all.content, &el))
		if (span_equal(el.whole, name))
			return true;
	return false;
}

bool
alt_names_within(struct span names, struct span held)
{
	struct asn1_element all, el;

	if (names.len == 0)
		return true;
	if (!asn1_take(&names, DER_SEQUENCE, &all))
		return false;
	while (all.content.len > 0)
		if (!asn1_next(&all.content, &el) || !is_held(el.whole, held))
			return false;
	return true;
}

static bool
is_sid(const struct asn1_element *el)
{
	const struct alt_name name = { kind_of(el), el->whole, el->content };

	return alt_name_is_sid(&name);
}

bool
alt_names_are_own(struct span asked, struct span held)
{
	struct span rest = asked;
	struct asn1_element all, el;

	if (held.len == 0 || !alt_names_within(held, asked) ||
	    !asn1_take(&rest, DER_SEQUENCE, &all))
		return false;
	while (all.content.len > 0)
		if (!asn1_next(&all.content, &el) ||
		    (!is_held(el.whole, held) && !is_sid(&el)))
			return false;
	return true;
}

/* ---- A common name ----------------------------------------------------- */

#define OID_COMMON_NAME "2.5.4.3"

#define DIGITS "0123456789"
#define LABEL_CHARACTERS             \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ" DIGITS "-"
#define LABEL_MOST 63
#define HOST_MOST 253

/*
 * RFC 1123 section 2.1: what a host may be called.  No address is a name: the
 * last label would be a number.
 */
static bool
is_host(const char *text)
{
	const char *label = text;
	size_t n;

	for (;;) {
		n = strspn(label, LABEL_CHARACTERS);
		if (n == 0 || n > LABEL_MOST || label[0] == '-' ||
		    label[n - 1] == '-')
			return false;
		if (label[n] == '\0')
			break;
		if (label[n] != '.')
			return false;
		label += n + 1;
	}
	return label == text || strspn(label, DIGITS) < n;
}

/* The value of the attribute, where it is a common name. */
static struct span
common_name_of(struct span rdn)
{
	struct asn1_element attribute, oid, value;

	while (asn1_take(&rdn, DER_SEQUENCE, &attribute)) {
		if (!asn1_take(&attribute.content, DER_OID, &oid) ||
		    !asn1_next(&attribute.content, &value))
			continue;
		if (asn1_is_oid(oid.content, OID_COMMON_NAME))
			return value.content;
	}
	return span_of(NULL, 0);
}

/* The last common name is the most specific. */
const char *
name_host(struct span name, struct arena *a)
{
	struct span found = { NULL, 0 }, value;
	struct asn1_element el;
	const char *text;

	if (!asn1_take(&name, DER_SEQUENCE, &el))
		return NULL;
	name = el.content;
	while (asn1_take(&name, DER_SET, &el)) {
		value = common_name_of(el.content);
		if (value.len > 0)
			found = value;
	}
	if (found.len == 0 || found.len > HOST_MOST)
		return NULL;
	text = arena_str(a, found);
	return strlen(text) == found.len && is_host(text) ? text : NULL;
}
