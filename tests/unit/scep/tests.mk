# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor scep.  They share a CA, an RA and devices with
# fixed keys (tests/data), and so do the fuzz target and its corpus's maker.

check_LIBRARIES += %D%/liblab.a
tests_unit_scep_liblab_a_SOURCES = %D%/lab.c %D%/lab.h %D%/lab_ber.c
tests_unit_scep_liblab_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTEST_DIR='"$(abs_top_srcdir)/tests"'

unit_tests += \
	%D%/test_attributes \
	%D%/test_captured \
	%D%/test_client \
	%D%/test_inner \
	%D%/test_message \
	%D%/test_mutation \
	%D%/test_operations \
	%D%/test_outer \
	%D%/test_reply \
	%D%/test_rollover

check_rows = %D%/check_rows.c %D%/check_rows.h
tests_unit_scep_test_inner_SOURCES = %D%/test_inner.c $(check_rows)
tests_unit_scep_test_outer_SOURCES = %D%/test_outer.c $(check_rows)

lab_libs = tests/unit/scep/liblab.a $(scep_libs) $(unit_libs)
tests_unit_scep_test_attributes_LDADD = $(lab_libs)
tests_unit_scep_test_captured_LDADD = $(lab_libs)
tests_unit_scep_test_client_LDADD = $(lab_libs)
tests_unit_scep_test_inner_LDADD = $(lab_libs)
tests_unit_scep_test_message_LDADD = $(scep_libs) $(unit_libs)
tests_unit_scep_test_mutation_LDADD = $(lab_libs)
tests_unit_scep_test_operations_LDADD = $(lab_libs)
tests_unit_scep_test_outer_LDADD = $(lab_libs)
tests_unit_scep_test_reply_LDADD = $(lab_libs)
tests_unit_scep_test_rollover_LDADD = $(lab_libs)
