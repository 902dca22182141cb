/* SPDX-License-Identifier: BSD-2-Clause */
/* scep.fcgi: what devices talk to. */
#include "endpoint/endpoint.h"
#include "main/program.h"
#include "web/rate.h"

/* The buckets of addresses, where there is a limit; *out may be NULL. */
static int
open_rate(const struct config *c, struct web_rate **out, struct err *e)
{
	struct arena *a = arena_new();
	int rc = 0;

	*out = NULL;
	if (c->address_rate > 0)
		rc = web_rate_open(arena_printf(a, "%s/requests", c->state),
		    c->address_rate, c->address_burst, out, e);
	arena_free(a);
	return rc;
}

static int
serve(const struct config *c, struct ra *ra, struct err *e)
{
	struct endpoint endpoint = { .ra = ra,
		.prefix = c->scep_path,
		.crl_prefix = c->crl_path,
		.ca_prefix = c->ca_path,
		.ocsp_prefix = c->ocsp_path };
	struct web_server server = { .handler = endpoint_handle,
		.ctx = &endpoint,
		.threads = c->threads,
		.body_limit = c->body_limit,
		.trusted_proxies = c->trusted_proxies };
	int rc;

	if (open_rate(c, &endpoint.rate, e) == -1)
		return -1;
	rc = web_serve(&server, e);
	web_rate_close(endpoint.rate);
	return rc;
}

int
main(int argc, char **argv)
{
	static const struct program scep = { .name = "scep.fcgi",
		.purpose = "what devices talk to: SCEP (RFC 8894)",
		.serve = serve };

	return program_main(&scep, argc, argv);
}
