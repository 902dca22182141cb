/* SPDX-License-Identifier: BSD-2-Clause */
/* A small check of pages; see html.h.  It knows the HTML that we write. */
#include <stdbool.h>
#include <string.h>

#include "html.h"

#define DEPTH_MOST 64
#define IDS_MOST 256

struct check {
	struct arena *a;
	const char *open[DEPTH_MOST];
	size_t depth;
	const char *ids[IDS_MOST];
	size_t id_count;
	const char *wanted[IDS_MOST];
	size_t wanted_count;
	unsigned int h1, main;
};

static bool
is_one_of(const char *name, const char *const *list)
{
	for (; *list != NULL; list++)
		if (strcmp(name, *list) == 0)
			return true;
	return false;
}

/* The value of an attribute of one tag, "<a href=\"x\">"; NULL: none. */
static const char *
attribute(const char *tag, const char *name, struct arena *a)
{
	const char *at = strstr(tag, arena_printf(a, " %s=\"", name));

	if (at == NULL)
		return NULL;
	at += strlen(name) + 3;
	return arena_str(a, span_of(at, strcspn(at, "\"")));
}

static void
want(struct check *c, const char *id)
{
	if (id != NULL && c->wanted_count < IDS_MOST)
		c->wanted[c->wanted_count++] = id;
}

/* What refers to other places of the page. */
static void
note_references(struct check *c, const char *tag)
{
	const char *value = attribute(tag, "aria-describedby", c->a);

	while (value != NULL && *value != '\0') {
		want(c, arena_str(c->a, span_of(value, strcspn(value, " "))));
		value += strcspn(value, " ");
		value += strspn(value, " ");
	}
	want(c, attribute(tag, "for", c->a));
	want(c, attribute(tag, "aria-labelledby", c->a));
	value = attribute(tag, "href", c->a);
	if (value != NULL && *value == '#')
		want(c, value + 1);
}

static const char *
note_id(struct check *c, const char *tag)
{
	const char *id = attribute(tag, "id", c->a);

	if (id == NULL)
		return NULL;
	for (size_t i = 0; i < c->id_count; i++)
		if (strcmp(c->ids[i], id) == 0)
			return arena_printf(c->a, "id '%s' twice", id);
	if (c->id_count < IDS_MOST)
		c->ids[c->id_count++] = id;
	return NULL;
}

/* " onclick=": an attribute that runs a script. */
static bool
has_handler(const char *tag)
{
	size_t len;

	while ((tag = strstr(tag, " on")) != NULL) {
		tag += 3;
		len = strspn(tag, "abcdefghijklmnopqrstuvwxyz");
		if (len > 0 && tag[len] == '=')
			return true;
	}
	return false;
}

/* The one script: a file of ours. */
static bool
is_our_script(const char *tag)
{
	static const char before[] = "<script src=\"";
	static const char after[] = "/admin.js\" defer>";
	size_t len = strlen(tag);

	return strncmp(tag, before, sizeof(before) - 1) == 0 &&
	    len >= sizeof(after) - 1 &&
	    strcmp(tag + len - (sizeof(after) - 1), after) == 0;
}

static const char *
begin(struct check *c, const char *name, const char *tag)
{
	static const char *const void_elements[] = { "meta", "link", "img",
		"input", "br", "hr", "wbr", NULL };
	static const char *const banned[] = { "script", "style", "iframe",
		"object", "embed", NULL };

	if ((is_one_of(name, banned) && !is_our_script(tag)) ||
	    strstr(tag, " style=") != NULL ||
	    strstr(tag, "javascript:") != NULL || has_handler(tag))
		return arena_printf(c->a, "banned: %s", tag);
	c->h1 += strcmp(name, "h1") == 0;
	c->main += strcmp(name, "main") == 0;
	note_references(c, tag);
	if (is_one_of(name, void_elements))
		return note_id(c, tag);
	if (c->depth == DEPTH_MOST)
		return "too deep";
	c->open[c->depth++] = name;
	return note_id(c, tag);
}

static const char *
end(struct check *c, const char *name)
{
	if (c->depth == 0 || strcmp(c->open[c->depth - 1], name) != 0)
		return arena_printf(c->a, "</%s> within <%s>", name,
		    c->depth == 0 ? "" : c->open[c->depth - 1]);
	c->depth--;
	return NULL;
}

/* From '<' to '>'; values in quotes hold no '>' since it is escaped. */
static const char *
check_tag(struct check *c, const char *tag)
{
	const char *name = tag + 1 + (tag[1] == '/');

	name = arena_str(c->a,
	    span_of(name,
		strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789")));
	if (*name == '\0')
		return arena_printf(c->a, "a raw '<': %.20s", tag);
	return tag[1] == '/' ? end(c, name) : begin(c, name, tag);
}

static const char *
check_end(struct check *c)
{
	bool found;

	if (c->depth > 0)
		return arena_printf(c->a, "<%s> does not end",
		    c->open[c->depth - 1]);
	if (c->h1 != 1 || c->main != 1)
		return "want one h1 and one main";
	for (size_t i = 0; i < c->wanted_count; i++) {
		found = false;
		for (size_t j = 0; j < c->id_count; j++)
			found = found || strcmp(c->wanted[i], c->ids[j]) == 0;
		if (!found)
			return arena_printf(c->a, "nothing has the id '%s'",
			    c->wanted[i]);
	}
	return NULL;
}

const char *
html_fault(const char *page, struct arena *a)
{
	struct check c = { .a = a };
	const char *fault = NULL;
	size_t len;

	page += strspn(page, " \n");
	if (strncmp(page, "<!DOCTYPE html>", 15) != 0)
		return "no doctype";
	page += 15;
	while (fault == NULL && (page = strchr(page, '<')) != NULL) {
		len = strcspn(page, ">");
		if (page[len] == '\0')
			return "a tag that does not end";
		fault = check_tag(&c, arena_str(a, span_of(page, len + 1)));
		page += len;
	}
	return fault != NULL ? fault : check_end(&c);
}

const char *
html_attribute(const char *page, const char *mark, const char *name,
    struct arena *a)
{
	const char *at = strstr(page, mark), *start;

	if (at == NULL)
		return NULL;
	for (start = at; start > page && *start != '<'; start--)
		;
	return attribute(arena_str(a, span_of(start, strcspn(start, ">"))),
	    name, a);
}

const char *
html_link(const char *page, const char *mark, struct arena *a)
{
	const char *href = html_attribute(page, mark, "href", a);
	const char *out = "", *amp;

	if (href == NULL)
		return NULL;
	while ((amp = strstr(href, "&amp;")) != NULL) {
		out = arena_printf(a, "%s%.*s&", out, (int)(amp - href), href);
		href = amp + strlen("&amp;");
	}
	return arena_printf(a, "%s%s", out, href);
}
