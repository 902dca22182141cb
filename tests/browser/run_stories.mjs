/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each file of stories/ with JavaScript, and some without.  Such a file exports
 *
 *	title	what happens, a few words
 *	story	async (person, again): tells it with results; again is true
 *		the second time, when what the first left behind is there
 *	plain	true: told without JavaScript, too.  The forms of the others
 *		are made of the same parts
 *
 * The person has a browser that was never used before.
 */
import { readdirSync } from "node:fs";

import { Person } from "./person.mjs";
import { finds } from "./tap.mjs";

const directory = new URL("./stories/", import.meta.url);

async function tell(browser, { title, story }, javaScriptEnabled) {
	const name = javaScriptEnabled ? title : `${title}, no JavaScript`;
	const person = await Person.come(browser, name, { javaScriptEnabled });
	try {
		await story(person, !javaScriptEnabled);
		finds(`${name}: no complaint of the browser`, person.trouble);
	} catch (error) {
		/* The story cannot go on, the others can. */
		await person.fail("is told to the end", error.stack);
	}
	await person.leave();
}

/* only: the name of a story, where one alone is wanted. */
export async function runStories(browser, only = "") {
	const files = readdirSync(directory).filter((name) =>
	    name.endsWith(".mjs") && name.startsWith(only)).sort();
	for (const javaScriptEnabled of [true, false])
		for (const file of files) {
			const told = await import(new URL(file, directory));
			if (javaScriptEnabled || told.plain)
				await tell(browser, told, javaScriptEnabled);
		}
}
