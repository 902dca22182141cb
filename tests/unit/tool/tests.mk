# SPDX-License-Identifier: BSD-2-Clause
# Unit tests of the floor tool; tests/flow/tool.test runs its commands.

unit_tests += \
	%D%/test_announced \
	%D%/test_args \
	%D%/test_device \
	%D%/test_progress \
	%D%/test_table

tests_unit_tool_test_announced_LDADD = $(tool_libs) $(unit_libs)
tests_unit_tool_test_args_LDADD = $(tool_libs) $(unit_libs)
tests_unit_tool_test_device_LDADD = $(place_libs) $(tool_libs) $(unit_libs)
tests_unit_tool_test_progress_LDADD = $(tool_libs) $(unit_libs)
tests_unit_tool_test_table_LDADD = $(tool_libs) $(unit_libs)
