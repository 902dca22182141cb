/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One HTTP request as the web server handed it over, and its answer.  Both
 * live in the request's arena: nothing here is freed by hand.
 */
#ifndef WEB_REQUEST_H
#define WEB_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/span.h"

enum web_method { WEB_GET, WEB_HEAD, WEB_POST, WEB_OTHER };

/* A decoded name and value of a query or a form. */
struct web_param {
	struct span	 name;
	struct span	 value;
};

struct web_params {
	struct web_param	*at;
	size_t			 n;
};

struct web_request {
	struct arena		*arena;
	enum web_method		 method;
	const char		*method_name;	/* as sent */
	/*
	 * Path as sent, percent-encoding kept, without the query; begins
	 * with '/'.
	 */
	const char		*path;
	const char		*query;		/* raw; never NULL */
	struct span		 body;		/* within the limit */
	bool			 body_too_large; /* and body is empty */
	bool			 body_cut;	/* less came than promised */
	const char		*content_type;	/* "" where none */
	const char		*cookie;	/* "" where none */
	const char		*accept;	/* "" where none */
	const char		*user_agent;	/* cleaned, at most 200 bytes */
	const char		*host;		/* "" where none */
	const char		*if_none_match;	/* raw; "" where none */
	const char		*address;	/* the client's */
	bool			 https;
	const char		*remote_user;	/* login at the web server */
	char			 id[37];	/* in its log lines and order */
	int64_t			 started_ms;	/* wall time */
	int64_t			 started_us;	/* clock_us(), for durations */
};

struct web_response {
	int			 status;	/* 200 */
	const char		*content_type;
	struct web_header {
		const char	*name;
		const char	*value;
	}			 headers[16];
	size_t			 header_count;
	struct buf		 body;		/* sent with Content-Length */
};

/* Most parameters a query or a form may have; more are ERR_MALFORMED. */
#define WEB_PARAMS_MOST 200

/*
 * Split and decode a query or an urlencoded form.  `plus_is_space` as in
 * text_percent_decode: false for SCEP, where a raw '+' is base64.
 */
int	 web_params_parse(struct span s, bool plus_is_space,
	    struct arena *a, struct web_params *out, struct err *e) must_check;
/* The first value of a name, compared byte by byte; NULL: not there. */
const struct span *web_params_get(const struct web_params *p,
	    const char *name);

/* name and value are borrowed until the answer is written. */
void	 web_header_set(struct web_response *res, const char *name,
	    const char *value);
/* An answer of one line of text/plain. */
void	 web_answer_text(struct web_response *res, int status,
	    const char *text);

#endif
