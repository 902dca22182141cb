# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor main.

unit_tests += \
	%D%/test_config

tests_unit_main_test_config_CPPFLAGS = $(AM_CPPFLAGS) $(path_defines)
tests_unit_main_test_config_LDADD = $(place_libs) $(main_libs) $(web_libs) \
	$(unit_libs)
