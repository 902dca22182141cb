/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is not known stays outside, and is told so; who is, looks around. */

export const title = "signing in and out";
export const plain = true;

export async function story(anna) {
	await anna.open("/");
	await anna.arrives("the front page leads to the sign-in page",
	    "/sign-in?next=%2Fadmin%2Fprofiles");

	await anna.press("Sign in");
	await anna.is("nothing typed: refused", anna.status, 422);
	await anna.sees("and what to do", "Enter your user name.");

	await anna.signIn("anna", "not her password");
	await anna.is("a wrong password: refused", anna.status, 422);
	await anna.sees("and why", /name or password/i);
	await anna.is("the name stays",
	    await anna.field("User name").inputValue(), "anna");
	await anna.is("the password does not",
	    await anna.field("Password").inputValue(), "");
	await anna.is("the title says that there is an error",
	    (await anna.page.title()).split(":")[0], "Error");

	await anna.signIn();
	await anna.arrives("the right one leads to the profiles", "/profiles");
	await anna.sees("with a profile", "Printers & phones");
	await anna.follow("Orders");
	await anna.arrives("the sidebar leads to the orders", "/orders");

	await anna.press("Sign out");
	await anna.arrives("signed out", "/sign-in");
	await anna.sees("and told so", "You are signed out.");
	await anna.go(() => anna.page.goBack());
	await anna.lacks("going back shows nothing", "laptop-1");
	await anna.open("/orders");
	await anna.arrives("nor does the address",
	    "/sign-in?next=%2Fadmin%2Forders");
}
