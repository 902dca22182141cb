/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A FastCGI program for fcgi_loop.test: says what it was asked, slowly where
 * the path says so.  With an argument it takes its time to start, too.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "base/log.h"
#include "base/mem.h"
#include "web/fcgi.h"
#include "web/response.h"
#include "web/stop.h"

#define BODY_LIMIT 65536
#define BIG (5 * 1024 * 1024)

static const struct timespec while_away = { 1, 500 * 1000 * 1000 };

static void
answer_big(struct web_response *res)
{
	res->content_type = "application/octet-stream";
	for (size_t i = 0; i < BIG; i++)
		buf_add_byte(&res->body, (uint8_t)('a' + i % 26));
}

static void
answer_too_big(struct web_response *res)
{
	while (!res->body.full)
		answer_big(res);
}

static void
probe(const struct web_request *req, struct web_response *res, void *ctx)
{
	(void)ctx;
	if (strcmp(req->path, "/big") == 0) {
		answer_big(res);
		return;
	}
	if (strcmp(req->path, "/too-big") == 0) {
		answer_too_big(res);
		return;
	}
	if (strcmp(req->path, "/no-memory") == 0)
		(void)mem_must(NULL);
	if (strcmp(req->path, "/slow") == 0) {
		log_event(LOG_LEVEL_INFO, "slow", NULL);
		(void)nanosleep(&while_away, NULL);
	}
	res->content_type = "application/x-probe";
	web_header_set(res, "X-Probe", req->id);
	buf_printf(&res->body,
	    "method %s\npath %s\nquery %s\nhost %s\n"
	    "address %s\nagent %s\nhttps %d\ntoo-large %d\nbody %zu ",
	    req->method_name, req->path, req->query, req->host, req->address,
	    req->user_agent, req->https, req->body_too_large, req->body.len);
	buf_add(&res->body, req->body);
	buf_add_byte(&res->body, '\n');
}

int
main(int argc, char **argv)
{
	const struct web_server server = {
		.handler = probe,
		.threads = 4,
		.body_limit = BODY_LIMIT,
		.trusted_proxies = "127.0.0.1",
	};
	struct err e;

	(void)argv;
	log_init("fcgi_probe", LOG_LEVEL_INFO);
	web_stop_catch();
	if (argc > 1)
		(void)nanosleep(&while_away, NULL);
	if (web_serve(&server, &e) == -1) {
		fprintf(stderr, "fcgi_probe: %s\n", e.text);
		return 1;
	}
	log_event(LOG_LEVEL_NOTICE, "probe-ended", NULL);
	return 0;
}
