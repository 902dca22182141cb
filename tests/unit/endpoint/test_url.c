/* SPDX-License-Identifier: BSD-2-Clause */
/* Which profile a URL means. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "endpoint/url.h"

#define N(x) (sizeof(x) / sizeof((x)[0]))
#define TEN "0123456789"
#define SIXTY TEN TEN TEN TEN TEN TEN

static const struct {
	const char *name;
	const char *prefix;
	const char *path;
	enum url_kind kind;
	const char *slug;
} rows[] = {
	{ "plain", "/scep", "/scep/routers", URL_PROFILE, "routers" },
	{ "slash", "/scep", "/scep/routers/", URL_PROFILE, "routers" },
	{ "pkiclient", "/scep", "/scep/routers/pkiclient.exe", URL_PROFILE,
	    "routers" },
	{ "deep", "/scep", "/scep/routers/cgi-bin/pkiclient.exe", URL_PROFILE,
	    "routers" },
	{ "mscep", "/scep", "/scep/routers/mscep.dll/pkiclient.exe",
	    URL_PROFILE, "routers" },
	{ "two slashes behind", "/scep", "/scep/routers//", URL_PROFILE,
	    "routers" },
	{ "encoded", "/scep", "/scep/%72outer%73", URL_PROFILE, "routers" },
	{ "encoded hyphen", "/scep", "/scep/a%2Db", URL_PROFILE, "a-b" },
	{ "another prefix", "/pki/scep", "/pki/scep/x", URL_PROFILE, "x" },
	{ "no prefix", "", "/routers", URL_PROFILE, "routers" },
	{ "encoded slash", "/scep", "/scep/a%2Fb", URL_OTHER, NULL },
	{ "encoded NUL", "/scep", "/scep/routers%00x", URL_OTHER, NULL },
	{ "half an escape", "/scep", "/scep/routers%4", URL_OTHER, NULL },
	{ "capitals", "/scep", "/scep/Routers", URL_OTHER, NULL },
	{ "blank", "/scep", "/scep/a%20b", URL_OTHER, NULL },
	{ "dots", "/scep", "/scep/../routers", URL_OTHER, NULL },
	{ "no slug", "/scep", "/scep", URL_OTHER, NULL },
	{ "empty slug", "/scep", "/scep/", URL_OTHER, NULL },
	{ "empty segment", "/scep", "/scep//routers", URL_OTHER, NULL },
	{ "prefix is a part", "/scep", "/scepter/routers", URL_OTHER, NULL },
	{ "elsewhere", "/scep", "/admin/routers", URL_OTHER, NULL },
	{ "root", "/scep", "/", URL_OTHER, NULL },
	{ "nothing", "/scep", "", URL_OTHER, NULL },
	{ "cgi", "/scep", "/cgi-bin/pkiclient.exe", URL_CGI, NULL },
	{ "cgi, more", "/scep", "/cgi-bin/pkiclient.exe/x", URL_CGI, NULL },
	{ "cgi, longer", "/scep", "/cgi-bin/pkiclient.exe2", URL_OTHER, NULL },
	{ "cgi, capitals", "/scep", "/CGI-BIN/PKICLIENT.EXE", URL_CGI, NULL },
	{ "ndes", "/scep", "/certsrv/mscep/mscep.dll/routers", URL_PROFILE,
	    "routers" },
	{ "ndes, slash", "/scep", "/certsrv/mscep/mscep.dll/routers/",
	    URL_PROFILE, "routers" },
	{ "ndes, as Windows writes it", "/scep",
	    "/CertSrv/mscep/mscep.dll/routers", URL_PROFILE, "routers" },
	{ "ndes and pkiclient", "/scep",
	    "/certsrv/mscep/mscep.dll/routers/pkiclient.exe", URL_PROFILE,
	    "routers" },
	{ "ndes, encoded", "/scep", "/certsrv/mscep/mscep.dll/%72outers",
	    URL_PROFILE, "routers" },
	{ "ndes, no slug", "/scep", "/certsrv/mscep/mscep.dll", URL_CGI, NULL },
	{ "ndes, no slug, slash", "/scep", "/certsrv/mscep/mscep.dll/", URL_CGI,
	    NULL },
	{ "ndes, no slug, pkiclient", "/scep",
	    "/certsrv/mscep/mscep.dll/pkiclient.exe", URL_CGI, NULL },
	{ "ndes, capitals in the slug", "/scep",
	    "/certsrv/mscep/mscep.dll/Routers", URL_OTHER, NULL },
	{ "ndes, longer", "/scep", "/certsrv/mscep/mscep.dllx/routers",
	    URL_OTHER, NULL },
	{ "ndes, less", "/scep", "/certsrv/mscep/routers", URL_OTHER, NULL },
	{ "64 characters", "/scep", "/scep/" SIXTY "0123", URL_PROFILE,
	    SIXTY "0123" },
	{ "65 characters", "/scep", "/scep/" SIXTY "01234", URL_OTHER, NULL },
};

static void
the_slug_is_what_follows_the_prefix(void **state)
{
	struct arena *a = arena_new();
	struct url url;
	size_t i;

	(void)state;
	for (i = 0; i < N(rows); i++) {
		url_parse(rows[i].prefix, rows[i].path, a, &url);
		if (url.kind != rows[i].kind)
			fail_msg("%s: got %d, want %d", rows[i].name, url.kind,
			    rows[i].kind);
		if (rows[i].slug != NULL && strcmp(url.slug, rows[i].slug) != 0)
			fail_msg("%s: got '%s'", rows[i].name, url.slug);
	}
	arena_free(a);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_slug_is_what_follows_the_prefix),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
