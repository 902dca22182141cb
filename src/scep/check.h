/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to request.c, outer.c and inner.c: a pkiMessage in the course of
 * its checks.  Each check is one function that returns 0 where the message
 * passes; what it finds out it leaves in req.
 */
#ifndef SCEP_CHECK_H
#define SCEP_CHECK_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "pki/cms.h"
#include "scep/request.h"

struct checked {
	struct span			 ber;
	const struct scep_responder	*r;
	int64_t				 now;
	struct arena			*a;
	struct cms_signed		 outer;
	/* Why a CSR of the signer's own key cannot be read; of no kind where
	   it can. */
	struct err			 csr_fault;
	struct scep_request		*req;
};

/* outer.c: the SignedData. */
int	 check_shape(struct checked *c, struct err *e) must_check;
int	 check_algorithm(struct checked *c, struct err *e) must_check;
int	 check_signature(struct checked *c, struct err *e) must_check;
int	 check_attributes(struct checked *c, struct err *e) must_check;
int	 check_signer(struct checked *c, struct err *e) must_check;

/* inner.c: what is in the envelope. */
int	 check_envelope(struct checked *c, struct err *e) must_check;
int	 check_csr(struct checked *c, struct err *e) must_check;

/* check.c: decode a key that lives as long as the arena. */
int	 check_key(struct checked *c, struct span spki,
	    const struct key **out, struct err *e) must_check;
/* The message uses something that only this level takes. */
void	 check_needs_level(struct checked *c, enum level level);

#endif
