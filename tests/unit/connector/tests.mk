# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor connector.  place.c and ca_kit.c are for those above
# it, too.

check_LIBRARIES += %D%/libplace.a
tests_unit_connector_libplace_a_SOURCES = %D%/ca_kit.c %D%/ca_kit.h \
	%D%/keys.c %D%/keys.h %D%/place.c %D%/place.h
tests_unit_connector_libplace_a_CPPFLAGS = $(AM_CPPFLAGS) \
	-DTEST_DIR='"$(abs_top_srcdir)/tests"'

unit_tests += \
	%D%/test_import \
	%D%/test_local \
	%D%/test_ocsp_signer \
	%D%/test_rollover

place_libs = tests/unit/connector/libplace.a
tests_unit_connector_test_import_LDADD = $(place_libs) $(connector_libs) \
	$(unit_libs)
tests_unit_connector_test_local_LDADD = $(place_libs) $(connector_libs) \
	$(unit_libs)
tests_unit_connector_test_rollover_LDADD = $(place_libs) $(connector_libs) \
	$(unit_libs)
tests_unit_connector_test_ocsp_signer_LDADD = $(place_libs) \
	$(connector_libs) $(unit_libs)
