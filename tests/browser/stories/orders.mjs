/* SPDX-License-Identifier: BSD-2-Clause */
/* What devices asked for is listed as it happens, whatever they call it. */
import { site } from "../site.mjs";

export const title = "orders of devices";

export async function story(anna, again) {
	const device = again ? "phone-2" : "phone-1";

	await anna.signIn();
	await anna.follow("Orders");
	await anna.sees("a subject with markup is text",
	    /CN=\\?<b\\?>dev&ice/);
	await anna.is("and no element",
	    await anna.page.locator("main b").count(), 0);
	await anna.sees("a failure has its reason",
	    "challenge password is wrong");
	await anna.lacks("no challenge is shown", /secret-word|wrong-word/);
	await anna.lacks("a device that was not here", device);

	await anna.is("a device enrols",
	    site.enrol("devices", "secret-word", device).issued, true);
	await anna.follow("Orders");
	await anna.is("its order is the first",
	    (await anna.page.locator("tbody th").first().innerText()).trim(),
	    `CN=${device}`);
}
