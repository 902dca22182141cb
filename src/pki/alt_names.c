/* SPDX-License-Identifier: BSD-2-Clause */
/* Alternative names: RFC 5280 section 4.2.1.6. */
#include <arpa/inet.h>
#include <string.h>

#include <openssl/x509v3.h>

#include "base/text.h"
#include "pki/asn1.h"
#include "pki/der.h"
#include "pki/name.h"
#include "pki/pki_err.h"

/* One name is shown with; longer ones are cut. */
#define NAME_TEXT_MOST 512

/*
 * Counted in the bytes, up to one more than may be: OpenSSL allocates a few
 * times for each, and again for what is in a directory name.
 */
static unsigned int
count_names(struct span s)
{
	struct asn1_element all, el;
	unsigned int n = 0;

	if (!asn1_ber_next(&s, &all))
		return 0;
	while (n <= ALT_NAMES_MOST && asn1_ber_next(&all.content, &el))
		n++;
	return n;
}

static GENERAL_NAMES *
decode(struct span s)
{
	const unsigned char *at = s.at;
	GENERAL_NAMES *names;

	if (s.len == 0 || s.len > ALT_NAMES_READ_MOST ||
	    count_names(s) > ALT_NAMES_MOST)
		return NULL;
	names = d2i_GENERAL_NAMES(NULL, &at, (long)s.len);
	if (names != NULL && at != s.at + s.len) {
		GENERAL_NAMES_free(names);
		names = NULL;
	}
	pki_err_forget();
	return names;
}

/* RFC 5280 4.2.1.6: an IA5String; what is not printed hides a second name. */
static bool
is_text(struct span s)
{
	size_t i;

	for (i = 0; i < s.len; i++)
		if (s.at[i] < 0x20 || s.at[i] > 0x7e)
			return false;
	return s.len > 0;
}

/* What is in a DER GeneralNames is DER, too. */
static int
check_directory(const X509_NAME *n, int i, struct err *e)
{
	const unsigned char *der;
	unsigned int count;
	size_t len;

	if (X509_NAME_get0_der(n, &der, &len) != 1)
		return pki_err(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: alternative name %d", i + 1);
	if (name_check(span_of(der, len), &count, e) == -1)
		return err_prefix(e, "alternative name %d", i + 1);
	return 0;
}

static bool
is_upn(const OTHERNAME *o)
{
	char oid[ASN1_OID_ROOM];

	asn1_oid(o->type_id, oid);
	return strcmp(oid, OID_UPN) == 0 && o->value->type == V_ASN1_UTF8STRING;
}

/* Other names than this are shown by their kind alone. */
static int
check_other(const OTHERNAME *o, int i, struct err *e)
{
	if (is_upn(o) &&
	    name_value_check(DER_UTF8_STRING,
		asn1_span(o->value->value.utf8string), e) == -1)
		return err_prefix(e, "alternative name %d", i + 1);
	return 0;
}

static int
check_name(const GENERAL_NAME *n, int i, struct err *e)
{
	int type, len;
	void *value;

	value = GENERAL_NAME_get0_value(n, &type);
	switch (type) {
	case GEN_DNS:
	case GEN_EMAIL:
	case GEN_URI:
		if (!is_text(asn1_span(value)))
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.2.1.6: "
			    "alternative name %d: want printable ASCII",
			    i + 1);
		return 0;
	case GEN_IPADD:
		len = ASN1_STRING_length(value);
		if (len != 4 && len != 16)
			return err_set(e, ERR_MALFORMED,
			    "RFC 5280 4.2.1.6: "
			    "alternative name %d: IP address: want 4 or 16 "
			    "bytes, have %d",
			    i + 1, len);
		return 0;
	case GEN_DIRNAME:
		return check_directory(value, i, e);
	case GEN_OTHERNAME:
		return check_other(value, i, e);
	default:
		return 0;
	}
}

/*
 * RFC 5280 appendix A.2, X.690 10.2: what is implicitly a string is primitive.
 * OpenSSL takes one in pieces as well, so that a name would be one text to it
 * and another to who reads the bytes: a policy, say.
 */
