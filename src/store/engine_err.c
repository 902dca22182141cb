/* SPDX-License-Identifier: BSD-2-Clause */
/* What Berkeley DB and the system say, in words; see engine.h. */
#include <errno.h>
#include <string.h>

#include "store/engine.h"

#define REPAIR \
	"run 'scepgate repair DIR' with the directory of the newest backup"

int
engine_err(struct err *e, const char *dir, const char *what, int rc)
{
	const char *damage = env_met_damage();

	/* Whatever it failed with in the end. */
	if (damage != NULL)
		return err_set(e, ERR_UNAVAILABLE, "%s: %s: %s: " REPAIR, dir,
		    what, damage);
	switch (rc) {
	case ENOSPC:
	case EDQUOT:
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: %s: the disk is full: make room", dir, what);
	case EFBIG:
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: %s: a file may not get so large: raise the limit of "
		    "file sizes (ulimit -f)",
		    dir, what);
	case EIO:
	case EROFS:
	case ENODEV:
	case ENOMEM:
	case ENOLCK:
	case EMFILE:
	case ENFILE:
	case DB_RUNRECOVERY:
		return err_set(e, ERR_UNAVAILABLE, "%s: %s: %s", dir, what,
		    db_strerror(rc));
	case EACCES:
	case EPERM:
		return err_set(e, ERR_DENIED,
		    "%s: %s: %s: run as the owner of its files", dir, what,
		    db_strerror(rc));
	default:
		return err_set(e, ERR_INTERNAL, "%s: %s: %s", dir, what,
		    db_strerror(rc));
	}
}

int
engine_name_repair(struct err *e, const char *dir, int rc)
{
	if (strstr(e->text, REPAIR) != NULL)
		return -1;
	if (rc == EIO)
		return err_set(e, ERR_UNAVAILABLE,
		    "%s: %s: the disk failed, see the system's log; where it "
		    "goes on so, " REPAIR,
		    dir, db_strerror(rc));
	if (rc != DB_RUNRECOVERY && rc != DB_PAGE_NOTFOUND && rc != EINVAL)
		return -1;
	return err_set(e, ERR_UNAVAILABLE,
	    "%s: %s: where its disk is sound and has room, a file of the "
	    "database is damaged: " REPAIR,
	    dir, db_strerror(rc));
}
