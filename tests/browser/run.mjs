/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What lib.sh starts: run.mjs pages empty|full [NAME], run.mjs stories [NAME].
 * Exit code 0: it ran to its end, whatever the results.
 */
import { mkdirSync } from "node:fs";
import path from "node:path";

import { startBrowser } from "./browser.mjs";
import { runPages } from "./run_pages.mjs";
import { runStories } from "./run_stories.mjs";
import { site } from "./site.mjs";

const runs = { pages: runPages, stories: runStories };

for (const name of ["shots", "html"])
	mkdirSync(path.join(site.out, name), { recursive: true });

const [what, ...rest] = process.argv.slice(2);
const browser = await startBrowser();
try {
	await runs[what](browser, ...rest);
} finally {
	await browser.close();
}
