# SPDX-License-Identifier: BSD-2-Clause
# Power cuts: see power.c and commands.c.  A short run of each is a unit test;
# 'make power' makes POWER_IMAGES of the store under load, and as many of each
# command.

long_tests += %D%/power %D%/commands
tests_power_power_SOURCES = %D%/image.c %D%/image.h %D%/power.c \
	%D%/record.c %D%/trace.h
# The recorder's functions must not be the fortified ones of the headers.
tests_power_power_CPPFLAGS = $(AM_CPPFLAGS) -I$(top_srcdir)/tests \
	-U_FORTIFY_SOURCE
tests_power_power_LDADD = $(site_libs) $(ra_libs)
tests_power_commands_SOURCES = %D%/children.c %D%/commands.c \
	%D%/commands.h %D%/image.c %D%/image.h %D%/record.c %D%/scenarios.c \
	%D%/trace.h
tests_power_commands_CPPFLAGS = $(tests_power_power_CPPFLAGS)
tests_power_commands_LDADD = $(site_libs) $(tool_libs)

POWER_IMAGES = 200
POWER_ORDERS = 3000

power: tests/power/power tests/power/commands
	tests/power/power -i $(POWER_IMAGES) -n $(POWER_ORDERS)
	top_srcdir='$(abs_top_srcdir)' tests/power/commands -i $(POWER_IMAGES)

.PHONY: power
