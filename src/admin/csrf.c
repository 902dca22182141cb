/* SPDX-License-Identifier: BSD-2-Clause */
/* CSRF tokens: made, shown, compared. */
#include <string.h>

#include "admin/cookies.h"
#include "admin/csrf.h"
#include "base/random.h"
#include "base/text.h"

#define TOKEN_SIZE 32 /* bytes */

/* The token of before a session, as the cookie has it; NULL: none. */
static const char *
token_of_cookie(const struct page *page)
{
	const char *hex = admin_cookie_get(page, ADMIN_COOKIE_CSRF);

	if (hex == NULL || strlen(hex) != 2 * TOKEN_SIZE ||
	    strspn(hex, "0123456789abcdef") != 2 * TOKEN_SIZE)
		return NULL;
	return hex;
}

const char *
csrf_token(struct page *page)
{
	uint8_t fresh[TOKEN_SIZE];
	const char *token;

	if (page->session != NULL)
		return text_hex(page->arena, page->session->csrf);
	if ((token = token_of_cookie(page)) != NULL)
		return token;
	random_bytes(fresh, sizeof(fresh));
	token = text_hex(page->arena, span_of(fresh, sizeof(fresh)));
	admin_cookie_set(page, ADMIN_COOKIE_CSRF, token);
	return token;
}

bool
csrf_holds(const struct page *page)
{
	const struct span *posted = web_params_get(&page->posted, "csrf");
	const char *want;

	want = page->session != NULL ?
	    text_hex(page->arena, page->session->csrf) :
	    token_of_cookie(page);
	return posted != NULL && want != NULL &&
	    span_equal_secret(*posted, span_of_str(want));
}
