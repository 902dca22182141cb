/* SPDX-License-Identifier: BSD-2-Clause */
/* The inside of a form, for the files form*.c. */
#ifndef WEB_FORM_PART_H
#define WEB_FORM_PART_H

#include "web/form.h"

#define WEB_TYPED_MOST 4096	/* bytes of a value that are shown again */
#define WEB_LINES_MOST (64 * 1024)	/* the same of LINES */

struct web_value {
	const char		*typed;		/* clean, to be shown again */
	const struct web_choice	*choices;
	size_t			 choice_count;
	const char		*remark;	/* NULL: none */
	const char		*error;		/* NULL: none */
	bool			 empty;
	bool			 withheld;	/* typed is not what was sent */
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

/* What was sent for a field, all values of a SET together; false: nothing. */
bool	 web_value_sent(const struct web_field *field,
	    const struct web_params *params, struct arena *a,
	    struct span *out);
/* Set what is shown again: the same made safe, and nothing of a secret. */
void	 web_value_typed(const struct web_field *field, struct span raw,
	    struct arena *a, struct web_value *v);
/*
 * Check the bytes of one field; sets the value or its error.  A field that
 * was not posted has an empty span.
 */
void	 web_value_check(const struct web_field *field, struct span raw,
	    struct arena *a, struct web_value *v);

#endif
