# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor web.

unit_tests += \
	%D%/test_body \
	%D%/test_cache \
	%D%/test_cookie \
	%D%/test_environ \
	%D%/test_form \
	%D%/test_note \
	%D%/test_params \
	%D%/test_proxy \
	%D%/test_rate \
	%D%/test_response \
	%D%/test_router \
	%D%/test_view

tests_unit_web_test_body_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_cache_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_cookie_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_environ_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_form_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_note_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_params_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_proxy_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_rate_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_response_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_router_LDADD = $(web_libs) $(unit_libs)
tests_unit_web_test_view_LDADD = $(web_libs) $(unit_libs)
