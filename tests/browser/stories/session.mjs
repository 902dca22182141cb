/* SPDX-License-Identifier: BSD-2-Clause */
/* A session that ended, and a request that its person did not make. */
import path from "node:path";

import { site } from "../site.mjs";

export const title = "a session's end";

export async function story(anna, again) {
	const name = again ? "berta" : "carla";
	const file = path.join(site.work, "password");

	site.tool("user", "add", name, "--password-file", file);
	await anna.signIn(name);
	await anna.open("/profiles");
	await anna.follow("Next");
	const place = anna.place;

	/* A new password ends all sessions of the user. */
	site.tool("user", "passwd", name, "--password-file", file);
	await anna.go(() => anna.page.reload());
	await anna.sees("she has to sign in again", "User name");
	await anna.signIn(name);
	await anna.arrives("and is where she was", place);

	await anna.forge("csrf", "0".repeat(64));
	await anna.press("Sign out");
	await anna.is("a forged request is refused", anna.status, 403);
	await anna.sees("in words", /sign in|again/i);
	await anna.open("/orders");
	await anna.arrives("and changed nothing", "/orders");
}
