/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A profile's life: made, enrolled through by strongSwan, looked at, changed,
 * switched off, and deleted; the figures follow each step.
 */
import { site } from "../site.mjs";

export const title = "a profile's life";
export const plain = true;

export async function story(anna, again) {
	const name = again ? "Lab <b>two</b>" : "Lab & Workshop";
	const slug = again ? "lab-b-two-b" : "lab-workshop";
	const device = again ? "lathe-2" : "lathe-1";
	const list = () => anna.open(`/profiles?q=${slug}`);
	/* What a card says. */
	const figure = async (label) => {
		const card = anna.page.locator(".figures li",
		    { hasText: label });
		return card.locator("strong").innerText();
	};

	await anna.signIn();
	const orders = Number(await figure("Total Orders"));
	const failed = Number(await figure("Active Failed Orders"));
	const accounts = Number(await figure("Active Accounts"));

	/* ---- Made ------------------------------------------------------ */

	await anna.follow("Add SCEP Profile");
	await anna.fill("Profile name", name);
	await anna.press("Generate");
	await anna.is("the name stays while a challenge is made",
	    await anna.field("Profile name").inputValue(), name);
	const challenge = await anna.field("Challenge password").inputValue();
	await anna.is("the challenge is long", challenge.length, 24);
	await anna.press("Create Profile");
	await anna.sees("it is there", `The profile ${name} is there.`);
	await list();
	await anna.sees("with its URL", `${site.web}/scep/${slug}`);
	await anna.is("and is marked as new", await anna.page
	    .locator("tbody tr", { hasText: name }).locator(".tag")
	    .innerText(), "New");
	await anna.lacks("the challenge is not shown again", challenge);

	await anna.follow("Add SCEP Profile");
	await anna.fill("Profile name", name.toUpperCase());
	await anna.fill("Challenge password", "typed by hand");
	await anna.press("Create Profile");
	await anna.is("the same name in capitals is refused", anna.status,
	    422);
	await anna.sees("in words",
	    `There is a profile "${name}" already.`);
	await anna.lacks("what is secret does not come back",
	    "typed by hand");
	await anna.sees("which is said", "Challenge password: What stood " +
	    "here is not sent back: type it again");

	/* ---- Used ------------------------------------------------------ */

	/* strongSwan 5.9.8 takes a legacy profile only. */
	site.tool("profile", "set", slug, "--level", "legacy");
	await anna.is("a wrong challenge is refused",
	    site.strongswan(slug, "wrong challenge", device).issued, false);
	await anna.open("/profiles");
	await anna.is("a failed order more is active",
	    await figure("Active Failed Orders"), String(failed + 1));
	await anna.is("strongSwan gets a certificate",
	    site.strongswan(slug, challenge, device).issued, true);
	await anna.open("/profiles");
	await anna.is("two orders more", await figure("Total Orders"),
	    String(orders + 2));
	await anna.is("the failure is over",
	    await figure("Active Failed Orders"), String(failed));
	await anna.is("an account more", await figure("Active Accounts"),
	    String(accounts + 1));

	await list();
	await anna.follow(`View ${name}`);
	await anna.is("its own success rate", await figure("Success Rate"),
	    "50.0\u00a0%");
	await anna.sees("the device is in its latest orders",
	    `CN=${device}`);
	await anna.sees("and why it failed at first",
	    "challenge password is wrong");
	await anna.sees("weak algorithms are marked",
	    "weak ones are taken");
	await anna.follow(`CN=${device}`);
	await anna.sees("an order has its certificate", "Download PEM");

	/* ---- Changed --------------------------------------------------- */

	await list();
	await anna.follow(`Edit ${name}`);
	await anna.is("the challenge is not shown",
	    await anna.field("Challenge password").inputValue(), "");
	await anna.choose("Status", "Inactive");
	await anna.press("Save changes");
	await anna.sees("it is inactive", "Inactive");
	await anna.is("devices are told 403", await site.status(slug), 403);

	await anna.follow("Edit");
	const other = await anna.context.newPage();
	await other.goto(anna.page.url());
	await other.getByLabel("Profile name").fill(`${name} (old)`);
	await other.getByRole("button", { name: "Save changes" }).last()
	    .click();
	await other.waitForURL((url) => !url.pathname.endsWith("/edit"));
	await other.close();
	await anna.choose("Status", "Active");
	await anna.fill("Challenge password", "another challenge");
	await anna.press("Save changes");
	await anna.is("who was slower is told", anna.status, 422);
	await anna.sees("by what", `Meanwhile this is "${name} (old)".`);
	await anna.is("and keeps what was chosen",
	    await anna.field("Status").inputValue(), "active");
	await anna.lacks("but for the secret", "another challenge");
	await anna.fill("Challenge password", "another challenge");
	await anna.press("Save changes");
	await anna.sees("saved again, it holds", "Active");
	await anna.is("the new challenge is good", site.enrol(slug,
	    "another challenge", `${device}b`).issued, true);
	await anna.is("and the old one is not", site.enrol(slug, challenge,
	    `${device}c`).issued, false);

	/* ---- Deleted --------------------------------------------------- */

	await list();
	await anna.follow(`Delete ${name}`);
	await anna.sees("what stays is said",
	    "Its orders and certificates stay on record.");
	await anna.follow("Cancel");
	await anna.follow("Delete");
	await anna.press("Delete profile");
	await anna.sees("it is gone", `The profile ${name} is deleted.`);
	await anna.is("for devices too", await site.status(slug), 404);
	await list();
	await anna.sees("and not in the list", "No profile matches");
}
