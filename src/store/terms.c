/* SPDX-License-Identifier: BSD-2-Clause */
/* See terms.h, and the search of orders in store.h. */
#include <string.h>

#include "base/text.h"
#include "store/store.h"
#include "store/terms.h"

#define SERIAL_LEAST 8 /* digits: shorter ones are parts of names */
#define VALUES_MOST 16 /* of a name; further ones are not searched */

struct terms {
	struct span *at;
	unsigned int n;
};

/* In folded text: letters of other scripts have no byte below 0x80. */
static bool
is_word(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
	    ((unsigned char)c & 0x80) != 0;
}

static bool
has_word(const char *folded)
{
	while (*folded != '\0' && !is_word(*folded))
		folded++;
	return *folded != '\0';
}

static struct span
cut(const char *folded)
{
	size_t len = strlen(folded);

	if (len > TERM_MOST)
		len = TERM_MOST;
	while (len > 0 && ((unsigned char)folded[len] & 0xc0) == 0x80)
		len--;
	return span_of(folded, len);
}

static void
add(struct terms *t, const char *folded)
{
	struct span term = cut(folded);

	if (t->n == TERMS_MOST || !has_word(folded))
		return;
	for (unsigned int i = 0; i < t->n; i++)
		if (span_equal(t->at[i], term))
			return;
	t->at[t->n++] = term;
}

/* Not that of an address or a number, whose parts say nothing. */
static bool
has_letter(const char *folded)
{
	while (*folded != '\0' &&
	    (!is_word(*folded) || (*folded >= '0' && *folded <= '9')))
		folded++;
	return *folded != '\0';
}

/* From each word but the first on: 'a-7.example.org' has three such ends. */
static void
add_ends(struct terms *t, const char *folded)
{
	if (!has_letter(folded))
		return;
	for (folded++; *folded != '\0'; folded++)
		if (is_word(*folded) && !is_word(folded[-1]))
			add(t, folded);
}

/* ---- Names ------------------------------------------------------------- */

static int
digit(char c)
{
	static const char digits[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c == '\0' ? NULL : strchr(digits, c);

	return at == NULL ? -1 : (int)((at - digits) % 16);
}

/*
 * RFC 4514 section 2.4: a '\' stands before a character that would end the
 * value, or before the two digits of a byte.  *text is moved to the end.
 */
static char *
take_value(const char **text, const char *ends, struct arena *a)
{
	const char *s = *text;
	char *value = arena_alloc(a, strlen(s) + 1);
	size_t len = 0;
	int high, low;

	for (; *s != '\0' && strchr(ends, *s) == NULL; s++) {
		if (*s != '\\' || s[1] == '\0') {
			value[len++] = *s;
		} else if ((high = digit(s[1])) >= 0 &&
		    (low = digit(s[2])) >= 0) {
			value[len++] = (char)(16 * high + low);
			s += 2;
		} else {
			value[len++] = *++s;
		}
	}
	*text = s;
	return value;
}

/*
 * The values of "O=Acme,CN=router 7", in its order, folded.  After a type
 * comes `is`; a value ends before one of `ends`.
 */
static unsigned int
read_values(const char *text, char is, const char *ends, struct arena *a,
    const char *out[static VALUES_MOST])
{
	unsigned int n = 0;
	const char *value;

	while (*text != '\0' && n < VALUES_MOST) {
		value = strchr(text, is);
		if (value != NULL)
			text = value + 1;
		out[n++] = text_fold(a, take_value(&text, ends, a));
		text += *text != '\0';
	}
	return n;
}

static unsigned int
read_subject(const char *subject, struct arena *a,
    const char *out[static VALUES_MOST])
{
	return read_values(subject, '=', ",+", a, out);
}

/* In hex, without the octet that only keeps an INTEGER positive. */
static const char *
serial_text(struct arena *a, struct span serial)
{
	while (serial.len > 1 && serial.at[0] == 0)
		serial = span_of(serial.at + 1, serial.len - 1);
	return text_hex(a, serial);
}

struct span
term_of_text(struct arena *a, const char *text)
{
	return cut(text_fold(a, text));
}

struct span
term_of_serial(struct arena *a, struct span serial)
{
	return cut(serial_text(a, serial));
}

unsigned int
terms_of_order(const ProtobufCMessage *m, struct arena *a,
    struct span out[static TERMS_MOST])
{
	const Order *o = (const Order *)m;
	const char *values[VALUES_MOST];
	struct terms t = { .at = out };
	unsigned int n;

	add(&t, text_fold(a, o->transaction_id));
	add(&t, text_fold(a, o->address));
	add(&t, serial_text(a, span_of(o->serial.data, o->serial.len)));
	if (*o->subject != '\0')
		n = read_subject(o->subject, a, values);
	else
		n = read_values(o->alt_names, ':', ",", a, values);
	/* The last attribute tells most of a device: first what tells most. */
	for (unsigned int i = n; i-- > 0;)
		add(&t, values[i]);
	for (unsigned int i = n; i-- > 0;)
		add_ends(&t, values[i]);
	return t.n;
}

/* ---- Searching --------------------------------------------------------- */

struct span
store_serial_key(struct arena *a, const char *typed)
{
	static const char hex[] = "0123456789abcdef";
	const char *at = text_fold(a, typed);
	char *out = arena_alloc(a, strlen(at) + 1);
	size_t n = 0;

	/* Pairs tell it from an address. */
	while (strspn(at, hex) >= 2) {
		memcpy(out + n, at, 2);
		n += 2;
		at += 2;
		at += *at == ':' && at[1] != '\0';
	}
	if (*at != '\0' || n < SERIAL_LEAST)
		return span_of(NULL, 0);
	while (n > 2 && memcmp(out, "00", 2) == 0) {
		out += 2;
		n -= 2;
	}
	return cut(out);
}

struct span
store_term_key(struct arena *a, const char *typed)
{
	const char *values[VALUES_MOST], *folded = text_fold(a, typed);
	unsigned int n;

	if (strchr(folded, '=') != NULL) {
		n = read_subject(folded, a, values);
		if (n > 0 && has_word(values[n - 1]))
			folded = values[n - 1];
	}
	return has_word(folded) ? cut(folded) : span_of(NULL, 0);
}

bool
store_term_leads(struct arena *a, const Order *o, struct span key,
    struct span cursor)
{
	/* Behind the key: the rest of the term, its NUL, and the id. */
	const size_t behind = 1 + sizeof(struct uuid);
	struct span terms[TERMS_MOST], term;
	unsigned int n = terms_of_order(&o->base, a, terms);

	if (cursor.len < behind)
		return false;
	term = span_of_str(
	    arena_printf(a, "%.*s%.*s", (int)key.len, (const char *)key.at,
		(int)(cursor.len - behind), (const char *)cursor.at));
	for (unsigned int i = 0; i < n; i++)
		if (span_begins_with(terms[i], key) &&
		    span_compare(terms[i], term) < 0)
			return false;
	return true;
}
