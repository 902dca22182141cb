/* SPDX-License-Identifier: BSD-2-Clause */
/* See leap.h. */
#include "ra/leap.h"

static bool
is_far(int64_t a_ms, int64_t b_ms)
{
	return a_ms > b_ms + LEAP_MS || b_ms > a_ms + LEAP_MS;
}

/*
 * Back as well as ahead: a wrong time that was believed all the same would
 * else be the newest for years.  A machine that begins in 1970 and is told the
 * time a minute later comes back to what was believed before.
 */
void
leap_look(struct leap *l, int64_t last_ms, int64_t now_ms)
{
	if (l->seen_ms == 0)
		l->seen_ms = last_ms != 0 ? last_ms : now_ms;
	if (!is_far(now_ms, l->seen_ms) ||
	    (l->since_ms != 0 && now_ms >= leap_until_ms(l) &&
		!is_far(now_ms, last_ms))) {
		l->seen_ms = now_ms;
		l->since_ms = 0;
	} else if (l->since_ms == 0 || now_ms < l->since_ms ||
	    is_far(now_ms, last_ms)) {
		l->since_ms = now_ms;
		l->fresh = true;
	}
}

bool
leap_waits(const struct leap *l)
{
	return l->since_ms > l->seen_ms;
}

int64_t
leap_until_ms(const struct leap *l)
{
	return l->since_ms + LEAP_WAIT_MS;
}

struct leap
leap_of(const Housekeeping *h, int64_t now_ms)
{
	struct leap l = { 0 };
	int64_t last_ms = 0;

	for (size_t i = 0; h != NULL && i < h->n_jobs; i++)
		if (h->jobs[i]->ended_ms > last_ms)
			last_ms = h->jobs[i]->ended_ms;
	if (h != NULL) {
		l.seen_ms = h->seen_ms;
		l.since_ms = h->leapt_ms;
	}
	leap_look(&l, last_ms, now_ms);
	return l;
}

int
leap_believed(struct store_txn *t, int64_t now_ms, struct arena *a,
    int64_t *out, struct err *e)
{
	Housekeeping *h;
	struct leap l;

	if (store_get_housekeeping(t, a, &h, e) == -1)
		return -1;
	l = leap_of(h, now_ms);
	*out = leap_waits(&l) ? l.seen_ms : now_ms;
	return 0;
}
