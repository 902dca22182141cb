/* SPDX-License-Identifier: BSD-2-Clause */
/* Columns as wide as what is in them. */
#include <string.h>

#include "base/text.h"
#include "tool/table.h"

#define COLUMNS_MOST 12
#define CELL_MOST 2000 /* bytes */
#define SHOWN_MOST 120 /* characters of a cell with others behind it */
#define GAP 2 /* blanks between columns */
#define LABEL_WIDTH 18

struct row {
	struct row *next;
	const char *cell[];
};

struct table {
	struct arena *a;
	const char *const *columns;
	size_t n;
	size_t width[COLUMNS_MOST]; /* characters */
	struct row *first;
	struct row **end;
};

struct table *
table_new(struct arena *a, const char *const *columns)
{
	struct table *t = arena_alloc(a, sizeof(*t));

	t->a = a;
	t->columns = columns;
	while (t->n < COLUMNS_MOST && columns[t->n] != NULL) {
		t->width[t->n] = text_length(columns[t->n]);
		t->n++;
	}
	t->end = &t->first;
	return t;
}

static const char *
clean(struct arena *a, const char *text)
{
	if (text == NULL)
		return "";
	return text_shown(a, span_of_str(text), CELL_MOST);
}

/* Bytes of the first n characters, or of all. */
static size_t
bytes_of(const char *text, size_t n)
{
	const char *at;

	for (at = text; *at != '\0'; at++)
		if (((unsigned char)*at & 0xc0) != 0x80 && n-- == 0)
			break;
	return (size_t)(at - text);
}

/*
 * One device with a long name must not push what is behind it out of sight in
 * every row.  Programs (--tabs) get it whole.
 */
static const char *
shorten(struct arena *a, const char *text)
{
	if (text_length(text) <= SHOWN_MOST)
		return text;
	return arena_printf(a, "%.*s...", (int)bytes_of(text, SHOWN_MOST - 3),
	    text);
}

void
table_row(struct table *t, const char *const *cells)
{
	struct row *row;
	size_t i, width;

	row = arena_alloc(t->a, sizeof(*row) + t->n * sizeof(row->cell[0]));
	for (i = 0; i < t->n; i++) {
		row->cell[i] = clean(t->a, cells[i]);
		width = text_length(shorten(t->a, row->cell[i]));
		if (width > t->width[i])
			t->width[i] = width;
	}
	*t->end = row;
	t->end = &row->next;
}

/* Not printf's width, which counts bytes. */
static void
print_cell(const char *text, size_t width, FILE *f)
{
	size_t len = text_length(text);

	fputs(text, f);
	for (; len < width; len++)
		fputc(' ', f);
}

static void
print_row(const struct table *t, const char *const *cells, FILE *f)
{
	const char *text;
	size_t i;

	for (i = 0; i < t->n; i++) {
		text = cells[i][0] != '\0' ? cells[i] : "-";
		/* No blanks at the end of a line. */
		if (i + 1 < t->n)
			print_cell(shorten(t->a, text), t->width[i] + GAP, f);
		else
			fputs(text, f);
	}
	fputc('\n', f);
}

static void
print_tabs(const struct table *t, const char *const *cells, FILE *f)
{
	size_t i;

	for (i = 0; i < t->n; i++)
		fprintf(f, "%s%c", cells[i], i + 1 < t->n ? '\t' : '\n');
}

void
table_print(const struct table *t, bool tabs, FILE *f)
{
	const struct row *row;

	if (!tabs && t->first != NULL)
		print_row(t, t->columns, f);
	for (row = t->first; row != NULL; row = row->next) {
		if (tabs)
			print_tabs(t, row->cell, f);
		else
			print_row(t, row->cell, f);
	}
}

void
fact_print(struct arena *a, const char *label, const char *text)
{
	if (text == NULL || text[0] == '\0')
		return;
	print_cell(label, LABEL_WIDTH, stdout);
	printf("%s\n", clean(a, text));
}
