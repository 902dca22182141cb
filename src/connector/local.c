/* SPDX-License-Identifier: BSD-2-Clause */
/* The kind 'local': a CA whose key lies in a directory of ours. */
#include "base/file.h"
#include "base/mem.h"
#include "connector/kind.h"
#include "connector/local_files.h"
#include "connector/local_ocsp.h"
#include "connector/local_ra.h"

static int
open_passphrase(const struct connector *c, struct secret **out, struct err *e)
{
	*out = NULL;
	if (c->config.passphrase_file[0] == '\0')
		return 0;
	if (file_check_private(c->config.passphrase_file, e) == -1 ||
	    secret_from_file(c->config.passphrase_file, out, e) == -1)
		return err_prefix(e, "the CA key's passphrase");
	return 0;
}

static int
open_ca(struct connector *c, struct err *e)
{
	const char *dir = c->config.dir;
	const char *key_path = local_path(c->arena, dir, LOCAL_CA_KEY);
	const char *cert_path = local_path(c->arena, dir, LOCAL_CA_CERT);
	struct secret *passphrase = NULL;
	struct key *key = NULL;
	struct cert *certs;
	unsigned int n;
	int rc = -1;

	if (local_check_there(key_path, e) == -1 ||
	    local_check_there(cert_path, e) == -1 ||
	    file_check_private(key_path, e) == -1 ||
	    open_passphrase(c, &passphrase, e) == -1 ||
	    local_read_key(key_path, passphrase, &key, e) == -1)
		goto out;
	c->own = key;
	if (local_read_certs(cert_path, c->arena, &certs, &n, e) == -1)
		goto out;
	c->ca = certs[0];
	if (local_check_ca(&c->ca, key, e) == -1 ||
	    key_from_spki(c->ca.spki, &c->ca_public, e) == -1) {
		err_prefix(e, "%s", key_path);
		goto out;
	}
	rc = 0;
out:
	secret_free(passphrase);
	return rc;
}

static int
open_chain(struct connector *c, struct err *e)
{
	const char *path = local_path(c->arena, c->config.dir, LOCAL_CHAIN);
	struct cert *certs;

	if (!file_exists(path))
		return 0;
	if (local_read_certs(path, c->arena, &certs, &c->chain_count, e) == -1)
		return -1;
	c->chain = certs;
	return 0;
}

/* No person wrote these files, and none can put them right. */
static int
damaged(struct connector *c, struct err *e)
{
	const char *text = arena_strdup(c->arena, e->text);

	if (e->kind == ERR_MALFORMED || e->kind == ERR_CONFLICT ||
	    e->kind == ERR_INTEGRITY)
		return err_set(e, e->kind,
		    "%s: put the files of a backup in their place", text);
	return -1;
}

static int
local_open(struct connector *c, struct err *e)
{
	if (local_check_there(c->config.dir, e) == -1 ||
	    file_check_private_dir(c->config.dir, e) == -1)
		return -1;
	if (open_ca(c, e) == -1 || open_chain(c, e) == -1 ||
	    local_open_ra(c, e) == -1)
		return damaged(c, e);
	return 0;
}

static void
local_close(struct connector *c)
{
	key_free(c->own);
	c->own = NULL;
}

/*
 * 16 random bytes of which the first bit is clear, as the content octets of
 * an INTEGER: X.690 section 8.3.2 wants them shortest.
 */
static struct span
draw_serial(struct arena *a)
{
	uint8_t *bytes = arena_alloc(a, 16);
	struct span s = span_of(bytes, 16);

	cert_random_serial(bytes);
	while (s.len > 1 && s.at[0] == 0 && (s.at[1] & 0x80) == 0)
		s = span_of(s.at + 1, s.len - 1);
	return s;
}

/* Not to a CRL that nobody signs: who insists on one takes no certificate. */
static const char *
crl_url(const struct connector *c)
{
	struct err unused = { 0 };

	if (c->config.crl_is_ours && connector_check_crls(c, &unused) == -1)
		return "";
	return c->config.crl_url;
}

static int
local_sign(const struct connector *c, const struct connector_order *o,
    struct arena *a, struct connector_cert *out, struct err *e)
{
	struct cert_draft d = {
		.serial = draw_serial(a),
		.subject = o->subject,
		.spki = o->spki,
		.not_before = o->not_before,
		.not_after = o->not_after,
		.key_usage = o->key_usage,
		.extended_usages = o->extended_usages,
		.alt_names = o->alt_names,
		.more = o->more,
		.crl_url = crl_url(c),
		.ca_issuers_url = c->config.ca_issuers_url,
		.ocsp_url = c->config.ocsp_url,
	};

	/* PROTOCOL: within the CA's own validity. */
	if (d.not_before < c->ca.not_before)
		d.not_before = c->ca.not_before;
	if (d.not_after > c->ca.not_after)
		d.not_after = c->ca.not_after;
	if (d.not_after <= d.not_before)
		return err_set(e, ERR_UNAVAILABLE,
		    "the CA certificate in %s has ended: make a connector "
		    "with a new CA",
		    c->config.dir);
	out->serial = d.serial;
	out->not_before = d.not_before;
	out->not_after = d.not_after;
	return cert_sign(&d, &c->ca, c->own, a, &out->der, e);
}

static int
local_sign_crl(const struct connector *c, const struct crl_draft *draft,
    struct arena *a, struct span *out, struct err *e)
{
	return crl_sign(draft, &c->ca, c->own, a, out, e);
}

static const struct key *
local_ca_key(const struct connector *c)
{
	return c->own;
}

const struct connector_kind connector_local = {
	.open = local_open,
	.close = local_close,
	.ca_key = local_ca_key,
	.sign = local_sign,
	.sign_crl = local_sign_crl,
	.ra_is_due = local_ra_is_due,
	.renew_ra = local_renew_ra,
	.ocsp_signer = local_ocsp_signer,
	.forget = local_remove,
};
