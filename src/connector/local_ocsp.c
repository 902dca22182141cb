/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * See local_ocsp.h.  The CA's key is not what answers everybody on the
 * network: it issues a certificate for that (RFC 6960 section 4.2.2.2), whose
 * key and certificate are one file, so that one rename replaces both.
 */
#include <unistd.h>

#include "base/file.h"
#include "base/log.h"
#include "connector/local_files.h"
#include "connector/local_ocsp.h"
#include "pki/ocsp.h"

#define DAY (24 * 60 * 60)
/*
 * Nobody can revoke it, for clients are told not to ask about it: so it is
 * short.
 */
#define SIGNER_VALIDITY (90 * DAY)
#define SIGNER_BACKDATE (60 * 60)
/* Where renewing failed, seconds until the next try. */
#define RETRY 300

/* ---- Reading ----------------------------------------------------------- */

static int
check(const struct connector *c, const struct ocsp_signer *s, struct err *e)
{
	if (!span_equal(s->cert.spki, key_spki(s->key)))
		return err_set(e, ERR_CONFLICT,
		    "the key is not the one of the certificate");
	return local_check_issued(&s->cert, &c->ca, c->ca_public, e);
}

static int
read_signer(const struct connector *c, struct ocsp_signer *out, struct err *e)
{
	const char *path = local_path(out->arena, c->config.dir, LOCAL_OCSP);
	struct cert *certs;
	unsigned int n;

	key_free(out->key);
	out->key = NULL;
	if (file_check_private(path, e) == -1 ||
	    local_read_key(path, NULL, &out->key, e) == -1 ||
	    local_read_certs(path, out->arena, &certs, &n, e) == -1)
		return -1;
	out->cert = certs[0];
	return check(c, out, e);
}

/* The CA's own end limits it: then another one would be no better. */
static int64_t
due_of(const struct connector *c, const struct cert *cert)
{
	if (cert->not_after >= c->ca.not_after)
		return cert->not_after;
	return cert->not_after - (cert->not_after - cert->not_before) / 3;
}

/*
 * What is there does: it can be read, was issued by this CA, and has time.
 * One that is not valid yet was made under a clock that was wrong.
 */
static bool
find(const struct connector *c, int64_t now, struct ocsp_signer *out)
{
	struct err unused = { 0 };

	out->due = 0;
	if (read_signer(c, out, &unused) == -1)
		return false;
	if (now < out->cert.not_before || now > out->cert.not_after)
		return false;
	out->due = due_of(c, &out->cert);
	return true;
}

/* ---- Issuing ----------------------------------------------------------- */

/* Of the CA's kind: who verifies its certificates can verify the answers. */
static struct key_type
type_for(const struct connector *c)
{
	if (key_type_of(c->ca_public).kind == KEY_EC)
		return (struct key_type){ KEY_EC, 256 };
	return (struct key_type){ KEY_RSA, 2048 };
}

static int
make(const struct connector *c, int64_t now, struct arena *a, struct err *e)
{
	static const char *const usages[] = { OCSP_SIGNING_USAGE, NULL };
	const char *path = local_path(a, c->config.dir, LOCAL_OCSP);
	struct local_issue signer = {
		.key_type = type_for(c),
		.name = "/CN=OCSP signer",
		.key_usage = USAGE_DIGITAL_SIGNATURE,
		.extended_usages = usages,
		.not_before = now - SIGNER_BACKDATE,
		.not_after = now + SIGNER_VALIDITY,
	};
	struct buf pem;
	int rc = -1;

	buf_init(&pem, LOCAL_FILE_LIMIT);
	if (ocsp_no_check(a, &signer.more, e) == 0 &&
	    local_issue(&c->ca, c->own, &signer, a, &pem, e) == 0)
		rc = file_write(path, buf_span(&pem), 0600, e);
	buf_clear(&pem);
	return rc;
}

/* Another process may have made it while this one waited. */
static int
make_locked(const struct connector *c, int64_t now, struct ocsp_signer *out,
    struct err *e)
{
	if (find(c, now, out) && now < out->due)
		return 0;
	if (make(c, now, out->arena, e) == -1 || read_signer(c, out, e) == -1)
		return -1;
	out->due = due_of(c, &out->cert);
	return 0;
}

static int
renew(const struct connector *c, int64_t now, struct ocsp_signer *out,
    struct err *e)
{
	int fd, rc;

	if (file_lock_dir(c->config.dir, true, &fd, e) == -1)
		return -1;
	rc = make_locked(c, now, out, e);
	close(fd);
	return rc;
}

int
local_ocsp_signer(const struct connector *c, int64_t now,
    struct ocsp_signer *out, struct err *e)
{
	if (find(c, now, out) && now < out->due)
		return 0;
	if (renew(c, now, out, e) == 0)
		return 0;
	/* Better an old one that is valid than none. */
	if (!find(c, now, out))
		return -1;
	log_event(LOG_LEVEL_WARNING, "ocsp-signer-failed", "directory",
	    c->config.dir, "kind", err_kind_name(e->kind), "reason", e->text,
	    NULL);
	err_clear(e);
	out->due = now + RETRY;
	return 0;
}
