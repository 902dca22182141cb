/* SPDX-License-Identifier: BSD-2-Clause */
/* Each row of pages.mjs, looked at from all sides. */
import { writeFileSync } from "node:fs";
import path from "node:path";

import {
	axeFaults, keyboardFaults, listFaults, nameFaults, tableFaults,
	widthFaults,
} from "./look.mjs";
import { pages } from "./pages.mjs";
import { Person } from "./person.mjs";
import { site } from "./site.mjs";
import { finds } from "./tap.mjs";

const WIDTHS = [1360, 768, 390];
/* Lists: a tablet, and just before the style sheet folds something away. */
const LIST_WIDTHS = [1153, 1024, 897, 768, 390];
const SCHEMES = ["light", "dark"];
const HEIGHT = 900;

/* As it was sent, for vnu. */
async function keepSource(person, row) {
	writeFileSync(path.join(site.out, "html", `${row.name}.html`),
	    await person.answer.text());
}

/* For people to look at: it takes as long as all that is checked. */
async function keepShot(person, row, ...look) {
	if (!site.shots)
		return;
	await person.page.screenshot({
		path: path.join(site.out, "shots",
		    `${[row.name, ...look].join("-")}.png`),
		fullPage: true,
	});
}

/* Colours are the same at all widths, but for what stands on what. */
function schemesAt(width) {
	return width === WIDTHS[1] ? ["light"] : SCHEMES;
}

/* Measuring takes no axe, so it is done at more widths. */
async function measureLists({ name, page }) {
	const faults = [];
	for (const width of LIST_WIDTHS) {
		await page.setViewportSize({ width, height: HEIGHT });
		faults.push(...(await listFaults(page)).map((fault) =>
		    `in a window of ${width}, ${fault}`));
	}
	finds(`${name}: its lists fit`, faults);
}

/* The page as it stands, in all sizes and colours. */
async function lookAround(person, row) {
	const { page } = person;
	for (const width of WIDTHS) {
		await page.setViewportSize({ width, height: HEIGHT });
		finds(`${row.name}: fits into ${width}`,
		    await widthFaults(page));
		if (width === WIDTHS.at(-1))
			finds(`${row.name}: its tables are tables`,
			    await tableFaults(page));
		for (const colorScheme of schemesAt(width)) {
			await page.emulateMedia({ colorScheme });
			finds(`${row.name}: axe, ${width}, ${colorScheme}`,
			    await axeFaults(page, {
				coloursAlone: colorScheme === "dark" }));
			await keepShot(person, row, width, colorScheme);
		}
	}
}

async function lookClosely(person, row) {
	await keepSource(person, row);
	finds(`${row.name}: one name`, await nameFaults(person.page));
	finds(`${row.name}: by keyboard`, await keyboardFaults(person.page));
	await lookAround(person, row);
	await measureLists(person);
}

/* Without JavaScript a page is as good, and its times are longer. */
async function lookBriefly(person, row) {
	finds(`${person.name}: fits into 390`, await widthFaults(person.page));
	await keepShot(person, row, 390, "light", "plain");
	await measureLists(person);
}

async function visit(person, row, look) {
	person.name = look === lookBriefly ?
	    `${row.name}, no JavaScript` : row.name;
	person.trouble.length = 0;
	await person.page.setViewportSize(person.size);
	await person.page.emulateMedia({ colorScheme: "light" });
	await person.open(row.path);
	await row.prepare?.(person);
	await person.is("the answer", person.status, row.status ?? 200);
	await look(person, row);
	finds(`${person.name}: no complaint of the browser`, person.trouble);
}

/* One after the other, by the same two people: one of them signed in. */
async function visitAll(browser, rows, look, options) {
	const anna = await Person.come(browser, "anna", options);
	const nobody = await Person.come(browser, "nobody", options);
	await anna.signIn();
	for (const row of rows) {
		const person = row.nobody ? nobody : anna;
		try {
			await visit(person, row, look);
		} catch (error) {
			await person.fail("is looked at", error.stack);
		}
	}
	await anna.leave();
	await nobody.leave();
}

/*
 * kind: "empty" or "full", see pages.mjs.  only: how the names of the rows
 * begin, where not all of them are wanted.
 */
export async function runPages(browser, kind, only = "") {
	const rows = pages.filter((row) => row.name.startsWith(only) &&
	    Boolean(row.empty) === (kind === "empty"));
	await visitAll(browser, rows, lookClosely, {
		viewport: { width: WIDTHS[0], height: HEIGHT },
	});
	await visitAll(browser, rows, lookBriefly, {
		viewport: { width: WIDTHS.at(-1), height: HEIGHT },
		javaScriptEnabled: false,
	});
}