static bool
has_der_forms(struct span s)
{
	struct asn1_element all, el;

	if (!asn1_take(&s, DER_SEQUENCE, &all))
		return false;
	while (asn1_next(&all.content, &el))
		switch (el.tag) {
		case DER_CONTEXT_CONSTRUCTED | ALT_NAME_OTHER:
		case DER_CONTEXT | ALT_NAME_EMAIL:
		case DER_CONTEXT | ALT_NAME_DNS:
		case DER_CONTEXT_CONSTRUCTED | ALT_NAME_X400:
		case DER_CONTEXT_CONSTRUCTED | ALT_NAME_DIRECTORY:
		case DER_CONTEXT_CONSTRUCTED | ALT_NAME_EDI:
		case DER_CONTEXT | ALT_NAME_URI:
		case DER_CONTEXT | ALT_NAME_IP:
		case DER_CONTEXT | ALT_NAME_RID:
			break;
		default:
			return false;
		}
	return all.content.len == 0;
}

/* Before anything is made of them. */
static int
check_size(struct span s, struct err *e)
{
	if (s.len > ALT_NAMES_READ_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: want %d bytes of alternative names at "
		    "most, have %zu",
		    ALT_NAMES_READ_MOST, s.len);
	if (count_names(s) > ALT_NAMES_MOST)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: want 1 to "
		    "%d alternative names, have more",
		    ALT_NAMES_MOST);
	return 0;
}

int
alt_names_check(struct span s, unsigned int *count, struct err *e)
{
	GENERAL_NAMES *names;
	int i, n, rc = 0;

	if (check_size(s, e) == -1)
		return -1;
	if (!asn1_is_der(s) || !has_der_forms(s) || (names = decode(s)) == NULL)
		return err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: "
		    "alternative names are no DER GeneralNames");
	n = sk_GENERAL_NAME_num(names);
	if (n < 1)
		rc = err_set(e, ERR_MALFORMED,
		    "RFC 5280 4.2.1.6: want 1 to "
		    "%d alternative names, have none",
		    ALT_NAMES_MOST);
	for (i = 0; rc == 0 && i < n; i++)
		rc = check_name(sk_GENERAL_NAME_value(names, i), i, e);
	GENERAL_NAMES_free(names);
	if (rc == 0)
		*count = (unsigned int)n;
	return rc;
}

/*
 * The value without what would end it: "a, DNS:b" is one name, and is not
 * to be read as two.
 */
static void
add_text(struct buf *b, struct arena *a, const char *kind, struct span s)
{
	const char *text = text_cut(a, s, NAME_TEXT_MOST);

	buf_add_str(b, kind);
	for (; *text != '\0'; text++) {
		if (*text == ',' || *text == '\\')
			buf_add_byte(b, '\\');
		buf_add_byte(b, (uint8_t)*text);
	}
}

static void
add_address(struct buf *b, struct arena *a, struct span s)
{
	int family = s.len == 4 ? AF_INET : AF_INET6;
	char text[INET6_ADDRSTRLEN];

	if ((s.len == 4 || s.len == 16) &&
	    inet_ntop(family, s.at, text, sizeof(text)) != NULL)
		buf_printf(b, "IP:%s", text);
	else
		buf_printf(b, "IP:#%s", text_hex(a, s));
}

static void
add_other(struct buf *b, struct arena *a, const OTHERNAME *o)
{
	if (is_upn(o))
		add_text(b, a, "UPN:", asn1_span(o->value->value.utf8string));
	else
		buf_printf(b, "otherName:%s", asn1_oid_text(o->type_id, a));
}

static void
add_directory(struct buf *b, struct arena *a, const X509_NAME *n)
{
	const unsigned char *der;
	const char *text;
	size_t len;

	if (X509_NAME_get0_der(n, &der, &len) != 1)
		return;
	text = name_text(a, span_of(der, len));
	add_text(b, a, "dirName:", span_of_str(text));
}

