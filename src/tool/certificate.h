/* SPDX-License-Identifier: BSD-2-Clause */
/* What is said of a certificate, by itself or with its order. */
#ifndef TOOL_CERTIFICATE_H
#define TOOL_CERTIFICATE_H

#include "tool/context.h"

/* "valid", "on hold", "revoked" or "expired", at this time. */
const char *certificate_state(const Certificate *c, int64_t now_ms);
/* Serial number, validity, fingerprint and revocation. */
void	 certificate_print(struct arena *a, const Certificate *c);

#endif
