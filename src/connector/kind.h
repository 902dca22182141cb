/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Private to the floor: what a kind of connector is, and what an open one
 * holds.  A new kind is a row in connector.c and a file beside local.c.
 */
#ifndef CONNECTOR_KIND_H
#define CONNECTOR_KIND_H

#include "connector/connector.h"

struct connector_kind {
	/*
	 * Fill in ca, ca_public, ra, ra_key, ra_former and its key where
	 * there is one, and chain (certificates in c->arena); check them.
	 * close is called also where this failed.
	 */
	int	 (*open)(struct connector *c, struct err *e);
	/* Free what open put into c->own. */
	void	 (*close)(struct connector *c);
	/* The CA's key; NULL where the kind has none to give. */
	const struct key *(*ca_key)(const struct connector *c);
	int	 (*sign)(const struct connector *c,
		    const struct connector_order *order, struct arena *a,
		    struct connector_cert *out, struct err *e);
	int	 (*sign_crl)(const struct connector *c,
		    const struct crl_draft *draft, struct arena *a,
		    struct span *out, struct err *e);
	bool	 (*ra_is_due)(const struct connector *c, int64_t now);
	int	 (*renew_ra)(const struct connector *c, int64_t now,
		    struct err *e);
	/* Into *out, whose arena is made; key is freed also where this
	   failed. */
	int	 (*ocsp_signer)(const struct connector *c, int64_t now,
		    struct ocsp_signer *out, struct err *e);
	int	 (*forget)(const char *dir, struct err *e);
};

struct connector {
	const struct connector_kind	*kind;
	struct arena			*arena;	/* texts and certificates */
	struct connector_config		 config;
	struct cert			 ca;
	struct key			*ca_public;
	struct cert			 ra;
	struct key			*ra_key;
	struct cert			 ra_former;
	struct key			*ra_former_key;	/* NULL: none */
	const struct cert		*chain;
	unsigned int			 chain_count;
	void				*own;	/* the kind's */
};

extern const struct connector_kind connector_local;

#endif
