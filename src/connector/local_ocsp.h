/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: who signs OCSP answers for a local CA. */
#ifndef CONNECTOR_LOCAL_OCSP_H
#define CONNECTOR_LOCAL_OCSP_H

#include "connector/kind.h"

/* See connector_ocsp_signer. */
int	 local_ocsp_signer(const struct connector *c, int64_t now,
	    struct ocsp_signer *out, struct err *e) must_check;

#endif
