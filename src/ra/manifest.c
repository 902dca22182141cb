/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See manifest.h.
 *
 *	scepgate-backup 1
 *	instance UUID
 *	made MILLISECONDS RFC3339
 *	run N
 *	store SHA256 SIZE KEPT NAME
 *	state SHA256 SIZE KEPT PATH
 *	end SHA256		of all before this line
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/text.h"
#include "ra/manifest.h"
#include "ra/state.h"
#include "ra/state_files.h"

#define HEADING "scepgate-backup 1"
#define SIZE_MOST (16 * 1024 * 1024)
#define WORDS 5

struct line {
	const char *word[WORDS];
	int n;
};

/* ---- Reading ----------------------------------------------------------- */

static int
bad(const char *dir, unsigned int number, struct err *e)
{
	return err_set(e, ERR_INTEGRITY,
	    "line %u of %s/" MANIFEST_FILE " is not as it was written: take "
	    "another directory, or another backup",
	    number, dir);
}

/* Words of a line, cut in place. */
static struct line
split(char *text)
{
	struct line l = { .n = 0 };
	char *rest = text, *word;

	while (l.n < WORDS && (word = strsep(&rest, " ")) != NULL)
		l.word[l.n++] = word;
	return l;
}

static bool
read_file(const struct line *l, struct arena *a, struct store_file *out)
{
	struct err unused = { 0 };
	struct span sum;
	int64_t size;

	if (l->n != 5 || !state_name_ok(l->word[3]) ||
	    !state_name_ok(l->word[4]) || strchr(l->word[3], '/') != NULL ||
	    text_unhex(a, l->word[1], &sum, &unused) == -1 ||
	    sum.len != sizeof(out->sha256) ||
	    text_to_int(l->word[2], 0, INT64_MAX, &size, &unused) == -1)
		return false;
	memcpy(out->sha256, sum.at, sum.len);
	out->size = (uint64_t)size;
	out->kept = arena_strdup(a, l->word[3]);
	out->name = arena_strdup(a, l->word[4]);
	return true;
}

static bool
read_line(const struct line *l, struct arena *a, struct manifest *m)
{
	struct err unused = { 0 };
	int64_t n;

	if (l->n < 2)
		return false;
	if (strcmp(l->word[0], "store") == 0)
		return read_file(l, a, &m->store[m->store_count++]);
	if (strcmp(l->word[0], "state") == 0)
		return read_file(l, a, &m->state[m->state_count++]);
	if (strcmp(l->word[0], "instance") == 0)
		return uuid_parse(l->word[1], &m->instance);
	if (strcmp(l->word[0], "made") == 0)
		return text_to_int(l->word[1], 0, INT64_MAX, &m->made_ms,
			   &unused) == 0;
	if (strcmp(l->word[0], "run") != 0 ||
	    text_to_int(l->word[1], 1, UINT32_MAX, &n, &unused) == -1)
		return false;
	m->run = (unsigned int)n;
	return true;
}

static unsigned int
count_lines(const char *text)
{
	unsigned int n = 0;

	for (; *text != '\0'; text++)
		n += *text == '\n';
	return n;
}

/* The last line holds the sum of those before it. */
static bool
is_whole(const char *text, struct arena *a)
{
	const char *end = strstr(text, "\nend ");
	const char *sum;

	if (end == NULL)
		return false;
	end++;
	sum = text_hex(a, field_sha256(a, span_of(text, (size_t)(end - text))));
	return strcmp(end, arena_printf(a, "end %s\n", sum)) == 0;
}

static int
parse(const char *dir, char *text, struct arena *a, struct manifest *m,
    struct err *e)
{
	unsigned int number = 0, lines = count_lines(text);
	char *rest = text, *line;
	struct line l;

	if (!is_whole(text, a))
		return bad(dir, lines, e);
	m->store = arena_alloc(a, lines * sizeof(*m->store));
	m->state = arena_alloc(a, lines * sizeof(*m->state));
	while ((line = strsep(&rest, "\n")) != NULL) {
		number++;
		if (number == 1 && strcmp(line, HEADING) != 0)
			return err_set(e, ERR_CONFLICT,
			    "the backup in %s was made by a newer scepgate: "
			    "install that version",
			    dir);
		if (number == 1)
			continue;
		if (strncmp(line, "end ", 4) == 0)
			break;
		l = split(line);
		if (!read_line(&l, a, m))
			return bad(dir, number, e);
	}
	return m->run > 0 && m->store_count > 0 ? 0 : bad(dir, number, e);
}

int
manifest_read(const char *dir, struct arena *a, struct manifest **out,
    struct err *e)
{
	const char *path = arena_printf(a, "%s/" MANIFEST_FILE, dir);
	struct buf b;
	int rc;

	*out = NULL;
	buf_init(&b, SIZE_MOST);
	rc = file_read(path, &b, e);
	if (rc == 0) {
		*out = arena_alloc(a, sizeof(**out));
		rc = parse(dir, arena_str(a, buf_span(&b)), a, *out, e);
	} else if (e->kind == ERR_NOT_FOUND) {
		err_clear(e);
		rc = 0;
	}
	buf_clear(&b);
	return rc;
}

int
manifest_want(const char *dir, struct arena *a, struct manifest **out,
    struct err *e)
{
	if (manifest_read(dir, a, out, e) == -1)
		return -1;
	if (*out != NULL)
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "%s is no backup: there is no manifest", dir);
}

/* ---- Writing ----------------------------------------------------------- */

static void
put_files(struct buf *b, const char *what, const struct store_file *f, size_t n,
    struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		buf_printf(b, "%s %s %" PRIu64 " %s %s\n", what,
		    text_hex(a, span_of(f[i].sha256, sizeof(f[i].sha256))),
		    f[i].size, f[i].kept, f[i].name);
}

int
manifest_write(const char *dir, const struct manifest *m, struct err *e)
{
	struct arena *a = arena_new();
	struct buf b;
	int rc;

	buf_init(&b, SIZE_MOST);
	buf_printf(&b, HEADING "\ninstance %s\nmade %" PRId64 " %s\nrun %u\n",
	    uuid_text(a, &m->instance), m->made_ms,
	    clock_rfc3339(a, m->made_ms), m->run);
	put_files(&b, "store", m->store, m->store_count, a);
	put_files(&b, "state", m->state, m->state_count, a);
	buf_printf(&b, "end %s\n", text_hex(a, field_sha256(a, buf_span(&b))));
	rc = b.full ? err_set(e, ERR_INTERNAL, "the manifest is too long") :
		      file_write(arena_printf(a, "%s/" MANIFEST_FILE, dir),
			  buf_span(&b), 0600, e);
	buf_clear(&b);
	arena_free(a);
	return rc;
}
