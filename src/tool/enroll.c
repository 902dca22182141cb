/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * scepgate enroll: a small SCEP client, RFC 8894 from GetCACaps to CertRep.
 */
#include <inttypes.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "base/random.h"
#include "base/text.h"
#include "pki/extension.h"
#include "pki/name.h"
#include "scep/client.h"
#include "tool/announced.h"
#include "tool/device.h"
#include "tool/handlers.h"
#include "tool/http.h"
#include "tool/lookup.h"
#include "tool/secret_option.h"
#include "tool/table.h"

#define SECONDS_STANDARD 60
#define ANSWER_MOST (4 * 1024 * 1024) /* bytes */
#define NONCE_SIZE 16
#define SHA256_SIZE 32

struct enrolment {
	struct tool *t;
	struct arena *a;
	struct http *http;
	struct device device;
	struct secret *challenge; /* NULL: none */
	struct span fingerprint; /* that the CA has to have; empty: any */
	struct announced announced;
	struct scep_ca ca;
	struct key *ca_key; /* of ca.encrypt */
	struct csr_draft draft;
	struct span serial; /* of --get-cert */
	struct cert signer;
	uint8_t nonce[NONCE_SIZE];
	struct scep_client_request request;
};

/* "URL?operation=GetCACert" */
static char *
operation_url(const struct enrolment *en, const char *operation)
{
	const char *url = arg_text(en->t->args, OPTION_URL);

	return arena_printf(en->a, "%s%coperation=%s", url,
	    strchr(url, '?') != NULL ? '&' : '?', operation);
}

/*
 * A server that does not know GetCACaps announces nothing (RFC 8894 section
 * 3.5.1); one that is not there will not be there for GetCACert either.
 */
static int
ask_caps(struct enrolment *en, struct err *e)
{
	struct buf b;
	int rc;

	buf_init(&b, ANSWER_MOST);
	rc = http_get(en->http, "GetCACaps", operation_url(en, "GetCACaps"), &b,
	    e);
	if (rc == 0)
		en->announced = announced_parse(buf_span(&b));
	else if (e->kind == ERR_DENIED || e->kind == ERR_MALFORMED) {
		err_clear(e);
		rc = 0;
	}
	buf_clear(&b);
	return rc;
}

/* --ca-sha256, with colons or without; empty where it is not given. */
static int
read_fingerprint(struct enrolment *en, struct err *e)
{
	const char *text = arg_text(en->t->args, OPTION_CA_SHA256);
	char *plain, *to;

	if (text == NULL)
		return 0;
	to = plain = arena_strdup(en->a, text);
	for (; *text != '\0'; text++)
		if (*text != ':')
			*to++ = *text;
	*to = '\0';
	if (strlen(plain) == 2 * SHA256_SIZE &&
	    text_unhex(en->a, plain, &en->fingerprint, e) == 0)
		return 0;
	return err_set(e, ERR_MALFORMED,
	    "--ca-sha256: want the %d hex digits of a fingerprint, with "
	    "colons or without",
	    2 * SHA256_SIZE);
}

/* Somebody may stand in the way: RFC 8894 section 2.2 wants a fingerprint. */
static int
check_fingerprint(struct enrolment *en, struct err *e)
{
	uint8_t digest[DIGEST_MOST];
	struct span have;

	have = span_of(digest,
	    digest_of(DIGEST_SHA256, en->ca.issuer.der, digest));
	if (en->fingerprint.len == 0 || span_equal(en->fingerprint, have))
		return 0;
	return err_set(e, ERR_INTEGRITY,
	    "the CA is not the one that --ca-sha256 names: its fingerprint is "
	    "%s",
	    text_fingerprint(en->a, have));
}

static int
ask_ca(struct enrolment *en, struct err *e)
{
	struct buf b;
	int rc = -1;

	buf_init(&b, ANSWER_MOST);
	if (http_get(en->http, "GetCACert", operation_url(en, "GetCACert"), &b,
		e) == 0)
		rc = scep_ca_parse(arena_span(en->a, buf_span(&b)), en->a,
		    &en->ca, e);
	buf_clear(&b);
	if (rc == -1 || check_fingerprint(en, e) == -1)
		return -1;
	return key_from_spki(en->ca.encrypt.spki, &en->ca_key, e);
}

