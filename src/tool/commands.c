/* SPDX-License-Identifier: BSD-2-Clause */
/* Every command of the tool: one row each.  scepgate(1) says more. */
#include "tool/command.h"
#include "tool/handlers.h"

/* How a profile's devices are told from others. */
#define CHALLENGE_SOURCES                                                      \
	OPTION_CHALLENGE_KIND, OPTION_ISSUE_UNAPPROVED, OPTION_CHALLENGE_FILE, \
	    OPTION_GENERATE_CHALLENGE, OPTION_CHALLENGE

/* Who renews, and who decides. */
#define RENEWAL_OPTIONS                                                   \
	OPTION_RENEWAL, OPTION_RENEWAL_WINDOW, OPTION_RENEWAL_GRACE,      \
	    OPTION_RENEWAL_CHALLENGE, OPTION_RENEWAL_SAME_KEY,            \
	    OPTION_RENEWAL_REVOKES, OPTION_APPROVAL, OPTION_PENDING_DAYS, \
	    OPTION_KEEP_DAYS

/* What certificates point to, and how long that is good. */
#define POINTER_OPTIONS                                         \
	OPTION_CRL_URL, OPTION_CA_ISSUERS_URL, OPTION_OCSP_URL, \
	    OPTION_CRL_DAYS, OPTION_OCSP_HOURS

/* How a CA is made, or taken over. */
#define CA_OPTIONS                                                          \
	OPTION_CA_SUBJECT, OPTION_CA_KEY_TYPE, OPTION_YEARS, OPTION_CA_KEY, \
	    OPTION_CA_CERT, OPTION_PASSPHRASE_FILE, POINTER_OPTIONS

