/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of scepgate.conf(5), one row each; see setting.c. */
#ifndef MAIN_SETTING_H
#define MAIN_SETTING_H

#include "main/config.h"

struct setting {
	const char	*name;
	const char	*standard;	/* what it is where it is not set */
	size_t		 offset;	/* in struct config */
	/*
	 * Check the text and put it into its place in out.  ERR_MALFORMED
	 * says what is wanted, without the setting's name.
	 */
	int		 (*take)(const struct setting *s, const char *text,
			    struct arena *a, struct config *out,
			    struct err *e);
	int64_t		 least;		/* of numbers */
	int64_t		 most;
};

extern const struct setting	 settings[];
extern const size_t		 setting_count;

/* NULL where there is no setting of this name. */
const struct setting		*setting_find(const char *name);
/* Every setting as it is where nobody sets it. */
int				 settings_standard(struct arena *a,
				    struct config *out, struct err *e)
				    must_check;
/* Check a value and put it into out; the failure names the setting. */
int				 setting_take(const struct setting *s,
				    const char *text, struct arena *a,
				    struct config *out, struct err *e)
				    must_check;
/* What goes together: scep.fcgi tells its URLs apart by their paths. */
int				 settings_check(const struct config *c,
				    struct err *e) must_check;

#endif
