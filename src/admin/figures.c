/* SPDX-License-Identifier: BSD-2-Clause */
/* See figures.h. */
#include "admin/figures.h"
#include "admin/chart.h"
#include "base/clock.h"
#include "store/store.h"
#include "web/url.h"

struct figures {
	struct arena *arena;
	struct uuid scope;
	int32_t today;
	/* Results. */
	Counter *all;
	Counter *days[FIGURES_ACTIVE_DAYS]; /* the last one is today */
};

/* What a card says of itself; its value is put into words by `show`. */
struct figure {
	const char *label;
	const char *state; /* of the orders that it links to */
	const char *path;
	void (*show)(const struct figures *f, struct view *v,
	    struct chart *chart);
	struct chart chart;
};

static int
read_counters(struct store_txn *t, void *ctx, struct err *e)
{
	struct figures *f = ctx;

	if (store_get_counter(t, &f->scope, 0, f->arena, &f->all, e) == -1)
		return -1;
	for (int i = 0; i < FIGURES_ACTIVE_DAYS; i++)
		if (store_get_counter(t, &f->scope,
			f->today - (FIGURES_ACTIVE_DAYS - 1) + i, f->arena,
			&f->days[i], e) == -1)
			return -1;
	return 0;
}

/* The day of a chart's value. */
static const Counter *
chart_day(const struct figures *f, int i)
{
	return f->days[FIGURES_ACTIVE_DAYS - CHART_DAYS + i];
}

static const Counter *
today(const struct figures *f)
{
	return f->days[FIGURES_ACTIVE_DAYS - 1];
}

static uint64_t
completed(const Counter *c)
{
	return c->issued + c->failed + c->rejected;
}

static void
show_orders(const struct figures *f, struct view *v, struct chart *chart)
{
	view_set_count(v, "Value", f->all->orders);
	view_set(v, "Remark",
	    arena_printf(f->arena, "%llu today",
		(unsigned long long)today(f)->orders));
	for (int i = 0; i < CHART_DAYS; i++)
		chart->values[i] = (double)chart_day(f, i)->orders;
}

/* Of a whole in tenths of a per cent: 100.0 % means all, 0.0 % none. */
static uint64_t
tenths_of(uint64_t part, uint64_t all)
{
	uint64_t tenths = (part * 1000 + all / 2) / all;

	if (tenths == 1000 && part < all)
		return 999;
	return tenths == 0 && part > 0 ? 1 : tenths;
}

static void
show_success(const struct figures *f, struct view *v, struct chart *chart)
{
	uint64_t ended = completed(f->all), tenths;
	const Counter *day;

	for (int i = 0; i < CHART_DAYS; i++) {
		day = chart_day(f, i);
		chart->values[i] = completed(day) == 0 ?
		    -1 :
		    100.0 * (double)day->issued / (double)completed(day);
	}
	if (ended == 0) {
		view_set(v, "Value", "None yet");
		view_set(v, "Remark", "no order is completed");
		return;
	}
	tenths = tenths_of(f->all->issued, ended);
	view_set(v, "Value",
	    arena_printf(f->arena, "%llu.%llu\u00a0%%",
		(unsigned long long)(tenths / 10),
		(unsigned long long)(tenths % 10)));
	view_set(v, "Remark", "of completed orders");
}

/* A day's row has the change of that day: back from what there is now. */
static void
show_active(const struct figures *f, struct view *v, struct chart *chart)
{
	int64_t active = f->all->failed_active;
	uint64_t failed = today(f)->failed;

	view_set_count(v, "Value", active > 0 ? (uint64_t)active : 0);
	view_set(v, "Remark",
	    arena_printf(f->arena, "%llu failed today",
		(unsigned long long)failed));
	for (int i = CHART_DAYS - 1; i >= 0; i--) {
		chart->values[i] = active > 0 ? (double)active : 0;
		active -= chart_day(f, i)->failed_active;
	}
}

static double
average_ms(const Counter *c)
{
	return (double)c->processing_us / (double)c->processed / 1000;
}

/*
 * The time that 99 of 100 orders of the chart's days kept within: the upper
 * end of its class, 1, 2, 4... ms (record.proto); 0 where it is above all.
 */
static unsigned int
p99_ms(const struct figures *f)
{
	uint64_t all = 0, within = 0;
	const Counter *day;
	size_t classes = 0;

	for (int i = 0; i < CHART_DAYS; i++) {
		day = chart_day(f, i);
		if (day->n_processing_class > classes)
			classes = day->n_processing_class;
		for (size_t j = 0; j < day->n_processing_class; j++)
			all += day->processing_class[j];
	}
	for (size_t j = 0; all > 0 && j + 1 < classes; j++) {
		for (int i = 0; i < CHART_DAYS; i++)
			if (j < chart_day(f, i)->n_processing_class)
				within += chart_day(f, i)->processing_class[j];
		if (within * 100 >= all * 99)
			return 1U << j;
	}
	return 0;
}

