/* SPDX-License-Identifier: BSD-2-Clause */
/* The rows of the options; what they do is in scepgate(1) too. */
#include <stddef.h>

#include "tool/option.h"

#define DAY (24 * 60 * 60) /* seconds */

/* Choices stand in the order of the enums that their number becomes. */
static const char *const order_states[] = { "received", "pending", "issued",
	"failed", "rejected", NULL };
static const char *const certificate_states[] = { "valid", "revoked", "expired",
	NULL };
static const char *const statuses[] = { "inactive", "active", NULL };
static const char *const levels[] = { "modern", "legacy", "obsolete", NULL };
static const char *const leave_outs[] = { "nothing", "root", "chain", NULL };
static const char *const challenge_kinds[] = { "static", "one-time", "none",
	NULL };
static const char *const noes[] = { "no", "yes", NULL };
static const char *const approvals[] = { "none", "first", "all", NULL };
static const char *const answerers[] = { "ra", "ca", NULL };
static const char *const carries[] = { "chain", "issuer", "issued", NULL };
static const char *const failure_contents[] = { "empty", "absent", NULL };
static const char *const ca_key_types[] = { "rsa:2048", "rsa:3072", "rsa:4096",
	"ec:p256", "ec:p384", NULL };
static const char *const key_types[] = { "rsa:2048", "rsa:3072", "rsa:4096",
	"rsa:8192", "ec:p256", "ec:p384", "ec:p521", NULL };
static const char *const digests[] = { "md5", "sha1", "sha256", "sha384",
	"sha512", NULL };
static const char *const ciphers[] = { "des-cbc", "des3-cbc", "aes128-cbc",
	"aes192-cbc", "aes256-cbc", "aes128-gcm", "aes192-gcm", "aes256-gcm",
	NULL };
static const char *const transports[] = { "pkcs1", "oaep", NULL };

#define FLAG(name, help)                                     \
	{                                                    \
		name, NULL, help, OPTION_IS_FLAG, 0, 0, NULL \
	}
#define TEXT(name, argument, help)                               \
	{                                                        \
		name, argument, help, OPTION_IS_TEXT, 0, 0, NULL \
	}
#define ANY_TEXT(name, argument, help)                               \
	{                                                            \
		name, argument, help, OPTION_IS_ANY_TEXT, 0, 0, NULL \
	}
#define LIST(name, argument, help)                               \
	{                                                        \
		name, argument, help, OPTION_IS_LIST, 0, 0, NULL \
	}
#define NUMBER(name, argument, help, least, most)                         \
	{                                                                 \
		name, argument, help, OPTION_IS_NUMBER, least, most, NULL \
	}
#define DURATION(name, argument, help, most)                            \
	{                                                               \
		name, argument, help, OPTION_IS_DURATION, 1, most, NULL \
	}
#define CHOICE(name, argument, help, choices)                         \
	{                                                             \
		name, argument, help, OPTION_IS_CHOICE, 0, 0, choices \
	}

