/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * HTTP as a load: some connections to one server, each with one request under
 * way, by one thread that costs the machine as little as it can.  HTTP/1.0
 * with keep-alive: an answer has a length or ends with its connection.
 */
#ifndef BENCH_HTTP_H
#define BENCH_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"

struct http_server {
	const char	*host;		/* an IPv4 address */
	uint16_t	 port;
	const char	*path;
};

struct http_answer {
	unsigned int	 status;
	struct span	 head;
	struct span	 body;
	int64_t		 us;		/* since the request was sent */
};

/* Where requests come from, and answers go to. */
struct http_work {
	/* The next request, whole, and its number; false: no more. */
	bool	(*next)(void *ctx, unsigned int *number, struct span *out);
	/* What answer points to ends with the call. */
	void	(*done)(void *ctx, unsigned int number,
		    const struct http_answer *answer);
	void	*ctx;
};

/* "http://127.0.0.1:8080/scep/devices"; parts in the arena. */
int	 http_server_parse(const char *url, struct arena *a,
	    struct http_server *out, struct err *e) must_check;
/* A GET of the path with this query; `more`: header lines, or "". */
struct span http_get(const struct http_server *s, const char *query,
	    const char *more, struct arena *a);
struct span http_post(const struct http_server *s, const char *query,
	    struct span body, struct arena *a);
/* A header's value; NULL where it is not there. */
const char *http_header(struct span head, const char *name, struct arena *a);

/* Until there is no next one and all are answered. */
int	 http_load(const struct http_server *s, unsigned int connections,
	    const struct http_work *w, struct err *e) must_check;
/* One request; the answer in the arena. */
int	 http_ask(const struct http_server *s, struct span request,
	    struct arena *a, struct http_answer *out, struct err *e)
	    must_check;

#endif
