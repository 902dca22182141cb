/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rows of commands.c call; one file a noun. */
#ifndef TOOL_HANDLERS_H
#define TOOL_HANDLERS_H

#include "ra/setup.h"
#include "tool/context.h"

/* init.c */
int	 init_run(struct tool *t, struct err *e);
/* user.c */
int	 user_add(struct tool *t, struct err *e);
int	 user_passwd(struct tool *t, struct err *e);
int	 user_list(struct tool *t, struct err *e);
int	 user_remove(struct tool *t, struct err *e);
/* audit.c */
int	 audit_list(struct tool *t, struct err *e);
/* tenant.c */
int	 tenant_add(struct tool *t, struct err *e);
int	 tenant_list(struct tool *t, struct err *e);
int	 tenant_rename(struct tool *t, struct err *e);
int	 tenant_remove(struct tool *t, struct err *e);
/* connector.c */
int	 connector_add(struct tool *t, struct err *e);
int	 connector_set(struct tool *t, struct err *e);
int	 connector_list(struct tool *t, struct err *e);
int	 connector_show(struct tool *t, struct err *e);
int	 connector_remove(struct tool *t, struct err *e);
int	 connector_crl(struct tool *t, struct err *e);
/* next_ca.c */
int	 connector_prepare_next(struct tool *t, struct err *e);
int	 connector_show_next(struct tool *t, struct err *e);
int	 connector_drop_next(struct tool *t, struct err *e);
/* profile.c, profile_list.c */
int	 profile_add(struct tool *t, struct err *e);
int	 profile_set(struct tool *t, struct err *e);
int	 profile_remove(struct tool *t, struct err *e);
int	 profile_list(struct tool *t, struct err *e);
int	 profile_show(struct tool *t, struct err *e);
int	 profile_presets(struct tool *t, struct err *e);
/* challenge.c */
int	 challenge_new(struct tool *t, struct err *e);
int	 challenge_list(struct tool *t, struct err *e);
int	 challenge_revoke(struct tool *t, struct err *e);
/* order.c */
int	 order_list(struct tool *t, struct err *e);
int	 order_show(struct tool *t, struct err *e);
int	 order_dismiss(struct tool *t, struct err *e);
int	 order_approve(struct tool *t, struct err *e);
int	 order_reject(struct tool *t, struct err *e);
/* certificate.c */
int	 certificate_list(struct tool *t, struct err *e);
int	 certificate_show(struct tool *t, struct err *e);
int	 certificate_revoke(struct tool *t, struct err *e);
int	 certificate_release(struct tool *t, struct err *e);
/* status.c */
int	 status_run(struct tool *t, struct err *e);
/* maintain.c */
int	 maintain_run(struct tool *t, struct err *e);
/* backup.c */
int	 backup_run(struct tool *t, struct err *e);
int	 restore_run(struct tool *t, struct err *e);
int	 repair_run(struct tool *t, struct err *e);
/* export.c */
int	 export_run(struct tool *t, struct err *e);
int	 import_run(struct tool *t, struct err *e);
/* verify.c; the end of restore and repair, too */
int	 verify_run(struct tool *t, struct err *e);
/* enroll.c */
int	 enroll_run(struct tool *t, struct err *e);

/*
 * verify.c, for the end of import: with words of its own about what is wrong,
 * behind a finding and behind their number.  NULL: those of verify.
 */
int	 verify_with(struct tool *t, const char *cure, const char *cure_of_all,
	    struct err *e) must_check;

/* Of several files.  The options of a CA as a draft. */
struct connector_draft	 connector_draft_of(const struct tool *t,
			    const char *name);
/* profile_renewal.c: options that were given go over what the draft has. */
void	 renewal_options(const struct tool *t, struct profile_draft *d);
/* Lines of 'profile show'. */
void	 renewal_facts(struct arena *a, const Profile *record);
/* URL of a profile; without the host where that is not configured. */
char	*profile_url(struct tool *t, const Profile *p);
/* "issued" */
const char	*order_state_name(OrderState state);

#endif
