/* SPDX-License-Identifier: BSD-2-Clause */
/* What the fields of the profile's form are; one row each. */
#include "admin/profile_fields.h"
#include "base/clock.h"
#include "pki/algorithm.h"
#include "ra/setup.h"

_Static_assert(KEEP_OLD_DAYS_MOST *CLOCK_DAY_MS == RA_KEEP_OLD_MOST_MS,
    "as long as ra keeps it, and as its sentence says");

static const struct web_choice statuses[] = {
	{ "active", "Active" },
	{ "inactive", "Inactive" },
};

static const struct web_choice validations[] = {
	{ "static", "Static password" },
	{ "one-time", "One-time passwords, one for each certificate" },
	{ "unasked", "No password is asked for" },
	{ "none", "None yet: every request is refused" },
};

/* The places of these are the values in a draft, or of a flag. */
static const struct web_choice approvals[] = {
	[RA_APPROVAL_NONE] = { "none",
	    "Not needed: what passes all checks is issued" },
	[RA_APPROVAL_FIRST] = { "first", "Needed, but not for renewals" },
	[RA_APPROVAL_ALL] = { "all", "Needed for every request" },
};

static const struct web_choice renewals[] = {
	{ "yes", "Taken: the old certificate vouches for the device" },
	{ "no", "Not taken: it counts as any other request" },
};

static const struct web_choice renewal_challenges[] = {
	{ "no", "Not asked for" },
	{ "yes", "Asked for as well" },
};

static const struct web_choice renewal_keys[] = {
	{ "same", "May stay the same" },
	{ "new", "Must be a new one" },
};

static const struct web_choice renewal_olds[] = {
	{ "stays", "Stays valid until its end" },
	{ "revoked", "Is revoked: superseded by the new one" },
};

static const struct web_choice unapproved[] = {
	{ "no", "It waits until a person approves it" },
	{ "yes", "Anybody who asks gets a certificate" },
};

static const struct web_choice leave_outs[] = {
	[LEAVE_OUT_NOTHING] = { "nothing",
	    "The RA, the issuing CA and all above it" },
	[LEAVE_OUT_ROOT] = { "root", "The same without the root" },
	[LEAVE_OUT_CHAIN] = { "chain", "The RA and the issuing CA only" },
};

static const struct web_choice carries[] = {
	[RA_CARRIES_CHAIN] = { "chain",
	    "The certificate and all CAs that GetCACert gives" },
	[RA_CARRIES_ISSUER] = { "issuer", "The certificate and its CA" },
	[RA_CARRIES_ISSUED] = { "issued", "The certificate alone" },
};

static const struct web_choice answerers[] = {
	{ "ra", "The RA" },
	{ "ca", "The CA itself" },
};

static const struct web_choice contents[] = {
	{ "empty", "Empty content" },
	{ "absent", "No content" },
};

static const struct web_choice levels[] = {
	[LEVEL_MODERN] = { "modern", "Modern: AES, SHA-256 and better" },
	[LEVEL_LEGACY] = { "legacy", "Legacy: triple DES and SHA-1 as well" },
	[LEVEL_OBSOLETE] = { "obsolete",
	    "Obsolete: single DES and MD5 as well" },
};

#define CHOICES(list) \
	.choices = list, .choice_count = sizeof(list) / sizeof((list)[0])

