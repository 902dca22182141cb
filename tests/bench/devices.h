/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Devices that enrol: each a subject and a transaction of its own.  RSA keys
 * take long to make, so some hundreds of devices share one.
 */
#ifndef BENCH_DEVICES_H
#define BENCH_DEVICES_H

#include "base/arena.h"
#include "base/err.h"
#include "base/secret.h"
#include "bench/http.h"
#include "scep/client.h"
#include "scep/request.h"

struct devices;

/* A server as its devices know it. */
struct devices_ca {
	struct http_server	 server;
	struct scep_ca		 ca;
	struct key		*encrypt;	/* public */
	struct key		*sign;		/* public */
	struct key		*issuer;	/* public */
	const struct secret	*challenge;
};

struct device {
	struct scep_client_request request;
	struct cert	 signer;
	uint8_t		 nonce[16];
	struct span	 subject;
	struct span	 post;		/* the whole HTTP request */
	unsigned int	 status;
	struct span	 answer;
	int64_t		 us;
};

/* GetCACert; out lives as long as the arena. */
int	 devices_ask_ca(const char *url, const struct secret *challenge,
	    struct arena *a, struct devices_ca *out, struct err *e) must_check;
void	 devices_forget_ca(struct devices_ca *ca);

int	 devices_new(unsigned int keys, struct devices **out,
	    struct err *e) must_check;
void	 devices_free(struct devices *d);		/* NULL is fine */
/* n new devices and their messages, all in the arena. */
int	 devices_make(struct devices *d, const struct devices_ca *ca,
	    unsigned int n, struct arena *a, struct device **out,
	    struct err *e) must_check;
/* One of them; any thread, each with an arena of its own. */
int	 device_make(struct devices *all, const struct devices_ca *ca,
	    struct device *d, struct arena *a, struct err *e) must_check;
/* A RenewalReq of a device that has this certificate, with the same key. */
int	 device_renew(const struct device *old, const struct cert *has,
	    const struct devices_ca *ca, struct device *d, struct arena *a,
	    struct err *e) must_check;
/* A CertPoll about what a device asked for. */
int	 device_poll(const struct device *of, const struct devices_ca *ca,
	    struct device *d, struct arena *a, struct err *e) must_check;

/*
 * The answer is a CertRep to this very message.  Where it is SUCCESS its first
 * certificate is of this device's subject and key, issued by the CA, and valid
 * now.
 */
int	 device_answer(const struct device *d, const struct devices_ca *ca,
	    struct arena *a, struct scep_client_reply *out, struct err *e)
	    must_check;
/*
 * The answer is a CertRep SUCCESS to this very message, and its certificate
 * is of this device's subject and key, issued by the CA, and valid now.
 */
int	 device_verify(const struct device *d, const struct devices_ca *ca,
	    struct arena *a, struct err *e) must_check;

#endif
