/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Orders that wait for a person: seen on the first page, approved, rejected,
 * and the devices are told; a certificate is taken back; and challenges that
 * are good once.
 */
import { site } from "../site.mjs";

export const title = "a person decides";
export const plain = true;

export async function story(anna, again) {
	const n = again ? 2 : 1;
	const slug = `by-hand-${n}`, device = `gate-${n}`;
	/* What every visit begins with: the hint on the first page. */
	const openWaiting = async (name) => {
		await anna.open("/profiles");
		await anna.go(() => anna.page.getByRole("link",
		    { name: /waits? for approval$/ }).click());
		await anna.follow(`CN=${name}`);
	};

	await anna.signIn();
	await anna.follow("Add SCEP Profile");
	await anna.fill("Profile name", `By hand ${n}`);
	await anna.fill("Challenge password", "by hand only");
	await anna.choose("Approval by a person",
	    "Needed, but not for renewals");
	await anna.press("Create Profile");

	/* ---- Approved -------------------------------------------------- */

	const first = site.enrol(slug, "by hand only", device);
	await anna.is("a device has to wait", first.issued, false);
	await anna.is("a poll does not change that",
	    site.enrol(slug, "by hand only", device, "--poll").issued, false);
	await openWaiting(device);
	await anna.sees("its order waits", "It waits for your decision");
	await anna.press("Approve");
	await anna.sees("it is approved",
	    `The order of CN=${device} is approved`);
	await anna.sees("and who did it is on record", "Approved by");
	await anna.is("the device gets its certificate",
	    site.enrol(slug, "by hand only", device, "--poll").issued, true);

	/* ---- Rejected -------------------------------------------------- */

	site.enrol(slug, "by hand only", `${device}-b`);
	await openWaiting(`${device}-b`);
	const page = anna.page.url();
	await anna.page.getByText("Reject it instead").click();
	await anna.fill("Reason", "x".repeat(201));
	await anna.press("Reject");
	await anna.is("a reason has an end", anna.status, 422);
	await anna.fill("Reason", "not one of ours");
	await anna.press("Reject");
	await anna.is("back on its page", anna.page.url(), page);
	await anna.sees("it is rejected", "is rejected");
	await anna.sees("for this reason", "not one of ours");
	const told = site.enrol(slug, "by hand only", `${device}-b`, "--poll");
	await anna.is("the device gets nothing", told.issued, false);
	await anna.is("and is told why",
	    told.words.includes("not one of ours"), true);

	/* ---- Taken back ------------------------------------------------ */

	await anna.open(`/orders?q=${device}&state=issued`);
	await anna.follow(`CN=${device}`);
	await anna.follow("Revoke");
	await anna.press("Revoke certificate");
	await anna.sees("a reason is needed",
	    "Choose why the certificate is revoked.");
	await anna.choose("Reason",
	    "On hold: it can be released again (certificateHold)");
	await anna.press("Revoke certificate");
	await anna.sees("it is on hold", "On hold");
	await anna.press("Release");
	await anna.sees("and good again", "is released: it is good again.");

	/* ---- Good once ------------------------------------------------- */

	await anna.open(`/profiles?q=${slug}`);
	await anna.follow(`Edit By hand ${n}`);
	await anna.choose("Challenge validation",
	    "One-time passwords, one for each certificate");
	await anna.choose("Approval by a person",
	    "Not needed: what passes all checks is issued");
	await anna.press("Save changes");
	await anna.fill("What it is for (optional)", `${device}-c`);
	await anna.press("New challenge");
	const challenge = await anna.page.locator(".secret code").innerText();
	await anna.follow("Back to the profile");
	await anna.lacks("it is not shown again", challenge);
	await anna.sees("it is listed", "Unused");
	await anna.is("a device uses it",
	    site.enrol(slug, challenge, `${device}-c`).issued, true);
	await anna.is("and no other can",
	    site.enrol(slug, challenge, `${device}-d`).issued, false);
	await anna.open(`/profiles?q=${slug}`);
	await anna.follow(`View By hand ${n}`);
	await anna.sees("it is spent", "Spent");
	await anna.press("New challenge");
	await anna.follow("Back to the profile");
	await anna.press("Revoke the challenge without a label");
	await anna.sees("another is revoked", "Revoked");
}
