/* SPDX-License-Identifier: BSD-2-Clause */
/* The page of a device's URL; see page.h. */
#include <inttypes.h>
#include <string.h>

#include "base/clock.h"
#include "base/text.h"
#include "endpoint/page.h"
#include "pki/name.h"
#include "web/response.h"
#include "web/status.h"

static const char style[] =
    ":root{color-scheme:light dark;--ground:#f5f7fa;--raised:#fff;"
    "--ink:#1a2230;--soft:#566070;--line:#e1e5eb;--accent:#1f5fd6}"
    "@media(prefers-color-scheme:dark){:root{--ground:#10151e;"
    "--raised:#18202d;--ink:#e8ecf3;--soft:#a3adbd;--line:#2c3647;"
    "--accent:#8ab0ff}}"
    "body{margin:0;padding:1rem;background:var(--ground);color:var(--ink);"
    "font:1rem/1.5 system-ui,sans-serif}"
    "main{max-width:42rem;margin:4vh auto;padding:1rem 1.5rem;"
    "background:var(--raised);border:1px solid var(--line);"
    "border-radius:.5rem}"
    "h1{font-size:1.5rem;line-height:1.25;margin:.5rem 0}"
    "dt{margin-top:.75rem;color:var(--soft);font-size:.875rem}"
    "dd{margin:0;overflow-wrap:anywhere}"
    "code{font-family:ui-monospace,monospace}"
    "a{color:var(--accent)}li{margin:.25rem 0}ul{padding-left:1.25rem}"
    "@media print{body{background:none}main{border:0}}";

/*
 * Every browser names text/html.  So does Java's own HTTP client, which jscep
 * speaks through; it alone has a range of one '*' behind it.
 */
bool
page_is_readable(const struct web_request *req)
{
	return (req->method == WEB_GET || req->method == WEB_HEAD) &&
	    strstr(req->accept, "text/html") != NULL &&
	    strstr(req->accept, " *;") == NULL;
}

bool
page_is_asked_for(const struct call *c)
{
	const struct span *s = web_params_get(&c->params, "operation");

	return (s == NULL || s->len == 0) && page_is_readable(c->req);
}

/* ---- HTML ---------------------------------------------------------------- */

/* As the text of an element or the value of an attribute in quotes. */
static void
add_text(struct buf *b, const char *s)
{
	for (; *s != '\0'; s++)
		switch (*s) {
		case '&':
			buf_add_str(b, "&amp;");
			break;
		case '<':
			buf_add_str(b, "&lt;");
			break;
		case '>':
			buf_add_str(b, "&gt;");
			break;
		case '"':
			buf_add_str(b, "&quot;");
			break;
		default:
			buf_add_byte(b, (uint8_t)*s);
		}
}

/* Nothing but this style sheet is let in, known by its digest (CSP 3). */
static const char *
content_policy(struct arena *a)
{
	uint8_t digest[DIGEST_MOST];
	size_t n = digest_of(DIGEST_SHA256, span_of_str(style), digest);

	return arena_printf(a,
	    "default-src 'none'; style-src 'sha256-%s'; form-action 'none'; "
	    "frame-ancestors 'none'; base-uri 'none'",
	    text_base64(a, span_of(digest, n)));
}

/* heading: ours, and so is what it is the title of. */
static void
begin(struct web_response *res, struct arena *a, const char *heading)
{
	struct buf *b = &res->body;

	web_answer_secure(res);
	web_header_set(res, "Content-Security-Policy", content_policy(a));
	res->content_type = "text/html; charset=utf-8";
	buf_clear(b);
	buf_printf(b,
	    "<!doctype html>\n<html lang=\"en\">\n<head>\n"
	    "<meta charset=\"utf-8\">\n"
	    "<meta name=\"viewport\" "
	    "content=\"width=device-width, initial-scale=1\">\n"
	    "<title>%s – SCEP</title>\n<style>%s</style>\n</head>\n"
	    "<body>\n<main>\n<h1>%s</h1>\n",
	    heading, style, heading);
}

static void
end(struct web_response *res)
{
	buf_add_str(&res->body, "</main>\n</body>\n</html>\n");
}

static void
add_fact(struct buf *b, const char *label, const char *value)
{
	buf_printf(b, "<dt>%s</dt>\n<dd><code>", label);
	add_text(b, value);
	buf_add_str(b, "</code></dd>\n");
}

/* ---- A profile ----------------------------------------------------------- */

