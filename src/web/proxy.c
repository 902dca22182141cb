/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of clients behind proxies. */
#include <arpa/inet.h>
#include <string.h>

#include "base/text.h"
#include "web/proxy.h"

#define ADDRESS_MOST 64 /* bytes of an address's text, with a port */

/* The numbers of an address without port and brackets. */
static bool
parse_bare(const char *text, struct web_address *out)
{
	static const uint8_t mapped[12] = { [10] = 0xff, [11] = 0xff };
	struct in_addr v4;

	if (inet_pton(AF_INET, text, &v4) == 1) {
		memcpy(out->bytes, mapped, sizeof(mapped));
		memcpy(out->bytes + 12, &v4, 4);
		return true;
	}
	return inet_pton(AF_INET6, text, out->bytes) == 1;
}

/* Also "192.0.2.1:4711", "[2001:db8::1]", "[2001:db8::1]:4711". */
static bool
parse_address(struct span s, struct web_address *out)
{
	char text[ADDRESS_MOST];
	char *colon, *bracket;

	while (s.len > 0 && (s.at[0] == ' ' || s.at[0] == '\t'))
		s = span_of(s.at + 1, s.len - 1);
	while (s.len > 0 && (s.at[s.len - 1] == ' ' || s.at[s.len - 1] == '\t'))
		s.len--;
	if (s.len == 0 || s.len >= sizeof(text) ||
	    memchr(s.at, '\0', s.len) != NULL)
		return false;
	memcpy(text, s.at, s.len);
	text[s.len] = '\0';
	if (text[0] == '[') {
		if ((bracket = strchr(text, ']')) == NULL)
			return false;
		*bracket = '\0';
		return parse_bare(text + 1, out);
	}
	/* One colon is a port; an IPv6 address has two at least. */
	if ((colon = strchr(text, ':')) != NULL &&
	    strchr(colon + 1, ':') == NULL)
		*colon = '\0';
	return parse_bare(text, out);
}

static const char *
format_address(const struct web_address *address, struct arena *a)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (IN6_IS_ADDR_V4MAPPED(
		(const struct in6_addr *)(const void *)address->bytes))
		inet_ntop(AF_INET, address->bytes + 12, text, sizeof(text));
	else
		inet_ntop(AF_INET6, address->bytes, text, sizeof(text));
	return arena_strdup(a, text);
}

static bool
known(const struct web_proxies *p, const struct web_address *address)
{
	for (size_t i = 0; i < p->n; i++)
		if (memcmp(p->at[i].bytes, address->bytes,
			sizeof(address->bytes)) == 0)
			return true;
	return false;
}

int
web_proxies_parse(const char *list, struct web_proxies *out, struct err *e)
{
	size_t len;

	*out = (struct web_proxies){ .n = 0 };
	if (list == NULL || list[strspn(list, " \t")] == '\0')
		return 0;
	for (;; list += len + 1) {
		len = strcspn(list, ",");
		if (out->n == WEB_PROXIES_MOST)
			return err_set(e, ERR_MALFORMED,
			    "trusted proxies: want at most %d addresses",
			    WEB_PROXIES_MOST);
		if (!parse_address(span_of(list, len), &out->at[out->n]))
			return err_set(e, ERR_MALFORMED,
			    "trusted proxies: '%.*s' is no IP address",
			    (int)(len < ADDRESS_MOST ? len : ADDRESS_MOST),
			    list);
		out->n++;
		if (list[len] == '\0')
			return 0;
	}
}

bool
web_proxies_know(const struct web_proxies *p, const char *address)
{
	struct web_address parsed;

	return parse_address(span_of_str(address), &parsed) &&
	    known(p, &parsed);
}

const char *
web_client_address(const struct web_proxies *p, const char *connection,
    const char *forwarded_for, struct arena *a)
{
	struct web_address address, next;
	size_t end = strlen(forwarded_for), start;

	if (!parse_address(span_of_str(connection), &address))
		return text_clean(a, span_of_str(connection), ADDRESS_MOST);
	/*
	 * Each proxy adds the address that it saw to the right end.  What
	 * stands left of the first stranger is the stranger's own claim.
	 */
	while (end > 0 && known(p, &address)) {
		for (start = end; start > 0 && forwarded_for[start - 1] != ',';)
			start--;
		if (!parse_address(span_of(forwarded_for + start, end - start),
			&next))
			break;
		address = next;
		end = start == 0 ? 0 : start - 1;
	}
	return format_address(&address, a);
}
