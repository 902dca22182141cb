/* SPDX-License-Identifier: BSD-2-Clause */
/* See ca_files.h. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "connector/local.h"
#include "ra/ca_files.h"

static bool
is_set(const char *s)
{
	return s != NULL && s[0] != '\0';
}

bool
ca_files_given(const struct ca_files *f)
{
	return is_set(f->key);
}

int
ca_files_check(const struct ca_files *f, bool made, struct err *e)
{
	if (is_set(f->key) != is_set(f->cert))
		return err_set(e, ERR_MALFORMED,
		    "to take a CA over, both its key file and its certificate "
		    "file are needed");
	if (is_set(f->key) && made)
		return err_set(e, ERR_MALFORMED,
		    "subject, key type and years are those of a new CA: one "
		    "that is taken over has its own");
	if (is_set(f->passphrase) && !is_set(f->key))
		return err_set(e, ERR_MALFORMED,
		    "a passphrase file goes with the key file of a CA that is "
		    "taken over");
	return 0;
}

int
ca_files_import(const struct ca_files *f, const char *dir, struct err *e)
{
	struct connector_local_import i = {
		.dir = dir,
		.key_file = f->key,
		.cert_file = f->cert,
		.now = clock_ms() / 1000,
	};
	struct secret *passphrase = NULL;
	int rc;

	if (is_set(f->passphrase) &&
	    secret_from_file(f->passphrase, &passphrase, e) == -1)
		return -1;
	i.passphrase = passphrase;
	rc = connector_local_import(&i, e);
	secret_free(passphrase);
	return rc;
}

int
ca_files_passphrase(const struct ca_files *f, struct arena *a, char **out,
    struct err *e)
{
	char *p;

	*out = field_text("");
	if (!is_set(f->passphrase))
		return 0;
	if ((p = realpath(f->passphrase, NULL)) == NULL)
		return err_set(e, ERR_NOT_FOUND, "%s: %s", f->passphrase,
		    strerror(errno));
	*out = arena_strdup(a, p);
	free(p);
	return 0;
}
