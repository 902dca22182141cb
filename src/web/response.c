/* SPDX-License-Identifier: BSD-2-Clause */
/* Answers: headers, security headers, one-line texts. */
#include <string.h>
#include <strings.h>

#include "base/log.h"
#include "base/text.h"
#include "web/response.h"
#include "web/status.h"

/* Room for one header line of ours; Set-Cookie and Location are longest. */
#define HEADER_VALUE_MOST 8000

/* One style sheet and one script, both files of ours, and nothing else. */
static const struct web_header secure_headers[] = {
	{ "Content-Security-Policy",
	    "default-src 'none'; style-src 'self'; script-src 'self'; "
	    "img-src 'self'; "
	    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
	{ "X-Content-Type-Options", "nosniff" },
	{ "Referrer-Policy", "no-referrer" },
	{ "Cache-Control", "no-store" },
};

static void
clear_body(void *body)
{
	buf_clear(body);
}

struct web_response *
web_response_new(struct arena *a)
{
	struct web_response *res = arena_alloc(a, sizeof(*res));

	res->status = 200;
	buf_init(&res->body, WEB_BODY_MOST);
	arena_on_free(a, clear_body, &res->body);
	return res;
}

void
web_response_reset(struct web_response *res)
{
	res->status = 200;
	res->content_type = NULL;
	res->header_count = 0;
	buf_clear(&res->body);
}

/* A header that repeats is added to; each other name stands once. */
static struct web_header *
place_of(struct web_response *res, const char *name)
{
	if (strcasecmp(name, "Set-Cookie") != 0)
		for (size_t i = 0; i < res->header_count; i++)
			if (strcasecmp(res->headers[i].name, name) == 0)
				return &res->headers[i];
	if (res->header_count == sizeof(res->headers) / sizeof(res->headers[0]))
		return NULL;
	return &res->headers[res->header_count++];
}

void
web_header_set(struct web_response *res, const char *name, const char *value)
{
	struct web_header *place = NULL;

	/* A line end in a value would start a header of its own. */
	if (strlen(value) <= HEADER_VALUE_MOST &&
	    text_is_clean(span_of_str(value)))
		place = place_of(res, name);
	if (place == NULL) {
		log_event(LOG_LEVEL_ERR, "header-dropped", "name", name, NULL);
		return;
	}
	*place = (struct web_header){ name, value };
}

const char *
web_header_get(const struct web_response *res, const char *name)
{
	for (size_t i = 0; i < res->header_count; i++)
		if (strcasecmp(res->headers[i].name, name) == 0)
			return res->headers[i].value;
	return NULL;
}

void
web_answer_text(struct web_response *res, int status, const char *text)
{
	res->status = status;
	res->content_type = "text/plain";
	buf_clear(&res->body);
	buf_add_str(&res->body, text);
	buf_add_byte(&res->body, '\n');
}

void
web_answer_see_other(struct web_response *res, const char *location)
{
	web_answer_text(res, 303, "See the address in Location.");
	web_header_set(res, "Location", location);
}

void
web_answer_file(struct web_response *res, struct arena *a, const char *type,
    const char *name, struct span bytes)
{
	res->content_type = type;
	buf_clear(&res->body);
	buf_add(&res->body, bytes);
	web_header_set(res, "Content-Disposition",
	    arena_printf(a, "attachment; filename=\"%s\"", name));
}

void
web_answer_secure(struct web_response *res)
{
	const size_t n = sizeof(secure_headers) / sizeof(secure_headers[0]);

	for (size_t i = 0; i < n; i++)
		web_header_set(res, secure_headers[i].name,
		    secure_headers[i].value);
}

void
web_response_head(struct web_response *res, struct buf *out)
{
	if (res->body.full) {
		log_event(LOG_LEVEL_ERR, "answer-too-large", NULL);
		web_response_reset(res);
		web_answer_text(res, 500, "The answer grew too large.");
	}
	buf_printf(out, "Status: %d %s\r\n", res->status,
	    web_status_name(res->status));
	/* Exactly as given: some SCEP clients stumble over a charset. */
	if (res->content_type != NULL)
		buf_printf(out, "Content-Type: %s\r\n", res->content_type);
	for (size_t i = 0; i < res->header_count; i++)
		buf_printf(out, "%s: %s\r\n", res->headers[i].name,
		    res->headers[i].value);
	/* RFC 9110 section 8.6: of a 304 it would be the whole thing's. */
	if (res->status != 304)
		buf_printf(out, "Content-Length: %zu\r\n", res->body.len);
	buf_add_str(out, "\r\n");
}
