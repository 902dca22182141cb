/* SPDX-License-Identifier: BSD-2-Clause */
/* Private to the floor: one request on its way to its answer. */
#ifndef ENDPOINT_CALL_H
#define ENDPOINT_CALL_H

#include "endpoint/endpoint.h"
#include "web/request.h"

struct call {
	const struct endpoint		*endpoint;
	const struct web_request	*req;
	struct web_response		*res;
	struct web_params		 params;
	const struct ra_profile		*profile;
};

/*
 * One function an operation.  0: answered; -1: e is to be answered by its
 * kind (faults.h).
 */
typedef int call_answer(struct call *c, struct err *e);

/* ca.c: RFC 8894 sections 3.5.1 and 4.2 to 4.7. */
call_answer	 answer_get_ca_caps;
call_answer	 answer_get_ca_cert;
call_answer	 answer_get_next_ca_cert;
/* enroll.c: RFC 8894 section 4.3. */
call_answer	 answer_pki_operation;

/* The certificates of a GetCACert answer: one, or certs-only CMS. */
int	 ca_cert_body(const struct ra_profile *p, struct arena *a,
	    const char **content_type, struct span *out, struct err *e)
	    must_check;

#endif
