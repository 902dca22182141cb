/* SPDX-License-Identifier: BSD-2-Clause */
/* One libcurl handle, and trying again. */
#include <curl/curl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"
#include "tool/http.h"

#define PAUSE_MS 500 /* between two tries */
#define TOO_MANY 429 /* requests: RFC 6585 section 4 */
#define RETRY_MOST_S (24 * 60 * 60)
#define WORDS_MOST 160 /* bytes of a server's own words */
#define URL_MOST 200 /* of where it sends to */

struct http {
	CURL *curl;
	int64_t deadline_us; /* on clock_us() */
	char error[CURL_ERROR_SIZE];
};

/* What one try came to. */
struct
try {
	CURLcode rc;
	long status;
	curl_off_t retry_after; /* seconds; 0: not said */
};

int
http_check_url(const char *url, struct err *e)
{
	CURLU *u = mem_must(curl_url());
	char *scheme = NULL;
	bool good;

	/*
	 * A scheme that libcurl guesses would be none that was meant, and the
	 * operation would be part of what follows a '#'.
	 */
	good = strchr(url, '#') == NULL &&
	    curl_url_set(u, CURLUPART_URL, url, 0) == CURLUE_OK &&
	    curl_url_get(u, CURLUPART_SCHEME, &scheme, 0) == CURLUE_OK &&
	    (strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0);
	curl_free(scheme);
	curl_url_cleanup(u);
	if (!good)
		return err_set(e, ERR_MALFORMED,
		    "want http:// or https://, a host and a path, and no '#', "
		    "have '%s'",
		    url);
	return 0;
}

