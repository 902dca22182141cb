/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scepgate.conf(5): what the three programs are told about this machine.
 */
#ifndef MAIN_CONFIG_H
#define MAIN_CONFIG_H

#include <stddef.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/log.h"
#include "ra/ra.h"

/* Checked values; text is in the arena and never NULL. */
struct config {
	const char	*file;		/* that was read; "" where none was */
	const char	*state;		/* directory */
	const char	*url;		/* without a '/' at the end, or "" */
	const char	*scep_path;	/* "/scep"; "" for the root */
	const char	*admin_path;
	const char	*crl_path;	/* "/crl": never the root */
	const char	*ca_path;	/* "/ca" */
	const char	*ocsp_path;	/* "/ocsp" */
	const char	*templates;	/* directory */
	const char	*trusted_proxies;
	unsigned int	 threads;	/* of scep.fcgi */
	unsigned int	 admin_threads;
	size_t		 body_limit;	/* bytes */
	unsigned int	 address_rate;	/* requests a minute; 0: no limit */
	unsigned int	 address_burst;	/* and at once */
	enum log_level	 log_level;
	enum log_target	 log_to;
	enum log_format	 log_format;
	const char	*syslog_socket;	/* path */
};

/*
 * The beginning of URLs that certificates point to, in the arena: `url` by
 * plain HTTP, for what is signed needs no other protection, and a client that
 * checks the certificate of an https server could not get there (RFC 5280
 * section 8).  "" where `url` is not set, or is https with a port: then nobody
 * knows on which one plain HTTP is.
 */
const char *config_plain_url(const struct config *c, struct arena *a);

/*
 * Where certificates point to, whichever program signs them, in the arena; all
 * NULL where config_plain_url is "".
 */
struct ra_places config_places(const struct config *c, struct arena *a);

/*
 * Read `file`; where it is NULL, what $SCEPGATE_CONFIG names; where that is
 * not set, the file of the installation if there is one.  $SCEPGATE_STATE
 * goes before `state`.  ERR_NOT_FOUND, ERR_DENIED, or ERR_MALFORMED that
 * names file, line, setting, and what it may be.
 */
int	 config_load(const char *file, struct arena *a, struct config *out,
	    struct err *e) must_check;

#endif
