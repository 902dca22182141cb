/* SPDX-License-Identifier: BSD-2-Clause */
/* See name_decode.h. */
#include "pki/name_decode.h"
#include "pki/name.h"
#include "pki/pki_err.h"

X509_NAME *
name_decode(struct span name)
{
	const unsigned char *at = name.at;
	X509_NAME *n;

	if (name.len == 0 || name.len > NAME_READ_MOST)
		return NULL;
	n = d2i_X509_NAME(NULL, &at, (long)name.len);
	if (n != NULL && at != name.at + name.len) {
		X509_NAME_free(n);
		n = NULL;
	}
	pki_err_forget();
	return n;
}
