# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor store.  They share a directory of their own for
# each test, and records (fixture.h).

check_LIBRARIES += %D%/libfixture.a
tests_unit_store_libfixture_a_SOURCES = %D%/fixture.c %D%/fixture.h

unit_tests += \
	%D%/test_audit \
	%D%/test_backup \
	%D%/test_blocked \
	%D%/test_counters \
	%D%/test_engine \
	%D%/test_export \
	%D%/test_index \
	%D%/test_kill \
	%D%/test_list \
	%D%/test_lost \
	%D%/test_open \
	%D%/test_pages \
	%D%/test_record \
	%D%/test_schema \
	%D%/test_session \
	%D%/test_terms \
	%D%/test_trouble \
	%D%/test_untold \
	%D%/test_verify

long_tests += %D%/test_faults

fixture_libs = tests/unit/store/libfixture.a $(store_libs) $(unit_libs)
tests_unit_store_test_audit_LDADD = $(fixture_libs)
tests_unit_store_test_backup_LDADD = $(fixture_libs)
tests_unit_store_test_backup_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=statvfs
tests_unit_store_test_blocked_LDADD = $(fixture_libs)
tests_unit_store_test_counters_LDADD = $(fixture_libs)
tests_unit_store_test_engine_LDADD = $(fixture_libs)
tests_unit_store_test_export_LDADD = $(fixture_libs)
tests_unit_store_test_faults_LDADD = $(fixture_libs)
tests_unit_store_test_index_LDADD = $(fixture_libs)
tests_unit_store_test_kill_LDADD = $(fixture_libs)
tests_unit_store_test_list_LDADD = $(fixture_libs)
tests_unit_store_test_lost_SOURCES = %D%/test_lost.c %D%/disk.c %D%/disk.h
tests_unit_store_test_lost_LDADD = $(fixture_libs)
tests_unit_store_test_open_LDADD = $(fixture_libs)
tests_unit_store_test_pages_LDADD = $(fixture_libs)
tests_unit_store_test_pages_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=pread
tests_unit_store_test_record_LDADD = $(fixture_libs)
tests_unit_store_test_schema_LDADD = $(fixture_libs)
tests_unit_store_test_session_LDADD = $(fixture_libs)
tests_unit_store_test_terms_LDADD = $(fixture_libs)
tests_unit_store_test_trouble_LDADD = $(fixture_libs)
tests_unit_store_test_trouble_LDFLAGS = $(AM_LDFLAGS) -Wl,--wrap=statvfs,--wrap=open \
	-Wl,--wrap=fdatasync
tests_unit_store_test_untold_SOURCES = %D%/test_untold.c %D%/disk.c %D%/disk.h
tests_unit_store_test_untold_LDADD = $(fixture_libs)
tests_unit_store_test_verify_LDADD = $(fixture_libs)
