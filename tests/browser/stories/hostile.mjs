/* SPDX-License-Identifier: BSD-2-Clause */
/* Values that nobody means well with, in each field of a profile. */
export const title = "hostile values";

const markup = "\"><img src=x onerror=alert(1)>";
const long = "x".repeat(3000);
/* Field, value, what is said. */
const rows = [
	["Profile name", "", "Give the profile a name."],
	["Profile name", long, "at most 100 characters"],
	["URL name", markup, "A URL name has 1 to 64"],
	["URL name", "../../etc", "A URL name has 1 to 64"],
	["Challenge password", "", "Type a challenge password"],
	["Challenge password", "short", "at least 8 characters"],
	["Challenge password", long, "at most 255 characters"],
];
/* Drop-downs, with a value that they did not offer. */
const forged = ["tenant", "connector", "validation", "status"];

async function fillForm(anna) {
	await anna.open("/profiles/add");
	await anna.fill("Profile name", markup);
	await anna.fill("Challenge password", "a good challenge");
}

export async function story(anna) {
	await anna.signIn();
	for (const [label, value, want] of rows) {
		await fillForm(anna);
		await anna.fill(label, value);
		await anna.press("Create Profile");
		await anna.is(`${label}: refused`, anna.status, 422);
		await anna.sees(`${label}: and why`, want);
		const id = await anna.field(label).getAttribute("id");
		await anna.is(`${label}: the summary leads to the field`,
		    await anna.page.locator(`.error-summary a[href="#${id}"]`)
			.count(), 1);
	}
	for (const name of forged) {
		await fillForm(anna);
		await anna.page.locator(`select[name=${name}]`).evaluate(
		    (select) => { select.options[0].value = "forged";
			select.selectedIndex = 0; });
		await anna.press("Create Profile");
		await anna.is(`${name}: refused`, anna.status, 422);
	}
	await fillForm(anna);
	await anna.forge("csrf", "1");
	await anna.press("Create Profile");
	await anna.is("a forged token: refused", anna.status, 403);

	await anna.open(`/profiles?q=${encodeURIComponent(markup)}`);
	await anna.is("markup that is searched for is text",
	    await anna.page.locator("img[src=x]").count(), 0);
	await anna.is("and nothing was made of any of it",
	    await anna.page.locator("tbody tr").count(), 0);
}
