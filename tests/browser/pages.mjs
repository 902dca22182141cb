/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The pages that people see.  A row:
 *
 *	name	of its files: shots/NAME-1360-light.png, html/NAME.html
 *	path	what is opened, within the admin pages
 *	status	of the answer, 200 unless it is said
 *	nobody	true where nobody is signed in
 *	empty	true for the page of a site without profiles and orders;
 *		the other rows are looked at once there are some
 *	prepare	what the person does from there to get to the page
 */

/* What a site without any data shows. */
const empty = true;
const nobody = true;

export const pages = [
	{ name: "profiles_empty", path: "/profiles", empty },
	{ name: "orders_empty", path: "/orders", empty },
	{ name: "accounts_empty", path: "/accounts", empty },

	{ name: "sign_in", path: "/sign-in", nobody },
	{ name: "sign_in_missing", path: "/sign-in", nobody, status: 422,
	    prepare: (person) => person.press("Sign in") },
	{ name: "sign_in_wrong", path: "/sign-in", nobody, status: 422,
	    prepare: (person) => person.signIn("no\"body<", "a wrong one") },
	{ name: "not_found_nobody", path: "/nothing-here", nobody,
	    status: 404 },

	{ name: "not_found", path: "/nothing-here", status: 404 },
	{ name: "profiles", path: "/profiles" },
	{ name: "profiles_next", path: "/profiles",
	    prepare: (person) => person.follow("Next") },
	{ name: "profiles_no_match", path: "/profiles?q=no+such+profile" },
	{ name: "profile_add", path: "/profiles/add" },
	{ name: "profile_add_missing", path: "/profiles/add", status: 422,
	    prepare: (person) => person.press("Create Profile") },
	{ name: "profile_add_again", path: "/profiles/add?challenge=again" },
	{ name: "profile", path: "/profiles",
	    prepare: (person) => person.follow("View devices") },
	{ name: "profile_once", path: "/profiles?q=once",
	    prepare: (person) => person.follow("View Once") },
	{ name: "challenge", path: "/profiles?q=once",
	    prepare: async (person) => {
		await person.follow("View Once");
		await person.press("New challenge");
	    } },
	{ name: "profile_add_rules", status: 422,
	    path: "/profiles/add?renewal-window=9999&level=legacy",
	    prepare: (person) => person.press("Create Profile") },
	{ name: "profile_add_policy", status: 422,
	    path: "/profiles/add?san-types=none,dns&live-most=2&" +
	    "key-types=rsa,p256&subject-pattern=C%3DDE%2CCN%3D*%0Anone",
	    prepare: (person) => person.press("Create Profile") },
	{ name: "profile_add_preset", path: "/profiles/add",
	    prepare: async (person) => {
		await person.choose("Kind of device", "Cisco IOS");
		await person.press("Fill in");
	    } },
	{ name: "profile_policy", path: "/profiles?q=printers",
	    prepare: (person) => person.follow("View Printers & phones") },
	{ name: "profile_edit_policy", path: "/profiles?q=printers",
	    prepare: (person) => person.follow("Edit Printers & phones") },
	{ name: "profile_edit", path: "/profiles",
	    prepare: (person) => person.follow("Edit devices") },
	{ name: "profile_delete", path: "/profiles",
	    prepare: (person) => person.follow("Delete devices") },
	{ name: "orders", path: "/orders" },
	{ name: "orders_found", path: "/orders?q=laptop&state=issued" },
	{ name: "orders_no_match", path: "/orders?q=no+such+device&state=x" },
	{ name: "order_issued", path: "/orders",
	    prepare: (person) => person.follow("CN=laptop-1") },
	{ name: "order_failed", path: "/orders?state=active",
	    prepare: (person) => person.follow("CN=wrongdoer") },
	{ name: "order_pending", path: "/orders?state=pending",
	    prepare: (person) => person.follow("CN=waiting") },
	{ name: "order_reject_wrong", path: "/orders?state=pending",
	    status: 422, prepare: async (person) => {
		await person.follow("CN=waiting");
		await person.page.getByText("Reject it instead").click();
		await person.fill("Reason", "long ".repeat(50));
		await person.press("Reject");
	    } },
	{ name: "order_revoke", path: "/orders", prepare: async (person) => {
		await person.follow("CN=laptop-1");
		await person.follow("Revoke");
	    } },
	{ name: "order_revoke_missing", path: "/orders", status: 422,
	    prepare: async (person) => {
		await person.follow("CN=laptop-1");
		await person.follow("Revoke");
		await person.press("Revoke certificate");
	    } },
	{ name: "order_not_there", status: 404,
	    path: "/orders/01a20bd4-1e77-75ae-8ccd-9dcacb4fda7e" },
	{ name: "accounts", path: "/accounts" },
	{ name: "accounts_active", path: "/accounts?state=active" },
	{ name: "account", path: "/accounts",
	    prepare: (person) => person.follow("CN=laptop-1") },
	{ name: "connectors", path: "/connectors" },
	{ name: "connector", path: "/connectors",
	    prepare: (person) => person.follow("Local CA") },
	{ name: "connector_edit", path: "/connectors",
	    prepare: async (person) => {
		await person.follow("Local CA");
		await person.follow("Edit");
	    } },
	{ name: "connector_edit_wrong", path: "/connectors", status: 422,
	    prepare: async (person) => {
		await person.follow("Local CA");
		await person.follow("Edit");
		await person.fill("CRL URL", "somewhere");
		await person.press("Save changes");
	    } },
	{ name: "connector_prepare", path: "/connectors",
	    prepare: async (person) => {
		await person.follow("Local CA");
		await person.open(`${person.place}/next/prepare`);
	    } },
	{ name: "connector_drop", path: "/connectors",
	    prepare: async (person) => {
		await person.follow("Local CA");
		await person.follow("Drop");
	    } },
	{ name: "connector_add", path: "/connectors/add" },
	{ name: "connector_add_missing", path: "/connectors/add", status: 422,
	    prepare: (person) => person.press("Create connector") },
	{ name: "connector_delete_refused", path: "/connectors", status: 409,
	    prepare: (person) => person.follow("Delete Local CA") },
	{ name: "tenants", path: "/tenants" },
	{ name: "tenant_add", path: "/tenants/add" },
	{ name: "tenant_add_missing", path: "/tenants/add", status: 422,
	    prepare: (person) => person.press("Save tenant") },
	{ name: "tenant_edit", path: "/tenants",
	    prepare: (person) => person.follow("Rename Default") },
	{ name: "tenant_delete_refused", path: "/tenants", status: 409,
	    prepare: (person) => person.follow("Delete Default") },
];