/* Who goes on with what he has need not say once more who he is. */
static bool
is_known(const struct args *args)
{
	return arg_given(args, OPTION_RENEW) || arg_given(args, OPTION_POLL);
}

/* Of the request that waits, or of the certificate that is renewed. */
static int
known_subject(struct enrolment *en, struct err *e)
{
	struct cert c;

	if (arg_given(en->t->args, OPTION_POLL))
		return device_asked(&en->device, &en->draft.subject, e);
	if (device_cert(&en->device, &c, e) == -1)
		return -1;
	en->draft.subject = c.subject;
	return 0;
}

/* A name that is not asked for again would be gone from the new one. */
static int
known_alt_names(struct enrolment *en, struct err *e)
{
	struct cert c;

	if (device_cert(&en->device, &c, e) == -1)
		return -1;
	en->draft.alt_names = cert_extension(&c, OID_ALT_NAMES);
	return 0;
}

/* What is asked for. */
static int
read_names(struct enrolment *en, struct err *e)
{
	static const uint8_t empty_name[] = { 0x30, 0x00 };
	const struct args *args = en->t->args;
	const char *subject = arg_text(args, OPTION_SUBJECT);

	if (args->list_count == 0 && arg_given(args, OPTION_RENEW) &&
	    known_alt_names(en, e) == -1)
		return -1;
	if (args->list_count > 0 &&
	    alt_names_from_text(args->list, args->list_count, en->a,
		&en->draft.alt_names, e) == -1)
		return err_prefix(e, "--san");
	if (subject == NULL && is_known(args)) {
		if (known_subject(en, e) == -1)
			return -1;
	} else {
		/* Of who only asks; something has to stand there. */
		if (subject == NULL)
			subject = "/CN=scepgate";
		en->draft.subject = span_of(empty_name, sizeof(empty_name));
		/* RFC 5280 section 4.1.2.6: empty with other names only. */
		if ((subject[0] != '\0' || en->draft.alt_names.len == 0) &&
		    name_from_text(subject, en->a, &en->draft.subject, e) == -1)
			return err_prefix(e, "--subject");
	}
	en->draft.challenge = en->challenge;
	return 0;
}

static int
choose_algorithms(struct enrolment *en, struct err *e)
{
	const struct args *args = en->t->args;
	struct scep_client_request *r = &en->request;

	r->digest = (enum digest)arg_number(args, OPTION_DIGEST,
	    announced_digest(&en->announced));
	r->cipher = (enum cipher)arg_number(args, OPTION_CIPHER,
	    announced_cipher(&en->announced));
	r->transport = (enum transport)arg_number(args, OPTION_TRANSPORT,
	    TRANSPORT_PKCS1);
	en->draft.digest = r->digest;
	return r->cipher == CIPHER_DES ? cipher_enable_obsolete(e) : 0;
}

/*
 * The certificate that is to be renewed, or one of its own.  A server may show
 * its CRL to anybody or only to who has one of its certificates.
 */
static int
choose_signer(struct enrolment *en, struct err *e)
{
	struct scep_client_request *r = &en->request;
	const struct args *args = en->t->args;

	if (!arg_given(args, OPTION_RENEW) &&
	    !arg_given(args, OPTION_GET_CERT) &&
	    !(arg_given(args, OPTION_GET_CRL) && device_has_cert(&en->device)))
		return scep_client_self_signed(en->draft.subject,
		    en->device.key, r->now, en->a, &en->signer, e);
	if (device_cert(&en->device, &en->signer, e) == -1)
		return -1;
	if (arg_given(args, OPTION_RENEW) && announced_renewal(&en->announced))
		r->type = SCEP_RENEWAL_REQ;
	return 0;
}

/* A request, or a question: RFC 8894 sections 3.3.1 and 3.3.3 to 3.3.5. */
static int
choose_content(struct enrolment *en, struct err *e)
{
	struct scep_asked asked = {
		.issuer = en->ca.issuer.subject,
		.subject = en->draft.subject,
		.serial = en->serial,
	};
	struct scep_client_request *r = &en->request;
	const struct args *args = en->t->args;

	if (arg_given(args, OPTION_POLL))
		r->type = SCEP_CERT_POLL;
	else if (arg_given(args, OPTION_GET_CERT))
		r->type = SCEP_GET_CERT;
	else if (arg_given(args, OPTION_GET_CRL)) {
		r->type = SCEP_GET_CRL;
		/* The signer's, as the RFC has it; it stands for all. */
		asked.serial = en->signer.serial;
	} else
		return device_request(&en->device, &en->draft, &r->content, e);
	return scep_client_asked(r->type, &asked, en->a, &r->content, e);
}

