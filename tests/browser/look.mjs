/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is checked of a page as it stands in the browser.  Each function
 * returns its faults, a text each; none is fine.
 */
import { axeSource } from "./browser.mjs";

/* Those of axe-core's rules whose outcome can change with the colours. */
const COLOUR_RULES = ["color-contrast", "link-in-text-block"];

/*
 * axe-core: all its rules, and the size of what is to be hit; or the rules
 * about colours alone.  It looks at no file beside the page: the page's own
 * policy would not let it.
 */
export async function axeFaults(page, { coloursAlone = false } = {}) {
	if (!await page.evaluate(() => "axe" in window))
		await page.evaluate(axeSource);
	const { violations } = await page.evaluate((options) =>
	    axe.run(document, options), {
		preload: false,
		resultTypes: ["violations"],
		...coloursAlone ? { runOnly: COLOUR_RULES } :
		    { rules: { "target-size": { enabled: true } } },
	});
	return violations.flatMap((rule) => rule.nodes.map((node) =>
	    `${rule.id}: ${rule.help}\n  ${node.target.join(" ")}\n  ${
	    node.html}\n  ${node.failureSummary.replace(/\n/g, "\n  ")}`));
}

/* What scrolls by itself may be wider than the window, the page may not. */
export function widthFaults(page) {
	return page.evaluate(() => {
		const { scrollWidth } = document.scrollingElement;
		if (scrollWidth <= innerWidth)
			return [];
		const wide = [...document.body.querySelectorAll("*")].filter(
		    (e) => e.getBoundingClientRect().right > innerWidth + 1);
		return [`the page is ${scrollWidth} wide in a window of ${
		    innerWidth}, because of one of`,
		    ...wide.slice(0, 8).map((e) =>
		    "  " + e.outerHTML.slice(0, 100).replace(/\s+/g, " "))];
	});
}

/* No column of a list is out of sight: nothing says that it scrolls. */
export function listFaults(page) {
	return page.evaluate(() => [...document.querySelectorAll(".wrap")]
	    .filter((list) => list.scrollWidth > list.clientWidth)
	    .map((list) => `${list.getAttribute("aria-label")}: ${
	    list.scrollWidth} wide, ${list.clientWidth} of it in sight`));
}

/* Whatever a table looks like, who listens hears all its rows and cells. */
export async function tableFaults(page) {
	const session = await page.context().newCDPSession(page);
	const { nodes } = await session.send("Accessibility.getFullAXTree");
	const faults = [];
	for (const [role, tags] of [["row", "tr"], ["cell", "td"],
	    ["columnheader", "thead th"], ["rowheader", "tbody th"]]) {
		const want = await page.locator(tags).count();
		const have = nodes.filter((node) => !node.ignored &&
		    node.role?.value === role).length;
		if (have !== want)
			faults.push(`${role}: want ${want}, have ${have}`);
	}
	await session.detach();
	return faults;
}

/* Exactly one h1, and a title that says which page of what this is. */
export function nameFaults(page) {
	return page.evaluate(() => {
		const faults = [];
		const count = document.querySelectorAll("h1").length;
		if (count !== 1)
			faults.push(`want one h1, have ${count}`);
		if (!/^.+ – scepgate$/.test(document.title))
			faults.push(`want the title "… – scepgate", have "${
			    document.title}"`);
		return faults;
	});
}

/* Left in the page: the stops that Tab should make, in the order wanted. */
function listStops() {
	/* Of radio buttons of one name Tab reaches the one that is set. */
	const passed = (e) => e.type === "radio" && !e.checked &&
	    [...document.getElementsByName(e.name)].some((other) =>
	    other.form === e.form && (other.checked ||
	    other.compareDocumentPosition(e) & 4));
	window.stops = [...document.querySelectorAll("a[href], button, " +
	    "input:not([type=hidden]), select, textarea, summary, " +
	    "[tabindex='0']")].filter((e) => !e.disabled && e.tabIndex >= 0 &&
	    !passed(e) && e.checkVisibility({ visibilityProperty: true }));
	return window.stops.map((e) => e.outerHTML.slice(0, 100));
}

/* Where the focus is, and what is wrong with how that shows. */
function lookAtFocus() {
	const e = document.activeElement;
	const { outlineStyle, outlineWidth, outlineColor } =
	    getComputedStyle(e);
	const box = e.getBoundingClientRect();
	const faults = [];
	if (outlineStyle === "none" || parseFloat(outlineWidth) < 2 ||
	    /, 0\)$|transparent/.test(outlineColor))
		faults.push(`its outline does not show: ${outlineWidth} ${
		    outlineStyle} ${outlineColor}`);
	if (box.width < 2 || box.height < 2 || box.bottom < 0 ||
	    box.right < 0 || box.top > innerHeight || box.left > innerWidth)
		faults.push(`it is out of sight: ${JSON.stringify(box)}`);
	return { at: window.stops.indexOf(e), faults,
	    html: e.outerHTML.slice(0, 100) };
}

/*
 * Tab, from the start of a page just loaded: everything that can be used gets
 * the focus, in the order of the document, and shows it.
 */
export async function keyboardFaults(page) {
	const stops = await page.evaluate(listStops);
	for (let i = 0; i < stops.length; i++) {
		await page.keyboard.press("Tab");
		const { at, faults, html } = await page.evaluate(lookAtFocus);
		if (at !== i)
			return [`stop ${i + 1} of ${stops.length}`,
			    `  want ${stops[i]}`, `  have ${html}`];
		if (faults.length > 0)
			return [`${html}`, ...faults.map((s) => `  ${s}`)];
	}
	await page.evaluate(() => {
		document.activeElement.blur();
		scrollTo(0, 0);
	});
	return [];
}
