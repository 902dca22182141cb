/* SPDX-License-Identifier: BSD-2-Clause */
/* The answer: how handlers fill it, and its form on the FastCGI stream. */
#ifndef WEB_RESPONSE_H
#define WEB_RESPONSE_H

#include "base/arena.h"
#include "web/request.h"

/* Most bytes of an answer's body; a page of 200 rows has some 60 KB. */
#define WEB_BODY_MOST (8 * 1024 * 1024)

/* In the arena, with its body; status 200 and nothing else. */
struct web_response *web_response_new(struct arena *a);
/* Back to the state after web_response_new. */
void	 web_response_reset(struct web_response *res);
/* The value of a header that was set; NULL: none. */
const char *web_header_get(const struct web_response *res,
	    const char *name);
/* 303 See Other: where a browser goes on with GET.  A path of ours. */
void	 web_answer_see_other(struct web_response *res, const char *location);
/*
 * A file for a browser to keep.  name: text_slug and an ending of ours, so
 * that it needs no quoting (RFC 6266).
 */
void	 web_answer_file(struct web_response *res, struct arena *a,
	    const char *type, const char *name, struct span bytes);
/*
 * The headers of every answer that people's browsers get: no script within a
 * page, no frames, nothing from elsewhere, nothing kept.
 */
void	 web_answer_secure(struct web_response *res);
/*
 * Status line and headers as RFC 3875 section 6 wants them, up to the empty
 * line.  A body that outgrew its limit has become a 500 before.
 */
void	 web_response_head(struct web_response *res, struct buf *out);

#endif
