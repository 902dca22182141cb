/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Forms are declared: one row a field.  A form is filled from what was
 * posted, each field is checked against its row, and handlers read checked
 * values only.  What was typed is kept, so that a refused form comes back as
 * it was, with a sentence beside each field that is wrong.
 */
#ifndef WEB_FORM_H
#define WEB_FORM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/secret.h"
#include "base/uuid.h"
#include "web/request.h"
#include "web/view.h"

enum web_field_kind {
	WEB_FIELD_TEXT,		/* one line of clean UTF-8, blanks trimmed */
	WEB_FIELD_LINES,	/* several of these; empty ones are left out */
	WEB_FIELD_SLUG,		/* a part of a URL: text_is_slug */
	WEB_FIELD_PASSWORD,	/* kept as a secret, never shown again */
	/*
	 * A secret that is being chosen: one line, without the blanks around
	 * it.  It can be seen while it is typed, and where the server made it
	 * (web_form_set), but what was sent is never sent back; that it has to
	 * be typed again is said beside the field.
	 */
	WEB_FIELD_NEW_SECRET,
	WEB_FIELD_CHOICE,	/* one of the choices' values */
	/*
	 * Any of them: each sent by itself or with commas between, so that
	 * no value holds one.  What is sent empty is none of them.
	 */
	WEB_FIELD_SET,
	WEB_FIELD_ID,		/* a UUID */
	WEB_FIELD_INT,		/* a whole number */
	WEB_FIELD_FLAG,		/* a checkbox: there or not */
	WEB_FIELD__COUNT
};

struct web_choice {
	const char	*value;
	const char	*label;
};

struct web_field {
	const char		*name;		/* "profile-name" */
	const char		*label;		/* "Profile name" */
	enum web_field_kind	 kind;
	bool			 required;
	bool			 hidden;	/* sent along, not shown */
	/*
	 * Shown as a row of this list, and not under its own name, to
	 * templates that do not know which fields there are; or NULL.
	 */
	const char		*list;
	/*
	 * TEXT, LINES, PASSWORD, NEW_SECRET: characters; INT: the value.
	 * most 0 is the limit of the kind.
	 */
	int64_t			 least;
	int64_t			 most;
	const char		*hint;		/* a sentence, or NULL */
	const char		*autocomplete;	/* HTML's word, or NULL */
	const struct web_choice	*choices;	/* known beforehand, or NULL */
	size_t			 choice_count;
	/* Sentences; NULL: plain ones made with the label. */
	const char		*missing;
	const char		*invalid;
	const char		*again;		/* of a NEW_SECRET */
};

struct web_form;	/* lives in its arena */

/* An empty form. */
struct web_form	*web_form_new(struct arena *a,
		    const struct web_field *fields, size_t count);
/* What a CHOICE or a SET may be, where only the page knows.  Borrowed. */
void		 web_form_choices(struct web_form *f, size_t field,
		    const struct web_choice *choices, size_t count);
/* A value to start from: as it would be typed. */
void		 web_form_set(struct web_form *f, size_t field,
		    const char *typed);
/* Take what was posted as it is, to be shown again. */
void		 web_form_fill(struct web_form *f,
		    const struct web_params *posted);
/* Take what was posted and check it: true where all of it is fine. */
bool		 web_form_read(struct web_form *f,
		    const struct web_params *posted);

/*
 * Checked values, of a form that was read.  Asking for a field of another
 * kind, or one that is wrong, is a bug and aborts.
 */
const char	*web_form_text(const struct web_form *f, size_t field);
		/* TEXT, SLUG, CHOICE; LINES, with '\n' between them; SET,
		   with ','; "" where left empty */
int64_t		 web_form_int(const struct web_form *f, size_t field);
		/* 0 where left empty */
bool		 web_form_flag(const struct web_form *f, size_t field);
const struct uuid *web_form_id(const struct web_form *f, size_t field);
		/* NULL where left empty */
const struct secret *web_form_secret(const struct web_form *f, size_t field);
		/* NULL where left empty; freed with the arena */

/* Of any form: what stands in the field, checked or not; no secret that was
   sent. */
const char	*web_form_typed(const struct web_form *f, size_t field);
/* A NEW_SECRET was sent, and is not sent back. */
bool		 web_form_withheld(const struct web_form *f, size_t field);

/* What only the door can know is wrong: at a field, or of the whole. */
void		 web_form_fail(struct web_form *f, size_t field,
		    const char *sentence);
void		 web_form_fail_whole(struct web_form *f,
		    const char *sentence);
/* What has to be told beside a field, and is no reason to refuse. */
void		 web_form_remark(struct web_form *f, size_t field,
		    const char *sentence);
bool		 web_form_ok(const struct web_form *f);
bool		 web_form_field_ok(const struct web_form *f, size_t field);

/*
 * Set below v: Error (of the whole), Wrong, Errors.N.{Href,Label,Text} for the
 * summary (a hidden field has no place to lead to, and so no Href; Label where
 * the Text does not name the field), and
 * <Field>.{Id,Name,Label,Kind,Required,Value,Checked,Hint,Remark,Error,
 * DescribedBy,Autocomplete,Least,Most,Options.N.{Value,Label,Selected},
 * Lines.N.Text (of LINES, in the place of Value)}, where <Field> is the name
 * in CamelCase ("ProfileName"), or a row of the field's list.
 */
void		 web_form_show(const struct web_form *f, struct view *v);

#endif
