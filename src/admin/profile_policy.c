/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_policy.h.  Nothing here knows one setting from another. */
#include <string.h>

#include "admin/profile_fields.h"
#include "admin/profile_policy.h"
#include "ra/policy_setting.h"
#include "web/status.h"

#define TEXT_MOST 1000 /* characters of one line */

/* The part of the form that each group is. */
static const struct {
	const char *list, *open;
} parts[POLICY_GROUP__COUNT] = {
	[POLICY_OF_NAMES] = { "Names", "Open.Names" },
	[POLICY_OF_KEYS] = { "Keys", "Open.Keys" },
	[POLICY_OF_LIMITS] = { "Limits", "Open.Limits" },
};

static const enum web_field_kind kinds[] = {
	[POLICY_NUMBER] = WEB_FIELD_INT,
	[POLICY_CHOICE] = WEB_FIELD_CHOICE,
	[POLICY_SET] = WEB_FIELD_SET,
	[POLICY_PATTERNS] = WEB_FIELD_LINES,
	[POLICY_USAGES] = WEB_FIELD_TEXT,
};

static size_t
field_of(const struct policy_setting *s)
{
	return FIELD__COUNT + (size_t)(s - policy_settings);
}

/* ---- Rows -------------------------------------------------------------- */

static bool
may_be_empty(const struct policy_setting *s)
{
	return s->kind != POLICY_CHOICE;
}

/* "Bytes of DER. Left empty: 4096." */
static const char *
hint_of(struct arena *a, const struct policy_setting *s)
{
	const struct ra_policy usual = ra_policy_defaults();

	if (!may_be_empty(s))
		return s->hint;
	return arena_printf(a, "%s%s%s: %s.", s->hint == NULL ? "" : s->hint,
	    s->hint == NULL ? "" : " ",
	    s->kind == POLICY_SET ? "None ticked" : "Left empty",
	    policy_setting_words(s, &usual, a));
}

/* Of a SET without the first: nothing that is ticked says the same. */
static void
add_choices(struct arena *a, const struct policy_setting *s,
    struct web_field *out)
{
	const struct policy_word *w = s->words;
	struct web_choice *all;
	size_t n = 0;

	while (w[n].word != NULL)
		n++;
	if (s->kind == POLICY_SET) {
		w++;
		n--;
	}
	all = arena_alloc(a, n * sizeof(*all));
	for (size_t i = 0; i < n; i++)
		all[i] = (struct web_choice){ w[i].word, w[i].label };
	out->choices = all;
	out->choice_count = n;
}

void
profile_policy_fields(struct arena *a, struct web_field *out)
{
	const struct policy_setting *s = policy_settings;

	for (; s < policy_settings + policy_setting_count; s++, out++) {
		*out = (struct web_field){
			.name = s->name,
			.label = s->label,
			.kind = kinds[s->kind],
			.list = parts[s->group].list,
			.least = s->least,
			.most = s->most,
			.hint = hint_of(a, s),
		};
		if (s->kind == POLICY_USAGES)
			out->most = TEXT_MOST;
		if (s->kind == POLICY_PATTERNS)
			out->most = INT64_C(1) * POLICY_PATTERNS_MOST *
			    POLICY_PATTERN_MOST;
		if (s->words != NULL)
			add_choices(a, s, out);
	}
}

/* ---- Between a policy and a field -------------------------------------- */

static const char *
join_lines(struct arena *a, struct policy_texts texts)
{
	const char *all = "";

	for (size_t i = 0; i < texts.n; i++)
		all = arena_printf(a, "%s%s%s", all, i > 0 ? "\n" : "",
		    texts.at[i]);
	return all;
}

/* What the field holds; nothing ticked where that is the usual. */
static const char *
typed_of(struct arena *a, const struct policy_setting *s,
    const struct ra_policy *p)
{
	const char *text = policy_setting_text(s, p, a);

	if (s->kind == POLICY_PATTERNS)
		return join_lines(a, policy_setting_patterns(s, p));
	if (s->kind == POLICY_SET && strcmp(text, s->words[0].word) == 0)
		return "";
	return text;
}

