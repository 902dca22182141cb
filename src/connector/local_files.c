/* SPDX-License-Identifier: BSD-2-Clause */
/* Reading and writing a local CA's directory; see local_files.h. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "connector/connector.h"
#include "connector/local_files.h"
#include "pki/name.h"

static const char *const file_names[LOCAL_FILE__COUNT] = {
	[LOCAL_CA_KEY] = "ca.key",
	[LOCAL_CA_CERT] = "ca.crt",
	[LOCAL_CHAIN] = "chain.crt",
	[LOCAL_RA_KEY] = "ra.key",
	[LOCAL_RA_CERT] = "ra.crt",
	[LOCAL_CRL] = CONNECTOR_CRL_FILE,
	[LOCAL_RA] = "ra.pem",
	[LOCAL_RA_FORMER] = "ra-former.pem",
	[LOCAL_OCSP] = "ocsp.pem",
};

/* Behind the name of a directory that is being made. */
#define NEW ".new-"

char *
local_path(struct arena *a, const char *dir, enum local_file f)
{
	return arena_printf(a, "%s/%s", dir, file_names[f]);
}

int
local_check_there(const char *path, struct err *e)
{
	/* What we may not even look for may be there: who opens it says so. */
	if (file_exists(path) || errno == EACCES)
		return 0;
	return err_set(e, ERR_NOT_FOUND,
	    "%s is not there: put the one of a backup in its place", path);
}

int
local_read_certs(const char *path, struct arena *a, struct cert **out,
    unsigned int *n, struct err *e)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, LOCAL_FILE_LIMIT);
	if (file_read(path, &b, e) == -1)
		goto out;
	if (cert_from_pem(buf_span(&b), a, out, n, e) == -1) {
		err_prefix(e, "%s", path);
		goto out;
	}
	if (*n == 0) {
		err_set(e, ERR_MALFORMED, "%s: holds no certificate in PEM",
		    path);
		goto out;
	}
	rc = 0;
out:
	buf_clear(&b);
	return rc;
}

int
local_read_key(const char *path, const struct secret *passphrase,
    struct key **out, struct err *e)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, LOCAL_FILE_LIMIT);
	if (file_read(path, &b, e) == -1)
		goto out;
	if (key_from_pem(buf_span(&b), passphrase, out, e) == -1) {
		err_prefix(e, "%s", path);
		goto out;
	}
	rc = 0;
out:
	buf_clear(&b);
	return rc;
}

static char *
parent_of(struct arena *a, const char *dir)
{
	const char *slash = strrchr(dir, '/');

	if (slash == NULL)
		return arena_strdup(a, ".");
	if (slash == dir)
		return arena_strdup(a, "/");
	return arena_str(a, span_of(dir, (size_t)(slash - dir)));
}

static int
write_all(const char *dir, const struct span contents[static LOCAL_FILE__COUNT],
    struct arena *a, struct err *e)
{
	int f;

	for (f = 0; f < LOCAL_FILE__COUNT; f++)
		if (contents[f].len > 0 &&
		    file_write(local_path(a, dir, (enum local_file)f),
			contents[f], 0600, e) == -1)
			return -1;
	return file_sync_dir(dir, e);
}

int
local_write(const char *dir,
    const struct span contents[static LOCAL_FILE__COUNT], struct err *e)
{
	struct arena *a = arena_new();
	struct err unused = { 0 };
	char *made = NULL;
	int rc = -1;

	if (file_exists(dir)) {
		err_set(e, ERR_CONFLICT, "%s is there already", dir);
		goto out;
	}
	made = arena_printf(a, "%s" NEW "XXXXXX", dir);
	if (mkdtemp(made) == NULL) { /* mode 0700 */
		(void)file_write_err(dir, e);
		made = NULL;
		goto out;
	}
	if (write_all(made, contents, a, e) == -1)
		goto out;
	if (rename(made, dir) == -1) {
		(void)file_write_err(dir, e);
		goto out;
	}
	made = NULL;
	rc = file_sync_dir(parent_of(a, dir), e);
out:
	if (made != NULL && local_remove(made, &unused) == -1)
		err_clear(&unused); /* the first failure is what counts */
	arena_free(a);
	return rc;
}

/* What was being written when a process died: mkstemp(3) gives the letters. */
static bool
is_unfinished(const char *name, const char *of, const char *between)
{
	size_t n = strlen(of), m = strlen(between);

	return strncmp(name, of, n) == 0 &&
	    strncmp(name + n, between, m) == 0 &&
	    strlen(name + n + m) == strlen("XXXXXX");
}

static bool
is_file(const char *name)
{
	for (int f = 0; f < LOCAL_FILE__COUNT; f++)
		if (strcmp(name, file_names[f]) == 0 ||
		    is_unfinished(name, file_names[f], "."))
			return true;
	return false;
}

