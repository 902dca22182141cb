/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A whole state directory as one file of lines of JSON, and one out of it:
 * for moving to another machine or version.  The file holds the CA's keys.
 *
 *	{"scepgate-export":1}
 *	{"file":"connectors/<id>/ca.key","base64":"..."}	each file
 *	{"kind":"order","record":{...}}				each record
 *	{"end":N}				N: lines between these two
 */
#ifndef RA_EXPORT_H
#define RA_EXPORT_H

#include "ra/ra.h"

struct ra_export {
	const char	*path;		/* of the file */
	const char	*state;		/* ra_import: not there, or empty */
	void		*ctx;
	void		 (*progress)(void *ctx, const char *what,
			    uint64_t done, uint64_t of);	/* or NULL */
	/* Out. */
	uint64_t	 files, records;
};

/*
 * Write all of it, as it is at one moment while the servers go on: a copy of
 * the store lies beside the file meanwhile, and goes again.  ERR_CONFLICT
 * where there is a file of this name; ERR_INTEGRITY where the store does not
 * agree with itself.
 */
int	 ra_export(struct ra *ra, struct ra_export *x, struct err *e)
	    must_check;
/*
 * Make a state directory of such a file; open it by ra_open.  What cut it short
 * leaves one that ra_open does not take.  ERR_CONFLICT where state is not
 * empty, or a newer version wrote the file; ERR_MALFORMED names the line that
 * is none.  A file that does not begin as an export does leaves nothing.
 */
int	 ra_import(struct ra_export *x, struct err *e) must_check;

#endif
