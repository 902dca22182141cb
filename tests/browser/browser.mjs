/* SPDX-License-Identifier: BSD-2-Clause */
/* Chromium, and what is fetched for the tests into the build tree. */
import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import path from "node:path";

import { site } from "./site.mjs";

/* Modules are looked for beside who asks, and we are in the source tree. */
const require = createRequire(path.join(site.out, "package.json"));
const { chromium } = require("playwright-core");

export const axeSource = readFileSync(require.resolve("axe-core/axe.min.js"),
    "utf8");

/*
 * It talks to the loopback interface alone, and to pages of ours: so it may
 * run as root without its sandbox.  The profile directory is a new one.
 */
export function startBrowser() {
	return chromium.launch({
		executablePath: site.chromium,
		/* One process for all pages: they are of one site. */
		args: ["--renderer-process-limit=1",
		    "--no-sandbox", "--disable-gpu", "--disable-quic",
		    "--no-first-run", "--disable-background-networking",
		    "--disable-component-update", "--disable-sync"],
	});
}