static int
build(struct enrolment *en, struct span *message, struct err *e)
{
	struct scep_client_request *r = &en->request;

	r->type = SCEP_PKCS_REQ;
	r->now = clock_ms() / 1000;
	if (choose_algorithms(en, e) == -1 || choose_signer(en, e) == -1 ||
	    choose_content(en, e) == -1)
		return -1;
	random_bytes(en->nonce, sizeof(en->nonce));
	r->transaction_id = arg_text(en->t->args, OPTION_TRANSACTION_ID);
	r->nonce = en->nonce;
	r->signer = &en->signer;
	r->signer_key = en->device.key;
	r->recipient = &en->ca.encrypt;
	r->recipient_key = en->ca_key;
	return scep_client_request_build(r, en->a, message, e);
}

static int
send_message(struct enrolment *en, struct span message, struct buf *b,
    struct err *e)
{
	const char *text;

	if (!arg_given(en->t->args, OPTION_GET) &&
	    announced_post(&en->announced))
		return http_post(en->http, "PKIOperation",
		    operation_url(en, "PKIOperation"),
		    "application/x-pki-message", message, b, e);
	text = text_percent_encode(en->a, text_base64(en->a, message));
	return http_get(en->http, "PKIOperation",
	    arena_printf(en->a, "%s&message=%s",
		operation_url(en, "PKIOperation"), text),
	    b, e);
}

static void
print_issued(const struct enrolment *en, const char *path, const struct cert *c)
{
	struct arena *a = en->a;
	uint8_t digest[DIGEST_MOST];
	size_t len = digest_of(DIGEST_SHA256, en->ca.issuer.der, digest);

	fact_print(a, "Certificate", path);
	fact_print(a, "Subject", name_text(a, c->subject));
	fact_print(a, "Serial number", text_hex(a, c->serial));
	fact_print(a, "Valid until", clock_rfc3339(a, c->not_after * 1000));
	fact_print(a, "CA", name_text(a, en->ca.issuer.subject));
	fact_print(a, "CA's SHA-256",
	    text_fingerprint(a, span_of(digest, len)));
}

static int
take_crl(const struct enrolment *en, const struct scep_client_reply *reply,
    struct err *e)
{
	struct crl crl;

	if (device_keep_crl(&en->device, reply, &en->ca, &crl, e) == -1)
		return -1;
	fact_print(en->a, "CRL",
	    arena_printf(en->a, "%s/crl.pem", en->device.dir));
	fact_print(en->a, "Number",
	    arena_printf(en->a, "%" PRIu64, crl.number));
	fact_print(en->a, "Valid until",
	    clock_rfc3339(en->a, crl.next_update * 1000));
	return 0;
}

static int
take_success(struct enrolment *en, const struct scep_client_reply *reply,
    struct err *e)
{
	struct cert c;

	switch (en->request.type) {
	case SCEP_GET_CRL:
		return take_crl(en, reply, e);
	case SCEP_GET_CERT:
		if (device_keep_other(&en->device, reply, &en->ca, en->serial,
			&c, e) == -1)
			return -1;
		print_issued(en, device_other_path(&en->device, en->serial),
		    &c);
		return 0;
	default:
		break;
	}
	if (device_keep(&en->device, reply, &en->ca, &c, e) == -1)
		return -1;
	device_forget_request(&en->device);
	print_issued(en, arena_printf(en->a, "%s/cert.pem", en->device.dir),
	    &c);
	return 0;
}

/*
 * What was only asked about may go on waiting.  So may a request whose answer
 * cannot be sealed for a poll, which has no challenge in it: it is issued to
 * who sends the very request again (RFC 8894 section 3.2.2).
 */
static bool
goes_on(const struct enrolment *en, const struct scep_client_reply *reply)
{
	switch (en->request.type) {
	case SCEP_GET_CERT:
	case SCEP_GET_CRL:
		return true;
	case SCEP_CERT_POLL:
		return reply->fail == SCEP_BAD_ALG;
	default:
		return false;
	}
}

