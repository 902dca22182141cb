/* SPDX-License-Identifier: BSD-2-Clause */
/* See validity.h. */
#include "admin/validity.h"
#include "base/clock.h"
#include "base/text.h"

static const char *
time_left(struct arena *a, int days)
{
	if (days == 0)
		return "Ends within a day";
	return arena_printf(a, "Ends in %s",
	    text_count(a, (uint64_t)days, "day"));
}

void
validity_show(const struct page *page, int64_t not_before, int64_t not_after,
    struct view *v)
{
	int64_t now = clock_ms(), left = not_after - now;
	const char *word = "Valid", *class = "good";

	if (now < not_before) {
		word = "Not valid yet";
		class = "wait";
	} else if (left < 0) {
		word = "Ended";
		class = "bad";
	} else if (left < VALIDITY_SOON_DAYS * CLOCK_DAY_MS) {
		word = time_left(page->arena, (int)(left / CLOCK_DAY_MS));
		class = "wait";
	}
	view_set(v, "Word", word);
	view_set(v, "Class", class);
	view_set(v, "Begin", now < not_before ? "begins" : "began");
	view_set(v, "End", left < 0 ? "ended" : "ends");
}
