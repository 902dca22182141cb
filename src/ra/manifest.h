/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: the manifest of a backup, one fact a line. */
#ifndef RA_MANIFEST_H
#define RA_MANIFEST_H

#include "ra/ra.h"
#include "store/backup.h"

#define MANIFEST_FILE "manifest"
/* The setting file of the installation, by its name in a manifest. */
#define MANIFEST_CONFIG "scepgate.conf"

struct manifest {
	struct uuid		 instance;	/* of the store */
	int64_t			 made_ms;
	unsigned int		 run;
	/* Of the store, in its order; and paths within the state directory,
	   but for MANIFEST_CONFIG. */
	struct store_file	*store, *state;
	size_t			 store_count, state_count;
};

/*
 * *out is NULL where there is none.  All of it in the arena.  ERR_INTEGRITY
 * where it is not as it was written.
 */
int	 manifest_read(const char *dir, struct arena *a,
	    struct manifest **out, struct err *e) must_check;
/* The same, and ERR_NOT_FOUND where there is none. */
int	 manifest_want(const char *dir, struct arena *a,
	    struct manifest **out, struct err *e) must_check;
int	 manifest_write(const char *dir, const struct manifest *m,
	    struct err *e) must_check;

/* One works on the files of a backup at a time; closing *lock lets go. */
int	 manifest_lock(const char *dir, int *lock, struct err *e) must_check;
/* A file of it and what is wrong with it: "is not there". */
typedef void	 manifest_found(void *ctx, const struct store_file *f,
		    const char *what);
/*
 * Call fn for each file that is not there, or not of the size that was
 * written, and return how many those are.  The words are in the arena.
 */
unsigned int	 manifest_look(const char *dir, const struct manifest *m,
		    struct arena *a, manifest_found *fn, void *ctx);

#endif
