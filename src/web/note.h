/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A note that the next page shows once, after a POST was answered by 303: a
 * short-lived cookie holds the note's key and the name of its subject.  The
 * sentence belongs to the page, so that nobody else can word one.
 */
#ifndef WEB_NOTE_H
#define WEB_NOTE_H

#include "base/arena.h"
#include "web/request.h"

struct web_note {
	const char	*key;		/* "signed-out"; "" for none */
	const char	*subject;	/* "" where none; clean, not trusted */
};

/* path: of the door, "/admin". */
void	 web_note_leave(const struct web_request *req,
	    struct web_response *res, const char *path,
	    const struct web_note *note);
/* The note that was left, which is taken away with this answer. */
struct web_note	 web_note_take(const struct web_request *req,
	    struct web_response *res, const char *path);

#endif
