/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings of a policy as people write them and as records keep them.  The
 * fields of the message Policy are found by their numbers, so that nothing
 * here knows one setting from another; see policy_setting.h.
 */
#include <string.h>
#include <strings.h>

#include "base/buf.h"
#include "base/text.h"
#include "ra/policy.h"
#include "ra/policy_usage.h"

#define LIST_MOST 4096 /* bytes of words with commas between them */

static unsigned int *
number_at(const struct policy_setting *s, struct ra_policy *p)
{
	return (unsigned int *)(void *)((char *)p + s->offset);
}

static struct policy_texts *
texts_at(const struct policy_setting *s, struct ra_policy *p)
{
	return (struct policy_texts *)(void *)((char *)p + s->offset);
}

static bool
is_texts(const struct policy_setting *s)
{
	return s->kind == POLICY_PATTERNS || s->kind == POLICY_USAGES;
}

struct ra_policy
ra_policy_defaults(void)
{
	struct ra_policy p = { 0 };
	size_t i;

	for (i = 0; i < policy_setting_count; i++)
		if (policy_settings[i].kind == POLICY_NUMBER)
			*number_at(&policy_settings[i],
			    &p) = policy_settings[i].standard;
	return p;
}

/* ---- From people ------------------------------------------------------- */

static const struct policy_word *
find_word(const struct policy_setting *s, const char *text)
{
	const struct policy_word *w;

	for (w = s->words; w->word != NULL; w++)
		if (strcasecmp(w->word, text) == 0)
			return w;
	return NULL;
}

/* "any, rsa, p256" */
static int
unknown_word(const struct policy_setting *s, const char *text, struct arena *a,
    struct err *e)
{
	const struct policy_word *w;
	const char *all = "";

	for (w = s->words; w->word != NULL; w++)
		all = arena_printf(a, "%s%s%s", all, all[0] == '\0' ? "" : ", ",
		    w->word);
	return err_set(e, ERR_MALFORMED, "there is no '%.40s': want %s%s", text,
	    s->kind == POLICY_SET ? "some of " : "one of ", all);
}

/* It says something of all there is. */
static bool
stands_alone(const struct policy_word *w)
{
	return w->value == 0 || w->value == POLICY_NO_ALT_NAMES;
}

static int
take_words(const struct policy_setting *s, const char *text, struct arena *a,
    unsigned int *out, struct err *e)
{
	const struct policy_word *w;
	const char *word;
	bool one = s->kind != POLICY_SET || strchr(text, ',') == NULL;
	unsigned int all = 0;
	size_t len;

	do {
		len = strcspn(text, s->kind == POLICY_SET ? "," : "");
		word = arena_str(a, span_of(text, len));
		if ((w = find_word(s, word)) == NULL)
			return unknown_word(s, word, a, e);
		if (!one && stands_alone(w))
			return err_set(e, ERR_MALFORMED,
			    "'%s' goes with no other: want it alone, or "
			    "the others without it",
			    w->word);
		all |= w->value;
		text += len;
	} while (*text++ == ',');
	*out = all;
	return 0;
}

static int
take_number(const struct policy_setting *s, const char *text, unsigned int *out,
    struct err *e)
{
	int64_t n;

	if (text_to_int(text, s->least, s->most, &n, e) == -1)
		return -1;
	*out = (unsigned int)n;
	return 0;
}

/* What policy_match can match with; *n of them. */
static int
take_patterns(const char *const *texts, size_t n, struct arena *a,
    struct policy_texts *out, struct err *e)
{
	const char **at;
	size_t i;

	if (n == 1 && strcasecmp(texts[0], "any") == 0) {
		*out = (struct policy_texts){ NULL, 0 };
		return 0;
	}
	if (n > POLICY_PATTERNS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "want at most %d patterns, have %zu", POLICY_PATTERNS_MOST,
		    n);
	at = arena_alloc(a, n * sizeof(*at));
	for (i = 0; i < n; i++) {
		if (texts[i][0] == '\0' ||
		    strlen(texts[i]) > POLICY_PATTERN_MOST ||
		    !text_is_clean(span_of_str(texts[i])) ||
		    strpbrk(texts[i], "=:") == NULL)
			return err_set(e, ERR_MALFORMED,
			    "'%.60s' is no pattern: want one of 1 to %d bytes "
			    "such as 'O=Acme,CN=*' or 'DNS:*.example.org'",
			    texts[i], POLICY_PATTERN_MOST);
		at[i] = arena_strdup(a, texts[i]);
	}
	*out = (struct policy_texts){ at, n };
	return 0;
}

int
policy_setting_take(const struct policy_setting *s, const char *const *texts,
    size_t n, struct arena *a, struct ra_policy *out, struct err *e)
{
	if (s->kind == POLICY_PATTERNS)
		return take_patterns(texts, n, a, texts_at(s, out), e);
	if (n != 1)
		return err_set(e, ERR_MALFORMED, "it is given twice");
	if (s->kind == POLICY_USAGES)
		return policy_usages_parse(texts[0], a, texts_at(s, out), e);
	if (s->kind == POLICY_NUMBER)
		return take_number(s, texts[0], number_at(s, out), e);
	return take_words(s, texts[0], a, number_at(s, out), e);
}

/* ---- To people --------------------------------------------------------- */

/* read: by the labels. */
static const char *
words_text(const struct policy_setting *s, unsigned int value, bool read,
    struct arena *a)
{
	const struct policy_word *w = s->words;
	const char *all = "", *text, *comma = read ? ", " : ",";

