/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A connector after it was made: what its certificates name is changed, and
 * its next CA is prepared and dropped.
 */
import { site } from "../site.mjs";

export const title = "a connector's life";

export async function story(anna, again) {
	const name = again ? "Harbour <CA>" : "Harbour CA";
	const slug = again ? "harbour-2" : "harbour-1";
	const device = `crane-${again ? 2 : 1}`;
	/* The text of the certificate that it gets. */
	const names = (url) => site.openssl("x509", "-noout", "-text", "-in",
	    `${site.work}/${device}/cert.pem`).includes(url);

	await anna.signIn();
	await anna.follow("Connectors");
	await anna.follow("Add connector");
	await anna.fill("Name", name);
	await anna.choose("Key type", "EC P-256");
	await anna.fill("CRL URL", "none");
	await anna.press("Create connector");
	await anna.sees("it is made", `The connector ${name} is there`);
	const place = anna.place;

	/* ---- Changed --------------------------------------------------- */

	await anna.follow("Edit");
	await anna.fill("CRL URL", "crl.example");
	await anna.fill("A CRL is valid for (days)", "3");
	await anna.press("Save changes");
	await anna.is("what is no URL is refused", anna.status, 422);
	await anna.is("and what was typed stays",
	    await anna.field("A CRL is valid for (days)").inputValue(), "3");
	await anna.fill("CRL URL", "http://crl.example/harbour.crl");
	await anna.press("Save changes");
	await anna.arrives("it is changed", place);
	await anna.sees("in words", `The connector ${name} is changed`);
	await anna.sees("with its URL", "http://crl.example/harbour.crl");
	site.tool("profile", "add", slug, "--connector", name,
	    "--challenge", "harbour-word");
	await anna.is("a device gets a certificate", site.enrol(slug,
	    "harbour-word", device).issued, true);
	await anna.is("that names it",
	    names("http://crl.example/harbour.crl"), true);

	/* ---- The next CA ----------------------------------------------- */

	await anna.follow("Prepare a next CA");
	await anna.fill("Takes over in (days)", "0");
	await anna.press("Prepare next CA");
	await anna.is("today is too early", anna.status, 422);
	await anna.fill("Takes over in (days)", "14");
	await anna.press("Prepare next CA");
	await anna.arrives("it is prepared", place);
	await anna.sees("with its fingerprint",
	    /Next CA fingerprint[^]*([0-9A-F]{2}:){10}/);
	await anna.is("as the tool says it", (await anna.text())
	    .replace(/\s/g, "").includes(site.tool("connector", "show-next",
	    name).match(/SHA-256 +(\S+)/)[1]), true);
	await anna.follow("Drop");
	await anna.sees("to drop it is asked again",
	    `Drop the next CA of the connector "${name}"?`);
	await anna.press("Drop next CA");
	await anna.sees("it is dropped", "Prepare a next CA");

	site.tool("profile", "remove", slug);
	await anna.follow("Delete");
	await anna.press("Delete connector");
	await anna.sees("and the connector deleted",
	    `The connector ${name} is deleted`);
}
