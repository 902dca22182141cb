/* SPDX-License-Identifier: BSD-2-Clause */
/* Whether a certificate is accepted, and why one is not, for people. */
#ifndef ADMIN_CERTIFICATE_WORDS_H
#define ADMIN_CERTIFICATE_WORDS_H

#include "admin/choices.h"
#include "admin/page.h"
#include "store/store.h"

bool		 certificate_on_hold(const Certificate *c);
/* It can be revoked: ra_certificate_until is not over, nor is it revoked for
   good. */
bool		 certificate_revocable(const Certificate *c,
			    const Profile *profile);

/*
 * Set below v State.{Word,Class}, and of a revoked one the time Revoked and
 * Why: "Its key may be known to others (keyCompromise)".
 */
void		 certificate_show_state(const struct page *page,
		    const Certificate *c, struct view *v);
/*
 * The reasons that this one may be revoked for, an empty choice before them;
 * the values are names of RFC 5280.
 */
struct choices	 certificate_reasons(struct arena *a, const Certificate *c);

#endif
