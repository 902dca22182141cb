/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: what certificates point to, for everybody to fetch.
 *	/crl/<connector>.crl	its CRL, DER (RFC 5280 section 4.2.1.13)
 *	/ca/<connector>.cer	its CA certificate, DER (section 4.2.2.1)
 * <connector> is the connector's id, as the tool shows it.
 */
#ifndef ENDPOINT_PUBLISH_H
#define ENDPOINT_PUBLISH_H

#include "endpoint/call.h"

/* The path is one of these; then publish_answer answers. */
bool	 publish_knows(const struct endpoint *endpoint, const char *path);
/* 0: answered; -1: e is to be answered by its kind. */
int	 publish_answer(struct call *c, struct err *e) must_check;

#endif
