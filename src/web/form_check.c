/* SPDX-License-Identifier: BSD-2-Clause */
/* What each kind of field takes. */
#include <inttypes.h>
#include <string.h>

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

/* The next line of *s, without the blanks around it; *s is what follows. */
static struct span
cut_line(struct span *s)
{
	const uint8_t *end = memchr(s->at, '\n', s->len);
	size_t len = end == NULL ? s->len : (size_t)(end - s->at);
	struct span line = trim(span_of(s->at, len));

	*s = end == NULL ? span_of(NULL, 0) :
			   span_of(end + 1, s->len - len - 1);
	/* A browser ends lines with CR LF. */
	if (line.len > 0 && line.at[line.len - 1] == '\r')
		line = trim(span_of(line.at, line.len - 1));
	return line;
}

/* What is in them, a line each; each through clean where that is wanted. */
static const char *
join_lines(struct span raw, bool clean, struct arena *a)
{
	const char *text;
	struct span line;
	struct buf b;

	buf_init(&b, WEB_LINES_MOST);
	while (raw.len > 0) {
		line = cut_line(&raw);
		if (line.len == 0)
			continue;
		text = clean ? text_clean(a, line, WEB_TYPED_MOST) :
			       arena_str(a, line);
		/* The room is used up: the reader is told of the length. */
		if (b.len + strlen(text) + 2 > WEB_LINES_MOST)
			break;
		buf_printf(&b, "%s%s", b.len > 0 ? "\n" : "", text);
	}
	text = arena_strdup(a, buf_str(&b));
	buf_clear(&b);
	return text;
}

static void
check_lines(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	struct span rest = raw;
	const char *text;

	while (rest.len > 0)
		if (!text_is_clean(cut_line(&rest))) {
			fail(v, field->invalid,
			    arena_printf(a,
				"%s holds characters that are no text.",
				field->label));
			return;
		}
	if (raw.len >= WEB_LINES_MOST) {
		fail(v, NULL, arena_printf(a, "%s is too long.", field->label));
		return;
	}
	text = join_lines(raw, false, a);
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

static bool
is_choice(const struct web_value *v, struct span word)
{
	for (size_t i = 0; i < v->choice_count; i++)
		if (span_equal(span_of_str(v->choices[i].value), word))
			return true;
	return false;
}

static void
check_set(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	size_t begin = 0, end;

	for (end = 0; end <= raw.len; end++) {
		if (end < raw.len && raw.at[end] != ',')
			continue;
		if (!is_choice(v, span_of(raw.at + begin, end - begin))) {
			fail(v, field->invalid,
			    arena_printf(a, "Choose some of the list: %s.",
				field->label));
			return;
		}
		begin = end + 1;
	}
	v->text = arena_str(a, raw);
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
	[WEB_FIELD_LINES] = check_lines,
	[WEB_FIELD_SLUG] = check_slug,
	[WEB_FIELD_PASSWORD] = check_password,
	[WEB_FIELD_NEW_SECRET] = check_new_secret,
	[WEB_FIELD_CHOICE] = check_choice,
	[WEB_FIELD_SET] = check_set,
	[WEB_FIELD_ID] = check_id,
	[WEB_FIELD_INT] = check_int,
	[WEB_FIELD_FLAG] = check_flag,
};
_Static_assert(sizeof(checks) / sizeof(checks[0]) == WEB_FIELD__COUNT,
    "a check for each kind");

/* The values of this name that say something, with commas between them. */
static struct span
join_values(const char *name, const struct web_params *params, struct arena *a)
{
	struct span joined = span_of(NULL, 0), value;
	const char *text = "";

	for (size_t i = 0; i < params->n; i++) {
		value = params->at[i].value;
		if (value.len == 0 ||
		    !span_equal(params->at[i].name, span_of_str(name)))
			continue;
		/* With a NUL in it it is no choice of ours, and stays so. */
		if (memchr(value.at, '\0', value.len) != NULL)
			return value;
		text = arena_printf(a, "%s%s%s", text, *text == '\0' ? "" : ",",
		    arena_str(a, value));
		joined = span_of_str(text);
	}
	return joined;
}

bool
web_value_sent(const struct web_field *field, const struct web_params *params,
    struct arena *a, struct span *out)
{
	const struct span *raw = web_params_get(params, field->name);

	*out = raw == NULL ? span_of(NULL, 0) : *raw;
	if (raw != NULL && field->kind == WEB_FIELD_SET)
		*out = join_values(field->name, params, a);
	return raw != NULL;
}

void
web_value_typed(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	const bool chosen = field->kind == WEB_FIELD_NEW_SECRET;

	v->withheld = chosen && trim(raw).len > 0;
	if (chosen || field->kind == WEB_FIELD_PASSWORD)
		v->typed = "";
	else if (field->kind == WEB_FIELD_LINES)
		v->typed = join_lines(raw, true, a);
	else
		v->typed = text_clean(a, raw, WEB_TYPED_MOST);
}

void
web_value_check(const struct web_field *field, struct span raw, struct arena *a,
    struct web_value *v)
{
	bool password = field->kind == WEB_FIELD_PASSWORD;

	v->error = NULL;
	v->text = "";
	web_value_typed(field, raw, a, v);
	v->empty = (password ? raw : trim(raw)).len == 0;
	if (!v->empty)
		checks[field->kind](field, raw, a, v);
	else if (field->required)
		fail(v, field->missing,
		    arena_printf(a, "%s is missing.", field->label));
}
