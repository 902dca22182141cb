/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server's GetCACaps announces, and what a client does about it. */
#ifndef TOOL_ANNOUNCED_H
#define TOOL_ANNOUNCED_H

#include <stdbool.h>

#include "base/span.h"
#include "pki/algorithm.h"

/* RFC 8894 section 3.5.2. */
enum capability { CAP_AES, CAP_DES3, CAP_GET_NEXT_CA, CAP_POST, CAP_RENEWAL,
    CAP_STANDARD, CAP_SHA1, CAP_SHA256, CAP_SHA384, CAP_SHA512, CAP__COUNT };

struct announced {
	bool	 has[CAP__COUNT];
};

/*
 * One keyword a line, without regard to case; unknown ones are passed over,
 * as the RFC says.  An empty body announces nothing.
 */
struct announced announced_parse(struct span body);
/* The best that the server announces; without a word from it 3DES, SHA-1. */
enum digest	 announced_digest(const struct announced *a);
enum cipher	 announced_cipher(const struct announced *a);
bool		 announced_post(const struct announced *a);
/* RenewalReq is taken; else who renews sends PKCSReq. */
bool		 announced_renewal(const struct announced *a);

#endif
