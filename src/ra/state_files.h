/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: what a state directory holds beside the store. */
#ifndef RA_STATE_FILES_H
#define RA_STATE_FILES_H

#include "base/arena.h"
#include "base/err.h"

/* The file that makes a directory a state directory: written last. */
#define STATE_KEY "secret.key"

/* name: the path within the state directory.  ERR_NOT_FOUND is passed over. */
typedef int	 state_file(void *ctx, const char *path, const char *name,
		    struct err *e);

/*
 * Call fn for the secret key and each file of the connectors, but CRLs, which
 * are made anew.  The names are in the arena.
 */
int	 state_files(const char *state, struct arena *a, state_file *fn,
	    void *ctx, struct err *e) must_check;

/*
 * Begin to make a state directory of a backup or an export, in a place that is
 * empty and private, or not there: ERR_CONFLICT names what is in it.  Until
 * state_end nobody takes it for a state, nor for one that 'scepgate init' could
 * finish, also where who began it died.
 */
int	 state_begin(const char *state, struct err *e) must_check;
int	 state_end(const char *state, struct err *e) must_check;
/* ERR_NOT_FOUND where it was begun and did not come to its end. */
int	 state_is_whole(const char *state, struct err *e) must_check;
/* Make the directories above a name within the state directory. */
int	 state_parents(const char *state, const char *name, struct err *e)
	    must_check;
/* Letters, digits and "._-/", and nothing that leads outside. */
bool	 state_name_ok(const char *name);

#endif