static void
add_name(struct buf *b, struct arena *a, const GENERAL_NAME *n)
{
	void *value;
	int type;

	value = GENERAL_NAME_get0_value(n, &type);
	switch (type) {
	case GEN_DNS:
		add_text(b, a, "DNS:", asn1_span(value));
		break;
	case GEN_EMAIL:
		add_text(b, a, "email:", asn1_span(value));
		break;
	case GEN_URI:
		add_text(b, a, "URI:", asn1_span(value));
		break;
	case GEN_IPADD:
		add_address(b, a, asn1_span(value));
		break;
	case GEN_DIRNAME:
		add_directory(b, a, value);
		break;
	case GEN_OTHERNAME:
		add_other(b, a, value);
		break;
	case GEN_RID:
		buf_printf(b, "RID:%s", asn1_oid_text(value, a));
		break;
	default:
		buf_printf(b, "other:[%d]", type);
	}
}

char *
alt_names_text(struct arena *a, struct span s)
{
	GENERAL_NAMES *names;
	struct buf b;
	char *text;
	int i;

	if (s.len == 0)
		return arena_strdup(a, "");
	if ((names = decode(s)) == NULL)
		return arena_strdup(a, "(cannot be read)");
	buf_init(&b, ALT_NAMES_MOST * NAME_TEXT_MOST);
	for (i = 0; i < sk_GENERAL_NAME_num(names); i++) {
		if (i > 0)
			buf_add_str(&b, ", ");
		add_name(&b, a, sk_GENERAL_NAME_value(names, i));
	}
	text = arena_strdup(a, buf_str(&b));
	buf_clear(&b);
	GENERAL_NAMES_free(names);
	return text;
}

/* GeneralName's tags, RFC 5280 section 4.2.1.6. */
static const struct {
	const char *prefix;
	unsigned int tag;
} kinds[] = {
	{ "email:", DER_CONTEXT | 1 },
	{ "dns:", DER_CONTEXT | 2 },
	{ "uri:", DER_CONTEXT | 6 },
	{ "ip:", DER_CONTEXT | 7 },
};

static int
put_address(struct der *w, const char *text, struct err *e)
{
	uint8_t bytes[16];

	if (inet_pton(AF_INET, text, bytes) == 1)
		der_put(w, DER_CONTEXT | 7, span_of(bytes, 4));
	else if (inet_pton(AF_INET6, text, bytes) == 1)
		der_put(w, DER_CONTEXT | 7, span_of(bytes, 16));
	else
		return err_set(e, ERR_MALFORMED,
		    "'%.64s' is no IP address: "
		    "want one like 192.0.2.1 or 2001:db8::1",
		    text);
	return 0;
}

static int
put_name(struct der *w, const char *text, struct err *e)
{
	const char *value;
	size_t i, len;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		len = strlen(kinds[i].prefix);
		if (strncasecmp(text, kinds[i].prefix, len) != 0)
			continue;
		value = text + len;
		if (kinds[i].tag == (DER_CONTEXT | 7))
			return put_address(w, value, e);
		if (!is_text(span_of_str(value)))
			return err_set(e, ERR_MALFORMED,
			    "'%.64s': want "
			    "printable ASCII behind the colon (names in "
			    "other scripts in their A-label form)",
			    text);
		der_put(w, kinds[i].tag, span_of_str(value));
		return 0;
	}
	return err_set(e, ERR_MALFORMED,
	    "alternative name '%.64s' has no "
	    "kind: want dns:, ip:, email: or uri: before it",
	    text);
}

int
alt_names_from_text(const char *const *texts, unsigned int n, struct arena *a,
    struct span *out, struct err *e)
{
	struct der w;
	unsigned int i;

	der_init(&w);
	der_open(&w, DER_SEQUENCE);
	for (i = 0; i < n; i++)
		if (put_name(&w, texts[i], e) == -1) {
			buf_clear(&w.out);
			return -1;
		}
	der_close(&w);
	return der_done(&w, a, out, e);
}
