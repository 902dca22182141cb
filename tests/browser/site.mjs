/* SPDX-License-Identifier: BSD-2-Clause */
/* The site that a test has started, as lib.sh tells of it. */
import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import http from "node:http";
import path from "node:path";

const env = (name) => {
	if (!process.env[name])
		throw new Error(`${name} is not set: run the .test file`);
	return process.env[name];
};

export const site = {
	web: env("WEB"),
	admin: env("WEB") + "/admin",
	name: env("ADMIN_NAME"),
	password: env("ADMIN_PASSWORD"),
	/* A directory of this run, removed at its end. */
	work: env("WORK"),
	/* What stays in the build tree. */
	out: env("OUT"),
	chromium: env("CHROMIUM"),
	/* Whether each page is kept as a picture, too. */
	shots: Boolean(process.env.SHOTS),
	/* "pages" or "stories": what is run. */
	run: process.argv[2],

	/* The tool, which has to succeed: what it printed. */
	tool(...args) {
		const run = spawnSync(env("TOOL"), args, { encoding: "utf8" });
		if (run.status !== 0)
			throw new Error(`scepgate ${args.join(" ")}: ` +
			    (run.error ?? run.stderr));
		return run.stdout;
	},

	/* openssl, which has to succeed: what it printed. */
	openssl(...args) {
		const run = spawnSync("openssl", args, { encoding: "utf8" });
		if (run.status !== 0)
			throw new Error(`openssl ${args.join(" ")}: ` +
			    (run.error ?? run.stderr));
		return run.stdout;
	},

	/*
	 * The status that a device's URL answers with, by a connection of its
	 * own: one that was kept may be ended by the server at any moment.
	 */
	status(slug) {
		const url = `${this.web}/scep/${slug}?operation=GetCACaps`;

		return new Promise((resolve, reject) => {
			http.get(url, { agent: false }, (answer) => {
				answer.resume();
				resolve(answer.statusCode);
			}).on("error", reject);
		});
	},

	/* strongSwan enrols; it wants a profile of level legacy. */
	strongswan(slug, challenge, name) {
		const url = `${this.web}/scep/${slug}`;
		const file = (what) => path.join(this.work,
		    `strongswan-${slug}-${what}`);
		const pki = (...args) => spawnSync("pki", args,
		    { encoding: "utf8", timeout: 60000 });
		const ca = file("ca.pem"), ra = file("ra.pem");
		const key = file(`${name}.pem`);

		pki("--scepca", "--url", url, "--caout", ca, "--raout", ra,
		    "--outform", "pem", "--force");
		if (!existsSync(key))
			writeFileSync(key, pki("--gen", "--type", "rsa",
			    "--size", "2048", "--outform", "pem").stdout);
		const run = pki("--scep", "--url", url, "--in", key,
		    "--dn", `CN=${name}`, "--password", challenge,
		    "--cacert-enc", ra, "--cacert-sig", ra, "--cacert", ca,
		    "--outform", "pem");
		return { issued: run.status === 0 &&
		    run.stdout.includes("BEGIN CERTIFICATE"),
		    words: run.stderr };
	},

	/*
	 * A device enrols; whether it got a certificate, and all words.  more:
	 * options of scepgate enroll.
	 */
	enrol(slug, challenge, name, ...more) {
		const run = spawnSync(env("TOOL"), ["enroll",
		    "--url", `${this.web}/scep/${slug}`,
		    "--challenge", challenge, "--subject", `/CN=${name}`,
		    "--out", path.join(this.work, name), ...more],
		    { encoding: "utf8" });
		return { issued: run.status === 0,
		    words: run.stdout + run.stderr };
	},
};
