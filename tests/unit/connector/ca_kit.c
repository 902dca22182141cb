/* SPDX-License-Identifier: BSD-2-Clause */
/* See ca_kit.h. */
#include <stdio.h>
#include <stdlib.h>

#include "ca_kit.h"
#include "pki/name.h"
#include "place.h"

static void
must(int rc, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "ca_kit: %s\n", e->text);
	abort();
}

struct cert
ca_kit_cert(struct arena *a, const struct ca_kit *kit)
{
	static const uint8_t serial[] = { 7 };
	struct cert_draft d = {
		.serial = span_of(serial, 1),
		.spki = key_spki(kit->key),
		.not_before = kit->not_before,
		.not_after = kit->not_after,
		.ca = !kit->no_ca,
		.key_usage = kit->usage != 0 ?
		    kit->usage :
		    USAGE_KEY_CERT_SIGN | USAGE_CRL_SIGN,
	};
	struct err e = { 0 };
	struct cert out;
	struct span der;

	must(name_from_text(kit->name, a, &d.subject, &e), &e);
	must(cert_sign(&d, kit->issuer,
		 kit->issuer != NULL ? kit->issuer_key : kit->key, a, &der, &e),
	    &e);
	must(cert_parse(der, &out, &e), &e);
	return out;
}

void
ca_kit_write_key(const char *path, const struct key *k, const char *passphrase)
{
	struct secret *s = passphrase != NULL ?
	    secret_new(span_of_str(passphrase)) :
	    NULL;
	struct err e = { 0 };
	struct buf pem;

	buf_init(&pem, 65536);
	must(key_to_pem(k, s, &pem, &e), &e);
	place_write(path, buf_span(&pem));
	buf_clear(&pem);
	secret_free(s);
}

void
ca_kit_write_certs(struct arena *a, const char *path, const struct cert *ca,
    const struct cert *above)
{
	place_write(path,
	    span_of_str(arena_printf(a, "%s%s", cert_to_pem(a, ca->der),
		above != NULL ? cert_to_pem(a, above->der) : "")));
}
