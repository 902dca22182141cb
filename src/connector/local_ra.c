/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The RA of a local CA; see local_ra.h.  A renewal copies the pair in use to
 * ra-former.pem first and then renames the new one over ra.pem: whoever dies
 * in between leaves the same pair twice, and no reader finds a key beside
 * another key's certificate.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "connector/local_files.h"
#include "connector/local_ra.h"

#define DAY (24 * 60 * 60)
#define RA_BACKDATE (60 * 60)
#define RA_VALIDITY (730 * DAY)

/* RFC 8894 section 2.1.1: the RA signs answers and opens requests. */
#define RA_USAGE (USAGE_DIGITAL_SIGNATURE | USAGE_KEY_ENCIPHERMENT)

/* ---- Issuing ----------------------------------------------------------- */

/*
 * An RA that is made now ends then.  It begins with a CA that is not valid yet,
 * and the CA's own end limits it.
 */
static int64_t
end_of_new(const struct cert *ca, int64_t now)
{
	int64_t begin = now > ca->not_before ? now : ca->not_before;
	int64_t end = begin + RA_VALIDITY;

	return end < ca->not_after ? end : ca->not_after;
}

int
local_issue_ra(const struct cert *ca, const struct key *ca_key, int64_t now,
    struct arena *a, struct buf *pem, struct err *e)
{
	const struct local_issue ra = {
		.key_type = { KEY_RSA, 2048 },
		.name = "/CN=SCEP RA",
		.key_usage = RA_USAGE,
		.not_before = now - RA_BACKDATE,
		.not_after = end_of_new(ca, now),
	};

	return local_issue(ca, ca_key, &ra, a, pem, e);
}

/* ---- Opening ----------------------------------------------------------- */

/* Key and certificate, from one file or from two. */
static int
open_pair(const struct connector *c, const char *key_path,
    const char *cert_path, struct cert *cert, struct key **key, struct err *e)
{
	struct cert *certs;
	unsigned int n;

	if (local_check_there(key_path, e) == -1 ||
	    local_check_there(cert_path, e) == -1 ||
	    file_check_private(key_path, e) == -1 ||
	    local_read_key(key_path, NULL, key, e) == -1 ||
	    local_read_certs(cert_path, c->arena, &certs, &n, e) == -1)
		return -1;
	*cert = certs[0];
	if (key_type_of(*key).kind != KEY_RSA)
		return err_set(e, ERR_ALGORITHM,
		    "%s: the RA's key must be RSA: SCEP clients encrypt to it",
		    key_path);
	if (!span_equal(cert->spki, key_spki(*key)))
		return err_set(e, ERR_CONFLICT,
		    "%s: the key is not the one of the RA's certificate",
		    key_path);
	if (local_check_issued(cert, &c->ca, c->ca_public, e) == -1)
		return err_prefix(e, "%s", cert_path);
	return 0;
}

/*
 * Without it who sealed to it has to fetch the other; that is no reason to
 * turn everybody away.
 */
static void
open_former(struct connector *c)
{
	const char *path = local_path(c->arena, c->config.dir, LOCAL_RA_FORMER);
	struct err e = { 0 };

	if (!file_exists(path))
		return;
	/* The same pair twice: a renewal that was cut short. */
	if (open_pair(c, path, path, &c->ra_former, &c->ra_former_key, &e) ==
		0 &&
	    !span_equal(c->ra_former.der, c->ra.der))
		return;
	key_free(c->ra_former_key);
	c->ra_former_key = NULL;
	if (e.kind != ERR_NONE)
		log_event(LOG_LEVEL_WARNING, "ra-former-unusable", "kind",
		    err_kind_name(e.kind), "reason", e.text, NULL);
}

int
local_open_ra(struct connector *c, struct err *e)
{
	const char *dir = c->config.dir;
	const char *pair = local_path(c->arena, dir, LOCAL_RA);
	const char *key = local_path(c->arena, dir, LOCAL_RA_KEY);
	const char *cert = local_path(c->arena, dir, LOCAL_RA_CERT);

	if (file_exists(pair) || (!file_exists(key) && !file_exists(cert)))
		key = cert = pair;
	if (open_pair(c, key, cert, &c->ra, &c->ra_key, e) == -1)
		return -1;
	open_former(c);
	return 0;
}

/* ---- Renewing ---------------------------------------------------------- */

static bool
is_valid(const struct cert *c, int64_t now)
{
	return now >= c->not_before && now <= c->not_after;
}

/*
 * One that is not valid yet was made under a clock that was wrong: another
 * one mends that.
 */
bool
local_ra_is_due(const struct connector *c, int64_t now)
{
	const struct cert *ra = &c->ra;
	int64_t third = (ra->not_after - ra->not_before) / 3;

	if (!is_valid(&c->ca, now))
		return false;
	if (now < ra->not_before)
		return true;
	return ra->not_after - now < third &&
	    end_of_new(&c->ca, now) >= ra->not_after + DAY;
}

/*
 * The pair in use becomes the former one; not where a wrong clock made it, and
 * so the one before stays.
 */
static int
keep_former(const struct connector *c, int64_t now, struct err *e)
{
	const char *path = local_path(c->arena, c->config.dir, LOCAL_RA_FORMER);
	struct buf pem;
	int rc = -1;

	if (now < c->ra.not_before)
		return 0;
	buf_init(&pem, LOCAL_FILE_LIMIT);
	if (key_to_pem(c->ra_key, NULL, &pem, e) == 0) {
		buf_add_str(&pem, cert_to_pem(c->arena, c->ra.der));
		rc = file_write(path, buf_span(&pem), 0600, e);
	}
	buf_clear(&pem);
	return rc;
}

/* The form before there was a renewal; ra.pem is what counts now. */
static int
remove_two_files(const struct connector *c, struct err *e)
{
	static const enum local_file two[] = { LOCAL_RA_KEY, LOCAL_RA_CERT };
	const char *path;

	for (size_t i = 0; i < sizeof(two) / sizeof(two[0]); i++) {
		path = local_path(c->arena, c->config.dir, two[i]);
		if (unlink(path) == -1 && errno != ENOENT)
			return err_set(e, ERR_INTERNAL,
			    "%s: cannot be removed: %s", path, strerror(errno));
	}
	return 0;
}

static int
replace(const struct connector *c, int64_t now, struct err *e)
{
	const char *path = local_path(c->arena, c->config.dir, LOCAL_RA);
	struct buf pem;
	int rc = -1;

	buf_init(&pem, LOCAL_FILE_LIMIT);
	if (local_issue_ra(&c->ca, c->own, now, c->arena, &pem, e) == 0 &&
	    keep_former(c, now, e) == 0 &&
	    file_write(path, buf_span(&pem), 0600, e) == 0)
		rc = remove_two_files(c, e);
	buf_clear(&pem);
	return rc;
}

/* Under the lock: what is on disk counts, not what was opened before. */
static int
renew_locked(const struct connector *c, int64_t now, struct err *e)
{
	struct connector *fresh;
	int rc = 0;

	if (connector_open(&c->config, &fresh, e) == -1)
		return -1;
	if (local_ra_is_due(fresh, now))
		rc = replace(fresh, now, e);
	connector_close(fresh);
	return rc;
}

int
local_renew_ra(const struct connector *c, int64_t now, struct err *e)
{
	int fd, rc;

	if (file_lock_dir(c->config.dir, false, &fd, e) == -1)
		return -1;
	if (fd == -1)
		return 0;
	rc = renew_locked(c, now, e);
	close(fd);
	return rc;
}
