/* SPDX-License-Identifier: BSD-2-Clause */
/* Which names a certificate may have; see policy.h. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "pki/name.h"
#include "ra/policy.h"
#include "ra/policy_match.h"

/*
 * Names are shown cut from somewhat longer ones on: what a pattern has not
 * seen to its end, it has not matched.
 */
#define SUBJECT_SEEN 4000 /* bytes */
#define ALT_NAME_SEEN 480

/* Where values of a subject end (RFC 4514 section 2). */
#define SUBJECT_ENDS ",+"

/*
 * Where no name of a host or mailbox goes on: "a.example, DNS:b.example" is
 * one name to us, and two to who reads it as text.  A ',' is shown as '\,'.
 */
#define NAME_ENDS " \\;\"<>"

static bool
matches_any(const struct policy_texts *patterns, const char *text,
    const char *ends)
{
	size_t i;

	for (i = 0; i < patterns->n; i++)
		if (policy_match(patterns->at[i], text, ends))
			return true;
	return false;
}

/* "'CN=*' or one of 3 more" */
static const char *
wanted(const struct policy_texts *patterns, struct arena *a)
{
	if (patterns->n == 1)
		return arena_printf(a, "'%.60s'", patterns->at[0]);
	return arena_printf(a, "'%.60s' or one of %zu more", patterns->at[0],
	    patterns->n - 1);
}

int
policy_subject(const struct ra_profile *p, const struct enrollment *en,
    struct arena *a, struct err *e)
{
	const struct policy_texts *patterns = &p->policy.subject_patterns;
	const char *text;

	if (patterns->n == 0)
		return 0;
	text = name_text(a, en->subject);
	if (strlen(text) <= SUBJECT_SEEN &&
	    matches_any(patterns, text, SUBJECT_ENDS))
		return 0;
	return err_set(e, ERR_DENIED,
	    "the subject '%.80s' is none that the profile allows: want %s",
	    text, wanted(patterns, a));
}

static int
check_kind(const struct ra_policy *policy, const struct alt_name *name,
    const char *text, struct err *e)
{
	unsigned int kinds = policy->alt_name_kinds;

	if (kinds == 0 || (kinds & (1U << name->kind)) != 0)
		return 0;
	return err_set(e, ERR_DENIED,
	    "the alternative name '%.80s' is of a kind that the profile does "
	    "not allow",
	    text);
}

static const char *
ends_of(enum alt_name_kind kind)
{
	switch (kind) {
	case ALT_NAME_DNS:
	case ALT_NAME_EMAIL:
	case ALT_NAME_UPN:
		return NAME_ENDS;
	default:
		return "";
	}
}

static int
check_alt_name(const struct ra_policy *policy, const struct alt_name *name,
    struct arena *a, struct err *e)
{
	const struct policy_texts *patterns = &policy->alt_name_patterns;
	const char *text;

	/* Each name is shown by OpenSSL: not where nobody looks. */
	if (policy->alt_name_kinds == 0 && patterns->n == 0)
		return 0;
	if (alt_name_text(name, a, &text, e) == -1 ||
	    check_kind(policy, name, text, e) == -1)
		return -1;
	if (patterns->n == 0 ||
	    (strlen(text) <= ALT_NAME_SEEN &&
		matches_any(patterns, text, ends_of(name->kind))))
		return 0;
	return err_set(e, ERR_DENIED,
	    "the alternative name '%.80s' is none that the profile allows: "
	    "want %s",
	    text, wanted(patterns, a));
}

/* The common name as a DNS name, where none is there and it could be one. */
static int
add_common_name(const struct ra_policy *policy, const struct enrollment *en,
    struct alt_name *names, unsigned int *n, struct arena *a, struct err *e)
{
	const char *host = name_host(en->subject, a), *text;
	struct alt_name *added;
	struct span all;
	unsigned int i, one;

	for (i = 0; i < *n; i++)
		if (names[i].kind == ALT_NAME_DNS)
			return 0;
	if (host == NULL)
		return 0;
	text = arena_printf(a, "dns:%s", host);
	if (alt_names_from_text(&text, 1, a, &all, e) == -1 ||
	    alt_names_list(all, a, &added, &one, e) == -1 ||
	    check_alt_name(policy, added, a, e) == -1)
		return -1;
	names[(*n)++] = *added;
	return 0;
}

int
policy_alt_names(const struct ra_profile *p, const struct enrollment *en,
    struct arena *a, struct span *out, struct err *e)
{
	const struct ra_policy *policy = &p->policy;
	struct alt_name *list, *kept;
	unsigned int i, n = 0, count = 0;

	*out = span_of(NULL, 0);
	if (policy->alt_names == POLICY_ALT_NAMES_DROP)
		list = NULL;
	else if (en->alt_names.len > 0 &&
	    alt_names_list(en->alt_names, a, &list, &count, e) == -1)
		return -1;
	kept = arena_alloc(a, ((size_t)count + 1) * sizeof(*kept));
	for (i = 0; i < count; i++) {
		if (policy->keep_sid == 0 && alt_name_is_sid(&list[i]))
			continue;
		if (check_alt_name(policy, &list[i], a, e) == -1)
			return -1;
		kept[n++] = list[i];
	}
	if (policy->alt_names == POLICY_ALT_NAMES_ADD_CN &&
	    add_common_name(policy, en, kept, &n, a, e) == -1)
		return -1;
	if (n == 0 && name_is_empty(en->subject))
		return err_set(e, ERR_DENIED,
		    "the certificate would name nothing: there is no subject, "
		    "and the profile drops the alternative names asked for");
	return alt_names_join(kept, n, a, out, e);
}
