/* SPDX-License-Identifier: BSD-2-Clause */
/* DER as text between two lines (RFC 7468).  Inside pki only. */
#ifndef PKI_PEM_H
#define PKI_PEM_H

#include "base/arena.h"

/* label: "CERTIFICATE".  "" where OpenSSL fails. */
char	*pem_text(struct arena *a, const char *label, struct span der);

#endif
