/* SPDX-License-Identifier: BSD-2-Clause */
/* The only file that knows ClearSilver. */
#include <ClearSilver.h>
#include <inttypes.h>
#include <pthread.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/text.h"
#include "web/view.h"

#define VALUE_MOST 65536 /* bytes of one value */

/* What the places of one tree share. */
struct tree {
	struct arena *arena;
	HDF *root;
	NEOERR *failed; /* the first failure of a setter */
};

struct view {
	struct tree *tree;
	HDF *at; /* NULL after a failure */
	const char *list; /* where view_add last added */
	unsigned int rows; /* how many that list has */
};

/*
 * ClearSilver registers its errors at first use, without a lock; this is the
 * lock.
 */
static void
init_once(void)
{
	NEOERR *ignored = nerr_init();

	nerr_ignore(&ignored);
}

static void
free_tree(void *arg)
{
	struct tree *tree = arg;

	nerr_ignore(&tree->failed);
	hdf_destroy(&tree->root);
}

/* Keep the first failure; forget the others. */
static void
keep(struct tree *tree, NEOERR *failed)
{
	if (tree->failed == STATUS_OK)
		tree->failed = failed;
	else
		nerr_ignore(&failed);
}

static struct view *
place(struct tree *tree, HDF *at)
{
	struct view *v = arena_alloc(tree->arena, sizeof(*v));

	v->tree = tree;
	v->at = at;
	return v;
}

struct view *
view_new(struct arena *a, const char *templates)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	struct tree *tree = arena_alloc(a, sizeof(*tree));

	pthread_once(&once, init_once);
	tree->arena = a;
	keep(tree, hdf_init(&tree->root));
	arena_on_free(a, free_tree, tree);
	if (tree->failed == STATUS_OK) {
		/* Read by cs_init: set later, it would silently do nothing. */
		keep(tree,
		    hdf_set_value(tree->root, "Config.VarEscapeMode", "html"));
		keep(tree,
		    hdf_set_value(tree->root, "hdf.loadpaths.0", templates));
	}
	return place(tree, tree->root);
}

struct view *
view_at(struct view *v, const char *name)
{
	HDF *at = NULL;

	if (v->at != NULL)
		keep(v->tree, hdf_get_node(v->at, name, &at));
	return place(v->tree, at);
}

/* The rows of a list are numbered in the order they were added. */
static unsigned int
count_rows(HDF *list)
{
	unsigned int n = 0;

	for (HDF *row = hdf_obj_child(list); row != NULL;
	     row = hdf_obj_next(row))
		n++;
	return n;
}

struct view *
view_add(struct view *v, const char *list)
{
	struct view *rows = view_at(v, list);
	char number[16];

	if (rows->at == NULL)
		return rows;
	if (v->list == NULL || strcmp(v->list, list) != 0) {
		v->list = arena_strdup(v->tree->arena, list);
		v->rows = count_rows(rows->at);
	}
	snprintf(number, sizeof(number), "%u", v->rows++);
	return view_at(rows, number);
}

void
view_set(struct view *v, const char *name, const char *value)
{
	if (value == NULL || v->at == NULL)
		return;
	if (strlen(value) > VALUE_MOST ||
	    !text_can_be_shown(span_of_str(value)))
		value = text_shown(v->tree->arena, span_of_str(value),
		    VALUE_MOST);
	keep(v->tree, hdf_set_value(v->at, name, value));
}

void
view_add_lines(struct view *v, const char *list, const char *text)
{
	size_t len;

	for (; *text != '\0'; text += len + (text[len] == '\n')) {
		len = strcspn(text, "\n");
		view_set(view_add(v, list), "Text",
		    arena_str(v->tree->arena, span_of(text, len)));
	}
}

void
view_set_int(struct view *v, const char *name, int64_t value)
{
	view_set(v, name, arena_printf(v->tree->arena, "%" PRId64, value));
}

void
view_set_flag(struct view *v, const char *name, bool value)
{
	if (value)
		view_set(v, name, "1");
}

void
view_set_count(struct view *v, const char *name, uint64_t value)
{
	char digits[32], grouped[48];
	size_t n, out = 0;

	n = (size_t)snprintf(digits, sizeof(digits), "%" PRIu64, value);
	for (size_t i = 0; i < n; i++) {
		if (i > 0 && (n - i) % 3 == 0)
			grouped[out++] = ',';
		grouped[out++] = digits[i];
	}
	grouped[out] = '\0';
	view_set(v, name, grouped);
}

void
view_set_time(struct view *v, const char *name, int64_t ms)
{
	const time_t seconds = (time_t)(ms / 1000);
	struct view *at;
	char day[32], clock[16];
	struct tm tm;

	if (ms == 0 || gmtime_r(&seconds, &tm) == NULL ||
	    strftime(day, sizeof(day), "%Y-%m-%d", &tm) == 0 ||
	    strftime(clock, sizeof(clock), "%H:%M:%S", &tm) == 0)
		return;
	at = view_at(v, name);
	view_set(at, "Machine", clock_rfc3339(v->tree->arena, ms));
	view_set(at, "Day", day);
	view_set(at, "Clock", clock);
}

/* Consume a failure of ClearSilver's into ours. */
static int
view_err(NEOERR *failed, const char *name, struct err *e)
{
	STRING text;

	if (failed == STATUS_OK)
		return 0;
	string_init(&text);
	nerr_error_string(failed, &text);
	err_set(e, ERR_INTERNAL, "template %s: %s", name,
	    text.buf == NULL ? "out of memory" : text.buf);
	string_clear(&text);
	nerr_ignore(&failed);
	return -1;
}

/* Macros leave line ends before the page begins. */
static NEOERR *
add_output(void *body, char *text)
{
	const struct buf *so_far = body;

	if (so_far->len == 0)
		text += strspn(text, "\n");
	buf_add_str(body, text);
	return STATUS_OK;
}

int
view_render(struct view *v, const char *name, struct web_response *res,
    struct err *e)
{
	struct tree *tree = v->tree;
	NEOERR *failed = tree->failed;
	CSPARSE *parse = NULL;

	tree->failed = STATUS_OK;
	buf_clear(&res->body);
	if (failed == STATUS_OK)
		failed = cs_init(&parse, tree->root);
	if (failed == STATUS_OK)
		failed = cs_parse_file(parse, name);
	if (failed == STATUS_OK)
		failed = cs_render(parse, &res->body, add_output);
	cs_destroy(&parse);
	if (view_err(failed, name, e) == -1)
		return -1;
	res->content_type = "text/html; charset=utf-8";
	return 0;
}
