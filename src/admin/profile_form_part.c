/* SPDX-License-Identifier: BSD-2-Clause */
/* See profile_form_part.h. */
#include <string.h>

#include "admin/profile_form_part.h"

struct profile_draft
profile_form_from(const struct profile_form *f)
{
	return f->record != NULL ? ra_profile_draft(f->record) :
				   ra_profile_defaults();
}

void
profile_form_tell(struct profile_form *f, size_t field, const char *typed,
    const char *stored)
{
	if (strcmp(typed, stored) != 0)
		web_form_fail(f->form, field,
		    arena_printf(f->page->arena,
			"Meanwhile this is \"%s\". Save again to replace that "
			"with what stands here.",
			stored));
}

bool
profile_form_is_usual(const struct profile_form *f, size_t field,
    const char *usual, const char *stored)
{
	const char *typed = web_form_typed(f->form, field);

	return web_form_field_ok(f->form, field) && strcmp(typed, usual) == 0 &&
	    strcmp(typed, stored) == 0;
}
