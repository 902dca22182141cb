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

void
profile_preset_read(struct profile_form *f, const struct profile_draft *from,
    struct profile_draft *d)
{
	struct web_form *form = f->form;
	struct profile_draft was = *from, chosen;
	const struct web_params *posted = &f->page->posted;
	size_t field;

	if (web_params_get(posted, "preset") == NULL) {
		web_form_set(form, FIELD_PRESET, name_of(from));
		return;
	}
	if (!web_form_field_ok(form, FIELD_PRESET) ||
	    !web_form_field_ok(form, FIELD_PRESET_WAS))
		return;
	d->preset = web_form_text(form, FIELD_PRESET);
	if (web_params_get(posted, "preset-was") != NULL &&
	    strcmp(web_form_text(form, FIELD_PRESET_WAS), name_of(from)) != 0)
		was = draft_of(web_form_text(form, FIELD_PRESET_WAS));
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
profile_preset_tell(struct profile_form *f, const struct profile_draft *typed,
    const struct profile_draft *stored)
{
	profile_form_tell(f, FIELD_PRESET, profile_preset_title(name_of(typed)),
	    profile_preset_title(name_of(stored)));
}
