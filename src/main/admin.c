/* SPDX-License-Identifier: BSD-2-Clause */
/* admin.fcgi: what people look at. */
#include "admin/admin.h"
#include "main/program.h"

static int
serve(const struct config *c, struct ra *ra, struct err *e)
{
	struct admin admin = { .ra = ra,
		.prefix = c->admin_path,
		.templates = c->templates,
		.public_url = c->url,
		.scep_prefix = c->scep_path };
	struct web_server server = { .handler = admin_handle,
		.ctx = &admin,
		.threads = c->admin_threads,
		.body_limit = c->body_limit,
		.trusted_proxies = c->trusted_proxies };

	if (admin_check(&admin, e) == -1)
		return -1;
	return web_serve(&server, e);
}

int
main(int argc, char **argv)
{
	static const struct program admin = { .name = "admin.fcgi",
		.purpose = "the pages that administrators look at",
		.serve = serve };

	return program_main(&admin, argc, argv);
}
