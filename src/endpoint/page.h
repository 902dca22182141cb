/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: what a person sees who opens a device's URL in a
 * browser.  One page of plain HTML that needs no other file: devices and
 * their answers know nothing of it.
 */
#ifndef ENDPOINT_PAGE_H
#define ENDPOINT_PAGE_H

#include <stdbool.h>

#include "endpoint/call.h"

/* A browser asks: its answer may be a page. */
bool	 page_is_readable(const struct web_request *req);
/* And it asks for no operation: it wants to see what this is. */
bool	 page_is_asked_for(const struct call *c);
/* 200: what this URL is for, and the facts of its CA, all of them public. */
void	 page_of_profile(struct call *c);
/* What fault_answer made of a failure, in its words and with its status. */
void	 page_of_fault(const struct web_request *req,
	    struct web_response *res);

#endif
