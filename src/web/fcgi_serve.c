/* SPDX-License-Identifier: BSD-2-Clause */
/* One request from libfcgi to a handler and back; and who stands in. */
#include <fcgiapp.h>
#include <poll.h>
#include <signal.h>

#include "base/clock.h"
#include "base/log.h"
#include "web/body.h"
#include "web/environ.h"
#include "web/fcgi_part.h"
#include "web/response.h"
#include "web/status.h"
#include "web/stop.h"

#define HEAD_MOST (160 * 1024) /* 16 headers of at most 8000 bytes */

static size_t
read_stream(void *stream, uint8_t *at, size_t len)
{
	int got = FCGX_GetStr((char *)at, (int)len, stream);

	return got < 0 ? 0 : (size_t)got;
}

static void
write_answer(FCGX_Request *fcgi, const struct web_request *req,
    struct web_response *res)
{
	struct buf head;

	buf_init(&head, HEAD_MOST);
	web_response_head(res, &head);
	FCGX_PutStr((const char *)head.at, (int)head.len, fcgi->out);
	/* RFC 9110 section 9.3.2: the head as of GET, and no body. */
	if (req->method != WEB_HEAD)
		FCGX_PutStr((const char *)res->body.at, (int)res->body.len,
		    fcgi->out);
	buf_clear(&head);
}

void
web_serve_one(const struct web_server *server,
    const struct web_proxies *proxies, FCGX_Request *fcgi,
    struct last_words *last, struct arena *a)
{
	struct web_request req;
	struct web_response *res = web_response_new(a);

	last_words_begin(last, fcgi->ipcFd, (unsigned int)fcgi->requestId);
	web_environ_read(fcgi->envp, proxies, a, &req);
	log_request(req.id);
	web_body_read(read_stream, fcgi->in, web_environ_length(fcgi->envp),
	    server->body_limit, &req);
	server->handler(&req, res, server->ctx);
	last_words_end(last);
	write_answer(fcgi, &req, res);
	log_request(NULL);
	/*
	 * libfcgi waits for the web server to hang up first, so that what is
	 * still under way to us cannot break the answer off.  Nothing is,
	 * where the body was read to its end; who is detached does not wait.
	 */
	if (!req.body_too_large)
		(void)FCGX_Detach(fcgi);
}

/* ---- Before there is anything to serve --------------------------------- */

#define READY_US 1000000 /* between two looks */
#define READY_MS 250
#define STAND_IN_BODY (1024 * 1024)

static void
answer_later(const struct web_request *req, struct web_response *res, void *ctx)
{
	(void)req;
	(void)ctx;
	web_header_set(res, "Retry-After", WEB_LATER_S);
	web_answer_text(res, 503, WEB_LATER_TEXT);
}

void
web_stand_in(bool (*ready)(void *ctx), void *ctx)
{
	const struct web_server server = { .handler = answer_later,
		.body_limit = STAND_IN_BODY };
	const struct web_proxies proxies = { 0 };
	struct last_words last = { 0 };
	struct pollfd in = { .fd = LISTEN_FD, .events = POLLIN };
	struct arena *a = arena_new();
	FCGX_Request fcgi;
	int64_t look_us = 0;

	(void)signal(SIGPIPE, SIG_IGN);
	(void)FCGX_Init();
	FCGX_InitRequest(&fcgi, LISTEN_FD, FCGI_FAIL_ACCEPT_ON_INTR);
	web_stop_release();
	while (!web_stop_asked()) {
		if (clock_us() >= look_us) {
			if (ready(ctx))
				break;
			look_us = clock_us() + READY_US;
		}
		if (poll(&in, 1, READY_MS) != 1 || FCGX_Accept_r(&fcgi) != 0)
			continue;
		web_serve_one(&server, &proxies, &fcgi, &last, a);
		FCGX_Finish_r(&fcgi);
		arena_reset(a);
	}
	web_stop_catch();
	FCGX_Free(&fcgi, 1);
	arena_free(a);
}
