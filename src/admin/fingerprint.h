/* SPDX-License-Identifier: BSD-2-Clause */
/* Fingerprints, serial numbers and what else is bytes to compare. */
#ifndef ADMIN_FINGERPRINT_H
#define ADMIN_FINGERPRINT_H

#include "admin/page.h"

/*
 * Set below v a name: "6E:49:15...", and in pieces <name>.Groups.*.Text, so
 * that a line ends between two of them and never inside a byte.  No bytes:
 * nothing is set.
 */
void	 fingerprint_show(const struct page *page, ProtobufCBinaryData bytes,
	    struct view *v, const char *name);

#endif
