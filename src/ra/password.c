/* SPDX-License-Identifier: BSD-2-Clause */
/* yescrypt by way of libcrypt; see password.h. */
#include <crypt.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/random.h"
#include "base/text.h"
#include "ra/password.h"
#include "ra/user.h"

#define YESCRYPT "$y$"
#define SALT_SIZE 16 /* random bytes in a setting */

int
password_check_new(const struct secret *password, struct err *e)
{
	struct span s = secret_span(password);
	size_t n;

	if (!text_is_clean(s))
		return err_set(e, ERR_MALFORMED,
		    "the password must be UTF-8 text without control "
		    "characters");
	n = text_length(secret_str(password));
	if (n < RA_PASSWORD_LEAST)
		return err_set(e, ERR_MALFORMED,
		    "the password has %zu characters: want at least %d", n,
		    RA_PASSWORD_LEAST);
	/* Longer ones crypt(3) refuses. */
	if (s.len >= CRYPT_MAX_PASSPHRASE_SIZE)
		return err_set(e, ERR_MALFORMED,
		    "the password has %zu bytes: want at most %d", s.len,
		    CRYPT_MAX_PASSPHRASE_SIZE - 1);
	return 0;
}

/* A setting with a fresh salt, at the library's own cost. */
static int
make_setting(char out[static CRYPT_GENSALT_OUTPUT_SIZE], struct err *e)
{
	char salt[SALT_SIZE];

	random_bytes(salt, sizeof(salt));
	if (crypt_gensalt_rn(YESCRYPT, 0, salt, sizeof(salt), out,
		CRYPT_GENSALT_OUTPUT_SIZE) == NULL)
		return err_set(e, ERR_INTERNAL,
		    "libcrypt makes no yescrypt hash: %s", strerror(errno));
	return 0;
}

int
password_hash(const struct secret *password, struct arena *a, char **out,
    struct err *e)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct crypt_data *work;
	const char *hash;
	int rc = 0;

	if (make_setting(setting, e) == -1)
		return -1;
	work = mem_alloc(sizeof(*work));
	hash = crypt_rn(secret_str(password), setting, work,
	    (int)sizeof(*work));
	if (hash == NULL)
		rc = err_set(e, ERR_INTERNAL, "libcrypt: %s", strerror(errno));
	else
		*out = arena_strdup(a, hash);
	mem_wipe(work, sizeof(*work));
	free(work);
	return rc;
}

bool
password_matches(const struct secret *password, const char *hash)
{
	char setting[CRYPT_GENSALT_OUTPUT_SIZE];
	struct err unused = { 0 };
	struct crypt_data *work;
	const char *have;
	bool same = false;

	if (hash == NULL && make_setting(setting, &unused) == -1)
		return false;
	work = mem_alloc(sizeof(*work));
	have = crypt_rn(secret_str(password), hash != NULL ? hash : setting,
	    work, (int)sizeof(*work));
	if (have != NULL && hash != NULL)
		same = span_equal_secret(span_of_str(have), span_of_str(hash));
	mem_wipe(work, sizeof(*work));
	free(work);
	return same;
}