int
http_open(unsigned int seconds, const char *user_agent, struct http **out,
    struct err *e)
{
	struct http *h;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return err_set(e, ERR_INTERNAL, "libcurl does not start");
	h = mem_alloc(sizeof(*h));
	h->curl = mem_must(curl_easy_init());
	h->deadline_us = clock_us() + (int64_t)seconds * 1000 * 1000;
	curl_easy_setopt(h->curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(h->curl, CURLOPT_ERRORBUFFER, h->error);
	curl_easy_setopt(h->curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(h->curl, CURLOPT_USERAGENT, user_agent);
	*out = h;
	return 0;
}

void
http_close(struct http *h)
{
	if (h == NULL)
		return;
	curl_easy_cleanup(h->curl);
	curl_global_cleanup();
	free(h);
}

static size_t
on_body(char *at, size_t size, size_t n, void *ctx)
{
	struct buf *b = ctx;

	buf_add(b, span_of(at, size * n));
	return b->full ? 0 : size * n;
}

static int64_t
left_ms(const struct http *h)
{
	return (h->deadline_us - clock_us()) / 1000;
}

static void
pause_ms(int64_t ms)
{
	struct timespec t = { .tv_sec = (time_t)(ms / 1000),
		.tv_nsec = (long)(ms % 1000) * 1000000L };

	(void)nanosleep(&t, NULL);
}

/* It is there, and says that another time would be better. */
static bool
has_no_time(const struct try *t)
{
	return t->status == TOO_MANY || t->status >= 500;
}

/*
 * Until the next try.  Who sent too many requests is told exactly when there is
 * one again; a server in trouble can only guess, and may be back at once.
 */
static int64_t
wait_of(const struct try *t)
{
	int64_t ms = 0;

	if (t->status == TOO_MANY && t->retry_after > 0)
		ms = (int64_t)t->retry_after * 1000;
	return ms > PAUSE_MS ? ms : PAUSE_MS;
}

/*
 * The request may have got there or not: what SCEP asks can be asked twice.
 * A name that is not known or a port where nobody listens will be no better
 * in a moment.
 */
static bool
worth_another_try(const struct try *t)
{
	switch (t->rc) {
	case CURLE_OK:
		return has_no_time(t);
	case CURLE_GOT_NOTHING:
	case CURLE_SEND_ERROR:
	case CURLE_RECV_ERROR:
	case CURLE_PARTIAL_FILE:
		return true;
	default:
		return false;
	}
}

static struct try
perform(struct http *h, struct buf *b)
{
	struct try t = { .rc = CURLE_OK };
	int64_t ms = left_ms(h);

	buf_clear(b);
	h->error[0] = '\0';
	curl_easy_setopt(h->curl, CURLOPT_TIMEOUT_MS, (long)(ms > 0 ? ms : 1));
	t.rc = curl_easy_perform(h->curl);
	if (t.rc == CURLE_OK) {
		curl_easy_getinfo(h->curl, CURLINFO_RESPONSE_CODE, &t.status);
		curl_easy_getinfo(h->curl, CURLINFO_RETRY_AFTER,
		    &t.retry_after);
	}
	/* Longer than any --timeout, and no overflow. */
	if (t.retry_after > RETRY_MOST_S)
		t.retry_after = RETRY_MOST_S;
	return t;
}

/* The first line of an answer in text, to be shown. */
static const char *
words_of(struct http *h, const struct buf *b, struct arena *a)
{
	struct span s = buf_span(b);
	const uint8_t *end;
	const char *type = NULL;

	curl_easy_getinfo(h->curl, CURLINFO_CONTENT_TYPE, &type);
	if (type == NULL || strncmp(type, "text/plain", 10) != 0)
		return "";
	if (s.len > 0 && (end = memchr(s.at, '\n', s.len)) != NULL)
		s.len = (size_t)(end - s.at);
	return text_clean(a, s, WORDS_MOST);
}

static int
refused(struct http *h, const struct try *t, const char *what,
    const struct buf *b, struct err *e)
{
	enum err_kind kind = has_no_time(t) ? ERR_UNAVAILABLE : ERR_DENIED;
	struct arena *a = arena_new();
	const char *words = words_of(h, b, a), *later = "", *to = NULL;

	curl_easy_getinfo(h->curl, CURLINFO_REDIRECT_URL, &to);
	if (t->status == TOO_MANY && t->retry_after > 0)
		later = arena_printf(a, " (Retry-After: %ld)",
		    (long)t->retry_after);
	else if (to != NULL)
		later = arena_printf(a, " (Location: %s)",
		    text_clean(a, span_of_str(to), URL_MOST));
	(void)err_set(e, kind, "%s: the server answers HTTP %ld%s%s%s", what,
	    t->status, words[0] != '\0' ? ": " : "", words, later);
	arena_free(a);
	return -1;
}

/* 0, or what was wrong with it. */
static int
judge(struct http *h, const struct try *t, const char *what,
    const struct buf *b, struct err *e)
{
	if (b->full)
		return err_set(e, ERR_MALFORMED,
		    "%s: the answer is larger than %zu bytes", what, b->limit);
	if (t->rc != CURLE_OK)
		return err_set(e, ERR_UNAVAILABLE, "%s: %s", what,
		    h->error[0] != '\0' ? h->error : curl_easy_strerror(t->rc));
	if (t->status != 200)
		return refused(h, t, what, b, e);
	return 0;
}

static int
exchange(struct http *h, const char *what, struct buf *b, struct err *e)
{
	struct err before = { 0 };
	struct try t;

	curl_easy_setopt(h->curl, CURLOPT_WRITEFUNCTION, on_body);
	curl_easy_setopt(h->curl, CURLOPT_WRITEDATA, b);
	for (;;) {
		err_clear(e);
		t = perform(h, b);
		if (judge(h, &t, what, b, e) == 0)
			return 0;
		/* It was cut short: what the one before came to says more. */
		if (t.rc == CURLE_OPERATION_TIMEDOUT &&
		    before.kind != ERR_NONE) {
			*e = before;
			return -1;
		}
		if (!worth_another_try(&t) || left_ms(h) <= wait_of(&t))
			return -1;
		before = *e;
		pause_ms(wait_of(&t));
	}
}

int
http_get(struct http *h, const char *what, const char *url, struct buf *b,
    struct err *e)
{
	curl_easy_setopt(h->curl, CURLOPT_HTTPGET, 1L);
	curl_easy_setopt(h->curl, CURLOPT_URL, url);
	return exchange(h, what, b, e);
}

int
http_post(struct http *h, const char *what, const char *url,
    const char *content_type, struct span body, struct buf *b, struct err *e)
{
	char *type = mem_printf("Content-Type: %s", content_type);
	struct curl_slist *headers;
	int rc;

	headers = mem_must(curl_slist_append(NULL, type));
	curl_easy_setopt(h->curl, CURLOPT_POST, 1L);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)body.len);
	curl_easy_setopt(h->curl, CURLOPT_POSTFIELDS, body.at);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(h->curl, CURLOPT_URL, url);
	rc = exchange(h, what, b, e);
	curl_easy_setopt(h->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
	free(type);
	return rc;
}
