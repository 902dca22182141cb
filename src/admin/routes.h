/* SPDX-License-Identifier: BSD-2-Clause */
/* The map of the admin pages, and the handlers that it names. */
#ifndef ADMIN_ROUTES_H
#define ADMIN_ROUTES_H

#include "admin/page.h"

/* Who may ask. */
enum admin_role {
	ADMIN_ANYBODY,
	ADMIN_SIGNED_IN
};

/*
 * Characters of the path that Add connector goes on with, which is the form of
 * a profile and what was typed in it.
 */
#define CONNECTOR_NEXT_MOST 4000

/* The table, with this prefix. */
struct web_router admin_router(const char *prefix);

web_page_handler	home_page;		/* home.c */
web_page_handler	sign_in_page;		/* sign_in.c */
web_page_handler	sign_in;
web_page_handler	sign_in_again;		/* its token does not hold */
web_page_handler	sign_out;
web_page_handler	profiles_page;		/* profiles.c */
web_page_handler	profile_add_page;	/* profile_add.c */
web_page_handler	profile_add;
web_page_handler	profile_page;		/* profile.c */
web_page_handler	profile_edit_page;	/* profile_edit.c */
web_page_handler	profile_edit;
web_page_handler	profile_delete_page;	/* profile_delete.c */
web_page_handler	profile_delete;
web_page_handler	profile_challenge_new;	/* challenge.c */
web_page_handler	profile_challenge_revoke;
web_page_handler	accounts_page;		/* accounts.c */
web_page_handler	account_page;		/* account.c */
web_page_handler	orders_page;		/* orders.c */
web_page_handler	order_page;		/* order.c */
web_page_handler	order_approve;		/* order_decide.c */
web_page_handler	order_reject;
web_page_handler	order_dismiss;
web_page_handler	order_revoke_page;	/* order_revoke.c */
web_page_handler	order_revoke;
web_page_handler	order_release;
web_page_handler	order_certificate_pem;	/* order_certificate.c */
web_page_handler	order_certificate_der;
web_page_handler	connectors_page;	/* connectors.c */
web_page_handler	connector_page;		/* connector.c */
web_page_handler	connector_ca_pem;
web_page_handler	connector_ca_der;
web_page_handler	connector_next_pem;
web_page_handler	connector_add_page;	/* connector_form.c */
web_page_handler	connector_add;
web_page_handler	connector_edit_page;	/* connector_edit.c */
web_page_handler	connector_edit;
web_page_handler	connector_prepare_page;	/* connector_next.c */
web_page_handler	connector_prepare;
web_page_handler	connector_drop_page;
web_page_handler	connector_drop;
web_page_handler	connector_delete_page;	/* connector_delete.c */
web_page_handler	connector_delete;
web_page_handler	tenants_page;		/* tenants.c */
web_page_handler	tenant_add_page;	/* tenant_form.c */
web_page_handler	tenant_add;
web_page_handler	tenant_edit_page;
web_page_handler	tenant_edit;
web_page_handler	tenant_delete_page;	/* tenant_delete.c */
web_page_handler	tenant_delete;

/*
 * Where to go on after signing in: `wanted` where it is the path of a page of
 * ours that GET shows ("/admin/orders?after=..."), else the first page.
 * Nothing that a browser could take for another host's gets through.
 */
const char	*sign_in_next(const struct page *page, const char *wanted);

#endif
