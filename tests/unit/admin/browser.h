/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A person's browser in front of the admin pages, for the tests of pages: it
 * asks as the web server would hand it on, keeps cookies and reads answers.
 * One a program; what fails here fails the test.
 */
#ifndef TEST_BROWSER_H
#define TEST_BROWSER_H

#include "../ra/site.h"
#include "admin/admin.h"
#include "html.h"
#include "web/response.h"

struct browser {
	/* For the length of the program. */
	struct site		*site;
	struct admin		 admin;
	/* For the length of a test. */
	struct arena		*a;
	struct web_response	*res;		/* the last answer */
	const char		*session;	/* what cookies hold; NULL: */
	const char		*csrf;		/* there is none */
	const char		*note;
	bool			 https;
	const char		*address;
};
extern struct browser browser;

/*
 * cmocka's setup and teardown of a group: a site with the profile "Branch
 * <routers>" and the user anna.  And of each test: an empty cookie jar.
 */
int	 browser_open(void **state);
int	 browser_close(void **state);
int	 browser_start(void **state);
int	 browser_end(void **state);

/* A row of the tests. */
#define PAGE_TEST(f) \
	cmocka_unit_test_setup_teardown(f, browser_start, browser_end)

/* The status of the answer.  body: what a form sends; NULL: nothing. */
int	 ask(enum web_method method, const char *target, const char *body);
int	 get(const char *target);
/*
 * Send a form of the page last seen, with its token: more fields of it are
 * "name=value&...", encoded; "": none.
 */
int	 post(const char *target, const char *fields);

/* Of the answer: its body, its CSRF token, where it leads; "" for none. */
const char *page(void);
const char *csrf(void);
const char *location(void);
/* The page holds this text; it is said what is missing where it does not. */
void	 shows(const char *text);
void	 shows_not(const char *text);
/* The page holds together as HTML. */
void	 is_sound(void);

/* As a person does, the page first.  Encoded; the status of the answer. */
int	 sign_in_as(const char *name, const char *password,
	    const char *next);
void	 sign_anna_in(void);

#endif
