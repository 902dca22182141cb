/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * OpenSSL's failures as ours.  Inside pki only: OpenSSL keeps a queue of
 * errors in each thread, and what one call leaves there would be told as the
 * reason of a later one.
 */
#ifndef PKI_PKI_ERR_H
#define PKI_PKI_ERR_H

#include "base/err.h"

/*
 * Set e to the text and, behind ": ", to the first reason that OpenSSL's
 * queue has; the queue is empty afterwards.  Evaluates to -1.
 */
#define pki_err(e, kind, ...) \
	pki_err_at((e), (kind), __FILE__, __LINE__, __VA_ARGS__)

int	 pki_err_at(struct err *e, enum err_kind kind, const char *file,
	    int line, const char *fmt, ...)
	    __attribute__((format(printf, 5, 6)));

/* Forget what OpenSSL complained of: for failures with a text of our own. */
void	 pki_err_forget(void);

#endif
