/* SPDX-License-Identifier: BSD-2-Clause */
/* A file of its own, so that tests can link another key_generate than this. */
#include "pki/evp.h"

int
key_generate(struct key_type t, struct key **out, struct err *e)
{
	return key_make(t, out, e);
}
