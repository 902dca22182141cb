/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Requests as a web server hands them over, and a device that makes them:
 * the whole door with a real RA, store and CA behind it.
 */
#ifndef TEST_DEVICE_H
#define TEST_DEVICE_H

#include "../ra/site.h"
#include "../scep/lab.h"
#include "endpoint/endpoint.h"
#include "scep/client.h"

/* An answer; its texts are in the site's arena. */
struct answer {
	int		 status;
	const char	*content_type;
	const char	*allow;		/* NULL: none */
	const char	*retry_after;
	const char	*etag;
	const char	*cache;		/* Cache-Control */
	const char	*policy;	/* Content-Security-Policy */
	struct span	 body;
	const char	*text;		/* the body as a string */
};

/* "GET", "/scep/x", "operation=GetCACaps", no body. */
struct answer	 ask(struct site *s, const char *method, const char *path,
		    const char *query, struct span body);
/* The same with the answer in another arena: for threads. */
struct answer	 ask_into(struct arena *a, struct site *s, const char *method,
		    const char *path, const char *query, struct span body);
/* GET with If-None-Match. */
struct answer	 ask_again(struct site *s, const char *path,
	    const char *query, const char *tags);
/* Arena, id, address and time are filled in, and strings that are NULL. */
struct answer	 ask_request(struct site *s, struct web_request *req);
/* GET by who accepts this: of a browser, "text/html,...". */
struct answer	 browse(struct site *s, const char *accept, const char *path,
		    const char *query);
/* A body that was beyond the limit. */
struct answer	 ask_too_large(struct site *s, const char *path);

/* What a device is about to send; device_draft sets what a good one needs. */
struct draft {
	const struct key	*key;		/* the CSR's */
	const struct key	*signer_key;
	const struct cert	*signer;	/* NULL: self-signed */
	const char		*challenge;	/* NULL: none */
	const char		*transaction_id;
	const char		*subject;
	const char		*alt_name;	/* "dns:..."; NULL: none */
	struct span		 more;		/* Extensions asked for */
	int			 type;
	enum digest		 digest;
	enum cipher		 cipher;
	enum transport		 transport;
	int64_t			 now;
	/* CertPoll, GetCert, GetCRL: what they ask; the issuer is filled in
	   where it is empty. */
	struct scep_asked	 asked;
};

struct draft	 device_draft(const struct key *k);

/*
 * What the lab makes messages of, for what no device would send: by this key,
 * to the RA of the slug, with the site's challenge.
 */
struct lab_message device_lab_draft(struct site *s, struct lab *lab,
		    const char *slug, const struct key *k);
/* To be changed. */
uint8_t		*device_copy(struct site *s, struct span whole);

/* A message, ready to send, and what is needed to read its answer. */
struct sent {
	struct scep_client_request	 request;
	struct scep_ca			 ca;
	struct cert			 self;
	struct span			 der;
	const struct secret		*password;
};

/* Asks GetCACert of the slug and builds the message. */
struct sent	*device_message(struct site *s, const char *slug,
		    const struct draft *d);
/* These fail the test where the answer is no CertRep to the message. */
struct scep_client_reply device_read(struct site *s, const struct sent *m,
		    const struct answer *answer);
struct scep_client_reply device_enroll(struct site *s, const char *slug,
		    const struct draft *d);

#endif
