/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: what a device sees of a failure.  The table in
 * faults.c and scep_fail_of are the only places where that is decided.
 */
#ifndef ENDPOINT_FAULTS_H
#define ENDPOINT_FAULTS_H

#include <stdbool.h>

#include "base/err.h"
#include "base/log.h"
#include "web/request.h"

/* Whether it is our side's: an HTTP 5xx, never a CertRep. */
bool	 fault_is_ours(enum err_kind kind);
enum log_level fault_level(enum err_kind kind);
/*
 * HTTP status and one line of text; of our own faults the text says no more
 * than the id to look for in the log.
 */
void	 fault_answer(const struct err *why, const struct web_request *req,
	    struct web_response *res);
/* The failInfo of an order, as ra's fail_code wants it. */
unsigned int fault_code(enum err_kind kind);

#endif
