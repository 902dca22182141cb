/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Somebody at a browser: opens pages, types, presses, and says what is seen.
 * Fields, buttons and links go by the words that people see.  What is
 * expected is a result each; one that fails leaves a screenshot behind.
 */
import path from "node:path";

import { site } from "./site.mjs";
import { notOk, ok } from "./tap.mjs";

const PATIENCE = 20000; /* ms: the machine may be busy with other tests */
const SHOWN = 40; /* lines of a page in the words of a failure */

let failures = 0;

export class Person {
	/* name: of the files left behind; options: of newContext. */
	static async come(browser, name, options = {}) {
		const context = await browser.newContext({
			viewport: { width: 1360, height: 900 },
			colorScheme: "light",
			...options,
		});
		context.setDefaultTimeout(PATIENCE);
		return new Person(name, context, await context.newPage());
	}

	constructor(name, context, page) {
		this.name = name;
		this.context = context;
		this.page = page;
		this.size = page.viewportSize();
		/* What the browser complained of, a line each. */
		this.trouble = [];
		this.#watch();
	}

	leave() {
		return this.context.close();
	}

	/*
	 * A status of 400 and more is an answer where the page was asked for
	 * itself, and trouble where a page asked for it.
	 */
	#watch() {
		const say = (text) => this.trouble.push(text);

		this.page.on("console", (message) => {
			if (["error", "warning"].includes(message.type()) &&
			    !/^Failed to load resource/.test(message.text()))
				say(`console: ${message.text()}`);
		});
		this.page.on("pageerror", (error) => say(`script: ${error}`));
		this.page.on("requestfailed", (request) => {
			const why = request.failure().errorText;
			/* Left before it was there. */
			if (why !== "net::ERR_ABORTED")
				say(`${request.url()}: ${why}`);
		});
		this.page.on("response", (answer) => {
			const asked = answer.request().isNavigationRequest();
			if (answer.status() >= (asked ? 500 : 400))
				say(`${answer.url()}: ${answer.status()}`);
		});
	}

	/* ---- What they do ---------------------------------------------- */

	async open(where) {
		this.#arrived(await this.page.goto(site.admin + where));
	}

	/* act() leads to another page. */
	async go(act) {
		const [answer] = await Promise.all([
			this.page.waitForNavigation(), act()]);
		this.#arrived(answer);
	}

	/* null: the same page, at another place. */
	#arrived(answer) {
		if (answer !== null)
			this.answer = answer;
	}

	field(label) {
		return this.page.getByLabel(label, { exact: true });
	}

	button(label) {
		return this.page.getByRole("button",
		    { name: label, exact: true });
	}

	link(label) {
		return this.page.getByRole("link",
		    { name: label, exact: true });
	}

	fill(label, value) {
		return this.field(label).fill(value);
	}

	choose(label, option) {
		return this.field(label).selectOption({ label: option });
	}

	press(label) {
		return this.#use(this.button(label).first());
	}

	follow(label) {
		return this.#use(this.link(label).first());
	}

	/* First seen, then used: so a failure says which of both. */
	async #use(control) {
		await control.waitFor();
		await this.go(() => control.click());
	}

	/* From the sign-in page on, wherever that leads. */
	async signIn(name = site.name, password = site.password) {
		if (!new URL(this.page.url()).pathname.endsWith("/sign-in"))
			await this.open("/sign-in");
		await this.fill("User name", name);
		await this.fill("Password", password);
		await this.press("Sign in");
	}

	/* Hidden fields get a value that the server did not give them. */
	async forge(name, value) {
		for (const field of await this.page.locator(
		    `input[type=hidden][name="${name}"]`).all())
			await field.evaluate((element, forged) => {
				element.value = forged;
			}, value);
	}

	/* ---- What they see --------------------------------------------- */

	get status() {
		return this.answer.status();
	}

	/* Path and query within the admin pages. */
	get place() {
		return this.page.url().replace(site.admin, "");
	}

	text() {
		return this.page.locator("body").innerText();
	}

	/* ---- What they expect ------------------------------------------ */

	async is(what, have, want) {
		if (have === want)
			ok(`${this.name}: ${what}`);
		else
			await this.fail(what, `want: ${want}`, `have: ${have}`);
	}

	/* Where they are, and with what answer. */
	async arrives(what, place, status = 200) {
		await this.is(what, `${this.status} ${this.place}`,
		    `${status} ${place}`);
	}

	/* text: a part of what is shown, or a regular expression. */
	async sees(what, text) {
		const shown = await this.text();
		if (text instanceof RegExp ? text.test(shown) :
		    shown.includes(text))
			ok(`${this.name}: ${what}`);
		else
			await this.fail(what, `want: ${text}`,
			    ...shown.split("\n").filter((s) => s.trim())
				.slice(0, SHOWN).map((s) => `have: ${s}`));
	}

	/* Not shown, and not anywhere else in the page. */
	async lacks(what, text) {
		const source = await this.answer.text();
		const at = source.search(text instanceof RegExp ? text :
		    text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
		if (at < 0)
			ok(`${this.name}: ${what}`);
		else
			await this.fail(what, `want it without: ${text}`,
			    `have: ${source.slice(Math.max(0, at - 60),
			    at + 100)}`);
	}

	async fail(what, ...details) {
		const words = this.name.replace(/[^a-z0-9]+/gi, "-");
		const file = path.join(site.out, "shots",
		    `failed-${site.run}-${words}-${++failures}.png`);
		await this.page.screenshot({ path: file, fullPage: true });
		notOk(`${this.name}: ${what}`, ...details,
		    `page: ${this.page.url()}`, `screenshot: ${file}`);
	}
}
