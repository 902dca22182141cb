/* SPDX-License-Identifier: BSD-2-Clause */
/* See chart.h. */
#include "admin/chart.h"

/* The box of macro/figures.cs. */
#define WIDTH 140.0
#define HEIGHT 32.0
#define EDGE 1.0 /* half a line's width, so that none is cut */

static double
top_of(const struct chart *c)
{
	double top = c->top;

	for (int i = 0; c->top <= 0 && i < CHART_DAYS; i++)
		if (c->values[i] > top)
			top = c->values[i];
	return top > 0 ? top : 1;
}

static double
x_of(int day)
{
	return WIDTH * day / (CHART_DAYS - 1);
}

static const char *
add_point(struct arena *a, const char *points, double x, double value,
    double top)
{
	double y = HEIGHT - EDGE - value / top * (HEIGHT - 2 * EDGE);

	return arena_printf(a, "%s%s%.1f,%.1f", points,
	    *points == '\0' ? "" : " ", x, y);
}

/* Days in a row that have values are one line; its end is returned. */
static int
show_line(const struct chart *c, int day, double top, struct arena *a,
    struct view *v)
{
	struct view *line = view_add(v, "Lines");
	const char *points = "";
	int first = day;

	for (; day < CHART_DAYS && c->values[day] >= 0; day++)
		points = add_point(a, points, x_of(day), c->values[day], top);
	/* A day without neighbours is a dot: from the point to itself. */
	if (day - first == 1) {
		points = add_point(a, points, x_of(first), c->values[first],
		    top);
		view_set_flag(line, "Dot", true);
	}
	view_set(line, "Points", points);
	return day;
}

static const char *
words_of(const struct chart *c, struct arena *a)
{
	const char *all = "";

	for (int i = 0; i < CHART_DAYS; i++)
		all = arena_printf(a, "%s%s%s", all, i == 0 ? "" : ", ",
		    c->values[i] < 0 ?
			"none" :
			arena_printf(a, "%.*f", c->decimals, c->values[i]));
	return arena_printf(a, "%s, each of the last %d days: %s", c->words,
	    CHART_DAYS, all);
}

void
chart_show(const struct chart *c, struct arena *a, struct view *v)
{
	struct view *at = view_at(v, "Chart");
	double top = top_of(c);

	view_set(at, "Class", c->class);
	view_set(at, "Words", words_of(c, a));
	for (int day = 0; day < CHART_DAYS;)
		if (c->values[day] < 0)
			day++;
		else
			day = show_line(c, day, top, a, at);
}
