/* SPDX-License-Identifier: BSD-2-Clause */
/* scep.fcgi: what devices talk to. */
#include "endpoint/endpoint.h"
#include "main/program.h"

static int
serve(const struct config *c, struct ra *ra, struct err *e)
{
	struct endpoint endpoint = { .ra = ra,
		.prefix = c->scep_path,
		.crl_prefix = c->crl_path,
		.ca_prefix = c->ca_path };
	struct web_server server = { .handler = endpoint_handle,
		.ctx = &endpoint,
		.threads = c->threads,
		.body_limit = c->body_limit,
		.trusted_proxies = c->trusted_proxies };

	return web_serve(&server, e);
}

int
main(int argc, char **argv)
{
	static const struct program scep = { .name = "scep.fcgi",
		.purpose = "what devices talk to: SCEP (RFC 8894)",
		.serve = serve };

	return program_main(&scep, argc, argv);
}