static void
show_processing(const struct figures *f, struct view *v, struct chart *chart)
{
	unsigned int p99 = p99_ms(f);
	const Counter *day;

	for (int i = 0; i < CHART_DAYS; i++) {
		day = chart_day(f, i);
		chart->values[i] = day->processed == 0 ? -1 : average_ms(day);
	}
	if (f->all->processed == 0) {
		view_set(v, "Value", "None yet");
		view_set(v, "Remark", "no order is completed");
		return;
	}
	view_set(v, "Value",
	    arena_printf(f->arena, "%.1f\u00a0ms", average_ms(f->all)));
	view_set(v, "Remark",
	    p99 == 0 ?
		"from request to answer" :
		arena_printf(f->arena, "99\u00a0%% within %u\u00a0ms", p99));
}

static uint64_t
active_accounts(const struct figures *f)
{
	int64_t active = 0;

	for (int i = 0; i < FIGURES_ACTIVE_DAYS; i++)
		active += f->days[i]->accounts_last;
	return active > 0 ? (uint64_t)active : 0;
}

static void
show_accounts(const struct figures *f, struct view *v, struct chart *chart)
{
	view_set_count(v, "Value", active_accounts(f));
	view_set(v, "Remark",
	    arena_printf(f->arena, "in the last %d days", FIGURES_ACTIVE_DAYS));
	for (int i = 0; i < CHART_DAYS; i++)
		chart->values[i] = (double)chart_day(f, i)->accounts_issued;
}

static const struct figure figures[] = {
	{ "Total Orders", NULL, "/orders", show_orders,
	    { .words = "Orders", .class = "" } },
	{ "Success Rate", "issued", "/orders", show_success,
	    { .words = "Per cent issued",
		.class = "good",
		.top = 100,
		.decimals = 1 } },
	{ "Active Failed Orders", "active", "/orders", show_active,
	    { .words = "Active failed orders", .class = "bad" } },
	{ "Average Processing", NULL, "/orders", show_processing,
	    { .words = "Milliseconds on average",
		.class = "",
		.decimals = 1 } },
	{ "Active Accounts", "active", "/accounts", show_accounts,
	    { .words = "Accounts issued to", .class = "" } },
};

static void
show_figure(struct page *page, const struct figures *f,
    const struct figure *row, const char *profile, struct view *v)
{
	struct chart chart = row->chart;

	view_set(v, "Label", row->label);
	view_set(v, "Href",
	    web_url(page->arena, page_url(page, row->path), "profile", profile,
		"state", row->state, NULL));
	row->show(f, v, &chart);
	chart_show(&chart, page->arena, v);
}

/* Orders that somebody has to decide on, and where they are listed. */
static void
show_waiting(const struct page *page, const struct figures *f,
    const char *profile, struct view *v)
{
	long long n = f->all->pending;

	if (n <= 0)
		return;
	view_set(v, "Text",
	    n == 1 ?
		"1 order waits for approval" :
		arena_printf(f->arena, "%lld orders wait for approval", n));
	view_set(v, "Href",
	    web_url(page->arena, page_url(page, "/orders"), "profile", profile,
		"state", "pending", NULL));
}

static int
read_figures(const struct page *page, const struct uuid *profile,
    struct figures *f, struct err *e)
{
	*f = (struct figures){
		.arena = page->arena,
		.today = clock_day(clock_ms()),
	};
	if (profile != NULL)
		f->scope = *profile;
	return store_view(ra_store(page->admin->ra), read_counters, f, e);
}

int
figures_accounts(const struct page *page, const struct uuid *profile,
    struct figures_accounts *out, struct err *e)
{
	struct figures f;

	if (read_figures(page, profile, &f, e) == -1)
		return -1;
	out->all = f.all->accounts - f.all->removed_accounts;
	out->active = active_accounts(&f);
	return 0;
}

int
figures_show(struct page *page, const struct uuid *profile, struct view *v,
    struct err *e)
{
	struct figures f;
	const char *id = NULL;

	if (read_figures(page, profile, &f, e) == -1)
		return -1;
	if (profile != NULL)
		id = uuid_text(page->arena, profile);
	for (size_t i = 0; i < sizeof(figures) / sizeof(figures[0]); i++)
		show_figure(page, &f, &figures[i], id, view_add(v, "Figures"));
	show_waiting(page, &f, id, view_at(v, "Waiting"));
	return 0;
}
