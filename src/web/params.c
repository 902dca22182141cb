/* SPDX-License-Identifier: BSD-2-Clause */
/* Names and values of a query or of an urlencoded form. */
#include <string.h>

#include "base/text.h"
#include "web/request.h"

/* The bytes before the first `c`; *s becomes what is behind it. */
static struct span
cut(struct span *s, char c)
{
	const uint8_t *found;
	struct span head = *s;

	found = s->len == 0 ? NULL : memchr(s->at, c, s->len);
	if (found == NULL) {
		*s = span_of(NULL, 0);
		return head;
	}
	head.len = (size_t)(found - s->at);
	*s = span_of(found + 1, s->len - head.len - 1);
	return head;
}

/* How many pieces between '&' are not empty. */
static size_t
count_pieces(struct span s)
{
	size_t n = 0;

	while (s.len > 0)
		n += cut(&s, '&').len > 0;
	return n;
}

int
web_params_parse(struct span s, bool plus_is_space, struct arena *a,
    struct web_params *out, struct err *e)
{
	struct web_params p = { NULL, 0 };
	size_t most = count_pieces(s);
	struct span piece, name;

	*out = p;
	if (most > WEB_PARAMS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "parameters: want at most %d, have %zu", WEB_PARAMS_MOST,
		    most);
	if (most == 0)
		return 0;
	p.at = arena_alloc(a, most * sizeof(*p.at));
	while (s.len > 0) {
		piece = cut(&s, '&');
		if (piece.len == 0)
			continue;
		/* cut() leaves the value in `piece`. */
		name = cut(&piece, '=');
		if (text_percent_decode(a, name, plus_is_space, &p.at[p.n].name,
			e) == -1)
			return err_prefix(e, "name of parameter %zu", p.n + 1);
		if (text_percent_decode(a, piece, plus_is_space,
			&p.at[p.n].value, e) == -1)
			return err_prefix(e, "value of parameter %zu", p.n + 1);
		p.n++;
	}
	*out = p;
	return 0;
}

const struct span *
web_params_get(const struct web_params *p, const char *name)
{
	const struct span want = span_of_str(name);

	for (size_t i = 0; i < p->n; i++)
		if (span_equal(p->at[i].name, want))
			return &p->at[i].value;
	return NULL;
}
