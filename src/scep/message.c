/* SPDX-License-Identifier: BSD-2-Clause */
/* The tables behind message.h: numbers and names of RFC 8894 section 3.2.1. */
#include <stddef.h>
#include <string.h>

#include "base/err.h"
#include "scep/message.h"

static const struct {
	enum scep_message type;
	const char *name;
} messages[] = {
	{ SCEP_CERT_REP, "CertRep" },
	{ SCEP_RENEWAL_REQ, "RenewalReq" },
	{ SCEP_UPDATE_REQ, "UpdateReq" },
	{ SCEP_PKCS_REQ, "PKCSReq" },
	{ SCEP_CERT_POLL, "CertPoll" },
	{ SCEP_GET_CERT, "GetCert" },
	{ SCEP_GET_CRL, "GetCRL" },
};

static const char *const fail_names[] = {
	[SCEP_BAD_ALG] = "badAlg",
	[SCEP_BAD_MESSAGE_CHECK] = "badMessageCheck",
	[SCEP_BAD_REQUEST] = "badRequest",
	[SCEP_BAD_TIME] = "badTime",
	[SCEP_BAD_CERT_ID] = "badCertId",
};

_Static_assert(sizeof(fail_names) / sizeof(fail_names[0]) == SCEP_FAIL__COUNT,
    "one name a failInfo");

/*
 * The wording of RFC 8894 section 3.2.1.4 leaves badRequest for what is
 * neither an algorithm, an integrity check, a time nor a certificate that is
 * not there.
 */
static const enum scep_fail fail_of_kind[] = {
	[ERR_NONE] = SCEP_BAD_REQUEST,
	[ERR_MALFORMED] = SCEP_BAD_REQUEST,
	[ERR_INTEGRITY] = SCEP_BAD_MESSAGE_CHECK,
	[ERR_ALGORITHM] = SCEP_BAD_ALG,
	[ERR_TIME] = SCEP_BAD_TIME,
	[ERR_NOT_FOUND] = SCEP_BAD_CERT_ID,
	[ERR_DENIED] = SCEP_BAD_REQUEST,
	[ERR_CONFLICT] = SCEP_BAD_REQUEST,
	[ERR_UNAVAILABLE] = SCEP_BAD_REQUEST,
	[ERR_INTERNAL] = SCEP_BAD_REQUEST,
};

_Static_assert(sizeof(fail_of_kind) / sizeof(fail_of_kind[0]) == ERR__COUNT,
    "one failInfo a kind of failure");

bool
scep_message_enrolls(int type)
{
	return type == SCEP_PKCS_REQ || type == SCEP_RENEWAL_REQ;
}

const char *
scep_message_name(int type)
{
	size_t i;

	for (i = 0; i < sizeof(messages) / sizeof(messages[0]); i++)
		if ((int)messages[i].type == type)
			return messages[i].name;
	return NULL;
}

const char *
scep_fail_name(enum scep_fail f)
{
	return fail_names[f];
}

bool
scep_fail_parse(const char *name, enum scep_fail *out)
{
	int i;

	for (i = 0; i < SCEP_FAIL__COUNT; i++)
		if (strcmp(name, fail_names[i]) == 0) {
			*out = (enum scep_fail)i;
			return true;
		}
	return false;
}

enum scep_fail
scep_fail_of(enum err_kind kind)
{
	return fail_of_kind[kind];
}
