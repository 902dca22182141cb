# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor base: a row here, and what each links.

noinst_HEADERS += %D%/sanitized.h

unit_tests += \
	%D%/test_arena \
	%D%/test_buf \
	%D%/test_clock \
	%D%/test_base64 \
	%D%/test_err \
	%D%/test_file \
	%D%/test_http_url \
	%D%/test_log \
	%D%/test_log_line \
	%D%/test_log_syslog \
	%D%/test_long_option \
	%D%/test_mem \
	%D%/test_random \
	%D%/test_secret \
	%D%/test_span \
	%D%/test_text \
	%D%/test_unicode \
	%D%/test_uuid

tests_unit_base_test_arena_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_buf_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_clock_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_base64_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_err_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_file_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_http_url_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_log_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_log_line_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_log_syslog_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_long_option_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_mem_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_random_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_secret_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_span_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_text_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_unicode_LDADD = $(base_libs) $(unit_libs)
tests_unit_base_test_uuid_LDADD = $(base_libs) $(unit_libs)
