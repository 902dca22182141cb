/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_preset.h. */
#include <string.h>

#include "admin/profile_fields.h"
#include "admin/profile_preset.h"
#include "admin/profile_rules.h"
#include "ra/preset.h"

/* What ra_preset_apply sets beside the preset's name. */
static const size_t fields[] = {
	FIELD_LEVEL,
	FIELD_LEAVE_OUT,
	FIELD_ANSWERS_BY,
	FIELD_CARRIES,
	FIELD_CONTENT,
};
#define FIELDS (sizeof(fields) / sizeof(fields[0]))

static const char *
name_of(const struct profile_draft *d)
{
	return d->preset == NULL ? "" : d->preset;
}

const char *
profile_preset_title(const char *name)
{
	for (size_t i = 0; i < ra_preset_count; i++)
		if (strcmp(ra_presets[i].name, name) == 0)
			return ra_presets[i].title;
	return *name == '\0' ? "None" : name;
}

/* Of a name of the choices; "" is what a profile is without one. */
static struct profile_draft
draft_of(const char *name)
{
	struct profile_draft d = ra_profile_defaults();

	d.preset = "";
	for (size_t i = 0; i < ra_preset_count; i++)
		if (strcmp(ra_presets[i].name, name) == 0)
			ra_preset_apply(&ra_presets[i], &d);
	return d;
}

void
profile_preset_set(struct profile_form *f, const struct profile_draft *d)
{
	struct arena *a = f->page->arena;
	const char *name = name_of(d);
	struct web_choice *all;
	size_t n = 0;

	all = arena_alloc(a, (ra_preset_count + 1) * sizeof(*all));
	all[n++] = (struct web_choice){ "", "None in particular" };
	for (size_t i = 0; i < ra_preset_count; i++)
		all[n++] = (struct web_choice){ ra_presets[i].name,
			ra_presets[i].title };
	web_form_choices(f->form, FIELD_PRESET, all, n);
	web_form_choices(f->form, FIELD_PRESET_WAS, all, n);
	web_form_set(f->form, FIELD_PRESET, name);
	web_form_set(f->form, FIELD_PRESET_WAS, name);
}

void
profile_preset_fill(struct profile_form *f)
{
	const char *name = web_form_typed(f->form, FIELD_PRESET);
	const struct profile_draft d = draft_of(name);
	struct arena *a = f->page->arena;

	for (size_t i = 0; i < FIELDS; i++)
		web_form_set(f->form, fields[i],
		    profile_rules_typed(a, &d, fields[i]));
	web_form_set(f->form, FIELD_PRESET_WAS, name);
	f->filled = true;
}

/* What the fields were before somebody chose or typed: that of this name. */
static struct profile_draft
draft_before(const struct profile_form *f, const char *was)
{
	const struct profile_draft from = profile_form_from(f);

	return strcmp(was, name_of(&from)) == 0 ? from : draft_of(was);
}

void
profile_preset_read(struct profile_form *f, struct profile_draft *d)
{
	const struct web_params *posted = &f->page->posted;
	struct web_form *form = f->form;
	struct profile_draft was, chosen;
	size_t field;

	if (web_params_get(posted, "preset") == NULL)
		web_form_set(form, FIELD_PRESET, name_of(d));
	if (web_params_get(posted, "preset-was") == NULL)
		web_form_set(form, FIELD_PRESET_WAS, name_of(d));
	if (!web_form_field_ok(form, FIELD_PRESET) ||
	    !web_form_field_ok(form, FIELD_PRESET_WAS))
		return;
	d->preset = web_form_typed(form, FIELD_PRESET);
	was = draft_before(f, web_form_typed(form, FIELD_PRESET_WAS));
	if (strcmp(d->preset, name_of(&was)) == 0)
		return;
	chosen = draft_of(d->preset);
	for (size_t i = 0; i < FIELDS; i++) {
		field = fields[i];
		if (web_form_field_ok(form, field) &&
		    profile_rules_value(d, field) ==
			profile_rules_value(&was, field))
			profile_rules_put(d, field,
			    profile_rules_value(&chosen, field));
	}
}

void
profile_preset_settle(struct profile_form *f)
{
	const char *name = web_form_typed(f->form, FIELD_PRESET);
	const char *before = web_form_typed(f->form, FIELD_PRESET_WAS);
	const struct profile_draft was = draft_before(f, before);
	const struct profile_draft chosen = draft_of(name);
	struct arena *a = f->page->arena;

	if (strcmp(name, before) == 0 || strcmp(name, name_of(&chosen)) != 0)
		return;
	for (size_t i = 0; i < FIELDS; i++)
		if (strcmp(web_form_typed(f->form, fields[i]),
			profile_rules_typed(a, &was, fields[i])) == 0)
			web_form_set(f->form, fields[i],
			    profile_rules_typed(a, &chosen, fields[i]));
	web_form_set(f->form, FIELD_PRESET_WAS, name);
	f->filled = true;
}

void
profile_preset_tell(struct profile_form *f, const struct profile_draft *typed,
    const struct profile_draft *stored)
{
	profile_form_tell(f, FIELD_PRESET, profile_preset_title(name_of(typed)),
	    profile_preset_title(name_of(stored)));
}
