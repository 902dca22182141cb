/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One row a way in which a message can be good or bad, and what PROTOCOL
 * "Checks of a PKIOperation" gives it.
 */
#ifndef TEST_SCEP_CHECK_ROWS_H
#define TEST_SCEP_CHECK_ROWS_H

#include <stddef.h>

#include "base/err.h"
#include "lab.h"

struct check_row {
	const char	*name;
	enum level	 level;			/* of the profile */
	/* Makes a good draft into the row's; NULL: nothing to change. */
	void		(*vary)(struct lab *, struct lab_message *);
	enum scep_check	 check;			/* NONE: it passes */
	enum err_kind	 kind;
	bool		 answerable;
	const char	*says;			/* part of the text, or NULL */
};

/* Fails the test that calls it with the row's name. */
void	 check_rows_run(struct lab *lab, const struct check_row *rows,
	    size_t n);

#endif
