/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of a form, for the files form*.c. */
#ifndef WEB_FORM_PART_H
#define WEB_FORM_PART_H

#include "web/form.h"

#define WEB_TYPED_MOST 4096	/* bytes of a value that are shown again */

struct web_value {
	const char		*typed;		/* clean, to be shown again */
	const struct web_choice	*choices;
	size_t			 choice_count;
	const char		*error;		/* NULL: none */
	bool			 empty;
	/* Set by the check of the kind. */
	const char		*text;
	int64_t			 number;
	bool			 flag;
	struct uuid		 id;
	struct secret		*secret;
};

struct web_form {
	struct arena		*arena;
	const struct web_field	*fields;
	struct web_value	*values;
	size_t			 count;
	const char		*error;		/* of the whole */
	bool			 was_read;
};

/*
 * Check the bytes of one field; sets the value or its error.  A field that
 * was not posted has an empty span.
 */
void	 web_value_check(const struct web_field *field, struct span raw,
	    struct arena *a, struct web_value *v);

#endif
