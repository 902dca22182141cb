/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a certificate may say: set in the form of a profile, and kept to when
 * devices ask.  And kinds of device, each of which sets several fields.
 */
import { site } from "../site.mjs";

export const title = "a policy and a kind of device";
export const plain = true;

export async function story(anna, again) {
	const n = again ? 2 : 1;
	const slug = `clinic-${n}`, word = "a clinic's word";
	const unfold = (part) => anna.page.locator("summary",
	    { hasText: part }).click();
	const tick = (label) => anna.page.getByLabel(label,
	    { exact: true }).check();
	const enrol = (name, ...more) => site.enrol(slug, word, name,
	    ...more);

	/* ---- Made ------------------------------------------------------ */

	await anna.signIn();
	await anna.follow("Add SCEP Profile");
	await anna.fill("Profile name", `Clinic ${n}`);
	await anna.fill("Challenge password", word);
	await unfold("Names");
	await anna.fill("Subjects", `CN=pump-${n}-*\n\n  CN=bed-${n}\nnothing`);
	await tick("DNS name");
	await unfold("Keys and usages");
	await tick("EC P-256");
	await anna.fill("Extended usages", "clientAuth, serverAuth");
	await anna.press("Create Profile");
	await anna.is("what is no pattern is refused", anna.status, 422);
	await anna.sees("by name", "'nothing' is no pattern");
	await anna.is("what was typed stays",
	    await anna.field("Subjects").inputValue(),
	    `CN=pump-${n}-*\nCN=bed-${n}\nnothing\n`);
	await anna.is("and what was ticked", await anna.page
	    .getByLabel("EC P-256", { exact: true }).isChecked(), true);
	await anna.fill("Subjects", `CN=pump-${n}-*\nCN=bed-${n}`);
	await anna.fill("Challenge password", word);
	await anna.press("Create Profile");
	await anna.sees("it is there", `The profile Clinic ${n} is there.`);

	/* ---- Kept to --------------------------------------------------- */

	await anna.is("an RSA key is refused",
	    enrol(`pump-${n}-1`).issued, false);
	await anna.is("an EC key is taken", enrol(`pump-${n}-2`,
	    "--key-type", "ec:p256").issued, true);
	await anna.is("and the other name, too", enrol(`bed-${n}`,
	    "--key-type", "ec:p256").issued, true);
	await anna.is("no other", enrol(`door-${n}`, "--key-type",
	    "ec:p256").issued, false);
	await anna.open(`/profiles?q=${slug}`);
	await anna.follow(`View Clinic ${n}`);
	await anna.sees("the page says what it takes",
	    new RegExp(`CN=pump-${n}-\\* or CN=bed-${n}`));
	await anna.sees("of keys as well", "EC P-256");
	await anna.sees("and why a device was refused",
	    "takes no keys of this type");

	/* ---- Devices --------------------------------------------------- */

	await anna.follow("Edit");
	await anna.choose("Kind of device", "Cisco IOS");
	await anna.press("Fill in");
	await anna.is("a kind of device can be looked at first",
	    await anna.field("Oldest algorithms that are taken")
		.inputValue(), "legacy");
	await anna.choose("Oldest algorithms that are taken",
	    "Modern: AES, SHA-256 and better");
	await anna.press("Save changes");
	await anna.sees("it is on the page", "Cisco IOS");
	await anna.sees("with what it sets", "The certificate and its CA");
	await anna.sees("and what was changed by hand stays",
	    /Algorithms\s+modern/);
	await anna.follow("Edit");
	await anna.choose("Kind of device", "Printers and scanners");
	await anna.choose("An answer with a certificate has",
	    "The certificate alone");
	await anna.press("Save changes");
	await anna.sees("saved at once, it sets what it says",
	    /Algorithms\s+legacy/);
	await anna.sees("all of it", "without its root");
	await anna.sees("but for what was changed beside it",
	    "The certificate alone");

	/* ---- Nobody asked ---------------------------------------------- */

	await anna.follow("Edit");
	await anna.choose("Challenge validation",
	    "No password is asked for");
	await anna.press("Save changes");
	await anna.sees("without a password a person decides",
	    "each order waits for a person");
	await anna.follow("Edit");
	await anna.choose("Request without a password",
	    "Anybody who asks gets a certificate");
	await anna.press("Save changes");
	await anna.sees("or nobody, and the page says so",
	    "Anybody who can reach the server gets a certificate.");
	await anna.follow("Delete");
	await anna.press("Delete profile");
	await anna.sees("it is gone", `The profile Clinic ${n} is deleted.`);
}
