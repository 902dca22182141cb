/* SPDX-License-Identifier: BSD-2-Clause */
/* Results as TAP: numbers and plan are lib.sh's, which reads this. */

const line = (text) => String(text).replace(/\s*\n\s*/g, " ");

export function ok(what) {
	console.log(`ok - ${line(what)}`);
}

/* details: lines, or text of several lines, that say why. */
export function notOk(what, ...details) {
	console.log(`not ok - ${line(what)}`);
	for (const text of details.join("\n").split("\n"))
		console.log(`# ${text}`);
}

/* A check that brought a list of faults, each of one or more lines. */
export function finds(what, faults) {
	if (faults.length === 0)
		ok(what);
	else
		notOk(what, ...faults);
	return faults.length === 0;
}
