/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What no server can go below: the CPU time of an enrolment's three private
 * key operations, one decryption and two signatures, by OpenSSL with all
 * contexts kept.
 */
#ifndef BENCH_LIMIT_H
#define BENCH_LIMIT_H

#include <stdint.h>

#include "base/err.h"
#include "pki/key.h"

struct limit;

/* Keys of the types that the server has for each. */
int	 limit_new(struct key_type decrypts, struct key_type signs,
	    struct key_type issues, struct limit **out, struct err *e)
	    must_check;
void	 limit_free(struct limit *l);			/* NULL is fine */
/*
 * The operations so many times in each of so many threads at once, as many as
 * the server has at work: *ns of CPU for the three.
 */
int	 limit_measure(const struct limit *l, unsigned int threads,
	    unsigned int times, int64_t *ns, struct err *e) must_check;

#endif
