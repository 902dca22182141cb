# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor ra.  site.c is for the doors above it, too.

check_LIBRARIES += %D%/libsite.a
tests_unit_ra_libsite_a_SOURCES = %D%/crowd.c %D%/crowd.h \
	%D%/ocsp_kit.c %D%/ocsp_kit.h %D%/site.c %D%/site.h

unit_tests += \
	%D%/test_at_once \
	%D%/test_backup \
	%D%/test_ca_kept \
	%D%/test_crl \
	%D%/test_challenge \
	%D%/test_directory \
	%D%/test_enroll \
	%D%/test_housekeeping \
	%D%/test_export \
	%D%/test_ocsp \
	%D%/test_ocsp_cache \
	%D%/test_meanwhile \
	%D%/test_next_ca \
	%D%/test_next_ca_files \
	%D%/test_order \
	%D%/test_pending \
	%D%/test_policy \
	%D%/test_profile \
	%D%/test_renewal \
	%D%/test_retention \
	%D%/test_revocation \
	%D%/test_rollover \
	%D%/test_setup \
	%D%/test_state \
	%D%/test_take_over \
	%D%/test_user \
	%D%/test_verify

site_libs = tests/unit/ra/libsite.a $(place_libs)
tests_unit_ra_test_at_once_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_backup_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_backup_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=readdir
tests_unit_ra_test_ca_kept_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_ca_kept_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=fdatasync
tests_unit_ra_test_crl_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_challenge_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_directory_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_enroll_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_housekeeping_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_export_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_ocsp_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_ocsp_cache_LDADD = $(ra_libs) $(unit_libs)
tests_unit_ra_test_meanwhile_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_next_ca_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_next_ca_files_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_next_ca_files_LDFLAGS = $(AM_LDFLAGS) \
	-Wl,--wrap=store_update
tests_unit_ra_test_order_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_pending_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_policy_LDADD = $(ra_libs) $(unit_libs)
tests_unit_ra_test_profile_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_renewal_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_retention_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_revocation_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_rollover_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_setup_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_state_LDADD = $(place_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_take_over_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_user_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
tests_unit_ra_test_verify_LDADD = $(site_libs) $(ra_libs) $(unit_libs)