static int
not_removed(const char *path, int number, struct err *e)
{
	return err_set(e, ERR_INTERNAL, "%s: cannot be removed: %s", path,
	    strerror(number));
}

static int
remove_dir(const char *dir, struct arena *a, struct err *e)
{
	const char *path;
	char **names;
	size_t n;
	int rc;

	if ((rc = file_list(dir, &names, &n)) != 0)
		return rc == ENOENT ? 0 : not_removed(dir, rc, e);
	for (size_t i = 0; rc == 0 && i < n; i++) {
		path = arena_printf(a, "%s/%s", dir, names[i]);
		if (is_file(names[i]) && unlink(path) == -1 && errno != ENOENT)
			rc = not_removed(path, errno, e);
	}
	file_list_free(names, n);
	if (rc == 0 && rmdir(dir) == -1 && errno != ENOENT)
		rc = not_removed(dir, errno, e);
	return rc;
}

/* What local_write began in this place and never came to the end of. */
static int
remove_unfinished(const char *dir, struct arena *a, struct err *e)
{
	const char *parent = parent_of(a, dir), *slash = strrchr(dir, '/');
	const char *name = slash == NULL ? dir : slash + 1;
	char **names;
	size_t n;
	int rc;

	if ((rc = file_list(parent, &names, &n)) != 0)
		return rc == ENOENT ? 0 : not_removed(dir, rc, e);
	for (size_t i = 0; rc == 0 && i < n; i++)
		if (is_unfinished(names[i], name, NEW))
			rc = remove_dir(arena_printf(a, "%s/%s", parent,
					    names[i]),
			    a, e);
	file_list_free(names, n);
	return rc;
}

int
local_remove(const char *dir, struct err *e)
{
	struct arena *a = arena_new();
	int rc = remove_dir(dir, a, e);

	if (rc == 0)
		rc = remove_unfinished(dir, a, e);
	arena_free(a);
	return rc;
}

int
local_check_issued(const struct cert *c, const struct cert *ca,
    const struct key *ca_public, struct err *e)
{
	if (!span_equal(c->issuer, ca->subject))
		return err_set(e, ERR_CONFLICT,
		    "it was issued by another CA than the one in ca.crt");
	return cert_verify(c, ca_public, e);
}

int
local_issue(const struct cert *ca, const struct key *ca_key,
    const struct local_issue *what, struct arena *a, struct buf *pem,
    struct err *e)
{
	struct cert_draft d = {
		.not_before = what->not_before,
		.not_after = what->not_after,
		.key_usage = what->key_usage,
		.extended_usages = what->extended_usages,
		.more = what->more,
	};
	uint8_t serial[16];
	struct key *k = NULL;
	struct span der;
	int rc = -1;

	if (key_generate(what->key_type, &k, e) == -1 ||
	    name_append(ca->subject, what->name, a, &d.subject, e) == -1)
		goto out;
	cert_random_serial(serial);
	d.serial = span_of(serial, sizeof(serial));
	d.spki = key_spki(k);
	if (d.not_before < ca->not_before)
		d.not_before = ca->not_before;
	if (d.not_after > ca->not_after)
		d.not_after = ca->not_after;
	if (cert_sign(&d, ca, ca_key, a, &der, e) == -1 ||
	    key_to_pem(k, NULL, pem, e) == -1)
		goto out;
	buf_add_str(pem, cert_to_pem(a, der));
	rc = 0;
out:
	key_free(k);
	return rc;
}

static bool
signs_for_us(struct key_type t)
{
	switch (t.kind) {
	case KEY_RSA:
		return t.bits >= 2048 && t.bits <= 8192;
	case KEY_EC:
		return t.bits == 256 || t.bits == 384 || t.bits == 521;
	case KEY_OTHER:
		break;
	}
	return false;
}

int
local_check_ca(const struct cert *ca, const struct key *key, struct err *e)
{
	if (!cert_is_ca(ca))
		return err_set(e, ERR_DENIED,
		    "RFC 5280 4.2.1.9: the certificate is no CA's: "
		    "basicConstraints must say CA");
	if ((cert_key_usage(ca) & USAGE_KEY_CERT_SIGN) == 0)
		return err_set(e, ERR_DENIED,
		    "RFC 5280 4.2.1.3: the CA's keyUsage does not allow it to "
		    "sign certificates");
	if (!signs_for_us(key_type_of(key)))
		return err_set(e, ERR_ALGORITHM,
		    "the CA's key must be RSA of 2048 to 8192 bits, or EC on "
		    "P-256, P-384 or P-521");
	if (!span_equal(ca->spki, key_spki(key)))
		return err_set(e, ERR_CONFLICT,
		    "the key is not the one of the CA certificate");
	return 0;
}