const struct command commands[] = {
	{ "init", { NULL },
	    "Make the state directory, a CA, its connector and a tenant.",
	    NEEDS_SETTINGS, init_run, { OPTION_CA_NAME, CA_OPTIONS } },
	{ "status", { NULL }, "What there is, what it counts, what is wrong.",
	    NEEDS_STATE, status_run, { OPTION_END } },
	{ "maintain", { NULL },
	    "What the servers do by themselves: renew, expire, clear away.",
	    NEEDS_STATE, maintain_run, { OPTION_TABS, OPTION_CLOCK_IS_RIGHT } },
	{ "verify", { NULL },
	    "Does every record, index, count and certificate agree?",
	    NEEDS_STATE, verify_run,
	    { OPTION_REBUILD_INDEXES, OPTION_REBUILD_COUNTERS } },
	{ "backup", { "DIR" },
	    "A copy of all of it, made or brought up to date in DIR.",
	    NEEDS_SETTINGS, backup_run, { OPTION_CHECK } },
	{ "restore", { "DIR" },
	    "Make the state directory of a backup, and verify it.",
	    NEEDS_SETTINGS, restore_run, { OPTION_END } },
	{ "repair", { "DIR" },
	    "Make a damaged database anew, from a backup and the log since.",
	    NEEDS_SETTINGS, repair_run, { OPTION_END } },
	{ "export", { "FILE" },
	    "All of it as lines of JSON, for another machine or version.",
	    NEEDS_STATE, export_run, { OPTION_END } },
	{ "import", { "FILE" },
	    "Make the state directory of an export, and verify it.",
	    NEEDS_SETTINGS, import_run, { OPTION_END } },

	{ "user add", { "NAME" }, "A person who may sign in.", NEEDS_STATE,
	    user_add, { OPTION_PASSWORD_FILE, OPTION_GENERATE } },
	{ "user passwd", { "NAME" },
	    "Another password; ends the user's sessions.", NEEDS_STATE,
	    user_passwd, { OPTION_PASSWORD_FILE, OPTION_GENERATE } },
	{ "user list", { NULL }, "Who may sign in.", NEEDS_STATE, user_list,
	    { OPTION_TABS } },
	{ "user remove", { "NAME" },
	    "A person who is not to sign in any more; ends the sessions.",
	    NEEDS_STATE, user_remove, { OPTION_END } },

	{ "tenant add", { "NAME" },
	    "A customer or department: an owner of profiles.", NEEDS_STATE,
	    tenant_add, { OPTION_END } },
	{ "tenant list", { NULL }, "The tenants.", NEEDS_STATE, tenant_list,
	    { OPTION_TABS } },
	{ "tenant rename", { "TENANT", "NAME" }, "Another name for a tenant.",
	    NEEDS_STATE, tenant_rename, { OPTION_END } },
	{ "tenant remove", { "TENANT" }, "A tenant without profiles.",
	    NEEDS_STATE, tenant_remove, { OPTION_END } },

	{ "connector add", { "NAME" },
	    "A way to a CA: a new local one, or one taken over.", NEEDS_STATE,
	    connector_add, { CA_OPTIONS } },
	{ "connector set", { "CONNECTOR" },
	    "Change what is given, leave the rest.", NEEDS_STATE, connector_set,
	    { OPTION_NAME, POINTER_OPTIONS } },
	{ "connector list", { NULL }, "The connectors.", NEEDS_STATE,
	    connector_list, { OPTION_TABS } },
	{ "connector show", { "CONNECTOR" },
	    "All about one, or its CA's certificate.", NEEDS_STATE,
	    connector_show, { OPTION_PEM } },
	{ "connector crl", { "CONNECTOR" },
	    "What its CA revoked: the CRL in PEM, made anew if need be.",
	    NEEDS_STATE, connector_crl, { OPTION_DER } },
	{ "connector prepare-next", { "CONNECTOR" },
	    "Make its next CA, which devices fetch before it takes over.",
	    NEEDS_STATE, connector_prepare_next,
	    { OPTION_IN, OPTION_CA_KEY_TYPE, OPTION_YEARS, OPTION_CA_KEY,
		OPTION_CA_CERT, OPTION_PASSPHRASE_FILE,
		OPTION_REPLACE_FORMER } },
	{ "connector show-next", { "CONNECTOR" },
	    "All about its next CA, or the certificate.", NEEDS_STATE,
	    connector_show_next, { OPTION_PEM } },
	{ "connector drop-next", { "CONNECTOR" }, "Its next CA, and that key.",
	    NEEDS_STATE, connector_drop_next, { OPTION_YES } },
	{ "connector remove", { "CONNECTOR" },
	    "A connector that no profile uses, and its CA's key.", NEEDS_STATE,
	    connector_remove, { OPTION_YES } },

	{ "profile add", { "NAME" }, "What devices enrol through.", NEEDS_STATE,
	    profile_add,
	    { OPTION_SLUG, OPTION_TENANT, OPTION_CONNECTOR, OPTION_STATUS,
		OPTION_LEVEL, OPTION_VALIDITY, OPTION_RSA_LEAST,
		OPTION_LEAVE_OUT, OPTION_PRESET, OPTION_ANSWERS_BY,
		OPTION_CARRIES, OPTION_FAILURE_CONTENT, RENEWAL_OPTIONS,
		CHALLENGE_SOURCES, OPTION_POLICY } },
	{ "profile list", { NULL }, "The profiles.", NEEDS_STATE, profile_list,
	    { OPTION_TABS } },
	{ "profile show", { "PROFILE" }, "All about one, and its counts.",
	    NEEDS_STATE, profile_show, { OPTION_END } },
	{ "profile set", { "PROFILE" }, "Change what is given, leave the rest.",
	    NEEDS_STATE, profile_set,
	    { OPTION_NAME, OPTION_SLUG, OPTION_TENANT, OPTION_CONNECTOR,
		OPTION_STATUS, OPTION_LEVEL, OPTION_VALIDITY, OPTION_RSA_LEAST,
		OPTION_LEAVE_OUT, OPTION_PRESET, OPTION_ANSWERS_BY,
		OPTION_CARRIES, OPTION_FAILURE_CONTENT, RENEWAL_OPTIONS,
		CHALLENGE_SOURCES, OPTION_KEEP_OLD, OPTION_DROP_OLD,
		OPTION_POLICY } },
	{ "profile presets", { NULL },
	    "Families of devices, and what a profile for each begins with.",
	    NEEDS_NOTHING, profile_presets, { OPTION_TABS } },
	{ "profile remove", { "PROFILE" },
	    "Its orders and certificates stay on record.", NEEDS_STATE,
	    profile_remove, { OPTION_END } },

	{ "challenge new", { "PROFILE" },
	    "Make a one-time challenge, and print it once.", NEEDS_STATE,
	    challenge_new,
	    { OPTION_VALID_FOR, OPTION_FOR_SUBJECT, OPTION_LABEL, OPTION_COUNT,
		OPTION_TABS } },
	{ "challenge list", { "PROFILE" },
	    "A profile's one-time challenges, the newest first.", NEEDS_STATE,
	    challenge_list, { OPTION_TABS } },
	{ "challenge revoke", { "ID" },
	    "A one-time challenge that nobody used.", NEEDS_STATE,
	    challenge_revoke, { OPTION_END } },

	{ "order list", { NULL }, "Enrolments, the newest first.", NEEDS_STATE,
	    order_list,
	    { OPTION_OF_PROFILE, OPTION_ORDER_STATE, OPTION_LIMIT,
		OPTION_TABS } },
	{ "order show", { "ORDER" },
	    "All about one by its id, or its certificate.", NEEDS_STATE,
	    order_show, { OPTION_PEM } },
	{ "order approve", { "ORDER" },
	    "Have a pending one issued; the device gets it when it asks again.",
	    NEEDS_STATE, order_approve, { OPTION_END } },
	{ "order reject", { "ORDER" },
	    "Have a pending one refused; the device is told so.", NEEDS_STATE,
	    order_reject, { OPTION_REASON_TEXT } },
	{ "order dismiss", { "ORDER" },
	    "You have seen that it failed: it is not active any more.",
	    NEEDS_STATE, order_dismiss, { OPTION_END } },

	{ "certificate list", { NULL }, "What was issued, the newest first.",
	    NEEDS_STATE, certificate_list,
	    { OPTION_OF_PROFILE, OPTION_OF_CONNECTOR, OPTION_CERTIFICATE_STATE,
		OPTION_LIMIT, OPTION_TABS } },
	{ "certificate show", { "CERTIFICATE" },
	    "All about one by its id or serial number, or itself.", NEEDS_STATE,
	    certificate_show, { OPTION_PEM } },
	{ "certificate revoke", { "CERTIFICATE" },
	    "Nobody is to accept it any more; the CRL is made at once.",
	    NEEDS_STATE, certificate_revoke, { OPTION_REASON } },
	{ "certificate release", { "CERTIFICATE" },
	    "Take back a hold: it is good again.", NEEDS_STATE,
	    certificate_release, { OPTION_END } },

	{ "audit list", { NULL }, "Who did what, the newest first.",
	    NEEDS_STATE, audit_list, { OPTION_LIMIT, OPTION_TABS } },

	{ "enroll", { NULL },
	    "Play a device: get a certificate by SCEP from any server.",
	    NEEDS_NOTHING, enroll_run,
	    { OPTION_URL, OPTION_CHALLENGE_FILE, OPTION_CHALLENGE,
		OPTION_SUBJECT, OPTION_SAN, OPTION_KEY_TYPE, OPTION_OUT,
		OPTION_GET, OPTION_DIGEST, OPTION_CIPHER, OPTION_TRANSPORT,
		OPTION_TRANSACTION_ID, OPTION_CA_SHA256, OPTION_TIMEOUT,
		OPTION_RENEW, OPTION_POLL, OPTION_GET_CERT, OPTION_GET_CRL } },
};

const size_t command_count = sizeof(commands) / sizeof(commands[0]);
