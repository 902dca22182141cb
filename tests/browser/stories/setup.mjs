/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a profile needs: a further CA, made on the way, and a tenant; both are
 * kept while the profile uses them.
 */
export const title = "a CA and a tenant of one's own";

export async function story(anna, again) {
	const ca = again ? "Branch CA & Co" : "Branch CA";
	const tenant = again ? "South <b>" : "North \"Retail\"";
	const profile = again ? "South phones" : "North phones";

	await anna.signIn();
	await anna.follow("Tenants");
	await anna.follow("Add tenant");
	await anna.fill("Name", tenant);
	await anna.press("Save tenant");
	await anna.sees("the tenant is there", `The tenant ${tenant} is there`);

	await anna.follow("SCEP Server");
	await anna.follow("Add SCEP Profile");
	await anna.fill("Profile name", profile);
	await anna.press("Add a connector");
	await anna.fill("Name", ca);
	await anna.choose("Key type", "EC P-256");
	await anna.press("Create connector");
	await anna.sees("the CA is made, and the form goes on",
	    "Add SCEP Profile");
	await anna.is("with the new CA chosen", await anna
	    .field("Connector").locator("option:checked").innerText(),
	    `${ca} (local CA, EC P-256)`);
	await anna.is("and what was typed still there",
	    await anna.field("Profile name").inputValue(), profile);
	await anna.choose("Tenant", tenant);
	await anna.fill("Challenge password", "a good challenge");
	await anna.press("Create Profile");
	await anna.sees("the profile is there",
	    `The profile ${profile} is there.`);

	await anna.follow("Connectors");
	await anna.follow(ca);
	await anna.sees("the CA names what uses it", profile);
	await anna.follow("Delete");
	await anna.is("and is not deleted", anna.status, 409);
	await anna.sees("for that reason", profile);
	await anna.follow("Tenants");
	await anna.follow(`Delete ${tenant}`);
	await anna.is("nor is the tenant", anna.status, 409);
	await anna.follow("Show its profiles");
	await anna.follow(`Delete ${profile}`);
	await anna.press("Delete profile");

	await anna.follow("Tenants");
	await anna.follow(`Delete ${tenant}`);
	await anna.press("Delete tenant");
	await anna.sees("unused, it goes", `The tenant ${tenant} is deleted.`);
	await anna.follow("Connectors");
	await anna.follow(`Delete ${ca}`);
	await anna.press("Delete connector");
	await anna.sees("and so does the CA",
	    `The connector ${ca} is deleted`);
}
