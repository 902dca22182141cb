/* SPDX-License-Identifier: BSD-2-Clause */
/* The order of the checks; see request.h. */
#include <string.h>

#include "scep/check.h"
#include "scep/request.h"

static const struct {
	enum scep_check check;
	int (*passes)(struct checked *, struct err *);
} checks[] = {
	{ SCEP_CHECK_SHAPE, check_shape },
	{ SCEP_CHECK_ALGORITHM, check_algorithm },
	{ SCEP_CHECK_SIGNATURE, check_signature },
	{ SCEP_CHECK_ATTRIBUTES, check_attributes },
	{ SCEP_CHECK_SIGNER, check_signer },
	{ SCEP_CHECK_ENVELOPE, check_envelope },
	{ SCEP_CHECK_CSR, check_csr },
};

int
scep_request_parse(struct span ber, const struct scep_responder *r, int64_t now,
    struct arena *a, struct scep_request *out, struct err *e)
{
	struct checked c = { .ber = ber,
		.r = r,
		.now = now,
		.a = a,
		.req = out };
	size_t i;

	memset(out, 0, sizeof(*out));
	out->digest = DIGEST_SHA256;
	out->ra = r->ra;
	out->ra_key = r->ra_key;
	for (i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (checks[i].passes(&c, e) == -1) {
			out->failed_check = checks[i].check;
			return -1;
		}
	return 0;
}
