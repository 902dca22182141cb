/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of the command line: one row each; commands name those they take. */
#ifndef TOOL_OPTION_H
#define TOOL_OPTION_H

#include <stdint.h>

enum option_id {
	OPTION_END,		/* of a command's list; no option */
	/* Of every command. */
	OPTION_CONFIG, OPTION_STATE, OPTION_HELP, OPTION_VERSION,
	/* Of lists. */
	OPTION_TABS, OPTION_LIMIT, OPTION_OF_PROFILE, OPTION_ORDER_STATE,
	OPTION_OF_CONNECTOR, OPTION_CERTIFICATE_STATE, OPTION_PEM, OPTION_DER,
	/* Of certificates. */
	OPTION_REASON,
	/* Of CAs. */
	OPTION_CA_NAME, OPTION_CA_SUBJECT, OPTION_CA_KEY_TYPE, OPTION_YEARS,
	OPTION_CA_KEY, OPTION_CA_CERT, OPTION_PASSPHRASE_FILE, OPTION_CRL_URL,
	OPTION_CA_ISSUERS_URL, OPTION_OCSP_URL, OPTION_CRL_DAYS,
	OPTION_OCSP_HOURS, OPTION_YES,
	/* Of users. */
	OPTION_PASSWORD_FILE, OPTION_GENERATE,
	/* Of profiles. */
	OPTION_NAME, OPTION_SLUG, OPTION_TENANT, OPTION_CONNECTOR,
	OPTION_STATUS, OPTION_LEVEL, OPTION_VALIDITY, OPTION_RSA_LEAST,
	OPTION_LEAVE_OUT, OPTION_CHALLENGE, OPTION_CHALLENGE_FILE,
	OPTION_GENERATE_CHALLENGE, OPTION_CHALLENGE_KIND, OPTION_KEEP_OLD,
	OPTION_DROP_OLD, OPTION_ISSUE_UNAPPROVED,
	OPTION_RENEWAL, OPTION_RENEWAL_WINDOW, OPTION_RENEWAL_GRACE,
	OPTION_RENEWAL_CHALLENGE, OPTION_RENEWAL_SAME_KEY,
	OPTION_RENEWAL_REVOKES, OPTION_APPROVAL, OPTION_PENDING_DAYS,
	OPTION_KEEP_DAYS, OPTION_ANSWERS_BY,
	/* Of decisions. */
	OPTION_REASON_TEXT,
	/* Of one-time challenges. */
	OPTION_VALID_FOR, OPTION_FOR_SUBJECT, OPTION_LABEL, OPTION_COUNT,
	/* Of enrolments. */
	OPTION_URL, OPTION_SUBJECT, OPTION_SAN, OPTION_KEY_TYPE, OPTION_OUT,
	OPTION_GET, OPTION_DIGEST, OPTION_CIPHER, OPTION_TRANSPORT,
	OPTION_TRANSACTION_ID, OPTION_CA_SHA256, OPTION_TIMEOUT,
	OPTION_RENEW, OPTION_POLL, OPTION_GET_CERT, OPTION_GET_CRL,
	/* Of profiles: what their devices are. */
	OPTION_PRESET, OPTION_CARRIES, OPTION_FAILURE_CONTENT,
	/* Of next CAs. */
	OPTION_IN, OPTION_REPLACE_FORMER,
	/* Of the store. */
	OPTION_REBUILD_INDEXES, OPTION_REBUILD_COUNTERS,
	OPTION_CLOCK_IS_RIGHT, OPTION_CHECK,
	OPTION__COUNT,
	/*
	 * From here on: the settings of a policy, in the order of
	 * policy_settings.  In a command's list it stands for all of them.
	 */
	OPTION_POLICY = OPTION__COUNT
};

enum option_kind {
	OPTION_IS_FLAG,
	OPTION_IS_TEXT,		/* not empty */
	OPTION_IS_ANY_TEXT,	/* may be empty */
	OPTION_IS_LIST,		/* text, any number of times */
	OPTION_IS_NUMBER,
	OPTION_IS_DURATION,	/* "90s", "30m", "1h", "14d": seconds */
	OPTION_IS_CHOICE
};

struct option_row {
	const char		*name;		/* without "--" */
	const char		*argument;	/* "FILE"; NULL of a flag */
	const char		*help;
	enum option_kind	 kind;
	int64_t			 least;		/* of numbers, durations */
	int64_t			 most;
	const char *const	*choices;	/* NULL-ended */
};

/* Rows of a list where no --limit is given; its help says so. */
#define OPTION_LIMIT_STANDARD 50

extern const struct option_row option_rows[OPTION__COUNT];

#endif
