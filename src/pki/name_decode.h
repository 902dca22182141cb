/* SPDX-License-Identifier: BSD-2-Clause */
/* Names as OpenSSL has them.  Inside pki only. */
#ifndef PKI_NAME_DECODE_H
#define PKI_NAME_DECODE_H

#include <openssl/x509.h>

#include "base/span.h"

/*
 * To be freed; NULL for what is no Name, has bytes behind it, or is longer
 * than NAME_READ_MOST.
 */
X509_NAME	*name_decode(struct span name);

#endif
