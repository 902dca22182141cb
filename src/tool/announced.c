/* SPDX-License-Identifier: BSD-2-Clause */
/* Capabilities: RFC 8894 section 3.5.2. */
#include <ctype.h>
#include <string.h>

#include "tool/announced.h"

static const char *const keywords[CAP__COUNT] = {
	[CAP_AES] = "AES",
	[CAP_DES3] = "DES3",
	[CAP_GET_NEXT_CA] = "GetNextCACert",
	[CAP_POST] = "POSTPKIOperation",
	[CAP_RENEWAL] = "Renewal",
	[CAP_STANDARD] = "SCEPStandard",
	[CAP_SHA1] = "SHA-1",
	[CAP_SHA256] = "SHA-256",
	[CAP_SHA384] = "SHA-384",
	[CAP_SHA512] = "SHA-512",
};

static void
take_line(struct announced *a, struct span line)
{
	size_t i;

	while (line.len > 0 && isspace(line.at[line.len - 1]))
		line.len--;
	for (i = 0; i < CAP__COUNT; i++)
		if (strlen(keywords[i]) == line.len &&
		    strncasecmp(keywords[i], (const char *)line.at, line.len) ==
			0)
			a->has[i] = true;
}

struct announced
announced_parse(struct span body)
{
	struct announced a = { { false } };
	const uint8_t *end;
	size_t len;

	while (body.len > 0) {
		end = memchr(body.at, '\n', body.len);
		len = end != NULL ? (size_t)(end - body.at) : body.len;
		take_line(&a, span_of(body.at, len));
		if (end != NULL)
			len++;
		body = span_of(body.at + len, body.len - len);
	}
	return a;
}

/* SCEPStandard: AES, SHA-256 and POST are there, whatever else is said. */
enum digest
announced_digest(const struct announced *a)
{
	if (a->has[CAP_STANDARD] || a->has[CAP_SHA256])
		return DIGEST_SHA256;
	if (a->has[CAP_SHA512])
		return DIGEST_SHA512;
	if (a->has[CAP_SHA384])
		return DIGEST_SHA384;
	return DIGEST_SHA1;
}

enum cipher
announced_cipher(const struct announced *a)
{
	if (a->has[CAP_STANDARD] || a->has[CAP_AES])
		return CIPHER_AES128;
	return CIPHER_DES3;
}

bool
announced_post(const struct announced *a)
{
	return a->has[CAP_STANDARD] || a->has[CAP_POST];
}

bool
announced_renewal(const struct announced *a)
{
	return a->has[CAP_RENEWAL];
}
