/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: whether a name is as a pattern says. */
#ifndef RA_POLICY_MATCH_H
#define RA_POLICY_MATCH_H

#include <stdbool.h>

/*
 * The whole text against a pattern in which '*' stands for any text and '?'
 * for one character, but none of `ends` that is not escaped: so "O=Acme,CN=*"
 * is two attributes and not more.  A '\' and what follows it are one
 * character in both.  Case of ASCII does not count.
 */
bool	 policy_match(const char *pattern, const char *text,
	    const char *ends);

#endif