const struct option_row option_rows[OPTION__COUNT] = {
	[OPTION_CONFIG] = TEXT("config", "FILE",
	    "settings, scepgate.conf(5), instead of the usual file"),
	[OPTION_STATE] = TEXT("state", "DIR",
	    "the state directory, instead of the configured one"),
	[OPTION_HELP] = FLAG("help", "what there is to say, and nothing done"),
	[OPTION_VERSION] = FLAG("version", "the version"),

	[OPTION_TABS] = FLAG("tabs",
	    "for programs: no heading, one tab between columns"),
	[OPTION_LIMIT] = NUMBER("limit", "N",
	    "at most so many, the newest [50]", 1, INT64_C(100000000)),
	[OPTION_OF_PROFILE] = TEXT("profile", "PROFILE", "of this profile"),
	[OPTION_ORDER_STATE] = CHOICE("state", "STATE",
	    "in this state: received, pending, issued, failed or rejected; "
	    "--state DIR goes before 'order list'",
	    order_states),
	[OPTION_OF_CONNECTOR] = TEXT("connector", "CONNECTOR",
	    "issued by this connector's CA"),
	[OPTION_CERTIFICATE_STATE] = CHOICE("state", "STATE",
	    "in this state: valid, revoked (or on hold) or expired; --state "
	    "DIR goes before 'certificate list'",
	    certificate_states),
	[OPTION_DER] = FLAG("der", "the bytes, not PEM"),
	[OPTION_REASON] = TEXT("reason", "REASON",
	    "keyCompromise, affiliationChanged, superseded, "
	    "cessationOfOperation, privilegeWithdrawn, certificateHold or "
	    "unspecified [unspecified]"),
	[OPTION_PEM] = FLAG("pem", "the certificate itself, in PEM"),

	[OPTION_CA_NAME] = TEXT("ca-name", "NAME",
	    "name of the CA and of its connector [Local CA]"),
	[OPTION_CA_SUBJECT] = TEXT("subject", "/CN=...",
	    "subject of the CA [/CN= and its name]"),
	[OPTION_CA_KEY_TYPE] = CHOICE("key-type", "TYPE",
	    "key of the CA: rsa:2048, rsa:3072, rsa:4096, ec:p256 or ec:p384 "
	    "[rsa:3072]",
	    ca_key_types),
	[OPTION_YEARS] = NUMBER("years", "N",
	    "how long the CA's certificate is valid, 1 to 50 [20]", 1, 50),
	[OPTION_CA_KEY] = TEXT("ca-key", "FILE",
	    "take over a CA: its key, PEM; with --ca-cert"),
	[OPTION_CA_CERT] = TEXT("ca-cert", "FILE",
	    "its certificate, then in the same file those of the CAs above "
	    "it, PEM"),
	[OPTION_PASSPHRASE_FILE] = TEXT("passphrase-file", "FILE",
	    "where its key is encrypted: a file whose first line is the "
	    "passphrase; it is needed from then on"),
	[OPTION_CRL_URL] = ANY_TEXT("crl-url", "URL",
	    "CRL distribution point of certificates, or none; '' is this "
	    "installation's, where its url is set [new: '']"),
	[OPTION_CA_ISSUERS_URL] = ANY_TEXT("ca-issuers-url", "URL",
	    "where the CA's certificate can be had, for certificates, or "
	    "none [new: the same]"),
	[OPTION_OCSP_URL] = ANY_TEXT("ocsp-url", "URL",
	    "OCSP responder that certificates name, or none [new: the same]"),
	[OPTION_CRL_DAYS] = NUMBER("crl-days", "N",
	    "how long a CRL is valid, 1 to 365 [new: 7]", 1, 365),
	[OPTION_OCSP_HOURS] = NUMBER("ocsp-hours", "N",
	    "how long an OCSP answer is valid, 1 to 168 [new: 12]", 1, 168),
	[OPTION_IN] = DURATION("in", "TIME",
	    "how long from now until it takes over, such as 30d, at most 365d; "
	    "needed",
	    365 * DAY),
	[OPTION_REPLACE_FORMER] = FLAG("replace-former",
	    "also where the CA before the one in use counts then: it goes, "
	    "and what it issued is renewed no more"),
	[OPTION_YES] = FLAG("yes", "do what cannot be undone"),

	[OPTION_PASSWORD_FILE] = TEXT("password-file", "FILE",
	    "the first line of a file is the password; - is standard input"),
	[OPTION_GENERATE] = FLAG("generate", "make a password and print it"),

	[OPTION_NAME] = TEXT("name", "NAME", "a new name"),
	[OPTION_SLUG] = TEXT("slug", "SLUG",
	    "its part of the URL: a-z, 0-9 and '-' [new: from the name]"),
	[OPTION_TENANT] = TEXT("tenant", "TENANT",
	    "whose profile it is [new: the tenant that was made first]"),
	[OPTION_CONNECTOR] = TEXT("connector", "CONNECTOR",
	    "which CA signs [new: the connector that was made first]"),
	[OPTION_STATUS] = CHOICE("status", "STATUS",
	    "active, or inactive: devices are turned away [new: active]",
	    statuses),
	[OPTION_LEVEL] = CHOICE("level", "LEVEL",
	    "the oldest algorithms that are taken: modern, legacy (SHA-1, "
	    "3DES) or obsolete (MD5, single DES) [new: modern]",
	    levels),
	[OPTION_VALIDITY] = NUMBER("validity-days", "N",
	    "how long certificates are valid, 1 to 3650 [new: 365]", 1, 3650),
	[OPTION_RSA_LEAST] = NUMBER("rsa-least-bits", "N",
	    "the smallest RSA key that gets a certificate, 2048 to 8192 "
	    "[new: 2048]",
	    2048, 8192),
	[OPTION_LEAVE_OUT] = CHOICE("leave-out", "WHAT",
	    "of GetCACert's answer: nothing, root, or the chain above the "
	    "issuing CA [new: nothing]",
	    leave_outs),
	[OPTION_CHALLENGE] = TEXT("challenge", "PASSWORD",
	    "challenge password; other users of this machine can see it in "
	    "the list of processes"),
	[OPTION_CHALLENGE_FILE] = TEXT("challenge-file", "FILE",
	    "the first line of a file is the challenge password; - is "
	    "standard input"),
	[OPTION_GENERATE_CHALLENGE] = FLAG("generate-challenge",
	    "make a challenge password and print it"),

	[OPTION_CHALLENGE_KIND] = CHOICE("challenge-kind", "KIND",
	    "static: one password for all devices; one-time: 'challenge new' "
	    "makes one for each; none: no password is asked for [new: static]",
	    challenge_kinds),
	[OPTION_KEEP_OLD] = DURATION("keep-old-for", "TIME",
	    "with a new static challenge: the one before is good for so long "
	    "as well, such as 14d [not at all]",
	    366 * DAY),
	[OPTION_DROP_OLD] = FLAG("drop-old",
	    "a challenge that was kept beside the new one goes at once"),
	[OPTION_ISSUE_UNAPPROVED] = CHOICE("issue-unapproved", "YES",
	    "yes: without a challenge, issue to anybody who asks, and nobody "
	    "approves; no [no]",
	    noes),

	[OPTION_RENEWAL] = CHOICE("renewal", "YES",
	    "yes: a request signed by a certificate of the profile, for no "
	    "other names, renews it; no [new: yes]",
	    noes),
	[OPTION_RENEWAL_WINDOW] = NUMBER("renewal-window-days", "N",
	    "so many days before its end a certificate may be renewed; 0: at "
	    "any time [new: 0]",
	    0, 3650),
	[OPTION_RENEWAL_GRACE] = NUMBER("renewal-grace-days", "N",
	    "and so many days after it [new: 0]", 0, 3650),
	[OPTION_RENEWAL_CHALLENGE] = CHOICE("renewal-challenge", "YES",
	    "yes: a renewal needs the challenge as well; no [new: no]", noes),
	[OPTION_RENEWAL_SAME_KEY] = CHOICE("renewal-same-key", "YES",
	    "yes: it may be for the key of the old certificate; no [new: yes]",
	    noes),
	[OPTION_RENEWAL_REVOKES] = CHOICE("renewal-revokes", "YES",
	    "yes: the old certificate is revoked as superseded; no [new: no]",
	    noes),
	[OPTION_APPROVAL] = CHOICE("approval", "WHAT",
	    "what waits for 'order approve': none, first (all but renewals) "
	    "or all [new: none]",
	    approvals),
	[OPTION_PENDING_DAYS] = NUMBER("pending-days", "N",
	    "a request that nobody approved so long fails, 1 to 365 [new: 14]",
	    1, 365),
	[OPTION_KEEP_DAYS] = NUMBER("keep-days", "N",
	    "orders go so many days after they ended, and their certificates "
	    "with them, but never before those end; 0: they stay [new: 0]",
	    0, 36500),
	[OPTION_REASON_TEXT] = TEXT("reason", "TEXT",
	    "why, for people and for the device"),

	[OPTION_VALID_FOR] = DURATION("valid-for", "TIME",
	    "how long it can be used, such as 90s, 30m, 1h or 14d, at most "
	    "366d [1h]",
	    366 * DAY),
	[OPTION_FOR_SUBJECT] = TEXT("subject", "/CN=...",
	    "the whole subject that the request must have [any]"),
	[OPTION_LABEL] = TEXT("label", "TEXT",
	    "what it is for, for people: at most 100 characters"),
	[OPTION_COUNT] = NUMBER("count", "N", "so many of them, 1 to 10000 [1]",
	    1, 10000),

	[OPTION_URL] = TEXT("url", "URL",
	    "of the SCEP server's profile; needed"),
	[OPTION_SUBJECT] = ANY_TEXT("subject", "/CN=...",
	    "subject that is asked for, such as /C=DE/O=Acme/CN=router 7; "
	    "needed [--renew: of the certificate; --poll: of the request]"),
	[OPTION_SAN] = LIST("san", "KIND:NAME",
	    "another name: dns:a.example, ip:192.0.2.1, email:a@b.example or "
	    "uri:https://a.example/; as often as needed"),
	[OPTION_KEY_TYPE] = CHOICE("key-type", "TYPE",
	    "of a new key: rsa:2048, rsa:3072, rsa:4096, rsa:8192, ec:p256, "
	    "ec:p384 or ec:p521 [rsa:2048]",
	    key_types),
	[OPTION_OUT] = TEXT("out", "DIR",
	    "where key and certificates go, made if need be; needed"),
	[OPTION_GET] = FLAG("get", "PKIOperation by GET [POST if announced]"),
	[OPTION_DIGEST] = CHOICE("digest", "DIGEST",
	    "md5, sha1, sha256, sha384 or sha512 [as announced]", digests),
	[OPTION_CIPHER] = CHOICE("cipher", "CIPHER",
	    "des-cbc, des3-cbc, or aes128, aes192 or aes256 with -cbc or "
	    "-gcm [as announced]",
	    ciphers),
	[OPTION_TRANSPORT] = CHOICE("transport", "HOW",
	    "how the content key travels: pkcs1 or oaep [pkcs1]", transports),
	[OPTION_RENEW] = FLAG("renew",
	    "sign the request with the certificate that is in DIR"),
	[OPTION_POLL] = FLAG("poll",
	    "of a request that waits: ask what became of it (CertPoll)"),
	[OPTION_GET_CERT] = TEXT("get-cert", "SERIAL",
	    "ask for this certificate of the CA instead, under the one that "
	    "is in DIR (GetCert)"),
	[OPTION_GET_CRL] = FLAG("get-crl",
	    "ask for the CA's CRL instead (GetCRL)"),
	[OPTION_TRANSACTION_ID] = TEXT("transaction-id", "ID",
	    "[SHA-256 of the key]"),
	[OPTION_CA_SHA256] = TEXT("ca-sha256", "HEX",
	    "refuse a CA whose certificate has another SHA-256 fingerprint"),
	[OPTION_TIMEOUT] = NUMBER("timeout", "SECONDS",
	    "how long to wait and try in all, 1 to 3600 [60]", 1, 3600),

	[OPTION_PRESET] = TEXT("preset", "PRESET",
	    "set what a family of devices needs: 'profile presets' lists "
	    "them; what is given beside it goes before it"),
	[OPTION_ANSWERS_BY] = CHOICE("answers-by", "WHO",
	    "who opens requests and signs answers: ra, or ca, for devices "
	    "that take one certificate only [new: ra]",
	    answerers),
	[OPTION_CARRIES] = CHOICE("certrep-carries", "WHAT",
	    "beside the issued certificate: chain, issuer, or issued, which "
	    "is nothing [new: chain]",
	    carries),
	[OPTION_FAILURE_CONTENT] = CHOICE("failure-content", "HOW",
	    "content of answers without a certificate: empty, or absent "
	    "[new: empty]",
	    failure_contents),

	[OPTION_REBUILD_INDEXES] = FLAG("rebuild-indexes",
	    "put right the indexes, which are made from the records"),
	[OPTION_REBUILD_COUNTERS] = FLAG("rebuild-counters",
	    "put right counters and totals, by what is on record"),
	[OPTION_CLOCK_IS_RIGHT] = FLAG("clock-is-right",
	    "the clock leapt and is right: remove what has ended by it"),
	[OPTION_CHECK] = FLAG("check",
	    "make none: read the one that is there, against its checksums"),
};