	for (; w->word != NULL; w++) {
		text = read ? w->label : w->word;
		if (s->kind == POLICY_CHOICE || value == 0) {
			if (w->value == value)
				return text;
		} else if ((value & w->value) != 0)
			all = arena_printf(a, "%s%s%s", all,
			    all[0] == '\0' ? "" : comma, text);
	}
	return all;
}

static const char *
texts_text(const struct policy_setting *s, const struct policy_texts *t,
    bool read, struct arena *a)
{
	bool patterns = s->kind == POLICY_PATTERNS;
	const char *text, *between = read ? ", " : ",";
	struct buf b;
	size_t i;

	if (t->n == 0)
		return patterns ? (read ? "Any" : "any") : "clientAuth";
	if (patterns)
		between = " or ";
	buf_init(&b, (size_t)LIST_MOST * 4);
	for (i = 0; i < t->n; i++) {
		if (i > 0)
			buf_add_str(&b, between);
		buf_add_str(&b,
		    patterns ? t->at[i] : policy_usage_name(t->at[i]));
	}
	text = arena_strdup(a, buf_str(&b));
	buf_clear(&b);
	return text;
}

bool
policy_setting_is_any(const struct policy_setting *s, const struct ra_policy *p)
{
	struct ra_policy copy = *p;

	return s->kind == POLICY_NUMBER && s->least == 0 &&
	    *number_at(s, &copy) == 0;
}

static const char *
setting_text(const struct policy_setting *s, const struct ra_policy *p,
    bool read, struct arena *a)
{
	struct ra_policy copy = *p;

	if (is_texts(s))
		return texts_text(s, texts_at(s, &copy), read, a);
	if (read && policy_setting_is_any(s, p))
		return "Any number";
	if (s->kind == POLICY_NUMBER)
		return arena_printf(a, "%u", *number_at(s, &copy));
	return words_text(s, *number_at(s, &copy), read, a);
}

const char *
policy_setting_text(const struct policy_setting *s, const struct ra_policy *p,
    struct arena *a)
{
	return setting_text(s, p, false, a);
}

const char *
policy_setting_words(const struct policy_setting *s, const struct ra_policy *p,
    struct arena *a)
{
	return setting_text(s, p, true, a);
}

struct policy_texts
policy_setting_patterns(const struct policy_setting *s,
    const struct ra_policy *p)
{
	struct ra_policy copy = *p;

	return *texts_at(s, &copy);
}

/* ---- Records ----------------------------------------------------------- */

static const ProtobufCFieldDescriptor *
field_of(const struct policy_setting *s)
{
	return protobuf_c_message_descriptor_get_field(&policy__descriptor,
	    s->field);
}

/* A field that is 0 is one that was never set. */
void
policy_from_record(const Policy *record, struct ra_policy *out)
{
	const struct policy_setting *s = policy_settings;
	const ProtobufCFieldDescriptor *f;
	const char *base = (const char *)record;
	struct policy_texts *t;
	uint32_t value;

	*out = ra_policy_defaults();
	if (record == NULL)
		return;
	for (; s < policy_settings + policy_setting_count; s++) {
		f = field_of(s);
		if (!is_texts(s)) {
			memcpy(&value, base + f->offset, sizeof(value));
			if (value != 0)
				*number_at(s, out) = value;
			continue;
		}
		t = texts_at(s, out);
		memcpy(&t->n, base + f->quantifier_offset, sizeof(t->n));
		memcpy(&t->at, base + f->offset, sizeof(t->at));
	}
}

void
policy_to_record(const struct ra_policy *p, Policy *out)
{
	const struct policy_setting *s = policy_settings;
	const ProtobufCFieldDescriptor *f;
	struct ra_policy copy = *p;
	char *base = (char *)out;
	const struct policy_texts *t;
	uint32_t value;

	policy__init(out);
	for (; s < policy_settings + policy_setting_count; s++) {
		f = field_of(s);
		if (!is_texts(s)) {
			value = *number_at(s, &copy);
			if (s->kind == POLICY_NUMBER && value == s->standard)
				value = 0;
			memcpy(base + f->offset, &value, sizeof(value));
			continue;
		}
		t = texts_at(s, &copy);
		memcpy(base + f->quantifier_offset, &t->n, sizeof(t->n));
		memcpy(base + f->offset, &t->at, sizeof(t->at));
	}
}

/* Into another arena. */
void
policy_copy(struct ra_policy *p, struct arena *a)
{
	const struct policy_setting *s = policy_settings;
	struct policy_texts *t;
	const char **at;
	size_t i;

	for (; s < policy_settings + policy_setting_count; s++) {
		if (!is_texts(s))
			continue;
		t = texts_at(s, p);
		at = arena_alloc(a, (t->n + 1) * sizeof(*at));
		for (i = 0; i < t->n; i++)
			at[i] = arena_strdup(a, t->at[i]);
		t->at = at;
	}
}

int
policy_check(const struct ra_policy *p, struct err *e)
{
	const struct policy_setting *s = policy_settings;
	struct ra_policy copy = *p;
	unsigned int n;

	for (; s < policy_settings + policy_setting_count; s++) {
		if (s->kind != POLICY_NUMBER)
			continue;
		n = *number_at(s, &copy);
		if (n < s->least || n > s->most)
			return err_set(e, ERR_MALFORMED,
			    "%s: want %u to %u, not %u", s->label, s->least,
			    s->most, n);
	}
	return 0;
}
