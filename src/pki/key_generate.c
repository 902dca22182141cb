/* SPDX-License-Identifier: BSD-2-Clause */
/* Keys that are made. */
#include "pki/evp.h"
#include "pki/pki_err.h"

int
key_generate(struct key_type t, struct key **out, struct err *e)
{
	EVP_PKEY *pkey = NULL;

	if (t.kind == KEY_RSA)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "RSA", (size_t)t.bits);
	else if (key_curve(t) != NULL)
		pkey = EVP_PKEY_Q_keygen(NULL, NULL, "EC", key_curve(t));
	if (pkey == NULL)
		return pki_err(e, ERR_ALGORITHM,
		    "a key of %u bits cannot be made", t.bits);
	return key_new(pkey, out, e);
}
