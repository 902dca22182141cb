/* SPDX-License-Identifier: BSD-2-Clause */
/* From the web server's environment to a struct web_request. */
#include <string.h>
#include <strings.h>

#include "base/clock.h"
#include "base/text.h"
#include "base/uuid.h"
#include "web/environ.h"

#define USER_AGENT_MOST 200 /* bytes kept */
#define HOST_MOST 300 /* 253 of a name, a port, some room */

/* The value of a variable; "" where there is none. */
static const char *
get(char *const *env, const char *name)
{
	size_t len = strlen(name);

	for (; *env != NULL; env++)
		if (**env == *name && strncmp(*env, name, len) == 0 &&
		    (*env)[len] == '=')
			return *env + len + 1;
	return "";
}

static enum web_method
method_of(const char *name)
{
	static const struct {
		const char *name;
		enum web_method method;
	} methods[] = {
		{ "GET", WEB_GET },
		{ "HEAD", WEB_HEAD },
		{ "POST", WEB_POST },
	};

	for (size_t i = 0; i < sizeof(methods) / sizeof(methods[0]); i++)
		if (strcmp(name, methods[i].name) == 0)
			return methods[i].method;
	return WEB_OTHER;
}

/* A decoded path encoded again, its slashes kept. */
static const char *
encode_path(struct arena *a, const char *path)
{
	const char *out = "";
	size_t len;

	for (; *path != '\0'; path += len) {
		len = strcspn(path, "/");
		out = arena_printf(a, "%s%s%s", out,
		    text_percent_encode(a, arena_str(a, span_of(path, len))),
		    path[len] == '/' ? "/" : "");
		len += path[len] == '/';
	}
	return out;
}

/*
 * Path and query.  REQUEST_URI is the request line's target as it came,
 * with every web server; SCRIPT_NAME and PATH_INFO are decoded and cut by
 * each one's own rules, so they serve only where nothing else is given.
 */
static void
read_target(char *const *env, struct arena *a, struct web_request *out)
{
	const char *uri = get(env, "REQUEST_URI");
	const char *scheme;
	size_t len;

	if (*uri == '\0') {
		uri = arena_printf(a, "%s%s",
		    encode_path(a, get(env, "SCRIPT_NAME")),
		    encode_path(a, get(env, "PATH_INFO")));
		out->query = get(env, "QUERY_STRING");
	} else {
		/* RFC 9112 section 3.2.2: a target may have scheme and host. */
		scheme = strstr(uri, "://");
		if (*uri != '/' && scheme != NULL)
			uri = scheme + 3 + strcspn(scheme + 3, "/?#");
		len = strcspn(uri, "?");
		out->query = uri[len] == '?' ? uri + len + 1 : "";
	}
	len = strcspn(uri, "?#");
	out->path = arena_printf(a, "%s%.*s", *uri == '/' ? "" : "/", (int)len,
	    uri);
}

static bool
says_https(const char *https, const char *scheme)
{
	return strcasecmp(https, "on") == 0 || strcmp(https, "1") == 0 ||
	    strcasecmp(scheme, "https") == 0;
}

void
web_environ_read(char *const *env, const struct web_proxies *proxies,
    struct arena *a, struct web_request *out)
{
	const char *connection = get(env, "REMOTE_ADDR");
	const struct uuid id = uuid_new();

	*out = (struct web_request){
		.arena = a,
		.method_name = get(env, "REQUEST_METHOD"),
		.content_type = get(env, "CONTENT_TYPE"),
		.cookie = get(env, "HTTP_COOKIE"),
		.accept = get(env, "HTTP_ACCEPT"),
		.user_agent = text_clean(a,
		    span_of_str(get(env, "HTTP_USER_AGENT")), USER_AGENT_MOST),
		.host = text_clean(a, span_of_str(get(env, "HTTP_HOST")),
		    HOST_MOST),
		.if_none_match = get(env, "HTTP_IF_NONE_MATCH"),
		.address = web_client_address(proxies, connection,
		    get(env, "HTTP_X_FORWARDED_FOR"), a),
		.https = says_https(get(env, "HTTPS"),
		    get(env, "REQUEST_SCHEME")),
		.remote_user = get(env, "REMOTE_USER"),
		.started_ms = clock_ms(),
		.started_us = clock_us(),
	};
	out->method = method_of(out->method_name);
	read_target(env, a, out);
	if (web_proxies_know(proxies, connection) &&
	    *get(env, "HTTP_X_FORWARDED_PROTO") != '\0')
		out->https = says_https("", get(env, "HTTP_X_FORWARDED_PROTO"));
	uuid_format(&id, out->id);
}

int64_t
web_environ_length(char *const *env)
{
	int64_t length;
	struct err e;

	if (text_to_int(get(env, "CONTENT_LENGTH"), 0, INT64_MAX, &length,
		&e) == -1)
		return -1;
	return length;
}
