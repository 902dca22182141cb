/* SPDX-License-Identifier: BSD-2-Clause */
/* See http.h. */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "bench/http.h"

#define CONNECTIONS_MOST 256
#define ANSWER_MOST (64 * 1024) /* bytes, head and body */
#define WAIT_MOST_MS 20000 /* for any answer at all */

struct connection {
	int fd; /* -1: none */
	bool busy;
	unsigned int number;
	int64_t sent_us;
	size_t len;
	char in[ANSWER_MOST + 1];
};

struct load {
	const struct http_server *server;
	const struct http_work *work;
	unsigned int n;
	struct connection *at;
};

int
http_server_parse(const char *url, struct arena *a, struct http_server *out,
    struct err *e)
{
	static const char scheme[] = "http://";
	const char *host = url + strlen(scheme), *colon, *path;
	int64_t port;

	if (strncmp(url, scheme, strlen(scheme)) != 0 ||
	    (colon = strchr(host, ':')) == NULL ||
	    (path = strchr(colon, '/')) == NULL)
		return err_set(e, ERR_MALFORMED,
		    "%s: want http://<address>:<port>/<path>", url);
	out->host = arena_str(a, span_of(host, (size_t)(colon - host)));
	out->path = arena_strdup(a, path);
	colon++;
	if (text_to_int(arena_str(a, span_of(colon, (size_t)(path - colon))), 1,
		UINT16_MAX, &port, e) == -1)
		return err_prefix(e, "%s: port", url);
	out->port = (uint16_t)port;
	return 0;
}

struct span
http_get(const struct http_server *s, const char *query, const char *more,
    struct arena *a)
{
	return span_of_str(arena_printf(a,
	    "GET %s?%s HTTP/1.0\r\nHost: %s\r\n"
	    "Connection: keep-alive\r\n%s\r\n",
	    s->path, query, s->host, more));
}

struct span
http_post(const struct http_server *s, const char *query, struct span body,
    struct arena *a)
{
	struct buf b;
	struct span out;

	buf_init(&b, ANSWER_MOST);
	buf_printf(&b,
	    "POST %s?%s HTTP/1.0\r\nHost: %s\r\n"
	    "Connection: keep-alive\r\n"
	    "Content-Type: application/x-pki-message\r\n"
	    "Content-Length: %zu\r\n\r\n",
	    s->path, query, s->host, body.len);
	buf_add(&b, body);
	out = arena_span(a, buf_span(&b));
	buf_clear(&b);
	return out;
}

/* Where a header's value begins in a head that ends in a NUL. */
static const char *
find_header(const char *head, const char *name)
{
	const char *line = head;
	size_t len = strlen(name);

	while ((line = strstr(line, "\r\n")) != NULL) {
		line += 2;
		if (strncasecmp(line, name, len) == 0 && line[len] == ':')
			return line + len + 1 + strspn(line + len + 1, " ");
	}
	return NULL;
}

const char *
http_header(struct span head, const char *name, struct arena *a)
{
	const char *value = find_header(arena_str(a, head), name);

	if (value == NULL)
		return NULL;
	return arena_str(a, span_of(value, strcspn(value, "\r\n")));
}

/* ---- Connections ------------------------------------------------------- */

static int
fail(const struct load *l, const char *what, struct err *e)
{
	return err_set(e, ERR_UNAVAILABLE, "%s:%u: %s: %s", l->server->host,
	    l->server->port, what, strerror(errno));
}

static int
open_connection(const struct load *l, struct connection *c, struct err *e)
{
	struct sockaddr_in to = { .sin_family = AF_INET,
		.sin_port = htons(l->server->port) };

	(void)inet_pton(AF_INET, l->server->host, &to.sin_addr);
	if ((c->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) == -1 ||
	    connect(c->fd, (struct sockaddr *)&to, sizeof(to)) == -1)
		return fail(l, "connect", e);
	return 0;
}

static void
close_connection(struct connection *c)
{
	if (c->fd != -1)
		close(c->fd);
	c->fd = -1;
}

static int
send_next(const struct load *l, struct connection *c, struct err *e)
{
	struct span s;
	ssize_t n;

	c->busy = l->work->next(l->work->ctx, &c->number, &s);
	if (!c->busy)
		return 0;
	if (c->fd == -1 && open_connection(l, c, e) == -1)
		return -1;
	c->len = 0;
	c->sent_us = clock_us();
	while (s.len > 0) {
		if ((n = send(c->fd, s.at, s.len, MSG_NOSIGNAL)) == -1)
			return fail(l, "send", e);
		s = span_of(s.at + n, s.len - (size_t)n);
	}
	return 0;
}

