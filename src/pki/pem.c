/* SPDX-License-Identifier: BSD-2-Clause */
/* See pem.h. */
#include <openssl/pem.h>

#include "pki/pem.h"

char *
pem_text(struct arena *a, const char *label, struct span der)
{
	char *text = NULL, *at;
	long len;
	BIO *bio;

	if ((bio = BIO_new(BIO_s_mem())) != NULL &&
	    PEM_write_bio(bio, label, "", der.at, (long)der.len) > 0) {
		len = BIO_get_mem_data(bio, &at);
		text = arena_str(a, span_of(at, (size_t)len));
	}
	BIO_free(bio);
	return text != NULL ? text : arena_strdup(a, "");
}
