/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Families of devices, and what a profile for each begins with: one row each
 * in preset.c.  A preset sets several fields of a draft together; each of
 * them can be changed by itself afterwards.
 */
#ifndef RA_PRESET_H
#define RA_PRESET_H

#include "ra/setup.h"

struct ra_preset {
	const char	*name;		/* "cisco-ios" */
	const char	*title;		/* "Cisco IOS" */
	enum level	 level;
	bool		 leave_out_root;
	bool		 leave_out_chain;
	enum ra_carries	 carries;
	bool		 no_content;
	bool		 by_ca;
	const char	*renewal;	/* how such devices renew, for people */
};

extern const struct ra_preset	 ra_presets[];
extern const size_t		 ra_preset_count;

/* ERR_MALFORMED names those there are. */
int	 ra_preset_find(const char *name, const struct ra_preset **out,
	    struct err *e) must_check;
/* What it says goes into the draft, and nothing else. */
void	 ra_preset_apply(const struct ra_preset *preset,
	    struct profile_draft *d);
/* "chain", "issuer", "issued" */
const char *ra_carries_name(enum ra_carries c);

#endif
