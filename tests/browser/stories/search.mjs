/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding profiles: a search, filters, an order and pages, all of which can
 * be bookmarked.
 */
export const title = "finding profiles";

export async function story(anna) {
	const names = () => anna.page.locator("tbody th a").allInnerTexts();
	const count = async () => (await names()).length;

	await anna.signIn();
	await anna.is("fifty on a page", await count(), 50);
	await anna.follow("Next");
	await anna.arrives("the next page has an address",
	    "/profiles?page=2");
	await anna.follow("Previous");
	await anna.arrives("and so has the first", "/profiles");

	await anna.fill("Search by name or keyword", "PRINTERS");
	await anna.press("Apply");
	await anna.is("a search knows no case", (await names()).join(),
	    "Printers & phones");
	await anna.sees("what was found is counted", "1 profile that matches");
	const place = anna.place;
	await anna.is("the search is in the address",
	    place.includes("q=PRINTERS"), true);
	await anna.follow("Clear all");
	await anna.arrives("and is cleared", "/profiles");
	await anna.open(place);
	await anna.is("a bookmark of it works", await count(), 1);
	await anna.is("and shows what was searched for",
	    await anna.field("Search by name or keyword").inputValue(),
	    "PRINTERS");

	await anna.follow("Clear all");
	await anna.choose("Status", "Inactive");
	await anna.press("Apply");
	await anna.sees("nothing found is said in words",
	    "No profile matches this search.");
	await anna.follow("Clear all");

	await anna.fill("Search by name or keyword", "site 1");
	await anna.press("Apply");
	const up = await names();
	await anna.follow("Profile name");
	await anna.is("a column turns the order round",
	    (await names()).join(), [...up].reverse().join());
	await anna.is("and says so", await anna.page.locator("th[aria-sort]")
	    .getAttribute("aria-sort"), "descending");
	await anna.is("the search stays",
	    await anna.field("Search by name or keyword").inputValue(),
	    "site 1");
	for (const column of ["Status", "Tenant", "Server URL", "Connector"]) {
		await anna.follow(column);
		await anna.is(`${column} orders too`, await anna.page
		    .locator("th[aria-sort]").innerText(), column);
	}
}
