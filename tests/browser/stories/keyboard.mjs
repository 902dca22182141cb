/* SPDX-License-Identifier: BSD-2-Clause */
/* No mouse: signing in, past the sidebar, to a page and out again. */
import { site } from "../site.mjs";

export const title = "by keyboard alone";
export const plain = true;

export async function story(anna) {
	const keys = anna.page.keyboard;
	const enter = () => anna.go(() => keys.press("Enter"));
	/* Tab until the element with the focus has these words. */
	const tabTo = async (words) => {
		for (let i = 0; i < 40; i++) {
			await keys.press("Tab");
			if (await anna.page.locator(":focus").innerText() ===
			    words)
				return;
		}
		await anna.fail(`Tab gets to "${words}"`);
	};

	await anna.open("/sign-in");
	await tabTo("scepgate");
	await keys.press("Tab");
	await keys.type(site.name);
	await keys.press("Tab");
	await keys.type(site.password);
	await enter();
	await anna.arrives("Enter sends the form", "/profiles");

	await tabTo("Skip to the content");
	await enter();
	await anna.is("the skip link leads to the content",
	    await anna.page.locator(":focus").getAttribute("id"), "main");

	await anna.open("/profiles");
	await tabTo("Orders");
	await enter();
	await anna.arrives("a link of the sidebar", "/orders");
	await tabTo("Sign out");
	await enter();
	await anna.arrives("out again", "/sign-in");
}
