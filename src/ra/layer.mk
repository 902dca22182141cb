# SPDX-License-Identifier: BSD-2-Clause
# The floor ra: who may have what, and every change of state.

noinst_LIBRARIES += src/ra/libra.a
src_ra_libra_a_SOURCES = \
	%D%/approval.c \
	%D%/attempt.c \
	%D%/attempt.h \
	%D%/attempt_end.c \
	%D%/attempt_record.c \
	%D%/audit.c \
	%D%/challenge.c \
	%D%/challenge.h \
	%D%/check.c \
	%D%/check.h \
	%D%/connectors.c \
	%D%/connectors.h \
	%D%/crl.c \
	%D%/crl.h \
	%D%/crl_make.c \
	%D%/crl_make.h \
	%D%/directory.c \
	%D%/directory.h \
	%D%/directory_make.c \
	%D%/directory_make.h \
	%D%/enroll.c \
	%D%/enroll.h \
	%D%/field.c \
	%D%/one_time.c \
	%D%/one_time.h \
	%D%/order.c \
	%D%/order.h \
	%D%/password.c \
	%D%/password.h \
	%D%/pending.c \
	%D%/policy.c \
	%D%/policy.h \
	%D%/policy_limit.c \
	%D%/policy_match.c \
	%D%/policy_match.h \
	%D%/policy_names.c \
	%D%/policy_setting.c \
	%D%/policy_setting.h \
	%D%/policy_text.c \
	%D%/policy_usage.c \
	%D%/policy_usage.h \
	%D%/poll.c \
	%D%/profile.c \
	%D%/ra.c \
	%D%/ra.h \
	%D%/renewal.c \
	%D%/renewal.h \
	%D%/revocation.c \
	%D%/revocation.h \
	%D%/revocation_mark.h \
	%D%/session.c \
	%D%/setup.h \
	%D%/setup_connector.c \
	%D%/setup_profile.c \
	%D%/setup_tenant.c \
	%D%/state.h \
	%D%/throttle.c \
	%D%/throttle.h \
	%D%/user.c \
	%D%/user.h
