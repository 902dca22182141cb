/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The query of a request: split and decoded both ways, and the base64 of its
 * `message` as devices write it.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "web/request.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
has_nul(struct span s)
{
	return s.len > 0 && memchr(s.at, '\0', s.len) != NULL;
}

/* Encoded and decoded again, it is the same. */
static void
check_again(const struct web_param *param, struct arena *a)
{
	struct web_params again;
	const char *query;
	struct err e;

	if (has_nul(param->name) || has_nul(param->value))
		return;
	query = arena_printf(a, "%s=%s",
	    text_percent_encode(a, arena_str(a, param->name)),
	    text_percent_encode(a, arena_str(a, param->value)));
	must(web_params_parse(span_of_str(query), true, a, &again, &e) == 0);
	must(again.n == 1 && span_equal(again.at[0].name, param->name) &&
	    span_equal(again.at[0].value, param->value));
}

static void
check_message(const struct web_params *p, struct arena *a)
{
	const struct span *message = web_params_get(p, "message");
	struct span der = { NULL, 0 };
	struct err e;

	if (message == NULL)
		return;
	if (text_unbase64(a, *message, &der, &e) == -1)
		must(e.kind == ERR_MALFORMED && e.text[0] != '\0');
	else
		must(der.len <= message->len / 4 * 3 + 3);
}

static void
check_query(struct span query, bool plus_is_space)
{
	struct arena *a = arena_new();
	struct web_params p;
	size_t total = 0;
	struct err e;

	if (web_params_parse(query, plus_is_space, a, &p, &e) == -1) {
		must(e.kind == ERR_MALFORMED && e.text[0] != '\0');
		must(p.n == 0);
	} else {
		must(p.n <= WEB_PARAMS_MOST);
		for (size_t i = 0; i < p.n; i++) {
			total += p.at[i].name.len + p.at[i].value.len;
			check_again(&p.at[i], a);
		}
		must(total <= query.len);
		check_message(&p, a);
	}
	arena_free(a);
}

int
LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
	check_query(span_of(at, len), false);
	check_query(span_of(at, len), true);
	return 0;
}
