/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A small line without axes, as macro/figures.cs draws it: its shape is the
 * message, its numbers are in its words.
 */
#ifndef ADMIN_CHART_H
#define ADMIN_CHART_H

#include "web/view.h"

#define CHART_DAYS 14

struct chart {
	double		 values[CHART_DAYS];	/* the last one is today; below
						   0: there is none */
	double		 top;			/* 0: the largest value */
	const char	*class;			/* "", "good", "bad" */
	const char	*words;			/* what a value is: "Orders" */
	int		 decimals;		/* of the values in the words */
};

/* Set Chart.{Class,Words,Lines.*.{Points,Dot}} below v. */
void	 chart_show(const struct chart *c, struct arena *a, struct view *v);

#endif
