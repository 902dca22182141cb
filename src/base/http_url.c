/* SPDX-License-Identifier: BSD-2-Clause */
/* See http_url.h. */
#include <string.h>

#include "base/http_url.h"
#include "base/span.h"
#include "base/text.h"

#define PORT_MOST 65535

/* Of a name or an address of IPv4; and of one of IPv6, between brackets. */
#define HOST_CHARACTERS              \
	"-._0123456789"              \
	"abcdefghijklmnopqrstuvwxyz" \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define ADDRESS_CHARACTERS "0123456789abcdefABCDEF:."

/* What is behind the scheme; NULL where it is another one. */
static const char *
behind_scheme(const char *url)
{
	if (strncmp(url, "http://", 7) == 0)
		return url + 7;
	if (strncmp(url, "https://", 8) == 0)
		return url + 8;
	return NULL;
}

static bool
has_control(const char *s)
{
	for (; *s != '\0'; s++)
		if ((unsigned char)*s <= ' ' || *s == 0x7f)
			return true;
	return false;
}

static bool
is_ascii(struct span s)
{
	for (size_t i = 0; i < s.len; i++)
		if (s.at[i] >= 0x80)
			return false;
	return true;
}

static int
check_characters(const char *what, const char *url, const char *host,
    size_t host_len, struct err *e)
{
	if (has_control(url))
		return err_set(e, ERR_MALFORMED,
		    "%s has a blank or a control character: percent-encode it",
		    what);
	if (memchr(host, '@', host_len) != NULL)
		return err_set(e, ERR_MALFORMED,
		    "%s has a user or a password before its host: leave them "
		    "out, for everybody can read it",
		    what);
	if (!is_ascii(span_of(host, host_len)))
		return err_set(e, ERR_MALFORMED,
		    "%s has a host with characters outside ASCII: want its "
		    "form with xn--, such as xn--mller-kva.example",
		    what);
	if (!is_ascii(span_of_str(url)))
		return err_set(e, ERR_MALFORMED,
		    "%s has a character outside ASCII: percent-encode it",
		    what);
	return 0;
}

/* The length of the host; 0 where it is none. */
static size_t
host_length(const char *host)
{
	size_t n;

	if (host[0] != '[') {
		n = strspn(host, HOST_CHARACTERS);
		/* Neither "." nor "-" alone. */
		return strcspn(host, "-._") > 0 ? n : 0;
	}
	n = strspn(host + 1, ADDRESS_CHARACTERS);
	return n > 1 && host[1 + n] == ']' ? n + 2 : 0;
}

/* "" or ":" and a number. */
static bool
is_port(struct span s)
{
	unsigned long n = 0;

	if (s.len == 0)
		return true;
	if (s.len == 1 || s.len > 6 || s.at[0] != ':')
		return false;
	for (size_t i = 1; i < s.len; i++) {
		if (s.at[i] < '0' || s.at[i] > '9')
			return false;
		n = 10 * n + (s.at[i] - '0');
	}
	return n >= 1 && n <= PORT_MOST;
}

int
http_url_check(const char *what, const char *url, struct err *e)
{
	const char *host = behind_scheme(url);
	size_t len, n;

	if (host == NULL)
		return err_set(e, ERR_MALFORMED,
		    "%s has to begin with http:// or https://", what);
	len = strcspn(host, "/?#");
	if (check_characters(what, url, host, len, e) == -1)
		return -1;
	n = host_length(host);
	if (len == 0 || host[0] == ':')
		return err_set(e, ERR_MALFORMED,
		    "%s has no host: want one such as pki.example.org behind "
		    "http:// or https://",
		    what);
	if (n == 0 || (n < len && host[n] != ':'))
		return err_set(e, ERR_MALFORMED,
		    "%s has a host that can be none: want a name or an "
		    "address, that of IPv6 between [ and ]",
		    what);
	if (!is_port(span_of(host + n, len - n)))
		return err_set(e, ERR_MALFORMED,
		    "%s has a port that can be none: want a number from 1 to "
		    "%d behind the host, or no ':'",
		    what, PORT_MOST);
	return 0;
}
