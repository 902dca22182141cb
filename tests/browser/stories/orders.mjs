/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What devices asked for is listed as it happens, whatever they call it; it is
 * found again, read, and dismissed where it failed.
 */
import { site } from "../site.mjs";

const search = "Search: name, transactionID, serial number, address";

export const title = "orders of devices";
export const plain = true;

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

	await anna.fill(search, device.slice(0, -2).toUpperCase());
	await anna.choose("State", "Issued");
	await anna.press("Apply");
	await anna.sees("a search finds it", `CN=${device}`);
	await anna.lacks("and no other", "laptop-1");
	await anna.follow(`CN=${device}`);
	await anna.sees("its page has its certificate", "Serial number");
	await anna.lacks("and nothing to dismiss", "Dismiss");

	site.enrol("devices", "wrong-word", `${device}-lost`);
	await anna.open("/orders?state=active");
	await anna.follow(`CN=${device}-lost`);
	await anna.sees("a failure is active", "until an order of this device");
	await anna.press("Dismiss");
	await anna.sees("it is dismissed", "No: it was dismissed.");
	/* At eight in the morning 35 hours before were not yesterday. */
	if (!again) {
		await anna.page.clock.setFixedTime(Date.now() + 35 * 3600000);
		await anna.go(() => anna.page.reload());
		await anna.sees("times are counted in whole days",
		    /Received\s+1 day ago/);
		await anna.page.evaluate(() =>
		    dispatchEvent(new Event("beforeprint")));
		await anna.sees("and printed as dates",
		    /Received\s+\d{4}-\d\d-\d\d .* UTC/);
	}
	await anna.open("/orders?state=active");
	await anna.lacks("and not among the active ones", `${device}-lost`);
}
