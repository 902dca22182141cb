/* SPDX-License-Identifier: BSD-2-Clause */
/* The kinds of connectors and what they have in common; see connector.h. */
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "connector/kind.h"

enum { KIND_LOCAL, KIND__COUNT };

static const char *const names[KIND__COUNT + 1] = {
	[KIND_LOCAL] = "local",
	[KIND__COUNT] = NULL,
};

static const struct connector_kind *const kinds[KIND__COUNT] = {
	[KIND_LOCAL] = &connector_local,
};

const char *const *
connector_kinds(void)
{
	return names;
}

static int
kind_find(const char *name, const struct connector_kind **out, struct err *e)
{
	size_t i;

	for (i = 0; i < KIND__COUNT; i++)
		if (strcmp(names[i], name) == 0) {
			*out = kinds[i];
			return 0;
		}
	return err_set(e, ERR_NOT_FOUND,
	    "connectors of kind '%s' are not known to this version", name);
}

static char *
keep(struct arena *a, const char *s)
{
	return arena_strdup(a, s != NULL ? s : "");
}

int
connector_open(const struct connector_config *config, struct connector **out,
    struct err *e)
{
	const struct connector_kind *kind;
	struct connector *c;

	if (kind_find(config->kind, &kind, e) == -1)
		return -1;
	c = mem_alloc(sizeof(*c));
	c->kind = kind;
	c->arena = arena_new();
	c->config.id = config->id;
	c->config.kind = keep(c->arena, config->kind);
	c->config.dir = keep(c->arena, config->dir);
	c->config.passphrase_file = keep(c->arena, config->passphrase_file);
	c->config.crl_url = keep(c->arena, config->crl_url);
	c->config.crl_is_ours = config->crl_is_ours;
	c->config.ca_issuers_url = keep(c->arena, config->ca_issuers_url);
	c->config.ocsp_url = keep(c->arena, config->ocsp_url);
	if (kind->open(c, e) == -1) {
		connector_close(c);
		return -1;
	}
	*out = c;
	return 0;
}

void
connector_close(struct connector *c)
{
	if (c == NULL)
		return;
	c->kind->close(c);
	key_free(c->ca_public);
	key_free(c->ra_key);
	key_free(c->ra_former_key);
	arena_free(c->arena);
	mem_wipe(c, sizeof(*c));
	free(c);
}

static int
check_validity(const struct connector *c, const char *whose,
    const struct cert *cert, int64_t now, const char *todo, struct err *e)
{
	struct arena *a;
	bool ended = now > cert->not_after;
	int64_t when = ended ? cert->not_after : cert->not_before;

	if (!ended && now >= cert->not_before)
		return 0;
	a = arena_new();
	err_set(e, ERR_UNAVAILABLE, "the %s certificate in %s %s %s: %s", whose,
	    c->config.dir, ended ? "ended on" : "is not valid before",
	    clock_rfc3339(a, 1000 * when),
	    ended ? todo : "is this machine's clock right?");
	arena_free(a);
	return -1;
}

int
connector_check(const struct connector *c, int64_t now, struct err *e)
{
	if (check_validity(c, "CA", &c->ca, now,
		"make a connector with a new CA (scepgate connector add)",
		e) == -1)
		return -1;
	return check_validity(c, "RA", &c->ra, now,
	    "it is renewed by itself, and the log says why it was not", e);
}

const struct cert *
connector_ca(const struct connector *c)
{
	return &c->ca;
}

const struct key *
connector_ca_public(const struct connector *c)
{
	return c->ca_public;
}

const struct cert *
connector_ra(const struct connector *c)
{
	return &c->ra;
}

const struct key *
connector_ra_key(const struct connector *c)
{
	return c->ra_key;
}

const struct key *
connector_ca_key(const struct connector *c)
{
	const struct key *k = c->kind->ca_key(c);

	return k != NULL && key_type_of(k).kind == KEY_RSA ? k : NULL;
}

const struct cert *
connector_ra_former(const struct connector *c)
{
	return c->ra_former_key != NULL ? &c->ra_former : NULL;
}

const struct key *
connector_ra_former_key(const struct connector *c)
{
	return c->ra_former_key;
}

bool
connector_ra_is_due(const struct connector *c, int64_t now)
{
	return c->kind->ra_is_due(c, now);
}

int
connector_renew_ra(const struct connector *c, int64_t now, struct err *e)
{
	return c->kind->renew_ra(c, now, e);
}

const struct cert *
connector_chain(const struct connector *c, unsigned int *n)
{
	*n = c->chain_count;
	return c->chain;
}

int
connector_sign(const struct connector *c, const struct connector_order *order,
    struct arena *a, struct connector_cert *out, struct err *e)
{
	return c->kind->sign(c, order, a, out, e);
}

/*
 * RFC 5280 section 4.2.1.3: cRLSign.  Whoever asks for the CRL is told, and
 * where the CA lies is nothing to them.
 */
int
connector_check_crls(const struct connector *c, struct err *e)
{
	if ((cert_key_usage(&c->ca) & USAGE_CRL_SIGN) != 0)
		return 0;
	return err_set(e, ERR_DENIED,
	    "RFC 5280 4.2.1.3: the keyUsage of the CA certificate does not "
	    "allow it to sign CRLs");
}

int
connector_sign_crl(const struct connector *c, const struct crl_draft *draft,
    int64_t now, struct arena *a, struct span *out, struct err *e)
{
	if (check_validity(c, "CA", &c->ca, now,
		"it signs no CRL any more, and needs none", e) == -1 ||
	    connector_check_crls(c, e) == -1)
		return -1;
	return c->kind->sign_crl(c, draft, a, out, e);
}

int
connector_ocsp_signer(const struct connector *c, int64_t now,
    struct ocsp_signer **out, struct err *e)
{
	struct ocsp_signer *s;

	if (check_validity(c, "CA", &c->ca, now,
		"nobody is to ask about its certificates any more", e) == -1)
		return -1;
	s = mem_alloc(sizeof(*s));
	s->arena = arena_new();
	if (c->kind->ocsp_signer(c, now, s, e) == -1) {
		ocsp_signer_free(s);
		return -1;
	}
	*out = s;
	return 0;
}

void
ocsp_signer_free(struct ocsp_signer *s)
{
	if (s == NULL)
		return;
	key_free(s->key);
	arena_free(s->arena);
	free(s);
}

int
connector_forget(const char *kind, const char *dir, struct err *e)
{
	const struct connector_kind *ops;

	if (kind_find(kind, &ops, e) == -1)
		return -1;
	return ops->forget(dir, e);
}
