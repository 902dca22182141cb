/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Comfort, and nothing that a page needs: a button that copies a value, and
 * times as people say them.
 */
"use strict";

/* A button behind each element marked data-copy copies its text. */
function addCopyButton(element) {
	const button = document.createElement("button");

	button.type = "button";
	button.className = "copy";
	button.textContent = "Copy";
	button.setAttribute("aria-label", `Copy ${element.dataset.copy}`);
	button.addEventListener("click", async () => {
		let done = "Copied";
		try {
			await navigator.clipboard.writeText(
			    element.textContent);
		} catch {
			/* Not over https, or not allowed: for Ctrl-C. */
			getSelection().selectAllChildren(element);
			done = "Selected";
		}
		button.textContent = done;
		setTimeout(() => { button.textContent = "Copy"; }, 2000);
	});
	/* A blank goes where the line ends, a margin would be an indent. */
	element.after(" ", button);
}

const steps = [["second", 60], ["minute", 60], ["hour", 24], ["day", 7]];
const words = new Intl.RelativeTimeFormat("en");

/*
 * "3 minutes ago"; undefined beyond a week, where a date says more.  A day is
 * 24 hours, rounded, and so never "yesterday", which it may not have been.
 */
function relative(ms) {
	let value = Math.round(ms / 1000);

	if (value === 0)
		return "now";
	for (const [unit, most] of steps) {
		if (Math.abs(value) < most)
			return words.format(value, unit);
		value = Math.round(value / most);
	}
	return undefined;
}

/* The full time stays at hand, as the element's title. */
function showTimes() {
	for (const time of document.querySelectorAll("time[datetime]")) {
		const said = relative(Date.parse(time.dateTime) - Date.now());
		if (said === undefined && time.title === "")
			continue;
		time.title ||= time.textContent;
		time.textContent = said ?? time.title;
	}
}

/* "3 minutes ago" says nothing on paper, where it is read some day. */
function showFullTimes() {
	for (const time of document.querySelectorAll("time[title]"))
		time.textContent = time.title;
}

document.querySelectorAll("[data-copy]").forEach(addCopyButton);
showTimes();
setInterval(showTimes, 30000);
addEventListener("beforeprint", showFullTimes);
addEventListener("afterprint", showTimes);
