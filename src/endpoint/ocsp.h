/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: the OCSP responder, RFC 6960 appendix A.
 *	POST /ocsp/<connector>			the request is the body
 *	GET /ocsp/<connector>/<request>		the request in base64
 * <connector> is the connector's id, as the tool shows it.
 */
#ifndef ENDPOINT_OCSP_H
#define ENDPOINT_OCSP_H

#include "endpoint/call.h"

/* The path is one of these; then ocsp_answer answers. */
bool	 ocsp_knows(const struct endpoint *endpoint, const char *path);
/*
 * 0: answered, also where OCSP has a word for what is wrong; -1: e is to be
 * answered by its kind.
 */
int	 ocsp_answer(struct call *c, struct err *e) must_check;

#endif
