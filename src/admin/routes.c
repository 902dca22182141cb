/* SPDX-License-Identifier: BSD-2-Clause */
/* One row a route: method, path, role, CSRF, handler. */
#include "admin/routes.h"

static const struct web_route routes[] = {
	{ WEB_GET, "/", ADMIN_ANYBODY, false, home_page },
	{ WEB_GET, "/sign-in", ADMIN_ANYBODY, false, sign_in_page },
	{ WEB_POST, "/sign-in", ADMIN_ANYBODY, true, sign_in },
	{ WEB_POST, "/sign-out", ADMIN_SIGNED_IN, true, sign_out },
	{ WEB_GET, "/profiles", ADMIN_SIGNED_IN, false, profiles_page },
	{ WEB_GET, "/profiles/add", ADMIN_SIGNED_IN, false, profile_add_page },
	{ WEB_POST, "/profiles/add", ADMIN_SIGNED_IN, true, profile_add },
	{ WEB_GET, "/profiles/{id}", ADMIN_SIGNED_IN, false, profile_page },
	{ WEB_GET, "/profiles/{id}/edit", ADMIN_SIGNED_IN, false,
	    profile_edit_page },
	{ WEB_POST, "/profiles/{id}/edit", ADMIN_SIGNED_IN, true,
	    profile_edit },
	{ WEB_GET, "/profiles/{id}/delete", ADMIN_SIGNED_IN, false,
	    profile_delete_page },
	{ WEB_POST, "/profiles/{id}/delete", ADMIN_SIGNED_IN, true,
	    profile_delete },
	{ WEB_GET, "/accounts", ADMIN_SIGNED_IN, false, accounts_page },
	{ WEB_GET, "/accounts/{id}", ADMIN_SIGNED_IN, false, account_page },
	{ WEB_GET, "/orders", ADMIN_SIGNED_IN, false, orders_page },
	{ WEB_GET, "/orders/{id}", ADMIN_SIGNED_IN, false, order_page },
	{ WEB_GET, "/orders/{id}/certificate.pem", ADMIN_SIGNED_IN, false,
	    order_certificate_pem },
	{ WEB_GET, "/orders/{id}/certificate.cer", ADMIN_SIGNED_IN, false,
	    order_certificate_der },
	{ WEB_POST, "/orders/{id}/approve", ADMIN_SIGNED_IN, true,
	    order_approve },
	{ WEB_POST, "/orders/{id}/reject", ADMIN_SIGNED_IN, true,
	    order_reject },
	{ WEB_POST, "/orders/{id}/dismiss", ADMIN_SIGNED_IN, true,
	    order_dismiss },
	{ WEB_GET, "/connectors", ADMIN_SIGNED_IN, false, connectors_page },
	{ WEB_GET, "/connectors/add", ADMIN_SIGNED_IN, false,
	    connector_add_page },
	{ WEB_POST, "/connectors/add", ADMIN_SIGNED_IN, true, connector_add },
	{ WEB_GET, "/connectors/{id}", ADMIN_SIGNED_IN, false, connector_page },
	{ WEB_GET, "/connectors/{id}/ca.pem", ADMIN_SIGNED_IN, false,
	    connector_ca_pem },
	{ WEB_GET, "/connectors/{id}/ca.cer", ADMIN_SIGNED_IN, false,
	    connector_ca_der },
	{ WEB_GET, "/connectors/{id}/delete", ADMIN_SIGNED_IN, false,
	    connector_delete_page },
	{ WEB_POST, "/connectors/{id}/delete", ADMIN_SIGNED_IN, true,
	    connector_delete },
	{ WEB_GET, "/tenants", ADMIN_SIGNED_IN, false, tenants_page },
	{ WEB_GET, "/tenants/add", ADMIN_SIGNED_IN, false, tenant_add_page },
	{ WEB_POST, "/tenants/add", ADMIN_SIGNED_IN, true, tenant_add },
	{ WEB_GET, "/tenants/{id}/edit", ADMIN_SIGNED_IN, false,
	    tenant_edit_page },
	{ WEB_POST, "/tenants/{id}/edit", ADMIN_SIGNED_IN, true, tenant_edit },
	{ WEB_GET, "/tenants/{id}/delete", ADMIN_SIGNED_IN, false,
	    tenant_delete_page },
	{ WEB_POST, "/tenants/{id}/delete", ADMIN_SIGNED_IN, true,
	    tenant_delete },
};

struct web_router
admin_router(const char *prefix)
{
	return (struct web_router){
		.routes = routes,
		.count = sizeof(routes) / sizeof(routes[0]),
		.prefix = prefix,
	};
}
