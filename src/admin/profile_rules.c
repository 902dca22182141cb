/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_rules.h. */
#include <string.h>

#include "admin/profile_fields.h"
#include "admin/profile_rules.h"
#include "pki/algorithm.h"
#include "web/status.h"

static const struct rule {
	size_t field;
	const char *part; /* of the form that is folded away; NULL: none */
} rules[] = {
	{ FIELD_APPROVAL, NULL },
	{ FIELD_PENDING_DAYS, NULL },
	{ FIELD_VALIDITY, NULL },
	{ FIELD_RENEWAL, "Open.Renewal" },
	{ FIELD_RENEWAL_WINDOW, "Open.Renewal" },
	{ FIELD_RENEWAL_GRACE, "Open.Renewal" },
	{ FIELD_RENEWAL_CHALLENGE, "Open.Renewal" },
	{ FIELD_RENEWAL_KEY, "Open.Renewal" },
	{ FIELD_RENEWAL_OLD, "Open.Renewal" },
	{ FIELD_LEVEL, "Open.Algorithms" },
	{ FIELD_RSA_BITS, "Open.Algorithms" },
};
#define RULES (sizeof(rules) / sizeof(rules[0]))

/* ---- Between a draft and a field --------------------------------------- */

static unsigned int
value_of(const struct profile_draft *d, size_t field)
{
	switch (field) {
	case FIELD_APPROVAL:
		return d->approval;
	case FIELD_PENDING_DAYS:
		return d->pending_days;
	case FIELD_VALIDITY:
		return d->validity_days;
	case FIELD_RENEWAL:
		return d->renewal.refused;
	case FIELD_RENEWAL_WINDOW:
		return d->renewal.window_days;
	case FIELD_RENEWAL_GRACE:
		return d->renewal.grace_days;
	case FIELD_RENEWAL_CHALLENGE:
		return d->renewal.challenge;
	case FIELD_RENEWAL_KEY:
		return d->renewal.new_key;
	case FIELD_RENEWAL_OLD:
		return d->renewal.revokes;
	case FIELD_LEVEL:
		return d->level;
	default:
		return d->rsa_least_bits;
	}
}

static void
set_value(struct profile_draft *d, size_t field, unsigned int value)
{
	switch (field) {
	case FIELD_APPROVAL:
		d->approval = (enum ra_approval)value;
		break;
	case FIELD_PENDING_DAYS:
		d->pending_days = value;
		break;
	case FIELD_VALIDITY:
		d->validity_days = value;
		break;
	case FIELD_RENEWAL:
		d->renewal.refused = value != 0;
		break;
	case FIELD_RENEWAL_WINDOW:
		d->renewal.window_days = value;
		break;
	case FIELD_RENEWAL_GRACE:
		d->renewal.grace_days = value;
		break;
	case FIELD_RENEWAL_CHALLENGE:
		d->renewal.challenge = value != 0;
		break;
	case FIELD_RENEWAL_KEY:
		d->renewal.new_key = value != 0;
		break;
	case FIELD_RENEWAL_OLD:
		d->renewal.revokes = value != 0;
		break;
	case FIELD_LEVEL:
		d->level = (enum level)value;
		break;
	default:
		d->rsa_least_bits = value;
	}
}

/* As it would be typed. */
static const char *
typed_of(struct arena *a, const struct profile_draft *d, size_t field)
{
	const struct web_field *row = &profile_fields[field];
	unsigned int value = value_of(d, field);

	if (row->kind == WEB_FIELD_INT)
		return arena_printf(a, "%u", value);
	return value < row->choice_count ? row->choices[value].value : "";
}

/* The same for people. */
static const char *
words_of(struct arena *a, const struct profile_draft *d, size_t field)
{
	const struct web_field *row = &profile_fields[field];
	unsigned int value = value_of(d, field);

	if (row->kind == WEB_FIELD_CHOICE && value < row->choice_count)
		return row->choices[value].label;
	return typed_of(a, d, field);
}

void
profile_rules_set(struct profile_form *f, const struct profile_draft *d)
{
	struct arena *a = f->page->arena;

	for (size_t i = 0; i < RULES; i++)
		web_form_set(f->form, rules[i].field,
		    typed_of(a, d, rules[i].field));
}

/* ---- What was posted --------------------------------------------------- */

/* Of a field that is fine. */
static unsigned int
read_value(const struct web_form *form, size_t field)
{
	const struct web_field *row = &profile_fields[field];
	const char *text;
	unsigned int i;

	if (row->kind == WEB_FIELD_INT)
		return (unsigned int)web_form_int(form, field);
	text = web_form_text(form, field);
	for (i = 0; i + 1 < row->choice_count; i++)
		if (strcmp(row->choices[i].value, text) == 0)
			break;
	return i;
}

static void
read_field(struct profile_form *f, size_t field, struct profile_draft *d)
{
	const struct web_field *row = &profile_fields[field];

	if (web_params_get(&f->page->posted, row->name) == NULL)
		web_form_set(f->form, field,
		    typed_of(f->page->arena, d, field));
	else if (*web_form_typed(f->form, field) == '\0')
		web_form_fail(f->form, field, row->missing);
	else if (web_form_field_ok(f->form, field))
		set_value(d, field, read_value(f->form, field));
}

void
profile_rules_read(struct profile_form *f, struct profile_draft *d)
{
	struct err e;

	for (size_t i = 0; i < RULES; i++)
		read_field(f, rules[i].field, d);
	if (d->level == LEVEL_OBSOLETE && cipher_enable_obsolete(&e) == -1)
		web_form_fail(f->form, FIELD_LEVEL,
		    web_sentence(f->page->arena, e.text));
}

void
profile_rules_tell(struct profile_form *f, const struct profile_draft *typed,
    const struct profile_draft *stored)
{
	struct arena *a = f->page->arena;
	size_t field;

	for (size_t i = 0; i < RULES; i++) {
		field = rules[i].field;
		profile_form_tell(f, field, words_of(a, typed, field),
		    words_of(a, stored, field));
	}
}

/* ---- What is folded away ----------------------------------------------- */

static bool
is_usual(const struct profile_form *f, size_t field)
{
	const struct profile_draft usual = ra_profile_defaults();
	const char *typed = web_form_typed(f->form, field);
	struct arena *a = f->page->arena;
	struct profile_draft d;

	if (!web_form_field_ok(f->form, field) ||
	    strcmp(typed, typed_of(a, &usual, field)) != 0)
		return false;
	if (f->record == NULL)
		return true;
	d = ra_profile_draft(f->record);
	return strcmp(typed, typed_of(a, &d, field)) == 0;
}

void
profile_rules_show(const struct profile_form *f, struct view *v)
{
	for (size_t i = 0; i < RULES; i++)
		if (rules[i].part != NULL && !is_usual(f, rules[i].field))
			view_set_flag(v, rules[i].part, true);
}
