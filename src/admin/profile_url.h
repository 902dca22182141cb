/* SPDX-License-Identifier: BSD-2-Clause */
/* The URL that a device is given for a profile. */
#ifndef ADMIN_PROFILE_URL_H
#define ADMIN_PROFILE_URL_H

#include "admin/page.h"

/*
 * "https://pki.example.org/scep/routers", in the arena: at the public URL of
 * the configuration or, where there is none, where the browser came to.
 */
const char	*profile_url(const struct page *page, const char *slug);

#endif
