/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * People: users, passwords (yescrypt, crypt(5)), sessions, and the throttle
 * of failed sign-ins by name and by address.
 */
#ifndef RA_USER_H
#define RA_USER_H

#include "base/secret.h"
#include "ra/ra.h"

#define RA_PASSWORD_LEAST 12			/* characters */
#define RA_SESSION_MS	(12 * 60 * 60 * INT64_C(1000))
#define RA_TOKEN_SIZE	32			/* bytes of a session token */

/* Rules for names: 1 to 64 characters, no blanks at the ends. */
int	 ra_user_create(struct ra *ra, const struct actor *by,
	    const char *name, const struct secret *password,
	    struct uuid *out, struct err *e) must_check;
/* Ends the user's sessions too, and a block of the name (not of addresses). */
int	 ra_user_set_password(struct ra *ra, const struct actor *by,
	    const char *name, const struct secret *password, struct err *e)
	    must_check;
/* Ends the user's sessions too.  ERR_NOT_FOUND where there is no such name. */
int	 ra_user_remove(struct ra *ra, const struct actor *by,
	    const char *name, struct err *e) must_check;

struct ra_session {
	struct uuid	 user;
	const char	*user_name;
	struct span	 csrf;			/* 32 bytes */
	int64_t		 expires_ms;
};

/*
 * ERR_DENIED for a wrong name or password (one text, same time for both), and
 * while name or address are blocked after failures (the text says for how
 * many seconds).  token: RA_TOKEN_SIZE random bytes for the cookie.
 */
int	 ra_sign_in(struct ra *ra, const char *name,
	    const struct secret *password, const char *address,
	    uint8_t token[static RA_TOKEN_SIZE], struct err *e) must_check;
/* *out is NULL where there is none or it has ended. */
int	 ra_session_find(struct ra *ra, struct span token, struct arena *a,
	    const struct ra_session **out, struct err *e) must_check;
int	 ra_sign_out(struct ra *ra, struct span token, struct err *e)
	    must_check;

#endif
