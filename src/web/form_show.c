/* SPDX-License-Identifier: BSD-2-Clause */
/* A form's fields as templates read them. */
#include <string.h>

#include "web/form_part.h"

/* The words that templates/macro/field.cs branches on. */
static const char *const kind_names[] = {
	[WEB_FIELD_TEXT] = "text",
	[WEB_FIELD_LINES] = "lines",
	[WEB_FIELD_SLUG] = "slug",
	[WEB_FIELD_PASSWORD] = "password",
	[WEB_FIELD_NEW_SECRET] = "new-secret",
	[WEB_FIELD_CHOICE] = "choice",
	[WEB_FIELD_SET] = "set",
	[WEB_FIELD_ID] = "id",
	[WEB_FIELD_INT] = "int",
	[WEB_FIELD_FLAG] = "flag",
};
_Static_assert(sizeof(kind_names) / sizeof(kind_names[0]) == WEB_FIELD__COUNT,
    "a word for each kind");

/* "profile-name" as ClearSilver writes its names: "ProfileName". */
static const char *
camel_case(struct arena *a, const char *name)
{
	char *out = arena_strdup(a, name);
	bool up = true;
	size_t n = 0;

	for (; *name != '\0'; name++) {
		if (*name == '-') {
			up = true;
			continue;
		}
		out[n++] = up && *name >= 'a' && *name <= 'z' ?
		    (char)(*name - 'a' + 'A') :
		    *name;
		up = false;
	}
	out[n] = '\0';
	return out;
}

/* What is said about a field beside its label; NULL: nothing. */
struct words {
	const char *remark, *error;
};

/* aria-describedby: where they stand. */
static const char *
described_by(struct arena *a, const struct web_field *field, struct words w)
{
	const struct {
		const char *text, *behind;
	} parts[] = {
		{ field->hint, "-hint" },
		{ w.remark, "-remark" },
		{ w.error, "-error" },
	};
	const char *all = NULL;

	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (parts[i].text != NULL)
			all = arena_printf(a, "%s%s%s%s",
			    all == NULL ? "" : all, all == NULL ? "" : " ",
			    field->name, parts[i].behind);
	return all;
}

/*
 * A secret that was sent is asked for again: in a refused form among what is
 * wrong, for who overlooks it saves without it.
 */
static struct words
words_of(const struct web_form *f, size_t i)
{
	const struct web_field *field = &f->fields[i];
	const struct web_value *value = &f->values[i];
	struct words w = { value->remark, value->error };
	const char *again = field->again;

	if (!value->withheld || w.error != NULL)
		return w;
	if (again == NULL)
		again = arena_printf(f->arena,
		    "%s is not sent back: type it again.", field->label);
	if (web_form_ok(f))
		w.remark = again;
	else
		w.error = again;
	return w;
}

/* Of a SET: it is among those with commas between them. */
static bool
is_selected(const struct web_field *field, const char *value, const char *typed)
{
	size_t n = strlen(value);

	if (field->kind != WEB_FIELD_SET)
		return strcmp(value, typed) == 0;
	for (; *typed != '\0'; typed += *typed == ',') {
		if (strcspn(typed, ",") == n && strncmp(typed, value, n) == 0)
			return true;
		typed += strcspn(typed, ",");
	}
	return false;
}

static void
show_options(const struct web_field *field, const struct web_value *value,
    struct view *v)
{
	struct view *option;

	for (size_t i = 0; i < value->choice_count; i++) {
		option = view_add(v, "Options");
		view_set(option, "Value", value->choices[i].value);
		view_set(option, "Label", value->choices[i].label);
		view_set_flag(option, "Selected",
		    is_selected(field, value->choices[i].value, value->typed));
	}
}

static void
show_field(const struct web_field *field, const struct web_value *value,
    struct words w, struct arena *a, struct view *v)
{
	view_set(v, "Id", field->name);
	view_set(v, "Name", field->name);
	view_set(v, "Label", field->label);
	view_set(v, "Kind", field->hidden ? "hidden" : kind_names[field->kind]);
	view_set_flag(v, "Required", field->required);
	view_set(v, "Hint", field->hint);
	view_set(v, "Remark", w.remark);
	view_set(v, "Error", w.error);
	view_set(v, "DescribedBy", described_by(a, field, w));
	view_set(v, "Autocomplete", field->autocomplete);
	if (field->kind == WEB_FIELD_LINES)
		view_add_lines(v, "Lines", value->typed);
	else if (field->kind != WEB_FIELD_PASSWORD)
		view_set(v, "Value", value->typed);
	if (field->kind == WEB_FIELD_FLAG)
		view_set_flag(v, "Checked", value->flag);
	if (field->kind == WEB_FIELD_INT)
		view_set_int(v, "Least", field->least);
	if (field->most > 0)
		view_set_int(v, "Most", field->most);
	if (field->kind == WEB_FIELD_CHOICE || field->kind == WEB_FIELD_SET)
		show_options(field, value, v);
}

/*
 * A line of the summary.  Beside its field a sentence need not say which one
 * it is about, and several fields may have the same; here it has to.
 */
static void
show_error(const struct web_field *field, const char *error, struct arena *a,
    struct view *v)
{
	view_set(v, "Text", error);
	if (field->hidden)
		return;
	view_set(v, "Href", arena_printf(a, "#%s", field->name));
	if (strstr(error, field->label) == NULL)
		view_set(v, "Label", field->label);
}

void
web_form_show(const struct web_form *f, struct view *v)
{
	const struct web_field *field;
	struct words w;

	view_set(v, "Error", f->error);
	view_set_flag(v, "Wrong", !web_form_ok(f));
	for (size_t i = 0; i < f->count; i++) {
		field = &f->fields[i];
		w = words_of(f, i);
		show_field(field, &f->values[i], w, f->arena,
		    field->list != NULL ?
			view_add(v, field->list) :
			view_at(v, camel_case(f->arena, field->name)));
		if (w.error != NULL)
			show_error(field, w.error, f->arena,
			    view_add(v, "Errors"));
	}
}