/* The whole answer is there: *keep says whether the connection lives on. */
static bool
is_whole(struct connection *c, bool ended, struct http_answer *out, bool *keep)
{
	const char *end, *value;
	size_t want;

	c->in[c->len] = '\0';
	if ((end = strstr(c->in, "\r\n\r\n")) == NULL || c->len < 12)
		return false;
	end += 4;
	out->status = (unsigned int)strtoul(c->in + 9, NULL, 10);
	out->head = span_of(c->in, (size_t)(end - c->in));
	out->body = span_of(end, c->len - out->head.len);
	c->in[out->head.len - 1] = '\0';
	value = find_header(c->in, "Connection");
	*keep = value != NULL && strncasecmp(value, "keep-alive", 10) == 0;
	value = find_header(c->in, "Content-Length");
	c->in[out->head.len - 1] = '\n';
	if (value == NULL && out->status != 304)
		return ended;
	want = out->status == 304 ? 0 : strtoul(value, NULL, 10);
	return out->body.len >= want;
}

static int
take(const struct load *l, struct connection *c, struct err *e)
{
	struct http_answer answer = { 0 };
	bool keep = false;
	ssize_t n;

	n = recv(c->fd, c->in + c->len, ANSWER_MOST - c->len, 0);
	if (n == -1)
		return fail(l, "recv", e);
	c->len += (size_t)n;
	if (!is_whole(c, n == 0, &answer, &keep)) {
		if (n > 0)
			return 0;
		return err_set(e, ERR_UNAVAILABLE,
		    "%s:%u: an answer is cut short or too long",
		    l->server->host, l->server->port);
	}
	answer.us = clock_us() - c->sent_us;
	l->work->done(l->work->ctx, c->number, &answer);
	if (!keep || n == 0)
		close_connection(c);
	return send_next(l, c, e);
}

static int
drive(const struct load *l, struct err *e)
{
	struct pollfd fds[CONNECTIONS_MOST];
	unsigned int i, busy;
	int n;

	for (;;) {
		busy = 0;
		for (i = 0; i < l->n; i++) {
			fds[i].fd = l->at[i].busy ? l->at[i].fd : -1;
			fds[i].events = POLLIN;
			busy += l->at[i].busy;
		}
		if (busy == 0)
			return 0;
		if ((n = poll(fds, l->n, WAIT_MOST_MS)) == -1)
			return fail(l, "poll", e);
		if (n == 0)
			return err_set(e, ERR_UNAVAILABLE,
			    "%s:%u: no answer for %d s", l->server->host,
			    l->server->port, WAIT_MOST_MS / 1000);
		for (i = 0; i < l->n; i++)
			if (fds[i].fd != -1 && fds[i].revents != 0 &&
			    take(l, &l->at[i], e) == -1)
				return -1;
	}
}

int
http_load(const struct http_server *s, unsigned int connections,
    const struct http_work *w, struct err *e)
{
	struct load l = { .server = s, .work = w, .n = connections };
	unsigned int i;
	int rc = 0;

	if (connections < 1 || connections > CONNECTIONS_MOST)
		return err_set(e, ERR_MALFORMED,
		    "connections: want 1 to %d, have %u", CONNECTIONS_MOST,
		    connections);
	l.at = mem_array(connections, sizeof(*l.at));
	for (i = 0; i < connections; i++)
		l.at[i].fd = -1;
	for (i = 0; rc == 0 && i < connections; i++)
		rc = send_next(&l, &l.at[i], e);
	if (rc == 0)
		rc = drive(&l, e);
	for (i = 0; i < connections; i++)
		close_connection(&l.at[i]);
	free(l.at);
	return rc;
}

/* ---- One request ------------------------------------------------------- */

struct single {
	struct span request; /* empty: sent */
	struct arena *a;
	struct http_answer *out;
};

static bool
single_next(void *ctx, unsigned int *number, struct span *out)
{
	struct single *s = ctx;

	*number = 0;
	*out = s->request;
	s->request.len = 0;
	return out->len > 0;
}

static void
single_done(void *ctx, unsigned int number, const struct http_answer *answer)
{
	struct single *s = ctx;

	(void)number;
	*s->out = *answer;
	s->out->head = arena_span(s->a, answer->head);
	s->out->body = arena_span(s->a, answer->body);
}

int
http_ask(const struct http_server *s, struct span request, struct arena *a,
    struct http_answer *out, struct err *e)
{
	struct single one = { request, a, out };
	const struct http_work w = { single_next, single_done, &one };

	return http_load(s, 1, &w, e);
}