const struct web_field profile_fields[FIELD__COUNT] = {
	[FIELD_NAME] = {
		.name = "name",
		.label = "Profile name",
		.kind = WEB_FIELD_TEXT,
		.required = true,
		.most = RA_NAME_MOST,
		.autocomplete = "off",
		.missing = "Give the profile a name.",
	},
	[FIELD_SLUG] = {
		.name = "slug",
		.label = "URL name",
		.kind = WEB_FIELD_SLUG,
		.hint = "The last part of the URL that devices use. Left "
		    "empty, it is made of the name.",
		.autocomplete = "off",
		.invalid = "A URL name has 1 to 64 of a to z, 0 to 9, and "
		    "'-' between them.",
	},
	[FIELD_TENANT] = {
		.name = "tenant",
		.label = "Tenant",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.missing = "Choose the tenant that owns the profile.",
		.invalid = "This tenant is not there any more: choose "
		    "another.",
	},
	[FIELD_CONNECTOR] = {
		.name = "connector",
		.label = "Connector",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		.hint = "The CA that signs for this profile.",
		.missing = "Choose the connector that signs for this profile.",
		.invalid = "This connector is not there any more: choose "
		    "another.",
	},
	[FIELD_STATUS] = {
		.name = "status",
		.label = "Status",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		CHOICES(statuses),
		.hint = "Devices of an inactive profile are refused.",
	},
	[FIELD_VALIDATION] = {
		.name = "validation",
		.label = "Challenge validation",
		.kind = WEB_FIELD_CHOICE,
		.required = true,
		CHOICES(validations),
		.hint = "How a device shows that it may have a certificate.",
	},
	[FIELD_CHALLENGE] = {
		.name = "challenge",
		.label = "Challenge password",
		.kind = WEB_FIELD_NEW_SECRET,
		.least = RA_CHALLENGE_LEAST,
		.most = RA_CHALLENGE_MOST,
		.hint = "Devices put it in their request. Only its hash is "
		    "stored: copy it now, it is not shown again.",
		.again = "What stood here is not sent back: type it again, or "
		    "generate another.",
		.autocomplete = "off",
	},
	[FIELD_KEEP_OLD] = {
		.name = "keep-old",
		.label = "Days that the old password stays good",
		.kind = WEB_FIELD_INT,
		.most = KEEP_OLD_DAYS_MOST,
		.hint = "Beside a new one, so that devices can be told of it. "
		    "0: it ends at once.",
		.invalid = "Enter a whole number of days from 0 to 366.",
	},
	[FIELD_DROP_OLD] = {
		.name = "drop-old",
		.label = "End the password before this one now",
		.kind = WEB_FIELD_FLAG,
	},
	[FIELD_UNAPPROVED] = {
		.name = "issue-unapproved",
		.label = "Request without a password",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(unapproved),
		.hint = "Counts where no password is asked for.",
		.missing = "Choose what becomes of requests.",
	},
	[FIELD_APPROVAL] = {
		.name = "approval",
		.label = "Approval by a person",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(approvals),
		.hint = "An order that waits is approved or rejected on its "
		    "page.",
		.missing = "Choose who decides on requests.",
	},
	[FIELD_PENDING_DAYS] = {
		.name = "pending-days",
		.label = "An order waits at most (days)",
		.kind = WEB_FIELD_INT,
		.least = 1,
		.most = 365,
		.hint = "Without a decision until then it fails.",
		.missing = "Enter for how many days an order waits.",
		.invalid = "Enter a whole number of days from 1 to 365.",
	},
	[FIELD_KEEP_DAYS] = {
		.name = "keep-days",
		.label = "Ended orders are kept for (days)",
		.kind = WEB_FIELD_INT,
		.least = 0,
		.most = RA_KEEP_DAYS_MOST,
		.hint = "0: for ever. An order stays while its certificate is "
			"valid, and goes together with it.",
		.missing = "Enter for how many days orders are kept; 0: for "
			   "ever.",
		.invalid = "Enter a whole number of days from 0 to 36500.",
	},
	[FIELD_VALIDITY] = {
		.name = "validity",
		.label = "Certificates are valid for (days)",
		.kind = WEB_FIELD_INT,
		.least = 1,
		.most = 3650,
		.hint = "Not beyond the end of the CA.",
		.missing = "Enter for how many days certificates are valid.",
		.invalid = "Enter a whole number of days from 1 to 3650.",
	},
	[FIELD_RENEWAL] = {
		.name = "renewal",
		.label = "Request signed with the old certificate",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(renewals),
		.missing = "Choose whether renewals are taken.",
	},
	[FIELD_RENEWAL_WINDOW] = {
		.name = "renewal-window",
		.label = "Days before its end",
		.kind = WEB_FIELD_INT,
		.most = 3650,
		.hint = "From when on it may be renewed. 0: at any time.",
		.missing = "Enter a number of days, or 0 for any time.",
		.invalid = "Enter a whole number of days from 0 to 3650.",
	},
	[FIELD_RENEWAL_GRACE] = {
		.name = "renewal-grace",
		.label = "Days after its end",
		.kind = WEB_FIELD_INT,
		.most = 3650,
		.hint = "How long it may still be renewed. 0: not at all.",
		.missing = "Enter a number of days, or 0 for none.",
		.invalid = "Enter a whole number of days from 0 to 3650.",
	},
	[FIELD_RENEWAL_CHALLENGE] = {
		.name = "renewal-challenge",
		.label = "Challenge of a renewal",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(renewal_challenges),
		.missing = "Choose whether renewals need the challenge.",
	},
	[FIELD_RENEWAL_KEY] = {
		.name = "renewal-key",
		.label = "Key of a renewal",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(renewal_keys),
		.missing = "Choose whether the key may stay the same.",
	},
	[FIELD_RENEWAL_OLD] = {
		.name = "renewal-old",
		.label = "The old certificate",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(renewal_olds),
		.missing = "Choose what becomes of the old certificate.",
	},
	[FIELD_RSA_BITS] = {
		.name = "rsa-bits",
		.label = "Smallest RSA key (bits)",
		.kind = WEB_FIELD_INT,
		.least = 2048,
		.most = 8192,
		.missing = "Enter how many bits an RSA key has at least.",
		.invalid = "Enter a whole number of bits from 2048 to 8192.",
	},
	[FIELD_PRESET] = {
		.name = "preset",
		.label = "Kind of device",
		.kind = WEB_FIELD_CHOICE,
		.hint = "Sets the fields below to what such devices need, "
		    "except those that you change yourself.",
		.invalid = "Choose one of the list.",
	},
	[FIELD_PRESET_WAS] = {
		.name = "preset-was",
		.label = "Kind of device before",
		.kind = WEB_FIELD_CHOICE,
		.hidden = true,
	},
	[FIELD_LEVEL] = {
		.name = "level",
		.label = "Oldest algorithms that are taken",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(levels),
		.hint = "Take the first that your devices can do.",
		.missing = "Choose which algorithms are taken.",
	},
	[FIELD_LEAVE_OUT] = {
		.name = "leave-out",
		.label = "GetCACert gives",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(leave_outs),
		.missing = "Choose what GetCACert gives.",
	},
	[FIELD_ANSWERS_BY] = {
		.name = "answers-by",
		.label = "Requests are answered by",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(answerers),
		.hint = "The CA, whose key has to be RSA, only for devices "
			"that take one certificate from GetCACert.",
		.missing = "Choose who answers.",
	},
	[FIELD_CARRIES] = {
		.name = "carries",
		.label = "An answer with a certificate has",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(carries),
		.missing = "Choose what an answer has.",
	},
	[FIELD_CONTENT] = {
		.name = "failure-content",
		.label = "An answer without one has",
		.kind = WEB_FIELD_CHOICE,
		CHOICES(contents),
		.missing = "Choose what an answer has.",
	},
	[FIELD_VERSION] = {
		.name = "version",
		.label = "Version",
		.kind = WEB_FIELD_INT,
		.hidden = true,
	},
};