void
profile_policy_set(struct profile_form *f, const struct profile_draft *d)
{
	const struct policy_setting *s = policy_settings;

	for (; s < policy_settings + policy_setting_count; s++)
		web_form_set(f->form, field_of(s),
		    typed_of(f->page->arena, s, &d->policy));
}

/* ---- What was posted --------------------------------------------------- */

static const char *
without_blanks(struct arena *a, const char *text)
{
	char *out = arena_strdup(a, text);
	size_t n = 0;

	for (; *text != '\0'; text++)
		if (*text != ' ')
			out[n++] = *text;
	out[n] = '\0';
	return out;
}

/* What ra takes, of a field that is not empty: *n texts, in the arena. */
static const char **
texts_of(struct profile_form *f, const struct policy_setting *s, size_t *n)
{
	struct arena *a = f->page->arena;
	const char *text = s->kind == POLICY_NUMBER ?
	    arena_printf(a, "%lld",
		(long long)web_form_int(f->form, field_of(s))) :
	    web_form_text(f->form, field_of(s));
	const char **texts;
	size_t len;

	if (s->kind == POLICY_USAGES)
		text = without_blanks(a, text);
	texts = arena_alloc(a, (strlen(text) / 2 + 1) * sizeof(*texts));
	*n = 0;
	do {
		len = strcspn(text, "\n");
		texts[(*n)++] = arena_str(a, span_of(text, len));
		text += len;
	} while (*text++ == '\n');
	return texts;
}

static bool
is_blank(const char *typed)
{
	return typed[strspn(typed, " \t\n")] == '\0';
}

static void
read_setting(struct profile_form *f, const struct policy_setting *s,
    struct ra_policy *p)
{
	const struct ra_policy usual = ra_policy_defaults();
	const char *standard[1], **texts = standard;
	struct arena *a = f->page->arena;
	size_t field = field_of(s), n = 1;
	struct err e;

	if (web_params_get(&f->page->posted, s->name) == NULL) {
		web_form_set(f->form, field, typed_of(a, s, p));
		return;
	}
	if (!web_form_field_ok(f->form, field))
		return;
	if (!is_blank(web_form_typed(f->form, field)))
		texts = texts_of(f, s, &n);
	else
		standard[0] = policy_setting_text(s, &usual, a);
	if (policy_setting_take(s, texts, n, a, p, &e) == -1)
		web_form_fail(f->form, field, web_sentence(a, e.text));
}

void
profile_policy_read(struct profile_form *f, struct profile_draft *d)
{
	const struct policy_setting *s = policy_settings;

	for (; s < policy_settings + policy_setting_count; s++)
		read_setting(f, s, &d->policy);
}

void
profile_policy_tell(struct profile_form *f, const struct profile_draft *typed,
    const struct profile_draft *stored)
{
	const struct policy_setting *s = policy_settings;
	struct arena *a = f->page->arena;

	for (; s < policy_settings + policy_setting_count; s++)
		profile_form_tell(f, field_of(s),
		    policy_setting_words(s, &typed->policy, a),
		    policy_setting_words(s, &stored->policy, a));
}

void
profile_policy_show(const struct profile_form *f, struct view *v)
{
	const struct policy_setting *s = policy_settings;
	const struct profile_draft usual = ra_profile_defaults();
	const struct profile_draft d = profile_form_from(f);
	struct arena *a = f->page->arena;

	for (; s < policy_settings + policy_setting_count; s++)
		if (!profile_form_is_usual(f, field_of(s),
			typed_of(a, s, &usual.policy),
			typed_of(a, s, &d.policy)))
			view_set_flag(v, parts[s->group].open, true);
}

void
profile_policy_show_facts(struct arena *a, const struct ra_policy *p,
    struct view *v)
{
	const struct policy_setting *s = policy_settings;
	const struct ra_policy usual = ra_policy_defaults();
	const char *words;
	struct view *row;

	for (; s < policy_settings + policy_setting_count; s++) {
		words = policy_setting_words(s, p, a);
		if (strcmp(words, policy_setting_words(s, &usual, a)) == 0)
			continue;
		row = view_add(v, "Policy");
		view_set(row, "Label", s->label);
		view_set(row, "Text", words);
	}
}
