/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of the profile's form, for the files that make it. */
#ifndef ADMIN_PROFILE_FIELDS_H
#define ADMIN_PROFILE_FIELDS_H

#include "web/form.h"

enum {
	FIELD_NAME,
	FIELD_SLUG,
	FIELD_TENANT,
	FIELD_CONNECTOR,
	FIELD_STATUS,
	FIELD_VALIDATION,
	FIELD_CHALLENGE,
	FIELD_KEEP_OLD,
	FIELD_DROP_OLD,
	FIELD_UNAPPROVED,
	FIELD_APPROVAL,
	FIELD_PENDING_DAYS,
	FIELD_VALIDITY,
	FIELD_KEEP_DAYS,
	FIELD_RENEWAL,
	FIELD_RENEWAL_WINDOW,
	FIELD_RENEWAL_GRACE,
	FIELD_RENEWAL_CHALLENGE,
	FIELD_RENEWAL_KEY,
	FIELD_RENEWAL_OLD,
	FIELD_RSA_BITS,
	FIELD_PRESET,
	FIELD_PRESET_WAS,	/* the one that the settings below are of */
	FIELD_LEVEL,
	FIELD_LEAVE_OUT,
	FIELD_ANSWERS_BY,
	FIELD_CARRIES,
	FIELD_CONTENT,
	FIELD_VERSION,
	FIELD__COUNT
	/* Behind them: the settings of the policy (profile_policy.h). */
};

#define KEEP_OLD_DAYS_MOST 366

/* The places of the choices of FIELD_LEAVE_OUT. */
enum { LEAVE_OUT_NOTHING, LEAVE_OUT_ROOT, LEAVE_OUT_CHAIN };

extern const struct web_field	 profile_fields[FIELD__COUNT];

#endif
