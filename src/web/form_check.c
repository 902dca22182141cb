/* SPDX-License-Identifier: BSD-2-Clause */
/* What each kind of field takes. */
#include <inttypes.h>

#include "base/text.h"
#include "web/form_part.h"

#define TEXT_MOST 1000 /* characters, where the row names none */

typedef void check_fn(const struct web_field *field, struct span raw,
    struct arena *a, struct web_value *v);

/* The row's own sentence, else a plain one. */
static void
fail(struct web_value *v, const char *own, const char *plain)
{
	v->error = own != NULL ? own : plain;
}

static struct span
trim(struct span s)
{
	while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
		s = span_of(s.at + 1, s.len - 1);
	while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
		s.len--;
	return s;
}

/* Characters within the row's bounds; says so where they are not. */
static bool
check_length(const struct web_field *field, size_t length, struct arena *a,
    struct web_value *v)
{
	size_t most = field->most > 0 ? (size_t)field->most : TEXT_MOST;

	if (length < (size_t)field->least) {
		fail(v, NULL,
		    arena_printf(a, "%s needs at least %" PRId64 " characters.",
			field->label, field->least));
		return false;
	}
	if (length > most) {
		fail(v, NULL,
		    arena_printf(a, "%s may have at most %zu characters.",
			field->label, most));
		return false;
	}
	return true;
}

static void
check_text(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	const char *text;

	raw = trim(raw);
	if (!text_is_clean(raw)) {
		fail(v, field->invalid,
		    arena_printf(a, "%s holds characters that are no text.",
			field->label));
		return;
	}
	text = arena_str(a, raw);
	if (check_length(field, text_length(text), a, v))
		v->text = text;
}

static void
check_slug(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	const char *text;

	raw = trim(raw);
	if (text_is_clean(raw) && text_is_slug(text = arena_str(a, raw)))
		v->text = text;
	else
		fail(v, field->invalid,
		    arena_printf(a,
			"%s may have a to z, 0 to 9 and '-' between them, at "
			"most 64 in all.",
			field->label));
}

static void
free_secret(void *secret)
{
	secret_free(secret);
}

static void
check_password(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	/* As typed: blanks count.  No NUL, since crypt(3) takes strings. */
	if (raw.len > SECRET_MAX || !text_is_utf8(raw)) {
		fail(v, field->invalid,
		    arena_printf(a,
			"%s cannot be read: it is too long or no text.",
			field->label));
		return;
	}
	if (!check_length(field, text_length(arena_str(a, raw)), a, v))
		return;
	v->secret = secret_new(raw);
	arena_on_free(a, free_secret, v->secret);
}

/* One line, without the blanks around it that copying brings along. */
static void
check_new_secret(const struct web_field *field, struct span raw,
    struct arena *a, struct web_value *v)
{
	raw = trim(raw);
	if (!text_is_clean(raw)) {
		fail(v, field->invalid,
		    arena_printf(a, "%s holds characters that are no text.",
			field->label));
		return;
	}
	check_password(field, raw, a, v);
}

static void
check_choice(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	for (size_t i = 0; i < v->choice_count; i++)
		if (span_equal(span_of_str(v->choices[i].value), raw)) {
			v->text = v->choices[i].value;
			return;
		}
	fail(v, field->invalid,
	    arena_printf(a, "Choose one of the list: %s.", field->label));
}

static void
check_id(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	if (!text_is_clean(raw) || !uuid_parse(arena_str(a, raw), &v->id))
		fail(v, field->invalid,
		    arena_printf(a, "%s is no id of ours.", field->label));
}

static void
check_int(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	int64_t most = field->most > 0 ? field->most : INT64_MAX;
	struct err e;

	raw = trim(raw);
	if (!text_is_clean(raw) ||
	    text_to_int(arena_str(a, raw), field->least, most, &v->number,
		&e) == -1)
		fail(v, field->invalid,
		    arena_printf(a,
			"%s must be a whole "
			"number from %" PRId64 " to %" PRId64 ".",
			field->label, field->least, most));
}

static void
check_flag(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	(void)field;
	(void)raw;
	(void)a;
	v->flag = true;
}

static check_fn *const checks[] = {
	[WEB_FIELD_TEXT] = check_text,
	[WEB_FIELD_SLUG] = check_slug,
	[WEB_FIELD_PASSWORD] = check_password,
	[WEB_FIELD_NEW_SECRET] = check_new_secret,
	[WEB_FIELD_CHOICE] = check_choice,
	[WEB_FIELD_ID] = check_id,
	[WEB_FIELD_INT] = check_int,
	[WEB_FIELD_FLAG] = check_flag,
};
_Static_assert(sizeof(checks) / sizeof(checks[0]) == WEB_FIELD__COUNT,
    "a check for each kind");

void
web_value_check(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	bool password = field->kind == WEB_FIELD_PASSWORD;

	v->error = NULL;
	v->text = "";
	v->typed = password ? "" : text_clean(a, raw, WEB_TYPED_MOST);
	v->empty = (password ? raw : trim(raw)).len == 0;
	if (!v->empty)
		checks[field->kind](field, raw, a, v);
	else if (field->required)
		fail(v, field->missing,
		    arena_printf(a, "%s is missing.", field->label));
}
