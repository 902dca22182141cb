/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The form that a profile is made and changed with: its fields, what they
 * start from, and how a refusal finds its field.
 */
#ifndef ADMIN_PROFILE_FORM_H
#define ADMIN_PROFILE_FORM_H

#include "admin/profile_form_part.h"

/* record: in the page's arena, or NULL.  The form starts from it. */
int	 profile_form_begin(struct page *page, const Profile *record,
	    struct profile_form *out, struct err *e) must_check;
/*
 * Did 'Add a connector' send it?  Then the answer leads there, and back to the
 * form at `path` with all that was typed but the challenge.
 */
bool	 profile_form_leaves(struct profile_form *f, const char *path);
/*
 * Did the button Generate send it, or Fill in?  Then it has a challenge, or
 * what the preset sets, and is to be shown again.
 */
bool	 profile_form_fills(struct profile_form *f);
/*
 * Read what was posted.  True: *d is as typed, over the record's values.
 * False: the form says what is wrong.
 */
bool	 profile_form_read(struct profile_form *f, struct profile_draft *d);
/* The record's version that the posted form was made from. */
uint64_t profile_form_version(const struct profile_form *f);
/*
 * Put a refusal of ra beside the field that it is about.  -1, with e as it
 * was, where no field can mend it.
 */
int	 profile_form_refuse(struct profile_form *f, struct err *e) must_check;
/*
 * Say at name and URL name, of a form that was read, where another profile has
 * them: so that who has other things to mend learns of it at once.
 */
int	 profile_form_find_taken(struct profile_form *f, struct err *e)
	    must_check;
/*
 * Somebody else changed the profile meanwhile: `now` is what it is.  What was
 * typed stays, each field says where the two differ, and the form may be
 * sent again.
 */
void	 profile_form_overtaken(struct profile_form *f, const Profile *now);

int	 profile_form_render(struct profile_form *f, struct view *v,
	    const char *path, const char *cancel, const char *button,
	    struct err *e) must_check;

#endif