static void
add_fingerprint(struct call *c, const char *label, enum digest digest)
{
	uint8_t value[DIGEST_MOST];
	size_t n = digest_of(digest, c->profile->ca->der, value);

	add_fact(&c->res->body, label,
	    text_fingerprint(c->req->arena, span_of(value, n)));
}

static void
add_day(struct call *c, int64_t seconds)
{
	const char *text = clock_rfc3339(c->req->arena, seconds * 1000);

	buf_printf(&c->res->body, "<time datetime=\"%s\">%.10s</time>", text,
	    text);
}

/* As they reached us, by the short way. */
static const char *
device_url(const struct call *c)
{
	const struct web_request *req = c->req;

	if (*req->host == '\0')
		return arena_printf(req->arena, "%s/%s", c->endpoint->prefix,
		    c->profile->slug);
	return arena_printf(req->arena, "%s://%s%s/%s",
	    req->https ? "https" : "http", req->host, c->endpoint->prefix,
	    c->profile->slug);
}

static void
add_facts(struct call *c)
{
	const struct cert *ca = c->profile->ca;
	struct buf *b = &c->res->body;

	buf_add_str(b, "<dl>\n");
	add_fact(b, "URL for the device", device_url(c));
	add_fact(b, "Certificate authority",
	    name_text(c->req->arena, ca->subject));
	add_fingerprint(c, "Its SHA-256 fingerprint", DIGEST_SHA256);
	add_fingerprint(c, "Its SHA-1 fingerprint, which old devices show",
	    DIGEST_SHA1);
	buf_add_str(b, "<dt>Valid</dt>\n<dd>");
	add_day(c, ca->not_before);
	buf_add_str(b, " to ");
	add_day(c, ca->not_after);
	buf_add_str(b, "</dd>\n</dl>\n");
}

/* The certificate is in its link: GetCACert has others with it. */
static void
add_links(struct call *c)
{
	struct buf *b = &c->res->body;
	const char *slug = c->profile->slug;

	buf_printf(b,
	    "<ul>\n<li><a download=\"%s-ca.cer\" "
	    "href=\"data:application/x-x509-ca-cert;base64,%s\">"
	    "Download the CA certificate</a></li>\n",
	    slug, text_base64(c->req->arena, c->profile->ca->der));
	buf_printf(b,
	    "<li><a href=\"?operation=GetCACaps&amp;message=%s\">"
	    "See what this server offers to devices</a> (GetCACaps)</li>\n"
	    "</ul>\n",
	    slug);
}

void
page_of_profile(struct call *c)
{
	c->res->status = 200;
	begin(c->res, c->req->arena, "This address is for devices");
	buf_add_str(&c->res->body,
	    "<p>Routers, phones, printers and computers get their "
	    "certificates here, by a protocol called SCEP. There is nothing "
	    "to do in a browser. To set up a device, type this URL into it, "
	    "and compare the fingerprint that it shows.</p>\n");
	add_facts(c);
	buf_add_str(&c->res->body,
	    "<p>If the device wants a challenge or an enrollment password, "
	    "ask the people who gave you this address.</p>\n");
	add_links(c);
	end(c->res);
}

/* ---- A failure ----------------------------------------------------------- */

static const struct words {
	int status;
	const char *heading;
	const char *advice;
} words[] = {
	{ 403, "This address is switched off",
	    "Devices get no certificates here at present; Windows shows this "
	    "as error 0x80190193. Ask the people who gave you the address." },
	{ 404, "Nothing is at this address",
	    "Devices get certificates from this server, each kind at an "
	    "address of its own; Windows shows a wrong one as error "
	    "0x80190194. Compare the address with the one that you were "
	    "given." },
	{ 503, "This server cannot answer now", "Please try again later." },
	{ 0, "This was not understood",
	    "Devices get certificates here, by a protocol called SCEP, and "
	    "what was asked for is none of it." },
};

static const struct words *
words_for(int status)
{
	const struct words *w = words;

	while (w->status != 0 && w->status != status)
		w++;
	return w;
}

void
page_of_fault(const struct web_request *req, struct web_response *res)
{
	const struct words *w = words_for(res->status);
	char *text = arena_str(req->arena, buf_span(&res->body));

	text[strcspn(text, "\n")] = '\0';
	begin(res, req->arena, w->heading);
	buf_add_str(&res->body, "<p>");
	add_text(&res->body, web_sentence(req->arena, text));
	buf_printf(&res->body, "</p>\n<p>%s</p>\n", w->advice);
	end(res);
}
