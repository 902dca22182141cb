/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A CA, an RA and devices whose keys never change (tests/data), and messages
 * as devices make them, right or wrong in one place each.
 */
#ifndef TEST_SCEP_LAB_H
#define TEST_SCEP_LAB_H

#include "base/arena.h"
#include "base/span.h"
#include "pki/cert.h"
#include "pki/cms.h"
#include "pki/key.h"
#include "scep/client.h"
#include "scep/reply.h"
#include "scep/request.h"

#define LAB_NOW INT64_C(1830297600)	/* 2028-01-01 */
#define LAB_CHALLENGE "open sesame"

struct lab {
	struct arena		*a;
	struct cert		 ca;
	struct cert		 ra;
	struct key		*ca_key;
	struct key		*ra_key;
	struct key		*device;	/* RSA 2048 */
	struct key		*other;		/* RSA 2048 */
	struct key		*weak;		/* RSA 1024 */
	struct key		*exponent3;	/* RSA 2048 */
	struct key		*ec;		/* P-256 */
	struct scep_responder	 responder;	/* level modern, 2048 bits */
};

/* These end the program where they fail: the tests need all of it. */
struct lab	*lab_new(void);
void		 lab_free(struct lab *lab);
/* A file under tests/, in the lab's arena. */
struct span	 lab_file(struct lab *lab, const char *name);

/* A certificate that the lab's CA issued, valid in these days from LAB_NOW. */
struct cert	 lab_issue(struct lab *lab, const struct key *k, int from,
		    int to);
/* The same to this name; alt_name: "dns:a.example", or NULL. */
struct cert	 lab_issue_to(struct lab *lab, const struct key *k,
		    struct span subject, const char *alt_name);
/*
 * By a CA of the same name but another key; by the CA's key under another
 * name; by another altogether.
 */
struct cert	 lab_issue_forged(struct lab *lab, const struct key *k);
struct cert	 lab_issue_renamed(struct lab *lab, const struct key *k);
struct cert	 lab_issue_foreign(struct lab *lab, const struct key *k);
/* A self-signed CA whose keyUsage allows everything. */
struct cert	 lab_any_ca(struct lab *lab, const char *subject);
struct cert	 lab_self_signed(struct lab *lab, const struct key *k);
/* Version 1, serial number 1, as certmonger makes it. */
struct cert	 lab_v1(struct lab *lab, const struct key *k);
struct span	 lab_subject(struct lab *lab, const char *text);
struct span	 lab_csr_named(struct lab *lab, const struct key *k,
		    struct span subject, const char *alt_name);
struct span	 lab_csr(struct lab *lab, const struct key *k,
		    enum digest d, const char *challenge);

enum lab_attribute {
	LAB_TYPE = 1 << 0, LAB_ID = 1 << 1, LAB_NONCE = 1 << 2
};

/* A message to be; lab_draft sets all that a good one needs. */
struct lab_message {
	const struct key	*key;		/* signs the message */
	struct cert		 signer;
	struct span		 csr;
	const char		*type;
	unsigned int		 type_tag;
	struct span		 id;
	unsigned int		 id_tag;
	struct span		 nonce;
	unsigned int		 nonce_tag;
	unsigned int		 without;	/* enum lab_attribute */
	enum digest		 digest;
	enum cipher		 cipher;
	enum transport		 transport;
	const struct cert	*recipient;
	const struct key	*recipient_key;
	struct span		 envelope;	/* not empty: as it is */
	bool			 no_cert;
	bool			 no_time;	/* signingTime */
	/* More attributes: values are content octets. */
	struct cms_attribute	 more[4];
	unsigned int		 more_count;
};

struct lab_message lab_draft(struct lab *lab, const struct key *k);
struct span	 lab_seal(struct lab *lab, const struct lab_message *m,
		    struct span plain);
struct span	 lab_build(struct lab *lab, const struct lab_message *m);

/*
 * The same message as BER: indefinite lengths, content octets constructed of
 * `piece` bytes each.  For a SignedData and for an EnvelopedData.
 */
struct span	 lab_to_ber(struct lab *lab, struct span der, size_t piece);

#endif
