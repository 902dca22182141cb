/* SPDX-License-Identifier: BSD-2-Clause */
/* A request's body, read from a stream up to a limit. */
#ifndef WEB_BODY_H
#define WEB_BODY_H

#include <stddef.h>
#include <stdint.h>

#include "web/request.h"

/* Up to len bytes of the stream; 0 at its end. */
typedef size_t web_reader(void *stream, uint8_t *at, size_t len);

/*
 * Fill req->body, or set req->body_too_large.  `announced` is the length
 * that the client promised, -1 where it did not; what comes counts, and where
 * that is less req->body_cut tells.
 */
void	 web_body_read(web_reader *reader, void *stream, int64_t announced,
	    size_t limit, struct web_request *req);

#endif