static int
take_answer(struct enrolment *en, const struct scep_client_reply *reply,
    struct err *e)
{
	switch (reply->status) {
	case SCEP_SUCCESS:
		return take_success(en, reply, e);
	case SCEP_PENDING:
		en->t->exit = TOOL_PENDING;
		return err_set(e, ERR_UNAVAILABLE,
		    "the request waits for a person's approval: run the same "
		    "command again later, or with --poll");
	case SCEP_FAILURE:
		break;
	}
	if (!goes_on(en, reply))
		device_forget_request(&en->device);
	return err_set(e, ERR_DENIED, "the server refuses: %s%s%s",
	    scep_fail_name(reply->fail),
	    reply->fail_text[0] != '\0' ? ": " : "", reply->fail_text);
}

static int
converse(struct enrolment *en, struct err *e)
{
	struct scep_client_reply reply;
	struct span message;
	struct buf b;
	int rc = -1;

	if (ask_caps(en, e) == -1 || ask_ca(en, e) == -1 ||
	    build(en, &message, e) == -1)
		return -1;
	buf_init(&b, ANSWER_MOST);
	if (send_message(en, message, &b, e) == 0)
		rc = scep_client_reply_parse(arena_span(en->a, buf_span(&b)),
		    &en->request, &en->ca, en->challenge, en->a, &reply, e);
	buf_clear(&b);
	return rc == 0 ? take_answer(en, &reply, e) : -1;
}

static int
check_options(struct tool *t, struct err *e)
{
	static const enum option_id needed[] = { OPTION_URL, OPTION_OUT,
		OPTION_SUBJECT };
	static const enum option_id kinds[] = { OPTION_RENEW, OPTION_POLL,
		OPTION_GET_CERT, OPTION_GET_CRL };
	bool asks = arg_given(t->args, OPTION_GET_CERT) ||
	    arg_given(t->args, OPTION_GET_CRL);
	bool known = asks || is_known(t->args);
	size_t i, given = 0;

	for (i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		given += arg_given(t->args, kinds[i]);
	if (asks && given > 1)
		return tool_usage(t, e,
		    "--get-cert and --get-crl go neither together nor with "
		    "--renew or --poll");
	for (i = 0; i < sizeof(needed) / sizeof(needed[0]); i++)
		if (!arg_given(t->args, needed[i]) &&
		    !(known && needed[i] == OPTION_SUBJECT))
			return tool_usage(t, e, "what is missing is --%s",
			    option_rows[needed[i]].name);
	return 0;
}

/* What can be wrong in the values, before anything is made or asked. */
static int
read_values(struct enrolment *en, struct err *e)
{
	struct tool *t = en->t;

	if (http_check_url(arg_text(t->args, OPTION_URL), e) == -1) {
		(void)tool_refused(t, e);
		return err_prefix(e, "--url");
	}
	if (read_names(en, e) == -1 || read_fingerprint(en, e) == -1)
		return tool_refused(t, e);
	if (arg_given(t->args, OPTION_GET_CERT) &&
	    !serial_from_text(t->a, arg_text(t->args, OPTION_GET_CERT),
		&en->serial))
		return tool_usage(t, e,
		    "--get-cert: want a serial number in hex, with colons or "
		    "without");
	return 0;
}

int
enroll_run(struct tool *t, struct err *e)
{
	struct enrolment en = { .t = t, .a = t->a };
	const char *agent = arena_printf(t->a, "scepgate/%s",
	    t->program->version);
	unsigned int seconds = (unsigned int)arg_number(t->args, OPTION_TIMEOUT,
	    SECONDS_STANDARD);
	int rc = -1;

	if (check_options(t, e) == -1 ||
	    secret_option(t, &challenge_options, &en.challenge, e) == -1)
		return -1;
	/* A server that goes away is a failed write, not a death. */
	(void)signal(SIGPIPE, SIG_IGN);
	en.device.a = t->a;
	en.device.dir = arg_text(t->args, OPTION_OUT);
	/* A large key takes its time to be made, and is no waiting. */
	if (read_values(&en, e) == -1 ||
	    device_open(&en.device, arg_text(t->args, OPTION_KEY_TYPE), e) ==
		-1 ||
	    http_open(seconds, agent, &en.http, e) == -1)
		goto out;
	rc = converse(&en, e);
out:
	key_free(en.ca_key);
	device_close(&en.device);
	http_close(en.http);
	secret_free(en.challenge);
	return rc;
}
