/* SPDX-License-Identifier: BSD-2-Clause */
/* Notes across a redirect. */
#include <string.h>

#include "base/text.h"
#include "web/cookie.h"
#include "web/note.h"

#define NOTE_COOKIE "scepgate_note"
#define NOTE_SECONDS 60
#define SUBJECT_MOST 400 /* bytes: a name of a hundred characters */

void
web_note_leave(const struct web_request *req, struct web_response *res,
    const char *path, const struct web_note *note)
{
	struct arena *a = req->arena;
	const struct web_cookie cookie = {
		.name = NOTE_COOKIE,
		.value = arena_printf(a, "%s:%s", note->key,
		    text_percent_encode(a, note->subject)),
		.path = path,
		.max_age = NOTE_SECONDS,
		.secure = req->https,
	};

	web_cookie_set(res, a, &cookie);
}

struct web_note
web_note_take(const struct web_request *req, struct web_response *res,
    const char *path)
{
	const char *value = web_cookie_get(req, NOTE_COOKIE);
	const struct web_cookie none = {
		.name = NOTE_COOKIE,
		.value = "",
		.path = path,
		.secure = req->https,
	};
	struct web_note note = { "", "" };
	struct span subject;
	const char *colon;
	struct err e;

	if (value == NULL)
		return note;
	web_cookie_set(res, req->arena, &none);
	if ((colon = strchr(value, ':')) == NULL)
		return note;
	note.key = arena_str(req->arena,
	    span_of(value, (size_t)(colon - value)));
	if (text_percent_decode(req->arena, span_of_str(colon + 1), false,
		&subject, &e) == 0)
		note.subject = text_clean(req->arena, subject, SUBJECT_MOST);
	return note;
}
