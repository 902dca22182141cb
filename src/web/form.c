/* SPDX-License-Identifier: BSD-2-Clause */
/* A form's life: made, filled, asked. */
#include <stdlib.h>

#include "base/log.h"
#include "web/form_part.h"

struct web_form *
web_form_new(struct arena *a, const struct web_field *fields, size_t count)
{
	struct web_form *f = arena_alloc(a, sizeof(*f));

	f->arena = a;
	f->fields = fields;
	f->count = count;
	f->values = arena_alloc(a, count * sizeof(*f->values));
	for (size_t i = 0; i < count; i++) {
		f->values[i].typed = "";
		f->values[i].text = "";
		f->values[i].empty = true;
		f->values[i].choices = fields[i].choices;
		f->values[i].choice_count = fields[i].choice_count;
	}
	return f;
}

void
web_form_choices(struct web_form *f, size_t field,
    const struct web_choice *choices, size_t count)
{
	f->values[field].choices = choices;
	f->values[field].choice_count = count;
}

void
web_form_set(struct web_form *f, size_t field, const char *typed)
{
	f->values[field].typed = arena_strdup(f->arena, typed);
	f->values[field].flag = *typed != '\0';
	f->values[field].withheld = false;
}

void
web_form_fill(struct web_form *f, const struct web_params *posted)
{
	struct span raw;

	for (size_t i = 0; i < f->count; i++)
		if (web_value_sent(&f->fields[i], posted, f->arena, &raw)) {
			web_value_typed(&f->fields[i], raw, f->arena,
			    &f->values[i]);
			f->values[i].flag = raw.len > 0;
		}
}

bool
web_form_read(struct web_form *f, const struct web_params *posted)
{
	struct span raw;

	f->was_read = true;
	f->error = NULL;
	for (size_t i = 0; i < f->count; i++) {
		(void)web_value_sent(&f->fields[i], posted, f->arena, &raw);
		f->values[i].flag = false;
		web_value_check(&f->fields[i], raw, f->arena, &f->values[i]);
	}
	return web_form_ok(f);
}

/* The value of a field, where the caller may have it. */
static const struct web_value *
checked(const struct web_form *f, size_t field, unsigned int kinds)
{
	if (field >= f->count || !f->was_read ||
	    f->values[field].error != NULL ||
	    (kinds & (1U << f->fields[field].kind)) == 0) {
		log_event(LOG_LEVEL_ERR, "form-misuse", "field",
		    field < f->count ? f->fields[field].name : "none", NULL);
		abort();
	}
	return &f->values[field];
}

const char *
web_form_text(const struct web_form *f, size_t field)
{
	return checked(f, field,
	    1U << WEB_FIELD_TEXT | 1U << WEB_FIELD_LINES |
		1U << WEB_FIELD_SLUG | 1U << WEB_FIELD_CHOICE |
		1U << WEB_FIELD_SET)
	    ->text;
}

int64_t
web_form_int(const struct web_form *f, size_t field)
{
	return checked(f, field, 1U << WEB_FIELD_INT)->number;
}

bool
web_form_flag(const struct web_form *f, size_t field)
{
	return checked(f, field, 1U << WEB_FIELD_FLAG)->flag;
}

const struct uuid *
web_form_id(const struct web_form *f, size_t field)
{
	const struct web_value *v = checked(f, field, 1U << WEB_FIELD_ID);

	return v->empty ? NULL : &v->id;
}

const struct secret *
web_form_secret(const struct web_form *f, size_t field)
{
	return checked(f, field,
	    1U << WEB_FIELD_PASSWORD | 1U << WEB_FIELD_NEW_SECRET)
	    ->secret;
}

const char *
web_form_typed(const struct web_form *f, size_t field)
{
	return f->values[field].typed;
}

bool
web_form_withheld(const struct web_form *f, size_t field)
{
	return f->values[field].withheld;
}

void
web_form_remark(struct web_form *f, size_t field, const char *sentence)
{
	f->values[field].remark = arena_strdup(f->arena, sentence);
}

void
web_form_fail(struct web_form *f, size_t field, const char *sentence)
{
	f->values[field].error = arena_strdup(f->arena, sentence);
}

void
web_form_fail_whole(struct web_form *f, const char *sentence)
{
	f->error = arena_strdup(f->arena, sentence);
}

bool
web_form_ok(const struct web_form *f)
{
	if (f->error != NULL)
		return false;
	for (size_t i = 0; i < f->count; i++)
		if (f->values[i].error != NULL)
			return false;
	return true;
}

bool
web_form_field_ok(const struct web_form *f, size_t field)
{
	return f->values[field].error == NULL;
}
