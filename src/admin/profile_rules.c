/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_rules.h. */
#include <stddef.h>
#include <string.h>

#include "admin/profile_fields.h"
#include "admin/profile_rules.h"
#include "pki/algorithm.h"
#include "web/status.h"

enum rule_kind { RULE_NUMBER, RULE_FLAG, RULE_LEAVE_OUT };

#define AT(member) offsetof(struct profile_draft, member)

static const struct rule {
	size_t field;
	enum rule_kind kind;
	size_t offset; /* in a draft; of all but RULE_LEAVE_OUT */
	const char *part; /* of the form that is folded away; NULL: none */
} rules[] = {
	{ FIELD_UNAPPROVED, RULE_FLAG, AT(issue_unapproved), NULL },
	{ FIELD_APPROVAL, RULE_NUMBER, AT(approval), NULL },
	{ FIELD_PENDING_DAYS, RULE_NUMBER, AT(pending_days), NULL },
	{ FIELD_VALIDITY, RULE_NUMBER, AT(validity_days), NULL },
	{ FIELD_KEEP_DAYS, RULE_NUMBER, AT(keep_days), "Open.Limits" },
	{ FIELD_RSA_BITS, RULE_NUMBER, AT(rsa_least_bits), "Open.Keys" },
	{ FIELD_RENEWAL, RULE_FLAG, AT(renewal.refused), "Open.Renewal" },
	{ FIELD_RENEWAL_WINDOW, RULE_NUMBER, AT(renewal.window_days),
	    "Open.Renewal" },
	{ FIELD_RENEWAL_GRACE, RULE_NUMBER, AT(renewal.grace_days),
	    "Open.Renewal" },
	{ FIELD_RENEWAL_CHALLENGE, RULE_FLAG, AT(renewal.challenge),
	    "Open.Renewal" },
	{ FIELD_RENEWAL_KEY, RULE_FLAG, AT(renewal.new_key), "Open.Renewal" },
	{ FIELD_RENEWAL_OLD, RULE_FLAG, AT(renewal.revokes), "Open.Renewal" },
	{ FIELD_LEVEL, RULE_NUMBER, AT(level), "Open.Answers" },
	{ FIELD_LEAVE_OUT, RULE_LEAVE_OUT, 0, "Open.Answers" },
	{ FIELD_CARRIES, RULE_NUMBER, AT(carries), "Open.Answers" },
	{ FIELD_ANSWERS_BY, RULE_FLAG, AT(by_ca), "Open.Answers" },
	{ FIELD_CONTENT, RULE_FLAG, AT(no_content), "Open.Answers" },
};
#define RULES (sizeof(rules) / sizeof(rules[0]))
_Static_assert(sizeof(enum level) == sizeof(unsigned int) &&
	sizeof(enum ra_approval) == sizeof(unsigned int) &&
	sizeof(enum ra_carries) == sizeof(unsigned int),
    "an enum of a draft is read as a number");

/* ---- Between a draft and a field --------------------------------------- */

static const struct rule *
rule_of(size_t field)
{
	size_t i;

	for (i = 0; i + 1 < RULES; i++)
		if (rules[i].field == field)
			break;
	return &rules[i];
}

static unsigned int
left_out(const struct profile_draft *d)
{
	if (d->leave_out_chain)
		return LEAVE_OUT_CHAIN;
	return d->leave_out_root ? LEAVE_OUT_ROOT : LEAVE_OUT_NOTHING;
}

unsigned int
profile_rules_value(const struct profile_draft *d, size_t field)
{
	const struct rule *rule = rule_of(field);
	const char *at = (const char *)d + rule->offset;
	unsigned int number;
	bool flag;

	if (rule->kind == RULE_LEAVE_OUT)
		return left_out(d);
	if (rule->kind == RULE_FLAG) {
		memcpy(&flag, at, sizeof(flag));
		return flag;
	}
	memcpy(&number, at, sizeof(number));
	return number;
}

void
profile_rules_put(struct profile_draft *d, size_t field, unsigned int value)
{
	const struct rule *rule = rule_of(field);
	char *at = (char *)d + rule->offset;
	const bool flag = value != 0;

	if (rule->kind == RULE_LEAVE_OUT) {
		d->leave_out_root = value == LEAVE_OUT_ROOT;
		d->leave_out_chain = value == LEAVE_OUT_CHAIN;
	} else if (rule->kind == RULE_FLAG)
		memcpy(at, &flag, sizeof(flag));
	else
		memcpy(at, &value, sizeof(value));
}

const char *
profile_rules_typed(struct arena *a, const struct profile_draft *d,
    size_t field)
{
	const struct web_field *row = &profile_fields[field];
	unsigned int value = profile_rules_value(d, field);

	if (row->kind == WEB_FIELD_INT)
		return arena_printf(a, "%u", value);
	return value < row->choice_count ? row->choices[value].value : "";
}

const char *
profile_rules_words(struct arena *a, const struct profile_draft *d,
    size_t field)
{
	const struct web_field *row = &profile_fields[field];
	unsigned int value = profile_rules_value(d, field);

	if (row->kind == WEB_FIELD_CHOICE && value < row->choice_count)
		return row->choices[value].label;
	return profile_rules_typed(a, d, field);
}

void
profile_rules_set(struct profile_form *f, const struct profile_draft *d)
{
	struct arena *a = f->page->arena;

	for (size_t i = 0; i < RULES; i++)
		web_form_set(f->form, rules[i].field,
		    profile_rules_typed(a, d, rules[i].field));
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
		    profile_rules_typed(f->page->arena, d, field));
	else if (*web_form_typed(f->form, field) == '\0')
		web_form_fail(f->form, field, row->missing);
	else if (web_form_field_ok(f->form, field))
		profile_rules_put(d, field, read_value(f->form, field));
}

void
profile_rules_read(struct profile_form *f, struct profile_draft *d)
{
	for (size_t i = 0; i < RULES; i++)
		read_field(f, rules[i].field, d);
}

void
profile_rules_check(struct profile_form *f, const struct profile_draft *d)
{
	struct err e;

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
		profile_form_tell(f, field,
		    profile_rules_words(a, typed, field),
		    profile_rules_words(a, stored, field));
	}
}

/* ---- What is folded away ----------------------------------------------- */

void
profile_rules_show(const struct profile_form *f, struct view *v)
{
	const struct profile_draft usual = ra_profile_defaults();
	struct arena *a = f->page->arena;
	const struct profile_draft d = profile_form_from(f);
	size_t field;

	for (size_t i = 0; i < RULES; i++) {
		field = rules[i].field;
		if (rules[i].part != NULL &&
		    !profile_form_is_usual(f, field,
			profile_rules_typed(a, &usual, field),
			profile_rules_typed(a, &d, field)))
			view_set_flag(v, rules[i].part, true);
	}
}
